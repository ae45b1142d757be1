/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tone: a generator without an input pin, and with one the source of an echo reference: what is bound to it passes, and
 * while nothing is it gives silence. So a capture that records what is played need not wait for the playback.
 *
 * The tone is 997 Hz at a tenth of full scale on all channels. IPC4 has no controls for it.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/config_params.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/planes.h>
#include <sof/common.h>
#include <sof/math/trig.h>
#include "../period.h"

#define FREQUENCY_Q16 65339392  /* 997 Hz */
#define AMPLITUDE_Q31 214748365 /* 0.1 */

/* It has one pin. More than one source says that it looks at them in each call: one may come and go while it runs. */
#define TONE_MAX_SOURCES 2

struct tone_data {
	bool is_generator;

	/* from prepare to reset */
	uint32_t frame_bytes;
	uint32_t channels;
	uint32_t period_frames;
	size_t period_bytes;
	const struct plane_format *format;
	int32_t phase; /* Q4.28 radians, as the next */
	int32_t step;
};

/* ---- tone ---- */

/* 2 pi of a second in samples of each rate that there is, Q31 radians, rounded. */
#define RATE(hz)                                                           \
	{                                                                  \
		hz, (int32_t)(2147483648.0 * 6.283185307179586 / hz + 0.5) \
	}

static const struct {
	uint32_t hz;
	int32_t radians;
} rates[] = {
	RATE(8000),  RATE(11025), RATE(16000), RATE(22050), RATE(24000),  RATE(32000),  RATE(44100),
	RATE(48000), RATE(64000), RATE(88200), RATE(96000), RATE(176400), RATE(192000),
};

/* @return Q4.28 radians of a sample; 0: there is no such rate */
static int32_t phase_step(uint32_t hz)
{
	for (size_t i = 0; i < ARRAY_SIZE(rates); i++)
		if (rates[i].hz == hz)
			return (int32_t)q_multsr_32x32(FREQUENCY_Q16, rates[i].radians, 19);
	return 0;
}

static int32_t next_sample(struct tone_data *td)
{
	const int32_t sample = (int32_t)q_mults_32x32(sin_q28(td->phase), AMPLITUDE_Q31, 31);

	td->phase += td->step;
	if (td->phase > TWO_PI_Q28)
		td->phase -= TWO_PI_Q28;
	return sample;
}

static void tone_span(struct tone_data *td, void *dst, uint32_t frames)
{
	uint8_t *out = dst;
	plane samples;
	uint32_t n;

	for (; frames; frames -= n, out += n * td->frame_bytes) {
		n = MIN(frames, PLANE_SAMPLES);
		for (uint32_t i = 0; i < n; i++)
			samples[i] = next_sample(td);
		for (uint32_t channel = 0; channel < td->channels; channel++)
			planes_narrow(td->format, samples, out, td->channels, channel, n);
	}
}

/* ---- audio ---- */

/* A period that comes from nowhere. */
static int generate(struct tone_data *td, struct sof_sink *sink)
{
	struct block_cursor dst;
	int ret;

	if (sink_get_free_size(sink) < td->period_bytes)
		return -ENODATA;
	ret = block_open_sink(&dst, sink, td->period_frames);
	if (ret)
		return ret;
	for (uint32_t left = td->period_frames, n; left; left -= n) {
		n = block_linear(&dst, left);
		if (td->is_generator)
			tone_span(td, dst.ptr, n);
		else
			memset(dst.ptr, 0, n * td->frame_bytes);
		block_advance(&dst, n);
	}
	sink_commit_buffer(sink, td->period_bytes);
	return 0;
}

static int pass(const struct tone_data *td, struct sof_source *source, struct sof_sink *sink)
{
	const size_t movable = MIN(source_get_data_available(source), sink_get_free_size(sink));
	const uint32_t frames = movable >= td->period_bytes ? td->period_frames :
							      (uint32_t)movable / td->frame_bytes;
	struct block_pair pair;
	int ret;

	if (!frames)
		return -ENODATA;
	ret = block_pair_open(&pair, source, sink, frames, td->frame_bytes, td->frame_bytes);
	if (ret)
		return ret;
	for (uint32_t left = frames, n; left; left -= n) {
		n = block_pair_linear(&pair, left);
		memcpy(pair.dst.ptr, pair.src.ptr, n * td->frame_bytes);
		block_pair_advance(&pair, n);
	}
	block_pair_close(&pair);
	return 0;
}

static int tone_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct tone_data *td = module_get_private_data(mod);

	return num_of_sources ? pass(td, sources[0], sinks[0]) : generate(td, sinks[0]);
}

/* In user mode: whatever it gives next, there is a block of it and room for one. */
static bool tone_is_ready(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	return num_of_sinks && sink_get_free_size(sinks[0]) >= sink_get_min_free_space(sinks[0]) &&
	       (!num_of_sources ||
		source_get_data_available(sources[0]) >= source_get_min_available(sources[0]));
}

/* ---- life ---- */

/* Nothing upstream of it would say in which direction its pipeline flows. */
static int tone_init(struct processing_module *mod)
{
	struct tone_data *td = mod_zalloc(mod, sizeof(*td));

	if (!td)
		return -ENOMEM;
	module_set_private_data(mod, td);
	mod->max_sources = TONE_MAX_SOURCES;
	td->is_generator = !mod->priv.cfg.nb_input_pins;
	mod->dev->direction = td->is_generator ? SOF_IPC_STREAM_PLAYBACK : SOF_IPC_STREAM_CAPTURE;
	mod->dev->direction_set = true;
	return 0;
}

static int tone_bind(struct processing_module *mod, const struct bind_info *info)
{
	const struct tone_data *td = module_get_private_data(mod);

	if (info->bind_type == COMP_BIND_TYPE_SINK || !td->is_generator)
		return 0;
	comp_err(mod->dev, "a source for a generator: it has no input pin");
	return -EINVAL;
}

/* What comes out has the format of the base configuration, as what is bound to it has. */
static int check_sink(struct processing_module *mod, const struct sof_sink *sink)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;

	if (sink_get_frm_fmt(sink) == SOF_IPC_FRAME_S32_LE &&
	    sink_get_channels(sink) == fmt->channels_count && fmt->depth == 32 &&
	    sink_get_rate(sink) == fmt->sampling_frequency)
		return 0;
	comp_err(mod->dev, "a sink of %u channels in %u bits at %u Hz, expected %u in 32 at %u Hz",
		 sink_get_channels(sink), get_sample_bytes(sink_get_frm_fmt(sink)) * 8,
		 sink_get_rate(sink), fmt->channels_count, fmt->sampling_frequency);
	return -EINVAL;
}

static int tone_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct tone_data *td = module_get_private_data(mod);

	if (num_of_sinks != 1) {
		comp_err(mod->dev, "%d sinks, expected one", num_of_sinks);
		return -ENOTCONN;
	}
	if (check_sink(mod, sinks[0]))
		return -EINVAL;
	td->step = phase_step(sink_get_rate(sinks[0]));
	if (!td->step) {
		comp_err(mod->dev, "%u Hz is no rate it knows", sink_get_rate(sinks[0]));
		return -EINVAL;
	}
	td->phase = 0;
	td->channels = sink_get_channels(sinks[0]);
	td->frame_bytes = (uint32_t)sink_get_frame_bytes(sinks[0]);
	td->format = plane_format_get(
		audio_arithmetic_fmt(sink_get_frm_fmt(sinks[0]), sink_get_valid_fmt(sinks[0])));
	td->period_frames = comp_is_dp(mod->dev) ?
				    (uint32_t)sink_get_min_free_space(sinks[0]) / td->frame_bytes :
				    module_period_frames(mod->dev, sink_get_rate(sinks[0]));
	td->period_bytes = (size_t)td->period_frames * td->frame_bytes;
	return 0;
}

static int tone_reset(struct processing_module *mod)
{
	return 0;
}

static int tone_free(struct processing_module *mod)
{
	return mod_free(mod, module_get_private_data(mod));
}

static const struct module_interface tone_ops = {
	.init = tone_init,
	.prepare = tone_prepare,
	.is_ready_to_process = tone_is_ready,
	.process = tone_process,
	.set_configuration = config_params_set, /* IPC4 has none for it */
	.bind = tone_bind,
	.reset = tone_reset,
	.free = tone_free,
};

DECLARE_MODULE(COMP_TONE, "TONE", (04e3f894, 2c5c, 4f2e, 8dc1, 694eeaab53fa), .ops = &tone_ops,
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
