/* SPDX-License-Identifier: BSD-3-Clause */
/* PCM streams: open, hw_params, prepare, trigger, hw_free, close. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const char *direction_name(enum tplg_direction direction)
{
	return direction == TPLG_PLAYBACK ? "playback" : "capture";
}

/* ---- open ---- */

/* Chain DMA replaces the modules of a pipeline by one message; the machine has no such DMA. */
static int refuse_chain_dma(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;

	for (size_t i = 0; i < stream->num_steps; i++) {
		const struct tplg_widget *w = &drv->tplg->widgets[stream->steps[i].widget];

		if (w->pipeline != TPLG_NONE && drv->tplg->pipelines[w->pipeline].chain_dma)
			return drv_fail(
				drv, DRV_ERROR_TOPOLOGY, -EOPNOTSUPP, 0,
				"PCM %u %s: %s is in pipeline.%u, which chains host DMA to link DMA; that is not supported",
				stream->pcm->id, direction_name(stream->direction), w->name,
				w->pipeline_id);
	}
	return 0;
}

void drv_stream_free(struct drv_stream *stream)
{
	free(stream->dais);
	free(stream->steps);
	free(stream);
}

static int walk_stream(struct drv_stream *stream, int host)
{
	struct drv *drv = stream->drv;
	int ret = drv_graph_walk(stream, host);

	if (ret < 0)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, ret, 0, "out of memory");
	if (!stream->num_steps)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -ENOENT, 0,
				"PCM %u %s: no DAI leads to %s", stream->pcm->id,
				direction_name(stream->direction), drv->tplg->widgets[host].name);
	return refuse_chain_dma(stream);
}

int drv_pcm_open(struct drv *drv, uint32_t pcm_id, enum tplg_direction direction,
		 struct drv_stream **out)
{
	int number = tplg_find_pcm(drv->tplg, pcm_id);
	const struct tplg_pcm *pcm;
	struct drv_stream *stream;
	int ret;

	*out = NULL;
	if (number == TPLG_NONE)
		return drv_fail(drv, DRV_ERROR_USAGE, -ENOENT, 0, "the topology has no PCM %u",
				pcm_id);
	pcm = &drv->tplg->pcms[number];
	if (!pcm->caps[direction].present)
		return drv_fail(drv, DRV_ERROR_USAGE, -ENOENT, 0, "PCM %u (%s) has no %s", pcm_id,
				pcm->name, direction_name(direction));
	if (pcm->caps[direction].host == TPLG_NONE)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -ENOENT, 0,
				"PCM %u (%s) %s: no host copier is called '%s'", pcm_id, pcm->name,
				direction_name(direction), pcm->caps[direction].name);
	for (stream = drv->streams; stream; stream = stream->next)
		if (stream->pcm == pcm && stream->direction == direction)
			return drv_fail(drv, DRV_ERROR_USAGE, -EBUSY, 0,
					"PCM %u %s is open already", pcm_id,
					direction_name(direction));

	stream = calloc(1, sizeof(*stream));
	if (!stream)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	stream->drv = drv;
	stream->pcm = pcm;
	stream->direction = direction;
	ret = walk_stream(stream, pcm->caps[direction].host);
	if (ret < 0) {
		drv_stream_free(stream);
		return ret;
	}
	stream->next = drv->streams;
	drv->streams = stream;
	*out = stream;
	return 0;
}

/* ---- hw_params ---- */

/* Bits of caps.rates. */
static const struct {
	uint32_t rate;
	uint32_t bit;
} rate_bits[] = {
	{ 5512, 0 },    { 8000, 1 },   { 11025, 2 },  { 16000, 3 },   { 22050, 4 },  { 32000, 5 },
	{ 44100, 6 },   { 48000, 7 },  { 64000, 8 },  { 88200, 9 },   { 96000, 10 }, { 176400, 11 },
	{ 192000, 12 }, { 12000, 17 }, { 24000, 18 }, { 128000, 19 },
};

#define NUM_RATES       (sizeof(rate_bits) / sizeof(rate_bits[0]))
#define RATE_CONTINUOUS (1u << 30)
#define RATE_KNOT       (1u << 31)

static bool caps_take_rate(const struct tplg_caps *caps, uint32_t rate)
{
	for (size_t i = 0; i < NUM_RATES; i++)
		if (rate_bits[i].rate == rate && caps->rates & 1u << rate_bits[i].bit)
			return true;
	if (caps->rates && !(caps->rates & (RATE_CONTINUOUS | RATE_KNOT)))
		return false;
	return rate >= caps->rate_min && (!caps->rate_max || rate <= caps->rate_max);
}

static bool caps_take_channels(const struct tplg_caps *caps, uint32_t channels)
{
	return channels >= caps->channels_min &&
	       (!caps->channels_max || channels <= caps->channels_max);
}

static void print_caps(char *text, size_t size, const struct tplg_caps *caps)
{
	size_t used = 0;

	text[0] = 0;
	for (size_t i = 0; i < NUM_RATES && used < size; i++)
		if (caps->rates & 1u << rate_bits[i].bit)
			used += (size_t)snprintf(text + used, size - used, "%s%u", used ? "/" : "",
						 rate_bits[i].rate);
	if (!used)
		used += (size_t)snprintf(text, size, "%u..%u", caps->rate_min, caps->rate_max);
	if (used < size)
		used += (size_t)snprintf(text + used, size - used, " Hz, %u..%u channels,",
					 caps->channels_min, caps->channels_max);
	for (int format = 0; format < 64 && used < size; format++)
		if (caps->formats & 1ull << format && drv_format_bytes((enum drv_format)format))
			used += (size_t)snprintf(text + used, size - used, " %s",
						 drv_format_name((enum drv_format)format));
}

static int check_params(struct drv_stream *stream, const struct drv_pcm_params *params,
			struct drv_ref *fe)
{
	const struct tplg_caps *caps = &stream->pcm->caps[stream->direction];
	char text[320];

	if (drv_ref_from_params(params, fe) && params->channels >= 1 &&
	    params->channels <= IPC4_MAX_CHANNELS && params->rate &&
	    caps->formats & 1ull << params->format && caps_take_rate(caps, params->rate) &&
	    caps_take_channels(caps, params->channels))
		return 0;
	print_caps(text, sizeof(text), caps);
	return drv_fail(stream->drv, DRV_ERROR_USAGE, -EINVAL, 0,
			"PCM %u (%s) %s takes %s, not %u Hz %u channels %s", stream->pcm->id,
			stream->pcm->name, direction_name(stream->direction), text, params->rate,
			params->channels, drv_format_name(params->format));
}

static int find_widget_module(struct drv *drv, struct drv_widget *widget)
{
	char who[DRV_DESCRIBE_BYTES];
	struct tplg_error err;
	int ret = tplg_widget_check(drv->tplg, (int)(widget - drv->widgets), &err);

	if (ret < 0)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, ret, 0, "%.*s",
				(int)sizeof(drv->error.text) - 1, err.text);
	if (widget->up)
		return 0;
	widget->module = drv_find_module(drv, widget->tplg->uuid);
	if (!widget->module)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -ENOENT, 0,
				"%s: the firmware has no such module", drv_describe(widget, who));
	return 0;
}

static int check_format(struct drv *drv, const struct drv_widget *widget,
			const struct tplg_pin_format *format)
{
	struct tplg_error err;
	int ret = format ? tplg_format_check(drv->tplg, (int)(widget->tplg - drv->tplg->widgets),
					     format, &err) :
			   0;

	return ret ? drv_fail(drv, DRV_ERROR_TOPOLOGY, ret, 0, "%.*s",
			      (int)sizeof(drv->error.text) - 1, err.text) :
		     0;
}

/* Choose formats for a widget that nobody holds. One that is still up from an earlier stream cannot change. */
static int choose_widget(struct drv_stream *stream, struct drv_widget *widget,
			 const struct drv_ref *fe, struct drv_ref *pp)
{
	struct drv *drv = stream->drv;
	struct drv_widget chosen = *widget;
	char who[DRV_DESCRIBE_BYTES];
	int ret;

	ret = drv_format_choose(drv, &chosen, stream->direction, fe, pp);
	if (!ret)
		ret = check_format(drv, &chosen, chosen.in);
	if (!ret)
		ret = check_format(drv, &chosen, chosen.out);
	if (ret < 0)
		return ret;
	if (widget->up && (chosen.in != widget->in || chosen.out != widget->out))
		return drv_fail(
			drv, DRV_ERROR_TOPOLOGY, -EBUSY, 0,
			"%s: keeps the formats of an earlier stream as long as pipeline.%u runs",
			drv_describe(widget, who), widget->tplg->pipeline_id);
	widget->in = chosen.in;
	widget->out = chosen.out;
	return drv_gateway_acquire(drv, widget);
}

static int hold_widget(struct drv_stream *stream, const struct drv_step *step,
		       const struct drv_ref *fe, struct drv_ref *pp)
{
	struct drv *drv = stream->drv;
	struct drv_widget *widget = &drv->widgets[step->widget];
	int ret;

	if (step->start)
		*pp = *fe;
	if (!widget->prepared) {
		ret = find_widget_module(drv, widget);
		if (!ret)
			ret = choose_widget(stream, widget, fe, pp);
		if (ret < 0)
			return ret;
		drv->pipelines[widget->tplg->pipeline].pages += drv_payload_pages(widget);
	}
	widget->prepared++;
	stream->num_held++;
	return 0;
}

static void let_go(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;

	while (stream->num_held) {
		struct drv_widget *widget = &drv->widgets[stream->steps[--stream->num_held].widget];

		if (--widget->prepared)
			continue;
		drv->pipelines[widget->tplg->pipeline].pages -= drv_payload_pages(widget);
		if (!widget->up)
			drv_gateway_release(drv, widget);
	}
	stream->num_dais = 0;
	stream->state = DRV_STREAM_OPEN;
}

static int find_ends(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;
	int host = stream->pcm->caps[stream->direction].host;

	/* a step is a DAI, or several that are one gateway */
	if (!stream->dais)
		stream->dais = calloc(stream->num_steps * IPC4_ALH_MAX_NUMBER_OF_GTW,
				      sizeof(*stream->dais));
	if (!stream->dais)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	drv_gateway_endpoints(drv, &drv->widgets[host], &stream->host, 1);
	for (size_t i = 0; i < stream->num_steps; i++) {
		const struct drv_widget *widget = &drv->widgets[stream->steps[i].widget];

		if (drv_widget_is_dai(widget->tplg))
			stream->num_dais += drv_gateway_endpoints(drv, widget,
								  &stream->dais[stream->num_dais],
								  IPC4_ALH_MAX_NUMBER_OF_GTW);
	}
	return 0;
}

int drv_pcm_hw_params(struct drv_stream *stream, const struct drv_pcm_params *params)
{
	struct drv_ref fe, pp;
	int ret;

	if (stream->state > DRV_STREAM_CONFIGURED)
		return drv_fail(stream->drv, DRV_ERROR_USAGE, -EBUSY, 0,
				"PCM %u %s: hw_params while it is set up", stream->pcm->id,
				direction_name(stream->direction));
	let_go(stream);
	ret = check_params(stream, params, &fe);
	if (ret < 0)
		return ret;
	pp = fe;
	for (size_t i = 0; !ret && i < stream->num_steps; i++)
		ret = hold_widget(stream, &stream->steps[i], &fe, &pp);
	if (!ret)
		ret = find_ends(stream);
	if (ret < 0) {
		let_go(stream);
		return ret;
	}
	stream->params = *params;
	stream->state = DRV_STREAM_CONFIGURED;
	return 0;
}

/* ---- the rest of a stream's life ---- */

int drv_pcm_prepare(struct drv_stream *stream)
{
	int ret;

	if (stream->state == DRV_STREAM_OPEN)
		return drv_fail(stream->drv, DRV_ERROR_USAGE, -EBADFD, 0,
				"PCM %u %s: prepare without hw_params", stream->pcm->id,
				direction_name(stream->direction));
	if (stream->state > DRV_STREAM_CONFIGURED)
		return 0;
	ret = drv_setup_stream(stream);
	if (!ret)
		stream->state = DRV_STREAM_PREPARED;
	return ret;
}

/* Triggers by state: what is legal, and whether pipelines need a message. */
static const bool legal[][DRV_STREAM_STOPPED + 1] = {
	[DRV_TRIGGER_START] = { [DRV_STREAM_PREPARED] = true, [DRV_STREAM_STOPPED] = true },
	[DRV_TRIGGER_STOP] = { [DRV_STREAM_RUNNING] = true, [DRV_STREAM_PAUSED] = true },
	[DRV_TRIGGER_PAUSE_PUSH] = { [DRV_STREAM_RUNNING] = true },
	[DRV_TRIGGER_PAUSE_RELEASE] = { [DRV_STREAM_PAUSED] = true },
};

static const char *const trigger_names[] = {
	[DRV_TRIGGER_START] = "start",
	[DRV_TRIGGER_STOP] = "stop",
	[DRV_TRIGGER_PAUSE_PUSH] = "pause",
	[DRV_TRIGGER_PAUSE_RELEASE] = "pause release",
};

int drv_pcm_trigger(struct drv_stream *stream, enum drv_trigger trigger)
{
	int ret = 0;

	if ((unsigned int)trigger > DRV_TRIGGER_PAUSE_RELEASE || !legal[trigger][stream->state])
		return drv_fail(stream->drv, DRV_ERROR_USAGE, -EBADFD, 0,
				"PCM %u %s: %s is not legal now", stream->pcm->id,
				direction_name(stream->direction),
				(unsigned int)trigger <= DRV_TRIGGER_PAUSE_RELEASE ?
					trigger_names[trigger] :
					"this");
	switch (trigger) {
	case DRV_TRIGGER_START:
		return drv_trigger_run(stream, false);
	case DRV_TRIGGER_PAUSE_RELEASE:
		return drv_trigger_run(stream, true);
	case DRV_TRIGGER_STOP:
		if (stream->state == DRV_STREAM_RUNNING)
			ret = drv_trigger_pause(stream);
		stream->state = DRV_STREAM_STOPPED;
		return ret;
	case DRV_TRIGGER_PAUSE_PUSH:
		ret = drv_trigger_pause(stream);
		stream->state = DRV_STREAM_PAUSED;
		return ret;
	}
	return ret;
}

int drv_pcm_hw_free(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;
	struct drv_error cause = { .kind = DRV_ERROR_NONE };
	int first = 0, ret;

	if (stream->state == DRV_STREAM_RUNNING)
		first = drv_pcm_trigger(stream, DRV_TRIGGER_STOP);
	if (first)
		cause = drv->error;
	if (stream->state > DRV_STREAM_CONFIGURED) {
		ret = drv_trigger_reset(stream);
		if (ret && !first) {
			first = ret;
			cause = drv->error;
		}
		ret = drv_teardown_stream(stream);
		if (ret && !first) {
			first = ret;
			cause = drv->error;
		}
	}
	let_go(stream);
	if (first)
		drv->error = cause;
	return first;
}

void drv_pcm_close(struct drv_stream *stream)
{
	struct drv_stream **link;

	if (!stream)
		return;
	drv_pcm_hw_free(stream);
	for (link = &stream->drv->streams; *link != stream; link = &(*link)->next)
		;
	*link = stream->next;
	drv_stream_free(stream);
}

/* ---- what the caller may look at ---- */

const struct drv_endpoint *drv_stream_host(const struct drv_stream *stream)
{
	return &stream->host;
}

const struct drv_endpoint *drv_stream_dai(const struct drv_stream *stream, size_t index)
{
	return index < stream->num_dais ? &stream->dais[index] : NULL;
}

bool drv_stream_component(const struct drv_stream *stream, size_t index, struct drv_component *out)
{
	const struct drv_widget *widget;
	char *end;

	if (index >= stream->num_used)
		return false;
	widget = &stream->drv->widgets[stream->steps[index].widget];
	out->widget = widget->tplg->name;
	out->id = widget->instance << 16 | widget->module->id;
	end = out->name;
	for (const char *c = widget->module->name; *c; c++)
		*end++ = (char)tolower((unsigned char)*c);
	snprintf(end, (size_t)(out->name + sizeof(out->name) - end), ".%u.%u",
		 stream->drv->pipelines[widget->tplg->pipeline].id, widget->instance);
	return true;
}

/* ---- pipelines instead of PCMs ---- */

/* Is one of the stream's widgets in this pipeline? */
static bool reaches(const struct drv_stream *stream, uint32_t pipeline_id)
{
	for (size_t i = 0; i < stream->num_steps; i++)
		if (stream->drv->tplg->widgets[stream->steps[i].widget].pipeline_id == pipeline_id)
			return true;
	return false;
}

int drv_select_pipelines(struct drv *drv, const uint32_t *pipelines, size_t num_pipelines,
			 struct drv_pcm_id *out, size_t max, size_t *count)
{
	const struct tplg *t = drv->tplg;
	bool *reached = calloc(num_pipelines + 1, sizeof(*reached));
	int ret = 0;

	*count = 0;
	if (!reached)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	for (uint32_t p = 0; !ret && p < 2 * t->num_pcms; p++) {
		struct drv_stream probe = { .drv = drv,
					    .pcm = &t->pcms[p / 2],
					    .direction = (enum tplg_direction)(p & 1) };
		int host = probe.pcm->caps[probe.direction].host;
		bool chosen = false;

		if (!probe.pcm->caps[probe.direction].present || host == TPLG_NONE)
			continue;
		for (size_t i = 0; i < num_pipelines; i++)
			chosen |= t->widgets[host].pipeline_id == pipelines[i];
		if (!chosen)
			continue;
		if (drv_graph_walk(&probe, host) < 0)
			ret = drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
		for (size_t i = 0; i < num_pipelines; i++)
			reached[i] |= reaches(&probe, pipelines[i]);
		free(probe.steps);
		if (!ret && *count == max)
			ret = drv_fail(drv, DRV_ERROR_USAGE, -ENOSPC, 0,
				       "the pipelines hold more than %zu streams", max);
		if (!ret)
			out[(*count)++] = (struct drv_pcm_id){ probe.pcm->id, probe.direction };
	}
	for (size_t i = 0; !ret && i < num_pipelines; i++) {
		if (tplg_find_pipeline(t, pipelines[i]) == TPLG_NONE)
			ret = drv_fail(drv, DRV_ERROR_USAGE, -ENOENT, 0,
				       "the topology has no pipeline %u", pipelines[i]);
		else if (!reached[i])
			ret = drv_fail(
				drv, DRV_ERROR_USAGE, -ENOENT, 0,
				"pipeline %u is not reached from any host copier in the listed pipelines",
				pipelines[i]);
	}
	free(reached);
	return ret;
}
