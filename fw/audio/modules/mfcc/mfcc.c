/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mel-frequency cepstral coefficients of one channel: frames of features instead of the samples.
 *
 * In a stream that goes on as audio, each period of the tick gives as many bytes as came. One in which a frame has become
 * complete begins with it, the next ones go on with what did not fit, the rest is zero. When the output is compressed, it is
 * frames alone; those of silence may be left out.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/block_module.h>
#include <sof/audio/control_notify.h>
#include <sof/audio/period.h>
#include <sof/audio/planes.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include "mfcc.h"

#define FRAME_MAGIC 0x6D666363

/* In front of the values. */
struct mfcc_header {
	uint32_t magic;
	uint32_t number; /* of the frame, from 0 */
	uint32_t reserved;
	int32_t energy; /* Q9.23, of the voice detection */
	int32_t noise;
	uint32_t is_voice;
};

struct mfcc_data {
	struct block_module base;
	struct mfcc_config next; /* the host's; size 0: there is none */
	bool is_voice;           /* control: as of the last frame */

	/* from prepare to reset */
	struct mfcc_config config;
	struct mfcc_features features;
	struct mfcc_vad vad;
	void *room;       /* of the samples and frames below */
	int16_t *samples; /* of a frame, and a step more */
	uint32_t filled;  /* of them */
	uint32_t step;    /* frames of the stream that are taken at a time; 0: all */
	int16_t previous; /* sample, for pre-emphasis */
	uint32_t channel;
	uint32_t hops;              /* frames of features so far */
	uint32_t silence;           /* of them, without voice, the last in a row */
	uint8_t *frame;             /* the last one: header and values */
	uint32_t frame_bytes, sent; /* all sent: none is pending */
};

/* ---- input ---- */

/* The samples of the channel as Q1.15. */
static void take(struct mfcc_data *md, const struct block_cursor *src, uint32_t count)
{
	const struct plane_format *format = plane_format_get(md->base.fmt);
	const int32_t factor = -md->config.preemphasis;
	plane samples;

	planes_widen(format, src->ptr, md->base.channels, md->channel, samples, count);
	for (uint32_t i = 0; i < count; i++) {
		const int16_t x = narrow_s16(samples[i]);

		if (md->config.preemphasis > 0)
			md->samples[md->filled++] = sat_int16((int32_t)q_shift_rnd(
				(int64_t)md->previous * factor + (samples[i] >> 1), 15));
		else
			md->samples[md->filled++] = x;
		md->previous = x;
	}
}

/* ---- features ---- */

/* Frames of silence in a row are left out, but for one of each interval. */
static bool is_left_out(struct mfcc_data *md)
{
	const struct mfcc_config *config = &md->config;
	uint32_t beyond;

	if (!config->enable_vad || !config->enable_dtx || !config->compress_output)
		return false;
	md->silence = md->vad.is_voice ? 0 : md->silence + 1;
	if (md->silence <= config->dtx_trailing_silence_hops)
		return false;
	beyond = md->silence - config->dtx_trailing_silence_hops;
	return !config->dtx_silence_hops_interval || beyond % config->dtx_silence_hops_interval;
}

static void judge_voice(struct processing_module *mod, struct mfcc_data *md, const int32_t *levels)
{
	if (!mfcc_vad_run(&md->vad, levels))
		return;
	md->is_voice = md->vad.is_voice;
	if (md->config.update_controls)
		control_notify(mod, IPC4_SWITCH_CONTROL_PARAM_ID, 0,
			       &(struct sof_ipc4_ctrl_value_chan){ .value = md->is_voice }, 1);
}

/* A frame of samples is complete. When the frame before has not left, its features are lost. */
static void make_frame(struct processing_module *mod, struct mfcc_data *md)
{
	const uint32_t hop = (uint32_t)md->config.frame_shift;
	const bool is_free = md->sent == md->frame_bytes;
	uint8_t *const room = md->frame + (is_free ? 0 : md->frame_bytes);
	int32_t *values = (int32_t *)(room + sizeof(struct mfcc_header));

	mfcc_features_run(&md->features, md->samples, values);
	if (md->config.enable_vad)
		judge_voice(mod, md, md->config.num_ceps ? md->features.mel : values);
	*(struct mfcc_header *)room = (struct mfcc_header){
		.magic = FRAME_MAGIC,
		.number = md->hops++,
		.energy = md->vad.energy,
		.noise = md->vad.noise,
		.is_voice = md->vad.is_voice,
	};
	if (!is_left_out(md) && is_free)
		md->sent = 0;
	md->filled -= hop;
	memmove(md->samples, md->samples + hop, md->filled * sizeof(*md->samples));
}

static void take_step(struct processing_module *mod, struct mfcc_data *md, struct block_cursor *src,
		      uint32_t frames)
{
	for (uint32_t n; frames; frames -= n) {
		n = MIN(block_linear(src, frames), PLANE_SAMPLES);
		take(md, src, n);
		block_advance(src, n);
		while (md->filled >= (uint32_t)md->config.frame_length)
			make_frame(mod, md);
	}
}

/* ---- output ---- */

/* Bytes into a ring that need not be whole frames long. */
static void put(uint8_t **at, uint8_t *start, size_t size, const void *data, size_t bytes)
{
	const size_t linear = MIN(bytes, (size_t)(start + size - *at));

	if (data) {
		memcpy(*at, data, linear);
		memcpy(start, (const uint8_t *)data + linear, bytes - linear);
	} else {
		memset(*at, 0, linear);
		memset(start, 0, bytes - linear);
	}
	*at = bytes == linear && *at + linear < start + size ? *at + linear :
							       start + (bytes - linear);
}

/* What fits of the pending frame, its header in one piece. @return bytes */
static uint32_t pending_bytes(const struct mfcc_data *md, uint32_t room)
{
	const uint32_t left = md->frame_bytes - md->sent;

	if (!md->sent && room < sizeof(struct mfcc_header))
		return 0;
	return MIN(left, room & ~3u);
}

static int give_audio(struct mfcc_data *md, struct sof_sink *sink, uint32_t bytes)
{
	const uint32_t n = pending_bytes(md, bytes);
	void *at, *start;
	size_t size;
	int ret = sink_get_buffer(sink, bytes, &at, &start, &size);
	uint8_t *to = at;

	if (ret)
		return ret;
	put(&to, start, size, md->frame + md->sent, n);
	put(&to, start, size, NULL, bytes - n);
	md->sent += n;
	return sink_commit_buffer(sink, bytes);
}

/* @return 0 also when nothing is pending; -ENOSPC: it waits */
static int give_frame(struct mfcc_data *md, struct sof_sink *sink)
{
	void *at, *start;
	size_t size;
	uint8_t *to;
	int ret;

	if (md->sent == md->frame_bytes)
		return 0;
	if (sink_get_free_size(sink) < md->frame_bytes)
		return -ENOSPC;
	ret = sink_get_buffer(sink, md->frame_bytes, &at, &start, &size);
	if (ret)
		return ret;
	to = at;
	put(&to, start, size, md->frame, md->frame_bytes);
	md->sent = md->frame_bytes;
	return sink_commit_buffer(sink, md->frame_bytes);
}

/* ---- calls ---- */

/* Whole steps, so that the size of calls makes no difference; what is left of one stays in the source. */
static uint32_t frames_of_step(const struct mfcc_data *md, uint32_t available)
{
	if (!md->step)
		return available;
	return available < md->step ? 0 : md->step;
}

static int run_step(struct processing_module *mod, struct mfcc_data *md, struct sof_source *source,
		    struct sof_sink *sink, uint32_t frames)
{
	struct block_cursor src;
	int ret = block_open_source(&src, source, frames);

	if (ret)
		return ret;
	take_step(mod, md, &src, frames);
	source_release_data(source, (size_t)frames * src.frame_bytes);
	return md->config.compress_output ?
		       give_frame(md, sink) :
		       give_audio(md, sink, frames * md->base.sink_frame_bytes);
}

static int mfcc_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mfcc_data *md = module_get_private_data(mod);
	int ret = md->config.compress_output ? give_frame(md, sinks[0]) : 0;
	uint32_t frames;

	while (!ret) {
		frames = (uint32_t)(md->config.compress_output ?
					    source_get_data_frames_available(sources[0]) :
					    block_movable(sources[0], sinks[0]));
		frames = frames_of_step(md, frames);
		if (!frames)
			return 0;
		ret = run_step(mod, md, sources[0], sinks[0], frames);
	}
	return ret;
}

/* ---- life ---- */

static int mfcc_reset(struct processing_module *mod)
{
	struct mfcc_data *md = module_get_private_data(mod);

	mfcc_features_close(mod, &md->features);
	mfcc_vad_close(mod, &md->vad);
	mod_free(mod, md->room);
	md->room = NULL;
	md->is_voice = false;
	return 0;
}

static int check_stream(struct processing_module *mod, const struct mfcc_data *md)
{
	const struct mfcc_config *config = &md->config;
	const uint32_t words = sizeof(struct mfcc_header) / sizeof(int32_t) + mfcc_values(config);

	if (!config->size) {
		comp_err(mod->dev, "it has no blob");
		return -EINVAL;
	}
	if ((uint32_t)config->sample_frequency != md->base.rate ||
	    config->channel >= (int)md->base.channels ||
	    (config->channel < 0 && md->base.channels != 1)) {
		comp_err(mod->dev, "%u Hz and %u channels, its blob is for %d Hz and channel %d",
			 md->base.rate, md->base.channels, config->sample_frequency,
			 config->channel);
		return -EINVAL;
	}
	if (!config->compress_output && words > (uint32_t)config->frame_shift * md->base.channels) {
		comp_err(mod->dev, "%u words for every %d frames of %u channels do not fit", words,
			 config->frame_shift, md->base.channels);
		return -EINVAL;
	}
	return 0;
}

static void start(struct mfcc_data *md)
{
	md->channel = (uint32_t)MAX(md->config.channel, 0);
	md->step = md->base.rate % 1000 ? 0 : period_frames(md->base.rate, 1000);
	md->filled = 0;
	md->previous = 0;
	md->hops = 0;
	md->silence = 0;
	md->sent = md->frame_bytes;
}

/* Two frames, one to leave and one that is lost when that has not, and the samples. */
static int alloc_room(struct processing_module *mod, struct mfcc_data *md)
{
	const size_t samples = (size_t)md->config.frame_length + PLANE_SAMPLES;

	md->frame_bytes =
		(uint32_t)(sizeof(struct mfcc_header) + mfcc_values(&md->config) * sizeof(int32_t));
	md->room = mod_zalloc(mod, 2 * md->frame_bytes + samples * sizeof(*md->samples));
	if (!md->room)
		return -ENOMEM;
	md->frame = md->room;
	md->samples = (int16_t *)(md->frame + 2 * md->frame_bytes);
	return 0;
}

static int mfcc_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mfcc_data *md = module_get_private_data(mod);
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	md->config = md->next;
	if (!ret)
		ret = check_stream(mod, md);
	if (!ret)
		ret = mfcc_features_open(mod, &md->features, &md->config);
	if (!ret)
		ret = alloc_room(mod, md);
	if (!ret && md->config.enable_vad)
		ret = mfcc_vad_open(mod, &md->vad, md->base.rate,
				    (uint32_t)md->config.num_mel_bins);
	if (ret) {
		mfcc_reset(mod);
		return ret;
	}
	start(md);
	return 0;
}

/* ---- configuration ---- */

static int set_config(struct processing_module *mod, const void *value, size_t size)
{
	struct mfcc_data *md = module_get_private_data(mod);
	int ret = mfcc_config_check(mod->dev, value);

	if (!ret)
		memcpy(&md->next, value, size);
	return ret;
}

static int get_config(struct processing_module *mod, void *data, size_t room)
{
	const struct mfcc_data *md = module_get_private_data(mod);

	memcpy(data, &md->next, md->next.size);
	return (int)md->next.size;
}

/* The state of voice is the module's to set. */
static int ignore_switch(struct processing_module *mod, const void *value, size_t size)
{
	return 0;
}

static int get_switch(struct processing_module *mod, void *data, size_t room)
{
	const struct mfcc_data *md = module_get_private_data(mod);
	const struct {
		struct sof_ipc4_control_msg_payload header;
		struct sof_ipc4_ctrl_value_chan value;
	} msg = { { .num_elems = 1 }, { .value = md->is_voice } };

	if (room < sizeof(msg)) {
		comp_err(mod->dev, "%zu bytes for a switch, expected %zu", room, sizeof(msg));
		return -EINVAL;
	}
	memcpy(data, &msg, sizeof(msg));
	return sizeof(msg);
}

static const struct config_param params[] = {
	CONFIG_PARAM_DATA(IPC4_SWITCH_CONTROL_PARAM_ID, ignore_switch, get_switch),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_VALUE(CONFIG_ANY_ID, struct mfcc_config, set_config, get_config),
};

/* ---- module ---- */

/* Never called: the module has a process of its own. */
static void no_block(void *private, const void *src, void *dst, uint32_t frames, uint32_t channels)
{
}

static const struct block_format formats[] = { PLANES_ALL_FORMATS(no_block) };

static const struct block_module_desc mfcc_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct mfcc_data),
};

static int mfcc_init(struct processing_module *mod)
{
	return block_module_init(mod, &mfcc_desc);
}

static const struct module_interface mfcc_ops = {
	.init = mfcc_init,
	.prepare = mfcc_prepare,
	.process = mfcc_process,
	CONFIG_PARAMS_OPS,
	.reset = mfcc_reset,
	.free = block_module_free,
};

DECLARE_MODULE(COMP_MFCC, "MFCC", (db10a773, 1aa4, 4cea, a21f, 2d57a5c982eb), .ops = &mfcc_ops,
	       CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
