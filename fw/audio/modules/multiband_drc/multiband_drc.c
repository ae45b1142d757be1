/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic range compression in 2 to 4 bands: emphasis, crossover, a compressor for each band, sum, de-emphasis. Without
 * a blob, and while its switch is off, it copies.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/audio/planes.h>
#include <sof/common.h>
#include <sof/math/crossover.h>
#include <sof/math/simd.h>

#include "../drc/drc_kernel.h"

#define EMPHASIS_SECTIONS 2

struct multiband_drc_config {
	uint32_t size; /* bytes of the blob */
	uint32_t num_bands;
	uint32_t enable_emphasis;
	uint32_t reserved[8];
	struct iir_biquad emphasis[EMPHASIS_SECTIONS];
	struct iir_biquad deemphasis[EMPHASIS_SECTIONS];
	struct iir_biquad crossover[CROSSOVER_MAX_BIQUADS];
	struct drc_params bands[];
};

struct channel_filters {
	struct iir_state emphasis[EMPHASIS_SECTIONS];
	struct iir_state deemphasis[EMPHASIS_SECTIONS];
	struct crossover crossover;
};

struct multiband_drc_data {
	struct block_module base;
	const struct multiband_drc_config *config; /* NULL: none */
	struct channel_filters *filters;           /* of each channel */
	int32_t *rings;                            /* of all bands */
	struct drc bands[CROSSOVER_MAX_BANDS];
	bool is_off; /* by the switch */
};

/* ---- blob ---- */

static int validate(struct comp_dev *dev, const void *data, size_t size)
{
	const struct multiband_drc_config *config = data;

	if (size < sizeof(*config) || config->size != size ||
	    !IN_RANGE(config->num_bands, CROSSOVER_MIN_BANDS, CROSSOVER_MAX_BANDS) ||
	    size != sizeof(*config) + config->num_bands * sizeof(config->bands[0])) {
		comp_err(dev, "blob of %zu bytes is none of 2 to 4 bands", size);
		return -EINVAL;
	}
	if (iir_biquad_check(config->emphasis, EMPHASIS_SECTIONS) ||
	    iir_biquad_check(config->deemphasis, EMPHASIS_SECTIONS) ||
	    iir_biquad_check(config->crossover, crossover_num_biquads(config->num_bands))) {
		comp_err(dev, "a biquad's shift is none");
		return -EINVAL;
	}
	for (uint32_t i = 0; i < config->num_bands; i++) {
		if (config->bands[i].pre_delay_time < 0) {
			comp_err(dev, "delay of %d in band %u, expected none below 0",
				 config->bands[i].pre_delay_time, i);
			return -EINVAL;
		}
	}
	return 0;
}

/* ---- state ---- */

static void choose_bypass(struct multiband_drc_data *mb)
{
	mb->base.bypass = mb->is_off || !mb->config;
}

static void clear(struct processing_module *mod, struct multiband_drc_data *mb)
{
	mod_free(mod, mb->filters);
	mod_free(mod, mb->rings);
	mb->filters = NULL;
	mb->rings = NULL;
	mb->config = NULL;
	choose_bypass(mb);
}

static int start_bands(struct multiband_drc_data *mb, const struct multiband_drc_config *config)
{
	const uint32_t channels = mb->base.channels;
	int ret = 0;

	for (uint32_t i = 0; i < channels; i++)
		crossover_start(&mb->filters[i].crossover, config->crossover, config->num_bands);
	for (uint32_t i = 0; i < config->num_bands && !ret; i++)
		ret = drc_start(&mb->bands[i], &config->bands[i],
				mb->rings + i * channels * DRC_MAX_FRAMES, channels, mb->base.rate,
				mb->base.fmt == SOF_IPC_FRAME_S16_LE);
	return ret;
}

static int apply(struct processing_module *mod, const void *blob, size_t size)
{
	struct multiband_drc_data *mb = module_get_private_data(mod);
	const struct multiband_drc_config *config = blob;
	int ret = -ENOMEM;

	clear(mod, mb);
	if (!config)
		return 0;
	mb->filters = mod_zalloc(mod, mb->base.channels * sizeof(*mb->filters));
	mb->rings = mod_zalloc(mod, config->num_bands * drc_ring_bytes(mb->base.channels));
	if (mb->filters && mb->rings)
		ret = start_bands(mb, config);
	if (ret) {
		clear(mod, mb);
		return ret;
	}
	mb->config = config;
	choose_bypass(mb);
	return 0;
}

/* ---- audio ---- */

/* Two channels at a time, as far as there are two. @param states	of each channel */
static void emphasize(const struct multiband_drc_data *mb, const struct iir_biquad *biquads,
		      struct iir_state *const *states, int32_t *const *samples, uint32_t frames)
{
	uint32_t channel = 0;

	if (!mb->config->enable_emphasis)
		return;
	for (; channel + 2 <= mb->base.channels; channel += 2)
		iir_stereo(biquads, states + channel, samples + channel, frames);
	if (channel < mb->base.channels)
		iir_series(biquads, states[channel], EMPHASIS_SECTIONS, samples[channel], frames);
}

static void split_channel(struct multiband_drc_data *mb, uint32_t channel, int32_t *samples,
			  plane (*bands)[IPC4_MAX_CHANNELS], uint32_t frames)
{
	int32_t *outputs[CROSSOVER_MAX_BANDS];

	for (uint32_t i = 0; i < mb->config->num_bands; i++)
		outputs[i] = bands[i][channel];
	crossover_run(&mb->filters[channel].crossover, samples, outputs, frames);
}

/* A band's compressor in 16 bits for 16-bit streams. */
static void compress_band(struct multiband_drc_data *mb, uint32_t band, plane *planes,
			  uint32_t frames)
{
	int32_t *pointers[IPC4_MAX_CHANNELS];
	const bool is_s16 = mb->base.fmt == SOF_IPC_FRAME_S16_LE;

	for (uint32_t channel = 0; channel < mb->base.channels; channel++) {
		pointers[channel] = planes[channel];
		for (uint32_t i = 0; is_s16 && i < frames; i++)
			planes[channel][i] = narrow_s16(planes[channel][i]);
	}
	drc_run(&mb->bands[band], pointers, frames, mb->config->bands[band].enabled);
	for (uint32_t channel = 0; is_s16 && channel < mb->base.channels; channel++)
		for (uint32_t i = 0; i < frames; i++)
			planes[channel][i] = widen_s16((int16_t)planes[channel][i]);
}

/* Each band saturates, in their order. */
static SIMD_BODY void add_band(const int32_t *restrict band, int32_t *restrict sum, uint32_t frames)
{
	for (uint32_t i = 0; i < frames; i++)
		sum[i] = add_sat_s32(sum[i], band[i]);
}

SIMD_VARIANTS(add_band, (const int32_t *restrict band, int32_t *restrict sum, uint32_t frames),
	      (band, sum, frames))

static void sum_channel(struct multiband_drc_data *mb, uint32_t channel, int32_t *samples,
			plane (*bands)[IPC4_MAX_CHANNELS], uint32_t frames)
{
	static void (*const adders[SIMD_LEVELS])(const int32_t *restrict, int32_t *restrict,
						 uint32_t) = { SIMD_KERNELS(add_band) };

	memcpy(samples, bands[0][channel], frames * sizeof(*samples));
	for (uint32_t band = 1; band < mb->config->num_bands; band++)
		adders[platform_simd_level()](bands[band][channel], samples, frames);
}

static void run(void *private, int32_t *const *samples, uint32_t frames)
{
	struct multiband_drc_data *mb = private;
	struct iir_state *before[IPC4_MAX_CHANNELS], *after[IPC4_MAX_CHANNELS];
	plane bands[CROSSOVER_MAX_BANDS][IPC4_MAX_CHANNELS];

	for (uint32_t channel = 0; channel < mb->base.channels; channel++) {
		before[channel] = mb->filters[channel].emphasis;
		after[channel] = mb->filters[channel].deemphasis;
	}
	emphasize(mb, mb->config->emphasis, before, samples, frames);
	for (uint32_t channel = 0; channel < mb->base.channels; channel++)
		split_channel(mb, channel, samples[channel], bands, frames);
	for (uint32_t band = 0; band < mb->config->num_bands; band++)
		compress_band(mb, band, bands[band], frames);
	for (uint32_t channel = 0; channel < mb->base.channels; channel++)
		sum_channel(mb, channel, samples[channel], bands, frames);
	emphasize(mb, mb->config->deemphasis, after, samples, frames);
}

/* All bands divide the stream at the same frames: their delays are multiples of a division. */
static uint32_t frames_to_go(void *private)
{
	return drc_frames_to_go(&((struct multiband_drc_data *)private)->bands[0]);
}

static void multiband_drc_block(void *private, const void *src, void *dst, uint32_t frames,
				uint32_t channels)
{
	const enum sof_ipc_frame fmt = ((struct block_module *)private)->fmt;

	planes_all_channels(private, src, dst, frames, channels, plane_format_get(fmt),
			    frames_to_go, run);
}

/* ---- module ---- */

static int set_switch(struct processing_module *mod, uint32_t index,
		      const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct multiband_drc_data *mb = module_get_private_data(mod);

	mb->is_off = !values[0].value;
	choose_bypass(mb);
	return 0;
}

static const struct block_format formats[] = { PLANES_ALL_FORMATS(multiband_drc_block) };

static const struct config_param params[] = {
	CONFIG_PARAM_SWITCH(set_switch),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct multiband_drc_data, base.blob),
};

static const struct block_module_desc multiband_drc_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct multiband_drc_data),
	.validate_blob = validate,
	.apply_blob = apply,
};

static int multiband_drc_init(struct processing_module *mod)
{
	return block_module_init(mod, &multiband_drc_desc);
}

/* Blob and switch stay for the next stream. */
static int multiband_drc_reset(struct processing_module *mod)
{
	clear(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface multiband_drc_ops = {
	.init = multiband_drc_init,
	.reset = multiband_drc_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_MULTIBAND_DRC, "MB_DRC", (0d9f2256, 8e4f, 47b3, 8448, 239a334f1191),
	       .ops = &multiband_drc_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 40, .max_inputs = 1,
	       .max_outputs = 1)
