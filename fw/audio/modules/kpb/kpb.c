/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Key phrase buffer: microphones go to a detector (output pin 0) and into a history. When the detector has found its phrase,
 * the host (output pin 1) gets the history, two periods for each that comes, and then what comes.
 *
 *	history	| ... old ... | to drain | ... old ... |	a ring
 *		              ^ read     ^ write
 */
#include <errno.h>
#include <string.h>
#include <ipc4/base_fw.h>
#include <ipc4/kpb.h>
#include <sof/audio/block.h>
#include <sof/audio/config_params.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/common.h>
#include <sof/math/numbers.h>
#include "../period.h"
#include "kpb.h"

#define PIN_DETECTOR  0
#define PIN_HOST      1
#define NUM_SINKS     2
#define KPB_RATE      16000
#define KPB_CHANNELS  6
#define HISTORY_MS    2100
#define DRAIN_PERIODS 2 /* in each tick: twice as fast as real time */
#define REFERENCE_MICS \
	2 /* last channels of a stream that are no microphones, when some are selected */
#define SELECTED_MICS 4
#define FAST_MODULES  16 /* at most */

enum kpb_state {
	KPB_LISTENING,
	KPB_DRAINING,
	KPB_PASSING,
};

struct kpb_data {
	uint32_t mics; /* channels that the detector gets, a bit each; 0: all */

	/* from prepare to reset */
	enum kpb_state state;
	uint32_t channels, sample_bytes, frame_bytes, period_bytes;
	uint8_t *history;
	uint32_t size;     /* bytes */
	uint32_t write;    /* offset of the next byte */
	uint32_t held;     /* bytes that it has heard, at most size */
	uint32_t to_drain; /* of these */
};

static const struct module_interface kpb_ops;

/* ---- history ---- */

/* Append what the cursor reads. */
static void remember(struct kpb_data *kd, struct block_cursor at, uint32_t bytes)
{
	kd->held = MIN(kd->held + bytes, kd->size);
	for (uint32_t n; bytes; bytes -= n) {
		n = MIN(bytes, kd->size - kd->write);
		n = MIN(n, (uint32_t)(at.end - at.ptr));
		memcpy(kd->history + kd->write, at.ptr, n);
		at.ptr = at.ptr + n == at.end ? at.start : at.ptr + n;
		kd->write = kd->write + n == kd->size ? 0 : kd->write + n;
	}
}

/* The oldest of what is to be drained. */
static void recall(struct kpb_data *kd, struct block_cursor at, uint32_t bytes)
{
	uint32_t read = kd->write >= kd->to_drain ? kd->write - kd->to_drain :
						    kd->write + kd->size - kd->to_drain;

	kd->to_drain -= bytes;
	for (uint32_t n; bytes; bytes -= n) {
		n = MIN(bytes, kd->size - read);
		n = MIN(n, (uint32_t)(at.end - at.ptr));
		memcpy(at.ptr, kd->history + read, n);
		at.ptr = at.ptr + n == at.end ? at.start : at.ptr + n;
		read = read + n == kd->size ? 0 : read + n;
	}
}

int kpb_begin_draining(struct sof_source *source, uint32_t history_ms)
{
	struct processing_module *mod = source_get_producer(source);
	const uint64_t bytes_per_ms = KPB_RATE / 1000;
	struct sof_sink *host = NULL;
	struct kpb_data *kd;
	uint64_t bytes;

	while (mod && mod->priv.ops != &kpb_ops)
		mod = mod->num_of_sources ? source_get_producer(mod->sources[0]) : NULL;
	if (!mod)
		return -ENODEV;
	kd = module_get_private_data(mod);
	for (uint32_t i = 0; i < mod->num_of_sinks; i++)
		if (sink_get_id(mod->sinks[i]) == PIN_HOST)
			host = mod->sinks[i];
	bytes = bytes_per_ms * kd->frame_bytes * history_ms;
	if (kd->state != KPB_LISTENING || !host || !sink_consumer_is_active(host) ||
	    bytes > kd->held) {
		comp_warn(mod->dev, "%u ms are asked for in state %d, it holds %u bytes, host %s",
			  history_ms, kd->state, kd->held,
			  host && sink_consumer_is_active(host) ? "listens" : "does not listen");
		return -EINVAL;
	}
	kd->to_drain = (uint32_t)bytes;
	kd->state = KPB_DRAINING;
	return 0;
}

/* ---- audio ---- */

/* Of each frame the samples of the selected channels. */
static void select_mics(const struct kpb_data *kd, const uint8_t *src, uint8_t *dst,
			uint32_t frames)
{
	for (; frames; frames--, src += kd->frame_bytes)
		for (uint32_t channel = 0; channel < kd->channels; channel++) {
			if (!(kd->mics & BIT(channel)))
				continue;
			memcpy(dst, src + channel * kd->sample_bytes, kd->sample_bytes);
			dst += kd->sample_bytes;
		}
}

static int listen(struct kpb_data *kd, struct sof_source *source, struct sof_sink *detector)
{
	struct block_pair pair;
	uint32_t frames;
	int ret;

	if (!detector || !sink_consumer_is_active(detector))
		return source_drop_data(source, source_get_data_available(source));
	frames = block_movable(source, detector);
	ret = block_pair_open(&pair, source, detector, frames, kd->frame_bytes,
			      (uint32_t)sink_get_frame_bytes(detector));
	if (ret)
		return ret;
	if (frames)
		remember(kd, pair.src, frames * kd->frame_bytes);
	for (uint32_t left = frames, n; left; left -= n) {
		n = block_pair_linear(&pair, left);
		if (kd->mics)
			select_mics(kd, pair.src.ptr, pair.dst.ptr, n);
		else
			memcpy(pair.dst.ptr, pair.src.ptr, (size_t)n * kd->frame_bytes);
		block_pair_advance(&pair, n);
	}
	block_pair_close(&pair);
	return 0;
}

/* What comes goes behind what is to be drained, as far as there is room. */
static int drain(struct kpb_data *kd, struct sof_source *source, struct sof_sink *host)
{
	uint32_t frames = (uint32_t)source_get_data_frames_available(source);
	struct block_cursor at;
	uint32_t bytes;
	int ret = 0;

	frames = MIN(frames, (kd->size - kd->to_drain) / kd->frame_bytes);
	bytes = frames * kd->frame_bytes;
	if (frames)
		ret = block_open_source(&at, source, frames);
	if (frames && !ret) {
		remember(kd, at, bytes);
		kd->to_drain += bytes;
		ret = source_release_data(source, bytes);
	}
	if (ret || !host)
		return ret;
	bytes = MIN(kd->to_drain, DRAIN_PERIODS * kd->period_bytes);
	bytes = MIN(bytes, (uint32_t)sink_get_free_frames(host) * kd->frame_bytes);
	if (!bytes)
		return 0;
	ret = block_open_sink(&at, host, bytes / kd->frame_bytes);
	if (ret)
		return ret;
	recall(kd, at, bytes);
	if (!kd->to_drain)
		kd->state = KPB_PASSING;
	return sink_commit_buffer(host, bytes);
}

static struct sof_sink *sink_of(struct sof_sink **sinks, int num_of_sinks, uint32_t pin)
{
	for (int i = 0; i < num_of_sinks; i++)
		if (sink_get_id(sinks[i]) == pin)
			return sinks[i];
	return NULL;
}

static int kpb_process(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct kpb_data *kd = module_get_private_data(mod);
	struct sof_sink *host = sink_of(sinks, num_of_sinks, PIN_HOST);

	if (!num_of_sources)
		return 0;
	switch (kd->state) {
	case KPB_LISTENING:
		return listen(kd, sources[0], sink_of(sinks, num_of_sinks, PIN_DETECTOR));
	case KPB_DRAINING:
		return drain(kd, sources[0], host);
	default:
		if (!host)
			return source_drop_data(sources[0], source_get_data_available(sources[0]));
		return source_to_sink_copy(sources[0], host, true,
					   (size_t)block_movable(sources[0], host) *
						   kd->frame_bytes);
	}
}

/* ---- configuration ---- */

static int set_mics(struct processing_module *mod, const void *value, size_t size)
{
	struct kpb_data *kd = module_get_private_data(mod);
	const uint32_t channels = mod->priv.cfg.base_cfg.audio_fmt.channels_count;
	uint32_t mask;

	memcpy(&mask, value, sizeof(mask));
	mask &= channels > REFERENCE_MICS ? BIT(channels - REFERENCE_MICS) - 1 : 0;
	if (kd->history || !mask || count_bits(mask) > SELECTED_MICS) {
		comp_err(mod->dev,
			 "microphones %#x of %u channels, expected 1 to %d of all but the last %d, "
			 "before the stream is prepared",
			 mask, channels, SELECTED_MICS, REFERENCE_MICS);
		return -EINVAL;
	}
	kd->mics = mask;
	return 0;
}

/*
 * The modules between the host's pin and the host, by module and instance, which others run out of turn while they drain. Here
 * each tick drains two periods, and those modules have their turn in it as always: nothing is left to do.
 */
static int set_fast_modules(struct processing_module *mod, const void *value, size_t size)
{
	uint32_t count = 0;

	if (size >= sizeof(count))
		memcpy(&count, value, sizeof(count));
	if (size < sizeof(count) || count > FAST_MODULES ||
	    size != sizeof(count) + count * 2 * sizeof(uint16_t)) {
		comp_err(mod->dev,
			 "a list of %u modules in %zu bytes, expected at most %d of 4 bytes", count,
			 size, FAST_MODULES);
		return -EINVAL;
	}
	return 0;
}

static const struct config_param params[] = {
	CONFIG_PARAM_VALUE(KP_BUF_CLIENT_MIC_SELECT, uint32_t, set_mics, NULL),
	CONFIG_PARAM_DATA(IPC4_EXTENDED_PARAM_ID(KP_BUF_CFG_FM_MODULE, PIN_HOST), set_fast_modules,
			  NULL),
};

/* ---- life ---- */

static int check_format(struct processing_module *mod)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	const uint32_t bits = fmt->valid_bit_depth;

	if (comp_is_dp(mod->dev) || fmt->sampling_frequency != KPB_RATE ||
	    fmt->channels_count > KPB_CHANNELS || (bits != 16 && bits != 24 && bits != 32)) {
		comp_err(
			mod->dev,
			"%u channels of %u bits at %u Hz%s, expected at most %d of 16, 24 or 32 at "
			"%d in the tick",
			fmt->channels_count, bits, fmt->sampling_frequency,
			comp_is_dp(mod->dev) ? " in user mode" : "", KPB_CHANNELS, KPB_RATE);
		return -EINVAL;
	}
	return 0;
}

static int kpb_init(struct processing_module *mod)
{
	struct kpb_data *kd;
	int ret = check_format(mod);

	if (ret)
		return ret;
	kd = mod_zalloc(mod, sizeof(*kd));
	if (!kd)
		return -ENOMEM;
	module_set_private_data(mod, kd);
	mod->max_sinks = NUM_SINKS;
	return 0;
}

static int check_sinks(struct processing_module *mod, const struct sof_source *source,
		       struct sof_sink **sinks, int num_of_sinks)
{
	const struct kpb_data *kd = module_get_private_data(mod);

	for (int i = 0; i < num_of_sinks; i++) {
		const uint32_t channels = kd->mics && sink_get_id(sinks[i]) == PIN_DETECTOR ?
						  count_bits(kd->mics) :
						  source_get_channels(source);

		if (sink_get_frm_fmt(sinks[i]) == source_get_frm_fmt(source) &&
		    sink_get_channels(sinks[i]) == channels)
			continue;
		comp_err(mod->dev, "output %u takes %u channels of format %d, it gives %u of %d",
			 sink_get_id(sinks[i]), sink_get_channels(sinks[i]),
			 sink_get_frm_fmt(sinks[i]), channels, source_get_frm_fmt(source));
		return -EINVAL;
	}
	return 0;
}

static int kpb_prepare(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct kpb_data *kd = module_get_private_data(mod);
	int ret;

	if (num_of_sources != 1 || !sink_of(sinks, num_of_sinks, PIN_DETECTOR)) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one and a detector at pin %d",
			 num_of_sources, num_of_sinks, PIN_DETECTOR);
		return -EIO;
	}
	ret = check_sinks(mod, sources[0], sinks, num_of_sinks);
	if (ret)
		return ret;
	kd->channels = source_get_channels(sources[0]);
	kd->frame_bytes = (uint32_t)source_get_frame_bytes(sources[0]);
	kd->sample_bytes = kd->frame_bytes / kd->channels;
	kd->period_bytes = module_period_frames(mod->dev, KPB_RATE) * kd->frame_bytes;
	kd->size = HISTORY_MS * (KPB_RATE / 1000) * kd->frame_bytes;
	kd->write = kd->held = kd->to_drain = 0;
	kd->state = KPB_LISTENING;
	kd->history = mod_zalloc(mod, kd->size);
	return kd->history ? 0 : -ENOMEM;
}

static int kpb_reset(struct processing_module *mod)
{
	struct kpb_data *kd = module_get_private_data(mod);

	mod_free(mod, kd->history);
	kd->history = NULL;
	kd->held = 0;
	return 0;
}

static int kpb_free(struct processing_module *mod)
{
	return mod_free(mod, module_get_private_data(mod));
}

static const struct module_interface kpb_ops = {
	.init = kpb_init,
	.prepare = kpb_prepare,
	.process = kpb_process,
	CONFIG_PARAMS_OPS,
	.reset = kpb_reset,
	.free = kpb_free,
};

DECLARE_MODULE(COMP_KPB, "KPB", (a8a0cb32, 4a77, 4db1, 85c7, 53d7ee07bce6), .ops = &kpb_ops,
	       CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 1,
	       .max_inputs = 1, .max_outputs = NUM_SINKS)
