/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Phase vocoder: plays a stream faster or slower without changing its pitch.
 *
 * Output frames follow each other by the same shift as input frames, but are taken from other times of the input: output
 * frame n from time n * speed, in input frames. Between two input frames magnitudes are interpolated, and phases go on
 * as fast as they do there. The stream takes more or less input than it gives output; switched off it is a copy.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/block_module.h>
#include <sof/audio/period.h>
#include <sof/audio/planes.h>
#include <sof/common.h>
#include <sof/math/numbers.h>
#include "vocoder.h"

/* A stereo stream with frames of 1024 shifted by 256; topologies state less than that takes. */
#define LEAST_HEAP_BYTES 131072

#define SPEED_LEAST   (1 << 28) /* 0.5, Q3.29 */
#define SPEED_STEP    214748365 /* 0.1, Q0.31 */
#define MOST_SPEED    15
#define NORMAL_SPEED  5
#define TIME_FRACTION 29

struct vocoder_channel {
	int32_t *input;  /* old samples of a frame, then new ones */
	int32_t *output; /* from `head` on */
	struct vocoder_polar polar;
};

struct vocoder_data {
	struct block_module base;      /* bypass: switched off */
	struct spectral_config config; /* size 0: there is none */
	uint32_t speed;                /* the control's */
	bool speed_is_new;

	/* from prepare to reset */
	struct spectral_frames frames;
	uint32_t num_channels; /* that are computed */
	uint32_t input_room;   /* new samples that fit */
	int32_t *room;         /* of the channels */
	struct vocoder_channel channels[IPC4_MAX_CHANNELS];

	/* from the start, or from when it was switched on */
	uint32_t filled;   /* new samples of the input */
	uint32_t head;     /* first sample of the output that has not been taken */
	uint32_t complete; /* samples from there on to which nothing will be added */
	uint64_t taken;    /* input frames, and one in front of the first */
	uint64_t given;    /* output frames since the speed was set */
};

/* ---- samples ---- */

/* The channels' mean. */
static void take_mono(struct vocoder_data *vd, const struct plane_format *format, const void *src,
		      int32_t *to, uint32_t count)
{
	const uint32_t channels = vd->base.channels;
	const int32_t share = sat_int32((1ll << 31) / channels);
	plane samples;

	memset(to, 0, count * sizeof(*to));
	for (uint32_t channel = 0; channel < channels; channel++) {
		planes_widen(format, src, channels, channel, samples, count);
		for (uint32_t i = 0; i < count; i++)
			to[i] = sat_int32(to[i] + q_multsr_32x32(samples[i], share, 31));
	}
}

static void take(struct vocoder_data *vd, struct block_cursor *src, uint32_t count)
{
	const struct plane_format *format = plane_format_get(vd->base.fmt);
	const uint32_t old = vd->frames.length - vd->frames.hop;

	for (uint32_t n; count; count -= n) {
		n = MIN(block_linear(src, count), PLANE_SAMPLES);
		for (uint32_t i = 0; i < vd->num_channels; i++) {
			int32_t *to = vd->channels[i].input + old + vd->filled;

			if (vd->config.channel)
				take_mono(vd, format, src->ptr, to, n);
			else
				planes_widen(format, src->ptr, vd->base.channels, i, to, n);
		}
		block_advance(src, n);
		vd->filled += n;
	}
}

/* 24 bits are cut, not rounded. */
static const int32_t *output_samples(const struct vocoder_data *vd, uint32_t channel, plane samples,
				     uint32_t count)
{
	const int32_t *from = vd->channels[channel % vd->num_channels].output + vd->head;

	if (vd->base.fmt != SOF_IPC_FRAME_S24_4LE)
		return from;
	for (uint32_t i = 0; i < count; i++)
		samples[i] = from[i] & ~0xFF;
	return samples;
}

static void give(struct vocoder_data *vd, struct block_cursor *dst, uint32_t count)
{
	const struct plane_format *format = plane_format_get(vd->base.fmt);
	plane samples;

	for (uint32_t n; count; count -= n) {
		n = MIN(block_linear(dst, count), PLANE_SAMPLES);
		for (uint32_t i = 0; i < vd->base.channels; i++)
			planes_narrow(format, output_samples(vd, i, samples, n), dst->ptr,
				      vd->base.channels, i, n);
		block_advance(dst, n);
		vd->head += n;
		vd->complete -= n;
	}
}

/* ---- frames ---- */

static void take_frame(struct vocoder_data *vd)
{
	const uint32_t hop = vd->frames.hop;
	const uint32_t left = vd->frames.length + vd->filled - 2 * hop;

	for (uint32_t i = 0; i < vd->num_channels; i++) {
		struct vocoder_channel *channel = &vd->channels[i];

		spectral_analyze(&vd->frames, channel->input);
		vocoder_take(&vd->frames, &channel->polar);
		memmove(channel->input, channel->input + hop, left * sizeof(*channel->input));
	}
	vd->filled -= hop;
	vd->taken++;
}

static void give_frame(struct vocoder_data *vd, int32_t at)
{
	const uint32_t hop = vd->frames.hop, old = vd->frames.length - hop;

	for (uint32_t i = 0; i < vd->num_channels; i++) {
		struct vocoder_channel *channel = &vd->channels[i];
		int32_t *out = channel->output;

		memmove(out, out + vd->head, (vd->complete + old) * sizeof(*out));
		memset(out + vd->complete + old, 0, hop * sizeof(*out));
		vocoder_give(&vd->frames, &channel->polar, at);
		spectral_synthesize(&vd->frames, out + vd->complete);
	}
	vd->head = 0;
	vd->complete += hop;
	vd->given++;
}

/* Make an output frame if the input goes far enough. @return false: it does not */
static bool make_frame(struct vocoder_data *vd)
{
	const uint64_t step =
		SPEED_LEAST + (uint64_t)q_shift_rnd((int64_t)vd->speed * SPEED_STEP, 2);
	const uint64_t time = vd->given * step, wanted = (time >> TIME_FRACTION) + 1;

	if (vd->filled < vd->frames.hop)
		return false;
	while (vd->taken < wanted && vd->filled >= vd->frames.hop)
		take_frame(vd);
	if (vd->taken < wanted)
		return false;
	give_frame(vd, (int32_t)(time & (VOCODER_TIME_ONE - 1)));
	return true;
}

/* Times are counted from the frame before the last. */
static void apply_speed(struct vocoder_data *vd)
{
	for (uint32_t i = 0; i < vd->num_channels; i++)
		vocoder_restart(&vd->channels[i].polar, vocoder_bins(vd->frames.length));
	vd->taken = 1;
	vd->given = 0;
	vd->speed_is_new = false;
}

/* What a call moves. */
struct vocoder_call {
	struct block_cursor src, dst;
	uint32_t available, room; /* frames that are left */
};

/* Input is taken when output is short, and as far as it fits. @return true: there may be more to do */
static bool step(struct vocoder_data *vd, struct vocoder_call *call)
{
	bool is_new = false;
	uint32_t n;

	if (vd->complete < vd->frames.hop) {
		n = MIN(call->available, vd->input_room - vd->filled);
		take(vd, &call->src, n);
		call->available -= n;
		is_new = make_frame(vd);
	}
	n = MIN(call->room, vd->complete);
	give(vd, &call->dst, n);
	call->room -= n;
	return is_new && call->room;
}

static int run(struct vocoder_data *vd, struct sof_source *source, struct sof_sink *sink)
{
	struct vocoder_call call = {
		.available = (uint32_t)source_get_data_frames_available(source),
		.room = (uint32_t)sink_get_free_frames(sink),
	};
	const uint32_t available = call.available, room = call.room;
	int ret = available ? block_open_source(&call.src, source, available) : 0;

	if (ret)
		return ret;
	ret = room ? block_open_sink(&call.dst, sink, room) : 0;
	if (!ret) {
		while (step(vd, &call))
			;
	}
	if (available)
		source_release_data(source,
				    (size_t)(available - call.available) * vd->base.frame_bytes);
	if (room && !ret)
		sink_commit_buffer(sink, (size_t)(room - call.room) * vd->base.sink_frame_bytes);
	return ret;
}

static int vocoder_process(struct processing_module *mod, struct sof_source **sources,
			   int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct vocoder_data *vd = module_get_private_data(mod);

	if (vd->base.bypass)
		return block_module_process(mod, sources, num_of_sources, sinks, num_of_sinks);
	if (vd->speed_is_new)
		apply_speed(vd);
	return run(vd, sources[0], sinks[0]);
}

/* ---- life ---- */

static size_t channel_words(const struct vocoder_data *vd)
{
	const struct spectral_frames *frames = &vd->frames;

	return frames->length - frames->hop + vd->input_room + frames->length + frames->hop +
	       VOCODER_ARRAYS * vocoder_bins(frames->length);
}

/* As a stream begins: silence until there is a frame. */
static void start(struct vocoder_data *vd)
{
	const struct spectral_frames *frames = &vd->frames;
	const uint32_t bins = vocoder_bins(frames->length);
	const size_t words = channel_words(vd);

	memset(vd->room, 0, words * vd->num_channels * sizeof(*vd->room));
	for (uint32_t i = 0; i < vd->num_channels; i++) {
		struct vocoder_channel *channel = &vd->channels[i];

		channel->input = vd->room + i * words;
		channel->output = channel->input + frames->length - frames->hop + vd->input_room;
		vocoder_polar_init(&channel->polar, channel->output + frames->length + frames->hop,
				   bins);
	}
	vd->filled = 0;
	vd->head = 0;
	vd->complete = frames->hop - gcd(frames->hop, period_frames(vd->base.rate, 1000));
	vd->taken = 1;
	vd->given = 0;
	vd->speed_is_new = false;
}

static int vocoder_reset(struct processing_module *mod)
{
	struct vocoder_data *vd = module_get_private_data(mod);

	spectral_frames_close(mod, &vd->frames);
	mod_free(mod, vd->room);
	vd->room = NULL;
	vd->base.bypass = true;
	vd->speed = NORMAL_SPEED;
	return 0;
}

static int vocoder_prepare(struct processing_module *mod, struct sof_source **sources,
			   int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct vocoder_data *vd = module_get_private_data(mod);
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret)
		return ret;
	if (!vd->config.size) {
		comp_err(mod->dev, "it has no blob");
		return -EINVAL;
	}
	if ((uint32_t)vd->config.sample_frequency != vd->base.rate)
		comp_warn(mod->dev, "%u Hz, its blob is for %d Hz", vd->base.rate,
			  vd->config.sample_frequency);
	ret = spectral_frames_open(mod, &vd->frames, &vd->config);
	if (ret)
		return ret;
	vd->num_channels = vd->config.channel ? 1 : vd->base.channels;
	vd->input_room = vd->frames.hop + MAX(mod->priv.cfg.base_cfg.ibs / vd->base.frame_bytes, 1);
	vd->room = mod_balloc_align(mod, channel_words(vd) * vd->num_channels * sizeof(*vd->room),
				    sizeof(int32_t));
	if (!vd->room) {
		spectral_frames_close(mod, &vd->frames);
		return -ENOMEM;
	}
	start(vd);
	return 0;
}

/* ---- configuration ---- */

/* Switched on, it begins anew. */
static int set_switch(struct processing_module *mod, uint32_t index,
		      const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct vocoder_data *vd = module_get_private_data(mod);

	if (vd->base.bypass && values[0].value && vd->room)
		start(vd);
	vd->base.bypass = !values[0].value;
	return 0;
}

static int set_speed(struct processing_module *mod, uint32_t index,
		     const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct vocoder_data *vd = module_get_private_data(mod);

	if (values[0].value > MOST_SPEED) {
		comp_err(mod->dev, "speed %u, expected 0..%d", values[0].value, MOST_SPEED);
		return -EINVAL;
	}
	vd->speed_is_new = vd->speed_is_new || vd->speed != values[0].value;
	vd->speed = values[0].value;
	return 0;
}

static int set_config(struct processing_module *mod, const void *value, size_t size)
{
	struct vocoder_data *vd = module_get_private_data(mod);
	const struct spectral_config *config = value;
	int ret = spectral_config_check(mod->dev, config, VOCODER_MOST_POINTS);

	if (!ret && config->frame_length % 3 == 0) {
		comp_err(mod->dev, "frames of %d, expected a power of 2", config->frame_length);
		ret = -EINVAL;
	}
	if (!ret)
		vd->config = *config;
	return ret;
}

static int get_config(struct processing_module *mod, void *data, size_t room)
{
	const struct vocoder_data *vd = module_get_private_data(mod);

	memcpy(data, &vd->config, vd->config.size);
	return (int)vd->config.size;
}

static const struct config_param params[] = {
	CONFIG_PARAM_SWITCH(set_switch),
	CONFIG_PARAM_ENUM(set_speed),
	CONFIG_PARAM_VALUE(CONFIG_ANY_ID, struct spectral_config, set_config, get_config),
};

/* Never called: frames are moved by the module, or copied by the kit. */
static void no_block(void *private, const void *src, void *dst, uint32_t frames, uint32_t channels)
{
}

static const struct block_format formats[] = { PLANES_ALL_FORMATS(no_block) };

static const struct block_module_desc vocoder_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.rule = BLOCK_BY_VALID,
	.private_bytes = sizeof(struct vocoder_data),
};

static int vocoder_init(struct processing_module *mod)
{
	struct vocoder_data *vd;
	int ret = block_module_init(mod, &vocoder_desc);

	if (ret)
		return ret;
	vd = module_get_private_data(mod);
	vd->base.bypass = true;
	vd->speed = NORMAL_SPEED;
	return 0;
}

static const struct module_interface vocoder_ops = {
	.init = vocoder_init,
	.prepare = vocoder_prepare,
	.process = vocoder_process,
	CONFIG_PARAMS_OPS,
	.reset = vocoder_reset,
	.free = block_module_free,
};

DECLARE_MODULE(COMP_PHASE_VOCODER, "PHASEVOC", (09fbcb7a, a9c5, 4a57, 8434, 4440e598ab24),
	       .ops = &vocoder_ops, CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1,
	       .least_heap_bytes = LEAST_HEAP_BYTES)
