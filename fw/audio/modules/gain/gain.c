/* SPDX-License-Identifier: BSD-3-Clause */
/* Gain: volume with ramps, mute switches and a peak meter. */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <sof/audio/block.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>
#include <sof/math/numbers.h>
#include "../period.h"
#include "gain.h"

#define PEAK_PERIOD_US 10000

/*
 * The registers of this instance in window 0. NULL when there are none: beyond the last slot, and for a DP
 * module, which may not write to the window.
 */
static struct ipc4_peak_volume_regs *peak_slot(const struct comp_dev *dev)
{
	uint32_t instance = COMP_INSTANCE_ID(dev->ipc_config.id);
	struct ipc4_fw_registers *regs;
	size_t size;

	if (instance >= IPC4_MAX_PEAK_VOL_REG_SLOTS || comp_is_dp(dev))
		return NULL;
	regs = platform_window(0, &size);
	return regs && size >= sizeof(*regs) ? &regs->peak_vol_regs[instance] : NULL;
}

__attribute__((noinline)) void gain_meter(struct gain_data *gd)
{
	uint32_t shift = gd->format->peak_shift + gd->attenuation;

	for (uint32_t i = 0; i < gd->channels; i++) {
		uint32_t scaled = (uint32_t)((uint64_t)gd->peak[i] << shift);

		gd->regs.peak_meter[i] = MAX(gd->regs.peak_meter[i], scaled);
	}
	memset(gd->peak, 0, sizeof(gd->peak));
	gd->meter_each_call = gd->attenuation || gd->format->valid_bits == 24;
}

void gain_publish(struct processing_module *mod)
{
	struct gain_data *gd = module_get_private_data(mod);
	struct ipc4_peak_volume_regs *slot = peak_slot(mod->dev);

	gain_meter(gd);
	for (uint32_t i = 0; i < gd->channels; i++)
		gd->regs.current_volume[i] = (uint32_t)gd->volume[i];
	if (slot)
		memcpy(slot, &gd->regs, sizeof(*slot));
	memset(gd->regs.peak_meter, 0, sizeof(gd->regs.peak_meter));
	gd->peak_calls = 0;
}

static int gain_init(struct processing_module *mod)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	struct gain_data *gd;

	if (!fmt->channels_count || fmt->channels_count > IPC4_MAX_CHANNELS ||
	    !fmt->sampling_frequency) {
		comp_err(mod->dev, "%u channels at %u Hz, expected 1..%u at a rate",
			 fmt->channels_count, fmt->sampling_frequency, IPC4_MAX_CHANNELS);
		return -EINVAL;
	}
	gd = mod_zalloc(mod, sizeof(*gd));
	if (!gd)
		return -ENOMEM;
	module_set_private_data(mod, gd);
	gd->channels = fmt->channels_count;
	gd->format = gain_get_format(fmt->valid_bit_depth);
	if (!gd->format || fmt->depth != 8 * gd->format->sample_bytes) {
		comp_err(mod->dev, "%u bits in %u, expected 16 in 16, 24 or 32 in 32",
			 fmt->valid_bit_depth, fmt->depth);
		return -EINVAL;
	}
	return gain_parse_init(mod);
}

/*
 * Frames in which steps of a ramp are counted: what vector kernels of the field work in. It decides where gains
 * change, so it is part of the law although these kernels take any number of frames.
 */
static void gain_set_align(struct gain_data *gd)
{
	uint32_t frame_bytes = gd->channels * gd->format->sample_bytes;
	uint32_t byte_align = gd->channels == 6 ? 16 : 4;
	uint32_t frames = gd->format->align_samples / gcd(gd->format->align_samples, gd->channels);
	uint32_t frames_by_bytes = byte_align / gcd(byte_align, frame_bytes);

	gd->align = frames / gcd(frames, frames_by_bytes) * frames_by_bytes;
}

static bool stream_matches(const struct gain_data *gd, const struct sof_audio_stream_params *params)
{
	return params->channels == gd->channels &&
	       get_sample_bytes(params->frame_fmt) == gd->format->sample_bytes;
}

static int gain_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct gain_data *gd = module_get_private_data(mod);

	if (num_of_sources != 1 || num_of_sinks != 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one each", num_of_sources,
			 num_of_sinks);
		return -ENOTCONN;
	}
	if (!stream_matches(gd, sources[0]->params) || !stream_matches(gd, sinks[0]->params)) {
		comp_err(mod->dev, "%u -> %u channels in %u -> %u bytes, expected %u in %u",
			 source_get_channels(sources[0]), sink_get_channels(sinks[0]),
			 get_sample_bytes(source_get_frm_fmt(sources[0])),
			 get_sample_bytes(sink_get_frm_fmt(sinks[0])), gd->channels,
			 gd->format->sample_bytes);
		return -EINVAL;
	}
	gain_meter(gd);
	gd->scale = gd->format->scale[platform_simd_level()];
	gd->copy = gd->format->copy[platform_simd_level()];
	gd->frame_bytes = gd->channels * gd->format->sample_bytes;
	gd->last_bytes = 0;
	gd->last_frames = 0;
	gain_set_align(gd);
	gain_ramp_prepare(mod, mod->priv.cfg.base_cfg.audio_fmt.sampling_frequency);
	gd->peak_period = MAX(PEAK_PERIOD_US / module_period_us(mod->dev), 1);
	return 0;
}

/* Where in the next `frames` (a step) the signal crosses zero, in whole alignments. */
static uint32_t zero_cross_chunk(const struct gain_data *gd, const struct block_cursor *src,
				 uint32_t frames, int64_t *sum)
{
	uint32_t head = block_linear(src, frames);
	uint32_t found = 0;

	if (frames > head)
		found = gd->format->zero_cross(src->start, frames - head, gd->channels, sum);
	if (found)
		found += head;
	else
		found = gd->format->zero_cross(src->ptr, head, gd->channels, sum);
	if (!found)
		found = frames;
	found = (found + gd->align / 2) / gd->align * gd->align;
	return MAX(found, gd->align);
}

/* Frames until the gain changes again. */
static uint32_t chunk_frames(const struct gain_data *gd, const struct block_cursor *src,
			     uint32_t frames, int64_t *sum)
{
	uint32_t chunk;

	if (gd->ramp_finished || gd->step > frames)
		return frames;
	if (gd->curve == IPC4_AUDIO_CURVE_TYPE_LINEAR_ZC)
		chunk = zero_cross_chunk(gd, src, gd->step, sum);
	else
		chunk = ROUND_UP(gd->step, gd->align);
	return MIN(chunk, frames);
}

static void gain_chunk(struct gain_data *gd, struct block_pair *pair, uint32_t frames)
{
	const gain_func move = gd->passthrough ? gd->copy : gd->scale;

	while (frames) {
		uint32_t n = block_pair_linear(pair, frames);

		move(pair->src.ptr, pair->dst.ptr, n, gd->channels, gd->volume, gd->peak);
		block_pair_advance(pair, n);
		frames -= n;
	}
}

/* A call in spans, or with the gain changing from chunk to chunk. */
static void gain_chunks(struct gain_data *gd, struct block_pair *pair)
{
	int64_t sum = 0;

	for (uint32_t left = pair->frames; left;) {
		uint32_t chunk = chunk_frames(gd, &pair->src, left, &sum);

		if (!gd->ramp_finished) {
			gain_ramp_update(gd);
			gd->elapsed += chunk;
		}
		gain_chunk(gd, pair, chunk);
		left -= chunk;
	}
}

/* Whole frames in what both sides can move. */
static inline uint32_t whole_frames(struct gain_data *gd, size_t bytes)
{
	if (bytes != gd->last_bytes) {
		gd->last_bytes = bytes;
		gd->last_frames = (uint32_t)(bytes / gd->frame_bytes);
	}
	return gd->last_frames;
}

static __attribute__((noinline)) int gain_fragment(struct gain_data *gd, struct sof_source *source,
						   struct sof_sink *sink)
{
	const size_t available = source_get_data_available(source), room = sink_get_free_size(sink);
	struct block_pair pair;
	int ret = block_pair_open(&pair, source, sink, whole_frames(gd, MIN(available, room)),
				  gd->frame_bytes, gd->frame_bytes);

	if (ret)
		return ret;
	gain_chunks(gd, &pair);
	block_pair_close(&pair);
	return 0;
}

/* The usual case: a steady gain, and streams that do not wrap. */
static inline bool gain_span(struct gain_data *gd, struct sof_source *source, struct sof_sink *sink)
{
	struct audio_stream *from, *to;
	const void *src;
	void *dst;
	uint32_t frames, bytes;

	if (!gd->ramp_finished || !source_is_stream(source) || !sink_is_stream(sink) ||
	    source->requested || sink->requested)
		return false;
	from = source_stream(source);
	to = sink_stream(sink);
	frames = whole_frames(gd, MIN(from->avail, to->free));
	bytes = frames * gd->frame_bytes;
	if (bytes > from->end_addr - from->r_ptr || bytes > to->end_addr - to->w_ptr)
		return false;
	src = from->r_ptr;
	audio_stream_advance_read(from, bytes);
	source->processed += bytes;
	dst = to->w_ptr;
	audio_stream_advance_write(to, bytes);
	sink->processed += bytes;
	(gd->passthrough ? gd->copy : gd->scale)(src, dst, frames, gd->channels, gd->volume,
						 gd->peak);
	return true;
}

static int gain_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct gain_data *gd = module_get_private_data(mod);

	if (!gain_span(gd, sources[0], sinks[0])) {
		int ret = gain_fragment(gd, sources[0], sinks[0]);

		if (ret)
			return ret;
	}
	if (++gd->peak_calls >= gd->peak_period)
		gain_publish(mod);
	else if (gd->meter_each_call)
		gain_meter(gd);
	return 0;
}

/* Targets, mutes and the curve outlive a reset; the next stream rises to them from silence. */
static int gain_reset(struct processing_module *mod)
{
	struct gain_data *gd = module_get_private_data(mod);

	memset(gd->regs.peak_meter, 0, sizeof(gd->regs.peak_meter));
	memset(gd->peak, 0, sizeof(gd->peak));
	gd->peak_calls = 0;
	gd->elapsed = 0;
	gd->passthrough = false;
	return 0;
}

static int gain_free(struct processing_module *mod)
{
	struct ipc4_peak_volume_regs *slot = peak_slot(mod->dev);

	if (slot)
		memset(slot, 0, sizeof(*slot));
	return mod_free(mod, module_get_private_data(mod));
}

static const struct module_interface gain_ops = {
	.init = gain_init,
	.prepare = gain_prepare,
	.process = gain_process,
	CONFIG_PARAMS_OPS,
	.reset = gain_reset,
	.free = gain_free,
};

DECLARE_MODULE(COMP_GAIN, "GAIN", (61bca9a8, 18d0, 4a18, 8e7b, 2639219804b7), .ops = &gain_ops,
	       .params = gain_params, .num_params = GAIN_NUM_PARAMS,
	       .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 40, .max_inputs = 1,
	       .max_outputs = 1)

DECLARE_MODULE(COMP_GAIN, "PEAKVOL", (8a171323, 94a3, 4e1d, afe9, fe5dbaa4c393), .ops = &gain_ops,
	       .params = gain_params, .num_params = GAIN_NUM_PARAMS,
	       .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 10, .max_inputs = 1,
	       .max_outputs = 1)
