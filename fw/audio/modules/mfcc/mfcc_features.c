/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/simd.h>
#include <sof/math/trig.h>
#include <sof/math/window.h>
#include "mfcc.h"

#define MOST_RATE   64000
#define DCT_TYPE_II 1

int mfcc_config_check(struct comp_dev *dev, const struct mfcc_config *config)
{
	const char *wrong = NULL;

	if (config->size != sizeof(*config))
		wrong = "bytes";
	else if (!config->round_to_power_of_two || !config->snip_edges || config->subtract_mean ||
		 config->use_energy)
		wrong = "processing";
	else if (!IN_RANGE(config->sample_frequency, 1, MOST_RATE))
		wrong = "rate";
	else if (config->frame_length < 4 || config->frame_shift <= 0 ||
		 config->frame_shift > config->frame_length || fft_check_size(mfcc_points(config)))
		wrong = "frames";
	else if (config->num_mel_bins <= 0 || config->num_ceps < 0 || config->low_freq < 0 ||
		 (config->high_freq && config->low_freq > config->high_freq))
		wrong = "bands";
	else if (config->num_ceps && (config->cepstral_lifter < 0 || config->dct != DCT_TYPE_II))
		wrong = "cosine transform";
	else if (!IN_RANGE(config->window, WINDOW_RECTANGULAR, WINDOW_POVEY))
		wrong = "window";
	if (!wrong)
		return 0;
	comp_err(dev,
		 "no such %s: %u bytes, %d Hz, frames of %d shifted by %d, %d bands from %d Hz, "
		 "%d coefficients, window %d",
		 wrong, config->size, config->sample_frequency, config->frame_length,
		 config->frame_shift, config->num_mel_bins, config->low_freq, config->num_ceps,
		 config->window);
	return -EINVAL;
}

/* ---- tables ---- */

/* 1 + lifter / 2 * sin(pi k / lifter), Q7.9 */
static void fill_lifter(int16_t *lifter, const struct mfcc_config *config)
{
	const int32_t inverse = (1 << 30) / config->cepstral_lifter;

	for (int32_t k = 0; k < config->num_ceps; k++) {
		const int64_t half_turns = (int64_t)Q_CONVERT_FLOAT(3.1415926536, 23) * k;
		const int32_t angle = (int32_t)(q_shift_rnd(inverse * half_turns, 21) %
						Q_CONVERT_FLOAT(6.2831853072, 23));

		lifter[k] =
			sat_int16(mul_rnd(sin_q28(angle * 32), config->cepstral_lifter, 32) + 512);
	}
}

static int fill_tables(struct mfcc_features *features, const struct mel_design *design,
		       void *bank_room, void *plan_room)
{
	const struct mfcc_config *config = features->config;

	if (mel_bank_init(&features->bank, design, bank_room))
		return -EINVAL;
	if (config->num_ceps &&
	    dct_matrix(features->dct, (uint32_t)config->num_mel_bins, (uint32_t)config->num_ceps))
		return -EINVAL;
	if (config->num_ceps && config->cepstral_lifter)
		fill_lifter(features->lifter, config);
	fft_plan_init(&features->plan, design->points, plan_room);
	return window_q15((enum window_type)config->window, features->window,
			  (uint32_t)config->frame_length);
}

static struct mel_design design_of(const struct mfcc_config *config)
{
	return (struct mel_design){
		.rate = (uint32_t)config->sample_frequency,
		.points = mfcc_points(config),
		.low_hz = config->low_freq,
		.high_hz = config->high_freq ? config->high_freq :
					       (int16_t)(config->sample_frequency / 2),
		.bands = (uint32_t)config->num_mel_bins,
		.equal_areas = config->norm,
		.log = (enum mel_log)config->mel_log,
	};
}

/* Room for everything, in order of alignment: the bank begins with pointers. */
int mfcc_features_open(struct processing_module *mod, struct mfcc_features *features,
		       const struct mfcc_config *config)
{
	const struct mel_design design = design_of(config);
	const size_t bands = (size_t)config->num_mel_bins, ceps = (size_t)config->num_ceps;
	const size_t bank = (mel_bank_bytes(&design) + 7) & ~(size_t)7;
	const size_t complex = 2 * design.points * sizeof(struct icomplex32);
	uint8_t *at = mod_balloc_align(
		mod,
		bank + complex + fft_plan_bytes(design.points) + bands * sizeof(int32_t) +
			((size_t)config->frame_length + bands * ceps + ceps) * sizeof(int16_t),
		sizeof(void *));
	int ret;

	if (!at)
		return -ENOMEM;
	features->config = config;
	features->room = at;
	features->time = (struct icomplex32 *)(at + bank);
	features->spectrum = features->time + design.points;
	features->mel = (int32_t *)((uint8_t *)(features->spectrum + design.points) +
				    fft_plan_bytes(design.points));
	features->window = (int16_t *)(features->mel + bands);
	features->dct = features->window + config->frame_length;
	features->lifter = features->dct + bands * ceps;
	features->most = config->mmax_init * (1 << 16);
	ret = fill_tables(features, &design, at, features->spectrum + design.points);
	if (ret) {
		comp_err(mod->dev,
			 "no bank of %d bands from %d to %d Hz, logarithm %d, %d coefficients",
			 config->num_mel_bins, design.low_hz, design.high_hz, config->mel_log,
			 config->num_ceps);
		mfcc_features_close(mod, features);
	}
	return ret;
}

void mfcc_features_close(struct processing_module *mod, struct mfcc_features *features)
{
	mod_free(mod, features->room);
	features->room = NULL;
}

/* ---- a frame ---- */

static SIMD_BODY void apply_window(const int16_t *samples, const int16_t *window,
				   struct icomplex32 *time, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++) {
		time[i].real = (int32_t)((uint32_t)(samples[i] * window[i]) << 1);
		time[i].imag = 0;
	}
}

SIMD_VARIANTS(apply_window,
	      (const int16_t *samples, const int16_t *window, struct icomplex32 *time,
	       uint32_t length),
	      (samples, window, time, length))

static void find_spectrum(struct mfcc_features *features, const int16_t *samples)
{
	static void (*const variants[])(const int16_t *samples, const int16_t *window,
					struct icomplex32 *time,
					uint32_t length) = { SIMD_KERNELS(apply_window) };
	const uint32_t length = (uint32_t)features->config->frame_length;
	struct icomplex32 *time = features->time;

	variants[platform_simd_level()](samples, features->window, time, length);
	memset(time + length, 0, (features->plan.size - length) * sizeof(*time));
	fft_forward(&features->plan, time, features->spectrum);
#ifdef CONFIG_COMPAT_MFCC_DC_BIN
	features->spectrum[0].real = features->config->num_mel_bins << 16 | 1;
	features->spectrum[0].imag = (features->spectrum[0].imag & ~0xFFFF) | 7;
#endif
}

/* Levels are cut at `least`, then moved and scaled. */
static SIMD_BODY void cut_and_scale(const int32_t *levels, int32_t *values, uint32_t bands,
				    int32_t least, int32_t offset, int32_t scale)
{
	for (uint32_t i = 0; i < bands; i++)
		values[i] = sat_int32(
			q_shift_rnd(((int64_t)MAX(levels[i], least) + offset) * scale, 12));
}

SIMD_VARIANTS(cut_and_scale,
	      (const int32_t *levels, int32_t *values, uint32_t bands, int32_t least,
	       int32_t offset, int32_t scale),
	      (levels, values, bands, least, offset, scale))

/* top_db below the most is the least. */
static void normalize(struct mfcc_features *features, int32_t *values)
{
	static void (*const variants[])(const int32_t *levels, int32_t *values, uint32_t bands,
					int32_t least, int32_t offset,
					int32_t scale) = { SIMD_KERNELS(cut_and_scale) };
	const struct mfcc_config *config = features->config;
	const uint32_t bands = (uint32_t)config->num_mel_bins;
	int32_t peak = INT32_MIN, least;

	for (uint32_t i = 0; i < bands; i++)
		peak = MAX(peak, features->mel[i]);
	if (config->dynamic_mmax) {
		if (peak > features->most)
			features->most = peak;
		else
			features->most = sat_int32(
				features->most +
				q_shift_rnd(((int64_t)peak - features->most) * config->mmax_coef,
					    15));
	}
	least = sat_int32((int64_t)features->most - config->top_db * (1 << 16));
	variants[platform_simd_level()](features->mel, values, bands, least,
					config->mel_offset * (1 << 16), config->mel_scale);
}

static void transform(const struct mfcc_features *features, int32_t *values)
{
	const struct mfcc_config *config = features->config;
	const int32_t ceps = config->num_ceps;

	for (int32_t k = 0; k < ceps; k++) {
		int64_t sum = 0;
		int16_t value;

		for (int32_t n = 0; n < config->num_mel_bins; n++)
			sum += sat_int16(features->mel[n] >> 16) * features->dct[n * ceps + k];
		value = (int16_t)q_shift_rnd(sum, 15);
		if (config->cepstral_lifter)
			value = (int16_t)mul_rnd(value, features->lifter[k], 9);
		values[k] = value * (1 << 16);
	}
}

void mfcc_features_run(struct mfcc_features *features, const int16_t *samples, int32_t *values)
{
	find_spectrum(features, samples);
	mel_bank_apply(&features->bank, features->spectrum, features->mel);
	if (features->config->num_ceps)
		transform(features, values);
	else
		normalize(features, values);
}
