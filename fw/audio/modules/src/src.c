/* SPDX-License-Identifier: BSD-3-Clause */
/* Sample rate converter, and its little sister with fewer rates. */
#include <errno.h>
#include <string.h>
#include <ipc4/src.h>
#include <sof/audio/format.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>
#include "src.h"

struct rate_pair {
	uint32_t in, out;
};

static const struct rate_pair lite_pairs[] = {
	{ 32000, 16000 }, { 32000, 48000 }, { 44100, 16000 },
	{ 44100, 48000 }, { 48000, 16000 }, { 48000, 48000 },
};

/* ---- life ---- */

static int src_init(struct processing_module *mod)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	struct ipc4_config_src config;
	struct src_data *sd;

	if (!mod->priv.cfg.init_data || mod->priv.cfg.init_data_size != sizeof(config)) {
		comp_err(mod->dev, "init data of %zu bytes, expected %zu",
			 mod->priv.cfg.init_data_size, sizeof(config));
		return -EINVAL;
	}
	memcpy(&config, mod->priv.cfg.init_data, sizeof(config));
	if (!fmt->sampling_frequency || !config.sink_rate) {
		comp_err(mod->dev, "from %u to %u Hz, expected two rates", fmt->sampling_frequency,
			 config.sink_rate);
		return -EINVAL;
	}
	if (fmt->depth != 16 && fmt->depth != 24 && fmt->depth != 32) {
		comp_err(mod->dev, "samples in %u bits, expected 16, 24 or 32", fmt->depth);
		return -EINVAL;
	}
	sd = mod_zalloc(mod, sizeof(*sd));
	if (!sd)
		return -ENOMEM;
	module_set_private_data(mod, sd);
	sd->in_rate = fmt->sampling_frequency;
	sd->out_rate = config.sink_rate;
	return 0;
}

static int check_format(struct processing_module *mod, const struct sof_source *source,
			const struct sof_sink *sink)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	struct src_data *sd = module_get_private_data(mod);

	sd->format = src_format_get(fmt->valid_bit_depth);
	if (!sd->format ||
	    get_sample_bytes(source_get_frm_fmt(source)) != sd->format->sample_bytes) {
		comp_err(mod->dev, "%u bits in %u, expected 16 in 16, 24 or 32 in 32",
			 fmt->valid_bit_depth, fmt->depth);
		return -EINVAL;
	}
	sd->channels = source_get_channels(source);
	if (!sd->channels || sd->channels > IPC4_MAX_CHANNELS) {
		comp_err(mod->dev, "%u channels, expected 1..%u", sd->channels, IPC4_MAX_CHANNELS);
		return -EINVAL;
	}
	if (source_get_rate(source) != sd->in_rate) {
		comp_err(mod->dev, "%u Hz come in, expected %u Hz to be converted to %u Hz",
			 source_get_rate(source), sd->in_rate, sd->out_rate);
		return -EINVAL;
	}
	if (sink_get_frm_fmt(sink) != source_get_frm_fmt(source) ||
	    sink_get_channels(sink) != sd->channels) {
		comp_err(mod->dev, "format %d of %u channels becomes %d of %u, expected no change",
			 source_get_frm_fmt(source), sd->channels, sink_get_frm_fmt(sink),
			 sink_get_channels(sink));
		return -EINVAL;
	}
	return 0;
}

/*
 * DP: work when a block's worth of input is there. Where rates are no whole number of frames to a block, inputs come in
 * blocks that are one shorter than ibs at times.
 */
static void set_block(const struct src_data *sd, struct sof_source *source,
		      const struct sof_sink *sink)
{
	const size_t frame_bytes = source_get_frame_bytes(source);
	uint64_t frames = sink_get_min_free_space(sink) / sink_get_frame_bytes(sink);

	frames = MAX(frames * sd->in_rate / sd->out_rate, (uint64_t)1);
	source_set_min_available(source, MIN(source_get_min_available(source),
					     (size_t)frames * frame_bytes));
}

static int src_prepare(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct src_data *sd = module_get_private_data(mod);
	int ret;

	if (num_of_sources != 1 || num_of_sinks != 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one each", num_of_sources,
			 num_of_sinks);
		return -EINVAL;
	}
	ret = check_format(mod, sources[0], sinks[0]);
	if (ret)
		return ret;
	ret = src_filters_new(mod);
	if (ret)
		return ret;
	if (comp_is_dp(mod->dev))
		set_block(sd, sources[0], sinks[0]);
	/* what flows here has this rate, whatever the consumer thinks */
	sinks[0]->params->rate = sd->out_rate;
	sinks[0]->params->valid_sample_fmt = source_get_valid_fmt(sources[0]);
	return 0;
}

static int src_lite_prepare(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	const struct src_data *sd = module_get_private_data(mod);

	for (size_t i = 0; i < ARRAY_SIZE(lite_pairs); i++) {
		if (lite_pairs[i].in == sd->in_rate && lite_pairs[i].out == sd->out_rate)
			return src_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);
	}
	comp_err(mod->dev, "no conversion from %u to %u Hz in the lite set", sd->in_rate,
		 sd->out_rate);
	return -EINVAL;
}

/* The next stream begins from silence. */
static int src_reset(struct processing_module *mod)
{
	src_filters_free(mod);
	return 0;
}

static int src_free(struct processing_module *mod)
{
	src_filters_free(mod);
	return mod_free(mod, module_get_private_data(mod));
}

/* ---- process ---- */

static uint32_t copy_frames(struct block_cursor *src, uint32_t avail, struct block_cursor *dst,
			    uint32_t free)
{
	uint32_t frames = MIN(avail, free);

	for (uint32_t left = frames, n; left; left -= n) {
		n = block_linear(dst, block_linear(src, left));
		memcpy(dst->ptr, src->ptr, (size_t)n * src->frame_bytes);
		block_advance(src, n);
		block_advance(dst, n);
	}
	return frames;
}

/* Frames of the input that the next pass can take. */
static uint32_t pass_frames(const struct src_data *sd, uint32_t avail, uint32_t free)
{
	for (uint32_t i = sd->num_filters; i-- > 0;)
		free = src_filter_inputs(&sd->filters[i], free);
	return MIN(MIN(avail, sd->filters[0].block), free);
}

static void load(const struct src_data *sd, struct src_filter *filter, struct block_cursor *src,
		 uint32_t frames)
{
	for (uint32_t done = 0, n; done < frames; done += n) {
		n = block_linear(src, frames - done);
		sd->format->load(src->ptr, filter, done, n, sd->channels);
		block_advance(src, n);
	}
}

/* One pass of `frames` through all filters. @return frames that came out */
static uint32_t pass(struct src_data *sd, struct block_cursor *src, uint32_t frames,
		     struct block_cursor *dst)
{
	struct src_filter *first = &sd->filters[0], *last = &sd->filters[sd->num_filters - 1];

	load(sd, first, src, frames);
	if (first != last)
		frames = src_filter_feed(first, frames, last, sd->channels);
	return src_filter_drain(last, frames, sd->format, dst, sd->channels);
}

static int src_process(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct src_data *sd = module_get_private_data(mod);
	const uint32_t avail = source_get_data_frames_available(sources[0]);
	const uint32_t free = sink_get_free_frames(sinks[0]);
	uint32_t consumed = 0, produced = 0, frames;
	struct block_cursor src, dst;
	int ret;

	ret = block_open_source(&src, sources[0], avail);
	if (ret)
		return ret;
	ret = block_open_sink(&dst, sinks[0], free);
	if (ret) {
		source_release_data(sources[0], 0);
		return ret;
	}
	if (sd->num_filters) {
		while ((frames = pass_frames(sd, avail - consumed, free - produced))) {
			produced += pass(sd, &src, frames, &dst);
			consumed += frames;
		}
	} else {
		consumed = produced = copy_frames(&src, avail, &dst, free);
	}
	source_release_data(sources[0], (size_t)consumed * src.frame_bytes);
	sink_commit_buffer(sinks[0], (size_t)produced * dst.frame_bytes);
	return 0;
}

static const struct module_interface src_ops = {
	.init = src_init,
	.prepare = src_prepare,
	.process = src_process,
	.reset = src_reset,
	.free = src_free,
};

static const struct module_interface src_lite_ops = {
	.init = src_init,
	.prepare = src_lite_prepare,
	.process = src_process,
	.reset = src_reset,
	.free = src_free,
};

DECLARE_MODULE(COMP_SRC, "SRC", (e61bb28d, 149a, 4c1f, b709, 46823ef5f5ae), .ops = &src_ops,
	       .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 16, .max_inputs = 1,
	       .max_outputs = 1)

DECLARE_MODULE(COMP_SRC, "SRC_LITE", (33441051, 44cd, 466a, 83a3, 178478708aea),
	       .ops = &src_lite_ops, .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 16,
	       .max_inputs = 1, .max_outputs = 1)
