/* SPDX-License-Identifier: BSD-3-Clause */
/* PCM streams: open, hw_params, prepare, trigger, hw_free, close. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---- open ---- */

void drv_stream_free(struct drv_stream *stream)
{
	free(stream->dais);
	free(stream->choices);
	drv_path_release(&stream->path);
	free(stream);
}

/* Linux plays to a back end and records from one; the walk to it must not be cut off. */
static int check_path(struct drv_stream *stream, int host)
{
	struct drv *drv = stream->drv;
	const char *direction = tplg_direction_name(stream->direction);
	const char *name = drv->tplg->widgets[host].name;
	bool playback = stream->direction == TPLG_PLAYBACK;

	if (!stream->path.backend)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -ENOENT, 0,
				playback ? "PCM %u %s: %s leads to no DAI" :
					   "PCM %u %s: no DAI leads to %s",
				stream->pcm->id, direction, name);
	if (!drv_path_builds(&stream->path, host))
		return drv_fail(
			drv, DRV_ERROR_TOPOLOGY, -ENOENT, 0,
			"PCM %u %s: %s is not reached: a pipeline on the way states the other direction",
			stream->pcm->id, direction, name);
	return drv_chain_check(stream);
}

static int walk_stream(struct drv_stream *stream, int host)
{
	struct drv *drv = stream->drv;
	int ret = drv_path_find(drv->tplg, host, stream->direction, &stream->path);

	if (!ret)
		stream->choices = calloc(stream->path.num_steps + 1, sizeof(*stream->choices));
	if (ret < 0 || !stream->choices)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	return check_path(stream, host);
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
				pcm->name, tplg_direction_name(direction));
	if (pcm->caps[direction].host == TPLG_NONE)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -ENOENT, 0,
				"PCM %u %s: no host copier is called '%s'", pcm_id,
				tplg_direction_name(direction), pcm->caps[direction].name);
	for (stream = drv->streams; stream; stream = stream->next)
		if (stream->pcm == pcm && stream->direction == direction)
			return drv_fail(drv, DRV_ERROR_USAGE, -EBUSY, 0,
					"PCM %u %s is open already", pcm_id,
					tplg_direction_name(direction));

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

static int check_params(struct drv_stream *stream, const struct drv_pcm_params *params,
			struct drv_ref *fe)
{
	const struct tplg_caps *caps = &stream->pcm->caps[stream->direction];
	char text[DRV_CAPS_BYTES];

	if (drv_ref_from_params(params, fe) &&
	    (stream->drv->config.lenient || drv_caps_take(caps, params)))
		return 0;
	return drv_fail(stream->drv, DRV_ERROR_USAGE, -EINVAL, 0,
			"PCM %u %s: takes %s, not %u Hz %u channels %s", stream->pcm->id,
			tplg_direction_name(stream->direction), drv_caps_print(caps, text),
			params->rate, params->channels, drv_format_name(params->format));
}

/* A chain has no modules. */
static uint64_t pages_of(const struct drv_stream *stream, const struct drv_widget *widget)
{
	return stream->chain.used ? 0 : drv_payload_pages(widget);
}

/* Count the stream at a widget; the first one gives it its formats and its gateway. */
static int hold_widget(struct drv_stream *stream, size_t step)
{
	struct drv *drv = stream->drv;
	struct drv_widget *widget = &drv->widgets[stream->path.steps[step].widget];
	int ret;

	if (!widget->prepared) {
		widget->fast = stream->pcm->compress || stream->path.listens;
		widget->codec.used = stream->pcm->compress;
		widget->codec.direction = stream->direction;
		widget->codec.params = stream->params;
		widget->in = stream->choices[step].in;
		widget->out = stream->choices[step].out;
		ret = drv_gateway_acquire(drv, widget);
		if (ret < 0)
			return ret;
		drv->pipelines[widget->tplg->pipeline].pages += pages_of(stream, widget);
	}
	widget->prepared++;
	stream->num_held++;
	return 0;
}

static void let_go(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;

	while (stream->num_held) {
		struct drv_widget *widget =
			&drv->widgets[stream->path.steps[--stream->num_held].widget];

		if (--widget->prepared)
			continue;
		drv->pipelines[widget->tplg->pipeline].pages -= pages_of(stream, widget);
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
		stream->dais = calloc(stream->path.num_steps * IPC4_ALH_MAX_NUMBER_OF_GTW,
				      sizeof(*stream->dais));
	if (!stream->dais)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	drv_gateway_endpoints(drv, &drv->widgets[host], &stream->host, 1);
	for (size_t i = 0; i < stream->path.num_steps; i++) {
		const struct drv_widget *widget = &drv->widgets[stream->path.steps[i].widget];

		if (drv_widget_is_dai(widget->tplg))
			stream->num_dais += drv_gateway_endpoints(drv, widget,
								  &stream->dais[stream->num_dais],
								  IPC4_ALH_MAX_NUMBER_OF_GTW);
	}
	return 0;
}

static int negotiate(struct drv_stream *stream, const struct drv_ref *fe)
{
	size_t reached;
	int ret = drv_find_modules(stream);

	return ret ? ret : drv_negotiate(stream, fe, stream->choices, &reached);
}

/* What Linux would have refused. */
static void warn_lenient(struct drv_stream *stream, const struct drv_pcm_params *params)
{
	const struct tplg_caps *caps = &stream->pcm->caps[stream->direction];
	struct drv *drv = stream->drv;
	char text[DRV_CAPS_BYTES];

	if (!drv_caps_take(caps, params))
		drv_log(drv, true, "PCM %u %s: %u Hz %u channels %s, its capabilities are %s",
			stream->pcm->id, tplg_direction_name(stream->direction), params->rate,
			params->channels, drv_format_name(params->format),
			drv_caps_print(caps, text));
	for (size_t i = 0; i < stream->path.num_steps; i++)
		if (drv_format_is_msb32(&stream->choices[i].out->fmt))
			drv_log(drv, true, "%s: its output is the upper 32 bits, taken as 32 bits",
				drv->tplg->widgets[stream->path.steps[i].widget].name);
}

int drv_pcm_hw_params(struct drv_stream *stream, const struct drv_pcm_params *params)
{
	struct drv_ref fe;
	int ret;

	if (stream->state > DRV_STREAM_CONFIGURED)
		return drv_fail(stream->drv, DRV_ERROR_USAGE, -EBUSY, 0,
				"PCM %u %s: hw_params while it is set up", stream->pcm->id,
				tplg_direction_name(stream->direction));
	let_go(stream);
	ret = check_params(stream, params, &fe);
	if (!ret && stream->chain.used)
		ret = drv_chain_choose(stream, params);
	else if (!ret)
		ret = negotiate(stream, &fe);
	stream->params = *params;
	for (size_t i = 0; !ret && i < stream->path.num_steps; i++)
		ret = hold_widget(stream, i);
	if (!ret)
		ret = find_ends(stream);
	if (ret < 0) {
		let_go(stream);
		return ret;
	}
	if (stream->drv->config.lenient)
		warn_lenient(stream, params);
	stream->state = DRV_STREAM_CONFIGURED;
	return 0;
}

/* ---- the rest of a stream's life ---- */

/* A chain that has been stopped holds what its rings held: the next start is that of a new one. */
static int prepare_again(struct drv_stream *stream)
{
	int ret = stream->chain.used ? drv_chain_free(stream) : 0;

	if (!ret && stream->chain.used)
		stream->state = DRV_STREAM_PREPARED;
	return ret;
}

int drv_pcm_prepare(struct drv_stream *stream)
{
	int ret;

	if (stream->state == DRV_STREAM_OPEN)
		return drv_fail(stream->drv, DRV_ERROR_USAGE, -EBADFD, 0,
				"PCM %u %s: prepare without hw_params", stream->pcm->id,
				tplg_direction_name(stream->direction));
	if (stream->state == DRV_STREAM_STOPPED)
		return prepare_again(stream);
	if (stream->state > DRV_STREAM_CONFIGURED)
		return 0;
	ret = stream->chain.used ? 0 : drv_setup_stream(stream);
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

static bool is_start(enum drv_trigger trigger)
{
	return trigger == DRV_TRIGGER_START || trigger == DRV_TRIGGER_PAUSE_RELEASE;
}

static int send_trigger(struct drv_stream *const *streams, size_t count, enum drv_trigger trigger)
{
	switch (trigger) {
	case DRV_TRIGGER_STOP:
		return drv_trigger_pause(streams, count, DRV_STREAM_STOPPED);
	case DRV_TRIGGER_PAUSE_PUSH:
		return drv_trigger_pause(streams, count, DRV_STREAM_PAUSED);
	default:
		return drv_trigger_run(streams, count, trigger == DRV_TRIGGER_PAUSE_RELEASE);
	}
}

/* Started together they were refused: each by itself shows which of them it was. */
static int start_each(struct drv_stream *const *streams, size_t count, enum drv_trigger trigger,
		      size_t *refused)
{
	struct drv *drv = streams[0]->drv;
	struct drv_error cause = { .kind = DRV_ERROR_NONE };
	int first = 0;

	for (size_t i = 0; i < count; i++) {
		int ret = send_trigger(&streams[i], 1, trigger);

		if (ret < 0 && !first) {
			first = ret;
			cause = drv->error;
			*refused = i;
		}
	}
	if (first)
		drv->error = cause;
	return first;
}

int drv_pcm_trigger_all(struct drv_stream *const *streams, size_t count, enum drv_trigger trigger,
			size_t *refused)
{
	int ret;

	*refused = 0;
	for (size_t i = 0; i < count; i++) {
		const struct drv_stream *stream = streams[i];

		if ((unsigned int)trigger <= DRV_TRIGGER_PAUSE_RELEASE &&
		    legal[trigger][stream->state])
			continue;
		*refused = i;
		return drv_fail(stream->drv, DRV_ERROR_USAGE, -EBADFD, 0,
				"PCM %u %s: %s is not legal now", stream->pcm->id,
				tplg_direction_name(stream->direction),
				(unsigned int)trigger <= DRV_TRIGGER_PAUSE_RELEASE ?
					trigger_names[trigger] :
					"this");
	}
	if (!count)
		return 0;
	ret = send_trigger(streams, count, trigger);
	if (ret < 0 && count > 1 && streams[0]->drv->error.status && is_start(trigger))
		return start_each(streams, count, trigger, refused);
	return ret;
}

int drv_pcm_trigger(struct drv_stream *stream, enum drv_trigger trigger)
{
	size_t refused;

	return drv_pcm_trigger_all(&stream, 1, trigger, &refused);
}

bool drv_stream_listens(const struct drv_stream *stream)
{
	return stream->path.listens;
}

bool drv_stream_is_compressed(const struct drv_stream *stream)
{
	return stream->pcm->compress;
}

const char *drv_stream_deaf_converter(const struct drv_stream *stream)
{
	for (size_t i = 0; i < stream->path.num_steps; i++) {
		const struct drv_widget *widget =
			&stream->drv->widgets[stream->path.steps[i].widget];

		if (widget->tplg->id == TPLG_WIDGET_ASRC && drv_widget_is_dp(widget))
			return widget->tplg->name;
	}
	return NULL;
}

/* The codec of PCM files gives samples. */
static bool makes_bytes(const struct tplg_widget *widget)
{
	static const uint8_t codec[16] = { 0x43, 0x84, 0x21, 0xd8, 0xf3, 0x5f, 0x4c, 0x4a,
					   0xb3, 0x88, 0x6c, 0xfe, 0x07, 0xb9, 0x56, 0xaa };

	return widget->id == TPLG_WIDGET_ENCODER && memcmp(widget->uuid, codec, sizeof(codec));
}

const char *drv_stream_encoder(const struct drv_stream *stream, enum drv_format *format)
{
	for (size_t i = 0; stream->pcm->compress && i < stream->path.num_steps; i++) {
		const struct tplg_widget *widget =
			stream->drv->widgets[stream->path.steps[i].widget].tplg;

		if (!makes_bytes(widget) || !widget->out.num_formats)
			continue;
		if (format)
			*format = drv_format_of(&widget->out.formats[0].fmt);
		return widget->name;
	}
	return NULL;
}

int drv_pcm_end(struct drv_stream *stream)
{
	if (!stream->pcm->compress || stream->direction != TPLG_PLAYBACK)
		return 0;
	if (stream->state != DRV_STREAM_RUNNING)
		return drv_fail(stream->drv, DRV_ERROR_USAGE, -EBADFD, 0,
				"PCM %u playback: its end is not legal now", stream->pcm->id);
	return drv_trigger_end(stream);
}

bool drv_stream_is_running(const struct drv_stream *stream)
{
	return stream->state == DRV_STREAM_RUNNING;
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
	widget = &stream->drv->widgets[stream->path.steps[index].widget];
	out->widget = widget->tplg->name;
	out->id = widget->instance << 16 | widget->module->id;
	out->in = widget->in ? &widget->in->fmt : NULL;
	out->out = widget->out ? &widget->out->fmt : NULL;
	end = out->name;
	for (const char *c = widget->module->name; *c; c++)
		*end++ = (char)tolower((unsigned char)*c);
	snprintf(end, (size_t)(out->name + sizeof(out->name) - end), ".%u.%u",
		 stream->drv->pipelines[widget->tplg->pipeline].id, widget->instance);
	return true;
}
