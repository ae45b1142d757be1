/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asynchronous sample rate converter. Each output has the taps of its own time between two input samples, so any ratio can be
 * had, and can change from call to call: the link at its end may have a clock that is not that of the ticks, see
 * asrc_drift.c. Without that the ratio is that of the rates.
 *
 * Time runs in samples of the primary side: when pushing, that of the input; when pulling, that of the output, from which
 * the time in input samples follows.
 */
#include <errno.h>
#include <string.h>
#include <ipc4/asrc.h>
#include <sof/audio/block.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/planes.h>
#include <sof/common.h>
#include "../period.h"
#include "asrc.h"

#define NO_FILTER      (-5) /* what hosts know for rates that it cannot do */
#define BLOCK          256  /* samples of a line behind its history */
#define WIDE_TAP_SHIFT 8    /* taps of samples of 32 bits */
#define WIDE_SHIFT     22   /* of their sums, to Q1.31 */
#define NARROW_SHIFT   14   /* of sums of 16-bit samples, to Q1.31 */

struct asrc_data {
	struct asrc_drift drift;
	uint32_t in_rate, out_rate;
	bool is_push;

	/* from prepare to reset */
	const struct asrc_filter *filter;
	enum sof_ipc_frame fmt; /* of the arithmetic */
	uint32_t channels;
	uint32_t frame_bytes;
	uint32_t nominal_ratio, nominal_inverse;
	uint32_t ratio;   /* primary samples of a secondary one, Q5.27 */
	uint32_t inverse; /* the other way */
	uint32_t time;    /* of the next output, in input samples from the newest one, Q5.27 */
	uint32_t elapsed; /* pulling: in output samples */
	int32_t *lines;   /* of each channel: history, then BLOCK samples */
	uint32_t filled;  /* samples of a line */
};

static uint32_t line_words(const struct asrc_data *ad)
{
	return ad->filter->taps + BLOCK;
}

/* ---- one frame ---- */

/* A frame behind what the lines have. */
static void take(struct asrc_data *ad, const void *frame)
{
	const uint32_t words = line_words(ad), keep = ad->filter->taps;

	if (ad->filled == words) {
		for (uint32_t i = 0; i < ad->channels; i++)
			memmove(ad->lines + i * words, ad->lines + i * words + words - keep,
				keep * sizeof(*ad->lines));
		ad->filled = keep;
	}
	for (uint32_t i = 0; i < ad->channels; i++) {
		int32_t *to = ad->lines + i * words + ad->filled;

		if (ad->fmt == SOF_IPC_FRAME_S16_LE)
			*to = ((const int16_t *)frame)[i];
		else if (ad->fmt == SOF_IPC_FRAME_S24_4LE)
			*to = (int32_t)(((const uint32_t *)frame)[i] << 8);
		else
			*to = ((const int32_t *)frame)[i];
	}
	ad->filled++;
}

static void emit(const struct asrc_data *ad, void *frame)
{
	const bool is_narrow = ad->fmt == SOF_IPC_FRAME_S16_LE;
	const uint32_t taps = ad->filter->taps;
	int32_t response[ASRC_MOST_TAPS];

	asrc_response(ad->filter, ad->time, is_narrow ? 0 : WIDE_TAP_SHIFT, response);
	for (uint32_t i = 0; i < ad->channels; i++) {
		const int32_t *samples = ad->lines + i * line_words(ad) + ad->filled - taps;
		const int64_t sum = asrc_dot(response, samples, taps);
		const int32_t y = sat_int32(sum >> (is_narrow ? NARROW_SHIFT : WIDE_SHIFT));

		if (is_narrow)
			((int16_t *)frame)[i] = narrow_s16(y);
		else
			((int32_t *)frame)[i] = ad->fmt == SOF_IPC_FRAME_S24_4LE ? y >> 8 : y;
	}
}

/* ---- a call ---- */

struct asrc_call {
	struct block_cursor src, dst;
	uint32_t available, room; /* frames that are left */
};

static bool take_next(struct asrc_data *ad, struct asrc_call *call)
{
	if (!call->available)
		return false;
	take(ad, call->src.ptr);
	block_advance(&call->src, 1);
	call->available--;
	return true;
}

static bool emit_next(struct asrc_data *ad, struct asrc_call *call)
{
	if (!call->room)
		return false;
	emit(ad, call->dst.ptr);
	block_advance(&call->dst, 1);
	call->room--;
	return true;
}

/* An output for each time within a sample of the input, then the next sample. @return false: a side is at its end */
static bool push(struct asrc_data *ad, struct asrc_call *call)
{
	if (ad->time < ASRC_TIME_ONE) {
		if (!emit_next(ad, call))
			return false;
		ad->time += ad->ratio;
		return true;
	}
	if (!take_next(ad, call))
		return false;
	ad->time -= ASRC_TIME_ONE;
	return true;
}

/* An input for each time within a sample of the output, then the output. */
static bool pull(struct asrc_data *ad, struct asrc_call *call)
{
	if (ad->elapsed < ASRC_TIME_ONE) {
		if (!take_next(ad, call))
			return false;
		ad->time = (uint32_t)((uint64_t)(ASRC_TIME_ONE - ad->elapsed) * ad->inverse >>
				      ASRC_TIME_BITS);
		ad->elapsed += ad->ratio;
		return true;
	}
	if (!emit_next(ad, call))
		return false;
	ad->time += ad->inverse;
	ad->elapsed -= ASRC_TIME_ONE;
	return true;
}

/* Frames out of a frame in, times 1 + drift, when the link takes them; over it, when the link brings them. */
static void follow_link(struct asrc_data *ad)
{
	const uint64_t one = ASRC_DRIFT_ONE, scale = (uint64_t)(ASRC_DRIFT_ONE + ad->drift.skew);
	const bool multiply = ad->drift.link_is_sink != ad->is_push;

	ad->ratio = (uint32_t)(multiply ? ad->nominal_ratio * scale / one :
					  ad->nominal_ratio * one / scale);
	ad->inverse = (uint32_t)(multiply ? ad->nominal_inverse * one / scale :
					    ad->nominal_inverse * scale / one);
}

static int asrc_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct asrc_data *ad = module_get_private_data(mod);
	bool (*const step)(struct asrc_data * ad, struct asrc_call * call) = ad->is_push ? push :
											   pull;
	struct asrc_call call = {
		.available = (uint32_t)source_get_data_frames_available(sources[0]),
		.room = (uint32_t)sink_get_free_frames(sinks[0]),
	};
	const uint32_t available = call.available, room = call.room;
	int ret;

	if (asrc_drift_tick(&ad->drift, mod))
		follow_link(ad);
	if (!available || !room)
		return 0;
	ret = block_open_source(&call.src, sources[0], available);
	if (ret)
		return ret;
	ret = block_open_sink(&call.dst, sinks[0], room);
	if (ret) {
		source_release_data(sources[0], 0);
		return ret;
	}
	while (step(ad, &call))
		;
	source_release_data(sources[0], (size_t)(available - call.available) * ad->frame_bytes);
	sink_commit_buffer(sinks[0], (size_t)(room - call.room) * ad->frame_bytes);
	return 0;
}

/* ---- life ---- */

static int asrc_init(struct processing_module *mod)
{
	const struct module_config *cfg = &mod->priv.cfg;
	struct ipc4_config_asrc config;
	struct asrc_data *ad;

	if (cfg->init_data_size != sizeof(config)) {
		comp_err(mod->dev, "init data of %zu bytes, expected %zu", cfg->init_data_size,
			 sizeof(config));
		return -EINVAL;
	}
	memcpy(&config, cfg->init_data, sizeof(config));
	if (!cfg->base_cfg.audio_fmt.sampling_frequency || !config.out_rate) {
		comp_err(mod->dev, "from %u to %u Hz, expected two rates",
			 cfg->base_cfg.audio_fmt.sampling_frequency, config.out_rate);
		return -EINVAL;
	}
	ad = mod_zalloc(mod, sizeof(*ad));
	if (!ad)
		return -ENOMEM;
	module_set_private_data(mod, ad);
	ad->in_rate = cfg->base_cfg.audio_fmt.sampling_frequency;
	ad->out_rate = config.out_rate;
	ad->is_push = config.mode & IPC4_ASRC_PUSH;
	return 0;
}

static int asrc_reset(struct processing_module *mod)
{
	struct asrc_data *ad = module_get_private_data(mod);

	mod_free(mod, ad->lines);
	ad->lines = NULL;
	return 0;
}

static int asrc_free(struct processing_module *mod)
{
	asrc_reset(mod);
	return mod_free(mod, module_get_private_data(mod));
}

static int check_format(struct processing_module *mod, const struct sof_source *source,
			const struct sof_sink *sink)
{
	struct asrc_data *ad = module_get_private_data(mod);

	ad->fmt = audio_arithmetic_fmt(source_get_frm_fmt(source), source_get_valid_fmt(source));
	ad->channels = source_get_channels(source);
	ad->frame_bytes = (uint32_t)source_get_frame_bytes(source);
	if ((ad->fmt != SOF_IPC_FRAME_S16_LE && ad->fmt != SOF_IPC_FRAME_S24_4LE &&
	     ad->fmt != SOF_IPC_FRAME_S32_LE) ||
	    get_sample_bytes(ad->fmt) != get_sample_bytes(source_get_frm_fmt(source))) {
		comp_err(mod->dev, "format %d, expected 16 bits in 16, or 24 or 32 in 32", ad->fmt);
		return -EINVAL;
	}
	if (source_get_rate(source) != ad->in_rate ||
	    sink_get_frm_fmt(sink) != source_get_frm_fmt(source) ||
	    sink_get_channels(sink) != ad->channels) {
		comp_err(mod->dev,
			 "%u Hz of format %d and %u channels become format %d and %u, expected %u "
			 "Hz and no change",
			 source_get_rate(source), source_get_frm_fmt(source), ad->channels,
			 sink_get_frm_fmt(sink), sink_get_channels(sink), ad->in_rate);
		return -EINVAL;
	}
	return 0;
}

/* A period has to fit into the ring behind it, or the stream would come to a halt. */
static int check_ring(struct processing_module *mod, const struct sof_sink *sink)
{
	const struct asrc_data *ad = module_get_private_data(mod);
	const size_t period =
		(size_t)module_period_frames(mod->dev, ad->out_rate) * ad->frame_bytes;

	if (sink->capacity >= period)
		return 0;
	comp_err(mod->dev, "a ring of %zu bytes, expected %zu, a period", sink->capacity, period);
	return -ENOMEM;
}

static int asrc_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct asrc_data *ad = module_get_private_data(mod);
	const uint32_t primary = ad->is_push ? ad->in_rate : ad->out_rate;
	const uint32_t secondary = ad->is_push ? ad->out_rate : ad->in_rate;
	int ret;

	if (num_of_sources != 1 || num_of_sinks != 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one each", num_of_sources,
			 num_of_sinks);
		return -ENOTCONN;
	}
	ret = check_format(mod, sources[0], sinks[0]);
	if (ret)
		return ret;
	ad->filter = asrc_filter_get(ad->in_rate, ad->out_rate);
	if (!ad->filter) {
		comp_err(mod->dev, "no conversion from %u to %u Hz", ad->in_rate, ad->out_rate);
		return NO_FILTER;
	}
	ret = check_ring(mod, sinks[0]);
	if (ret)
		return ret;
	ad->lines = mod_zalloc(mod, (size_t)ad->channels * line_words(ad) * sizeof(*ad->lines));
	if (!ad->lines)
		return -ENOMEM;
	ad->filled = ad->filter->taps;
	ad->ratio = (uint32_t)(((uint64_t)primary << ASRC_TIME_BITS) / secondary);
	ad->inverse = (uint32_t)(((uint64_t)secondary << ASRC_TIME_BITS) / primary);
	ad->nominal_ratio = ad->ratio;
	ad->nominal_inverse = ad->inverse;
	ad->time = 0;
	ad->elapsed = 0;
	ad->drift = (struct asrc_drift){
		.link_is_sink = mod->dev->direction == SOF_IPC_STREAM_PLAYBACK,
		.link_rate = mod->dev->direction == SOF_IPC_STREAM_PLAYBACK ? ad->out_rate :
									      ad->in_rate,
	};
	/* what flows here has this rate, whatever the consumer thinks */
	sinks[0]->params->rate = ad->out_rate;
	sinks[0]->params->valid_sample_fmt = source_get_valid_fmt(sources[0]);
	return 0;
}

/* Nothing can be configured. */
static int asrc_set_config(struct processing_module *mod, uint32_t config_id,
			   enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			   const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			   size_t response_size)
{
	comp_err(mod->dev, "parameter %u, expected none", config_id);
	return -EINVAL;
}

static const struct module_interface asrc_ops = {
	.init = asrc_init,
	.prepare = asrc_prepare,
	.process = asrc_process,
	.set_configuration = asrc_set_config,
	.reset = asrc_reset,
	.free = asrc_free,
};

DECLARE_MODULE(COMP_ASRC, "ASRC", (66b4402d, b468, 42f2, 81a7, b37121863dd4), .ops = &asrc_ops,
	       .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 16, .max_inputs = 1,
	       .max_outputs = 1)
