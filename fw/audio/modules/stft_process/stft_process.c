/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Short-time Fourier transform and back: the frame for processing of spectra, which leaves them as they are.
 *
 * Frames overlap. The first samples of the output are complete when a frame has been added; the rest of it waits for the
 * frames that follow. Output is kept back so long that there is some with each period of the tick.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/block_module.h>
#include <sof/audio/period.h>
#include <sof/audio/planes.h>
#include <sof/audio/spectral_frames.h>
#include <sof/common.h>
#include <sof/math/numbers.h>

struct stft_data {
	struct block_module base;
	struct spectral_config config; /* size 0: there is none */

	/* from prepare to reset */
	struct spectral_frames frames;
	int32_t *room;         /* of inputs and outputs */
	uint32_t input_words;  /* of a channel: a frame */
	uint32_t output_words; /* of a channel */
	uint32_t filled;       /* new samples behind the old ones of the input's frame */
	uint32_t head;         /* first sample of the output that has not been taken */
	uint32_t complete;     /* samples from there on to which nothing will be added */
	uint32_t owed;         /* frames that have come and for which none have gone */
};

static int32_t *input_of(const struct stft_data *sd, uint32_t channel)
{
	return sd->room + (size_t)channel * sd->input_words;
}

static int32_t *output_of(const struct stft_data *sd, uint32_t channel)
{
	return sd->room + (size_t)sd->base.channels * sd->input_words +
	       (size_t)channel * sd->output_words;
}

/* ---- audio ---- */

/* The frame of each channel is complete. */
static void transform(struct stft_data *sd)
{
	const struct spectral_frames *frames = &sd->frames;
	const uint32_t old = frames->length - frames->hop;

	for (uint32_t channel = 0; channel < sd->base.channels; channel++) {
		int32_t *in = input_of(sd, channel), *out = output_of(sd, channel);

		memmove(out, out + sd->head, (sd->complete + old) * sizeof(*out));
		memset(out + sd->complete + old, 0, frames->hop * sizeof(*out));
		spectral_analyze(frames, in);
		spectral_synthesize(frames, out + sd->complete);
		memmove(in, in + frames->hop, old * sizeof(*in));
	}
	sd->filled = 0;
	sd->head = 0;
	sd->complete += frames->hop;
}

static void take(struct stft_data *sd, const struct plane_format *format, struct block_cursor *src,
		 uint32_t count)
{
	const uint32_t old = sd->frames.length - sd->frames.hop;

	for (uint32_t n; count; count -= n) {
		n = block_linear(src, count);
		for (uint32_t channel = 0; channel < sd->base.channels; channel++)
			planes_widen(format, src->ptr, sd->base.channels, channel,
				     input_of(sd, channel) + old + sd->filled, n);
		block_advance(src, n);
		sd->filled += n;
		sd->owed += n;
	}
}

static void give(struct stft_data *sd, const struct plane_format *format, struct block_cursor *dst,
		 uint32_t count)
{
	for (uint32_t n; count; count -= n) {
		n = block_linear(dst, count);
		for (uint32_t channel = 0; channel < sd->base.channels; channel++)
			planes_narrow(format, output_of(sd, channel) + sd->head, dst->ptr,
				      sd->base.channels, channel, n);
		block_advance(dst, n);
		sd->head += n;
		sd->complete -= n;
		sd->owed -= n;
	}
}

/* In steps that complete one frame at most, so that the output need not hold more than a frame and two shifts. */
static uint32_t run(struct stft_data *sd, struct block_cursor *src, struct block_cursor *dst,
		    uint32_t frames, uint32_t room)
{
	const struct plane_format *format = plane_format_get(sd->base.fmt);
	uint32_t given = 0;

	for (uint32_t n, m; frames; frames -= n) {
		n = MIN(frames, sd->frames.hop - sd->filled);
		take(sd, format, src, n);
		if (sd->filled == sd->frames.hop)
			transform(sd);
		m = MIN(MIN(sd->owed, sd->complete), room - given);
		give(sd, format, dst, m);
		given += m;
	}
	return given;
}

static int stft_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct stft_data *sd = module_get_private_data(mod);
	const uint32_t frames = block_movable(sources[0], sinks[0]);
	const uint32_t room = (uint32_t)MIN(sink_get_free_frames(sinks[0]), frames + sd->owed);
	struct block_cursor src, dst;
	uint32_t given;
	int ret;

	if (!frames)
		return 0;
	ret = block_open_source(&src, sources[0], frames);
	if (ret)
		return ret;
	ret = block_open_sink(&dst, sinks[0], room);
	if (ret) {
		source_release_data(sources[0], 0);
		return ret;
	}
	given = run(sd, &src, &dst, frames, room);
	source_release_data(sources[0], (size_t)frames * src.frame_bytes);
	sink_commit_buffer(sinks[0], (size_t)given * dst.frame_bytes);
	return 0;
}

/* ---- life ---- */

static int stft_reset(struct processing_module *mod)
{
	struct stft_data *sd = module_get_private_data(mod);

	spectral_frames_close(mod, &sd->frames);
	mod_free(mod, sd->room);
	sd->room = NULL;
	return 0;
}

static int check_stream(struct processing_module *mod, const struct stft_data *sd)
{
	const struct spectral_config *config = &sd->config;

	if (!config->size) {
		comp_err(mod->dev, "it has no blob");
		return -EINVAL;
	}
	if ((uint32_t)config->sample_frequency != sd->base.rate ||
	    config->channel >= (int)sd->base.channels) {
		comp_err(mod->dev, "%u Hz and %u channels, its blob is for %d Hz and channel %d",
			 sd->base.rate, sd->base.channels, config->sample_frequency,
			 config->channel);
		return -EINVAL;
	}
	return 0;
}

/*
 * Output begins with silence. With calls of a period, the most that the input can be ahead of the last complete frame is a
 * shift less the greatest length that both are multiples of. Half frames are no problem of the samples: they come later.
 */
static int stft_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct stft_data *sd = module_get_private_data(mod);
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);
	const struct spectral_config *config = &sd->config;

	if (!ret)
		ret = check_stream(mod, sd);
	if (ret)
		return ret;
	ret = spectral_frames_open(mod, &sd->frames, config);
	if (ret)
		return ret;
	sd->input_words = sd->frames.length;
	sd->output_words = sd->frames.length + 2 * sd->frames.hop;
	sd->room =
		mod_zalloc(mod, (size_t)sd->base.channels * (sd->input_words + sd->output_words) *
					sizeof(*sd->room));
	if (!sd->room) {
		spectral_frames_close(mod, &sd->frames);
		return -ENOMEM;
	}
	sd->filled = 0;
	sd->head = 0;
	sd->owed = 0;
	sd->complete = sd->frames.hop - gcd(sd->frames.hop, period_frames(sd->base.rate, 1000));
	return 0;
}

/* Never called: the module has a process of its own. */
static void no_block(void *private, const void *src, void *dst, uint32_t frames, uint32_t channels)
{
}

static const struct block_format formats[] = { PLANES_ALL_FORMATS(no_block) };

static int set_config(struct processing_module *mod, const void *value, size_t size)
{
	struct stft_data *sd = module_get_private_data(mod);
	int ret = spectral_config_check(mod->dev, value, FFT_MAX_SIZE);

	if (!ret)
		memcpy(&sd->config, value, size);
	return ret;
}

static int get_config(struct processing_module *mod, void *data, size_t room)
{
	const struct stft_data *sd = module_get_private_data(mod);

	memcpy(data, &sd->config, sd->config.size);
	return (int)sd->config.size;
}

static const struct config_param params[] = {
	CONFIG_PARAM_NONE(IPC4_SWITCH_CONTROL_PARAM_ID),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_VALUE(CONFIG_ANY_ID, struct spectral_config, set_config, get_config),
};

static const struct block_module_desc stft_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct stft_data),
};

static int stft_init(struct processing_module *mod)
{
	return block_module_init(mod, &stft_desc);
}

static const struct module_interface stft_ops = {
	.init = stft_init,
	.prepare = stft_prepare,
	.process = stft_process,
	CONFIG_PARAMS_OPS,
	.reset = stft_reset,
	.free = block_module_free,
};

DECLARE_MODULE(COMP_STFT_PROCESS, "STFTPROC", (0d116ea6, 9150, 46de, 98b8, b2b3a791da29),
	       .ops = &stft_ops, CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
