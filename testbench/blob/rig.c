/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob/blob.h"
#include "blob/rig.h"
#include "card/card.h"

#define TICKS_TO_START 20 /* until a stream that starves has begun all the same */

enum {
	HOST,
	MODULE,
	FIRST_LINK,
};

/* From a buffer into the DSP, or from it into a buffer. */
struct end {
	struct rig *rig;
	uint32_t channels;
	const int32_t *from;
	int32_t *to;
	size_t frames; /* still to move */
};

struct rig {
	struct rig_stream stream;
	struct adsp_profile profile;
	char refusal[256]; /* the first error of the firmware's log */
	struct card *card;
	struct card_stream *playback;
	struct end in, out[RIG_MAX_OUTPUTS];
	bool has_begun; /* before it nothing goes in: the first frame that comes out belongs to the first one in */

	/* the topology */
	struct tplg tplg;
	struct tplg_widget widgets[FIRST_LINK + 2 * RIG_MAX_OUTPUTS + 1];
	struct tplg_pipeline pipelines[1 + RIG_MAX_OUTPUTS];
	struct tplg_pin_format in_format, out_formats[RIG_MAX_OUTPUTS];
	struct tplg_control control;
	struct tplg_route routes[1 + RIG_MAX_OUTPUTS];
	struct tplg_pcm pcm;
	struct tplg_link links[RIG_MAX_OUTPUTS];
};

const struct rig_stream rig_usual_stream = { 48000, 2, 2, 32, 1 };

/* ---- the topology ---- */

static const struct tplg_module *module_of(const char *name)
{
	const struct tplg_module *module;

	for (size_t i = 0; (module = tplg_module_declared(i)) != NULL; i++)
		if (!strcmp(module->name, name))
			return module;
	return NULL;
}

bool rig_has_module(const char *name)
{
	return module_of(name) != NULL;
}

static struct ipc4_audio_format format_of(const struct rig_stream *stream, uint32_t channels)
{
	return (struct ipc4_audio_format){
		.sampling_frequency = stream->rate,
		.depth = stream->bits == 16 ? 16 : 32,
		.ch_map = channels == 1 ? 0xfffffff0 :
			  channels == 2 ? 0xffffff10 :
					  0x76543210,
		.ch_cfg = channels == 1 ? IPC4_CHANNEL_CONFIG_MONO :
			  channels == 2 ? IPC4_CHANNEL_CONFIG_STEREO :
					  IPC4_CHANNEL_CONFIG_7_POINT_1,
		.interleaving_style = IPC4_CHANNELS_INTERLEAVED,
		.channels_count = channels & 0xff,
		.valid_bit_depth = stream->bits & 0xff,
		.s_type = IPC4_TYPE_LSB_INTEGER,
	};
}

static uint32_t period_bytes(const struct rig_stream *stream, uint32_t channels)
{
	return channels * (stream->bits == 16 ? 2 : 4) * ((stream->rate + 999) / 1000);
}

static struct tplg_side side_of(struct tplg_pin_format *formats, uint32_t count)
{
	return (struct tplg_side){ .num_pins = { count, true },
				   .num_declared = count,
				   .num_formats = count,
				   .formats = formats };
}

static void set_widget(struct rig *rig, int number, enum tplg_widget_id id, const char *module,
		       int pipeline)
{
	struct tplg_widget *w = &rig->widgets[number];

	w->id = id;
	w->role = TPLG_ROLE_MODULE;
	w->module = module_of(module);
	memcpy(w->uuid, w->module->uuid, sizeof(w->uuid));
	w->uuid_set = true;
	w->pipeline = pipeline;
	w->pipeline_id = (uint32_t)pipeline + 1;
	w->is_pages = (struct tplg_opt){ 1, true };
	w->no_wname = (struct tplg_opt){ 1, true };
	w->direction = (struct tplg_opt){ TPLG_PLAYBACK, true };
}

/* A pipeline and its scheduler. */
static void add_pipeline(struct rig *rig)
{
	const uint32_t number = rig->tplg.num_pipelines++;
	const int widget = (int)rig->tplg.num_widgets++;
	struct tplg_widget *w = &rig->widgets[widget];

	snprintf(w->name, sizeof(w->name), "pipeline.%u", number + 1);
	w->id = TPLG_WIDGET_SCHEDULER;
	w->role = TPLG_ROLE_PIPELINE;
	w->pipeline = (int)number;
	w->pipeline_id = number + 1;
	rig->pipelines[number] =
		(struct tplg_pipeline){ .id = number + 1, .widget = widget, .direction_set = true };
}

static void add_route(struct rig *rig, int source, int sink)
{
	rig->routes[rig->tplg.num_routes++] =
		(struct tplg_route){ .source = source, .sink = sink, .group = source == HOST };
}

static void add_link(struct rig *rig, uint32_t number)
{
	const int widget = FIRST_LINK + (int)number;
	struct tplg_widget *w = &rig->widgets[widget];
	struct tplg_link *link = &rig->links[number];

	set_widget(rig, widget, TPLG_WIDGET_DAI_IN, "copier", (int)number + 1);
	/* a digit at the end would make it a part of another DAI */
	snprintf(w->name, sizeof(w->name), "link.%u.playback", number);
	snprintf(w->sname, sizeof(w->sname), "HDA%u", number);
	snprintf(w->dai_type, sizeof(w->dai_type), "HDA");
	w->dai_index = (struct tplg_opt){ number, true };
	w->node_type = (struct tplg_opt){ 8, true };
	w->in = side_of(&rig->out_formats[number], 1);
	w->out = w->in;
	link->id = number;
	memcpy(link->name, w->sname, sizeof(link->name));
	memcpy(link->dai_type, w->dai_type, sizeof(link->dai_type));
	link->dai_index = w->dai_index;
	add_route(rig, MODULE, widget);
	add_pipeline(rig);
}

static void add_pcm(struct rig *rig)
{
	struct tplg_caps *caps = &rig->pcm.caps[TPLG_PLAYBACK];

	snprintf(rig->pcm.name, sizeof(rig->pcm.name), "Blob");
	*caps = (struct tplg_caps){
		.present = true,
		.formats = 1ull << DRV_FORMAT_S16_LE | 1ull << DRV_FORMAT_S24_LE |
			   1ull << DRV_FORMAT_S32_LE,
		.rate_min = rig->stream.rate,
		.rate_max = rig->stream.rate,
		.channels_min = rig->stream.in_channels,
		.channels_max = rig->stream.in_channels,
		.host = HOST,
	};
}

static void add_module(struct rig *rig, const struct blob *blob)
{
	struct tplg_widget *w = &rig->widgets[MODULE];

	set_widget(rig, MODULE, TPLG_WIDGET_EFFECT, blob_kind_name(blob->kind), 0);
	snprintf(w->name, sizeof(w->name), "%s", blob_kind_name(blob->kind));
	w->in = side_of(&rig->in_format, 1);
	w->out = side_of(rig->out_formats, rig->stream.num_outputs);
	w->domain = TPLG_DOMAIN_LL;
	w->first_control = 0;
	w->num_controls = 1;
	rig->control = (struct tplg_control){ .name = "Bytes",
					      .kind = TPLG_CONTROL_BYTES,
					      .widget = MODULE,
					      .data_set = true,
					      .max_bytes = TPLG_MAX_BYTES_CONTROL,
					      .param_id = blob->param_id,
					      .abi = blob->abi,
					      .data_bytes = (uint32_t)blob->size,
					      .data = blob->data };
}

static void build_topology(struct rig *rig, const struct blob *blob)
{
	const struct rig_stream *s = &rig->stream;
	struct tplg_widget *host = &rig->widgets[HOST];

	rig->tplg = (struct tplg){ .path = (char *)"blob",
				   .widgets = rig->widgets,
				   .pipelines = rig->pipelines,
				   .controls = &rig->control,
				   .routes = rig->routes,
				   .pcms = &rig->pcm,
				   .links = rig->links,
				   .num_controls = 1,
				   .num_pcms = 1,
				   .num_links = s->num_outputs };
	rig->in_format = (struct tplg_pin_format){
		.buffer_bytes = period_bytes(s, s->in_channels),
		.fmt = format_of(s, s->in_channels),
	};
	for (uint32_t i = 0; i < s->num_outputs; i++)
		rig->out_formats[i] = (struct tplg_pin_format){
			.pin_index = i,
			.buffer_bytes = period_bytes(s, s->out_channels),
			.fmt = format_of(s, s->out_channels),
		};
	rig->tplg.num_widgets = FIRST_LINK + s->num_outputs;
	add_pipeline(rig);
	set_widget(rig, HOST, TPLG_WIDGET_AIF_IN, "copier", 0);
	snprintf(host->name, sizeof(host->name), "host");
	snprintf(host->sname, sizeof(host->sname), "Blob");
	host->in = side_of(&rig->in_format, 1);
	host->out = host->in;
	host->node_type = (struct tplg_opt){ 0, true };
	add_route(rig, HOST, MODULE);
	add_module(rig, blob);
	for (uint32_t i = 0; i < s->num_outputs; i++)
		add_link(rig, i);
	add_pcm(rig);
}

/* ---- its ends ---- */

static size_t sample_bytes(const struct rig *rig)
{
	return rig->stream.bits == 16 ? 2 : 4;
}

/* Words to samples of the stream and back. */
static void store(const struct rig *rig, void *at, size_t i, int32_t word)
{
	if (rig->stream.bits == 16)
		((int16_t *)at)[i] = (int16_t)word;
	else
		((int32_t *)at)[i] = word;
}

static int32_t load(const struct rig *rig, const void *at, size_t i)
{
	return rig->stream.bits == 16 ? ((const int16_t *)at)[i] : ((const int32_t *)at)[i];
}

/* Silence when there is nothing left. */
static size_t feed(void *ctx, void *data, size_t bytes)
{
	struct end *end = ctx;
	const size_t frame = end->channels * sample_bytes(end->rig);
	size_t n = bytes / frame < end->frames ? bytes / frame : end->frames;

	if (!end->rig->has_begun)
		return 0;
	for (size_t i = 0; i < n * end->channels; i++)
		store(end->rig, data, i, end->from ? end->from[i] : 0);
	if (end->from)
		end->from += n * end->channels;
	end->frames -= n;
	memset((char *)data + n * frame, 0, bytes - n * frame);
	return bytes;
}

static size_t drain(void *ctx, void *data, size_t bytes)
{
	struct end *end = ctx;
	const size_t frame = end->channels * sample_bytes(end->rig);
	size_t n = bytes / frame < end->frames ? bytes / frame : end->frames;

	if (!end->to)
		return bytes;
	for (size_t i = 0; i < n * end->channels; i++)
		end->to[i] = load(end->rig, data, i);
	end->to += n * end->channels;
	end->frames -= n;
	return bytes;
}

/* ---- life ---- */

static void on_log(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag,
		   const char *text)
{
	struct rig *rig = ctx;

	if (level == ADSP_LOG_ERR && !rig->refusal[0])
		snprintf(rig->refusal, sizeof(rig->refusal), "%s", text);
}

static int start_card(struct rig *rig, const char *platform, char *err, size_t err_size)
{
	struct card_config config = {
		.tplg = &rig->tplg,
		.machine = { .profile = &rig->profile,
			     .log_level = ADSP_LOG_ERR,
			     .log = on_log,
			     .log_ctx = rig },
	};
	int ret = adsp_profile_load(platform, &rig->profile, err, err_size);

	if (ret)
		return ret;
	ret = card_create(&config, &rig->card);
	if (ret) {
		snprintf(err, err_size, "out of memory");
		return ret;
	}
	ret = card_probe(rig->card);
	if (ret)
		snprintf(err, err_size, "%s", card_last_error(rig->card)->text);
	return ret == -EINVAL ? -EIO : ret;
}

static const enum drv_format drv_formats[] = { DRV_FORMAT_S16_LE, DRV_FORMAT_S24_LE,
					       DRV_FORMAT_S32_LE };

static int start_stream(struct rig *rig)
{
	const struct rig_stream *s = &rig->stream;
	const struct drv_pcm_params params = { s->rate, s->in_channels,
					       drv_formats[s->bits / 8 - 2] };
	struct adsp_dma_client client = { feed, &rig->in };
	int ret = card_stream_open(rig->card, 0, TPLG_PLAYBACK, &rig->playback);

	if (!ret)
		ret = card_stream_set_params(rig->playback, &params);
	if (!ret)
		ret = card_stream_set_client(rig->playback, &client);
	for (uint32_t i = 0; !ret && i < s->num_outputs; i++) {
		client = (struct adsp_dma_client){ drain, &rig->out[i] };
		ret = card_link_set_client(rig->card, rig->widgets[FIRST_LINK + i].name, &client);
	}
	if (!ret)
		ret = card_stream_prepare(rig->playback);
	return ret;
}

/* The module's own words, if it has said why. @return -EINVAL; -EIO: it was not the firmware that refused */
static int refusal_of(const struct rig *rig, char *err, size_t err_size)
{
	const struct drv_error *error = card_last_error(rig->card);

	snprintf(err, err_size, "%s", rig->refusal[0] ? rig->refusal : error->text);
	return error->kind == DRV_ERROR_FIRMWARE ? -EINVAL : -EIO;
}

int rig_open(const struct blob *blob, const char *platform, const struct rig_stream *stream,
	     struct rig **out, char *err, size_t err_size)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	int ret;

	*out = NULL;
	if (!rig) {
		snprintf(err, err_size, "out of memory");
		return -ENOMEM;
	}
	rig->stream = *stream;
	rig->in = (struct end){ rig, stream->in_channels, NULL, NULL, 0 };
	for (uint32_t i = 0; i < RIG_MAX_OUTPUTS; i++)
		rig->out[i] = (struct end){ rig, stream->out_channels, NULL, NULL, 0 };
	build_topology(rig, blob);
	ret = start_card(rig, platform, err, err_size);
	if (!ret) {
		ret = start_stream(rig);
		if (!ret)
			ret = card_trigger(&rig->playback, 1, CARD_START, NULL);
		if (ret)
			ret = refusal_of(rig, err, err_size);
	}
	if (ret) {
		rig_close(rig);
		return ret;
	}
	*out = rig;
	return 0;
}

static bool is_moving(const struct rig *rig)
{
	for (uint32_t i = 0; i < rig->stream.num_outputs; i++)
		if (rig->out[i].frames)
			return true;
	return false;
}

size_t rig_run(struct rig *rig, const int32_t *in, int32_t *const *out, size_t frames)
{
	const uint64_t limit = frames * 1000 / rig->stream.rate + TICKS_TO_START;
	size_t left;

	rig->has_begun = true;
	rig->in.from = in;
	rig->in.frames = frames;
	for (uint32_t i = 0; i < rig->stream.num_outputs; i++) {
		rig->out[i].to = out ? out[i] : NULL;
		rig->out[i].frames = out && out[i] ? frames : 0;
	}
	for (uint64_t ticks = 0; ticks < limit && (is_moving(rig) || rig->in.frames);)
		ticks += card_run(rig->card, 1);
	left = rig->out[0].frames;
	for (uint32_t i = 0; i < RIG_MAX_OUTPUTS; i++)
		rig->out[i].to = NULL;
	rig->in.from = NULL;
	return frames - left;
}

void rig_close(struct rig *rig)
{
	if (!rig)
		return;
	card_destroy(rig->card);
	free(rig);
}
