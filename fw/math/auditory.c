/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/auditory.h>
#include <sof/math/exp_log.h>
#include <sof/math/numbers.h>
#include <sof/math/simd.h>
#include <sof/math/trig.h>

#define MEL_FACTOR  1126.9941805389 /* of ln(1 + f / 700) */
#define LN_2_POW_26 18.02182669
#define MOST_MEL    4358.35114
#define SCALE_ONE   65536 /* of a band's heights, Q16.16 */

/* ---- the mel scale ---- */

int16_t hz_to_mel(int16_t hz)
{
	int32_t log;

	if (hz < 0)
		return 0;
	log = (int32_t)(ln_u32((1u << 26) +
			       (uint32_t)mul_rnd(hz, Q_CONVERT_FLOAT(1 / 700., 31), 5)) >>
			1) -
	      Q_CONVERT_FLOAT(LN_2_POW_26, 26);
	return (int16_t)q_shift_rnd((int64_t)log * Q_CONVERT_FLOAT(MEL_FACTOR, 20), 44);
}

int16_t mel_to_hz(int16_t mel)
{
	int32_t e;

	if (mel > Q_CONVERT_FLOAT(MOST_MEL, 2))
		return INT16_MAX;
	if (mel < 0)
		return 0;
	e = exp_series_q27(mul_rnd(mel, Q_CONVERT_FLOAT(1 / MEL_FACTOR, 31), 6)) - (1 << 20);
	return (int16_t)q_shift_rnd((int64_t)e * 700, 20);
}

/* ---- design of a bank ---- */

static uint32_t bins_of(uint32_t points)
{
	return points / 2 + 1;
}

/* Neighbours overlap by half: each bin is in two bands. */
size_t mel_bank_bytes(const struct mel_design *design)
{
	return design->bands * sizeof(struct mel_band) +
	       bins_of(design->points) * (sizeof(int32_t) + 2 * sizeof(int16_t));
}

/* A triangle from `left` to `right` on the mel scale. */
struct mel_triangle {
	int16_t left, right, step;
	int32_t scale; /* of its height, Q16.16 */
};

static int32_t triangle_weight(const struct mel_triangle *t, int16_t mel)
{
	const int32_t up = ((mel - t->left) * (1 << 15)) / t->step;
	const int32_t down = ((t->right - mel) * (1 << 15)) / t->step;

	return mul_rnd(MIN(up, down), t->scale, 16);
}

/* The bins in which a triangle is above 0. @return one behind the last weight */
static int16_t *fill_band(struct mel_band *band, const struct mel_triangle *t,
			  const struct mel_design *design, int16_t *weights, const int16_t *end)
{
	const uint32_t bins = bins_of(design->points);

	*band = (struct mel_band){ .weights = weights };
	for (uint32_t i = 0; i < bins; i++) {
		const int16_t hz = (int16_t)(design->rate * i / design->points);
		const int32_t weight = triangle_weight(t, hz_to_mel(hz));

		if (weight <= 0 && band->count)
			break;
		if (weight <= 0)
			continue;
		if (weights == end)
			break;
		if (!band->count)
			band->first = (uint16_t)i;
		band->count++;
		*weights++ = sat_int16(weight);
	}
	return weights;
}

/* Heights so that all areas are as large as the lowest band's would be with a height of 1. */
static int equal_area(struct mel_triangle *t, bool is_first, int32_t *inverse, int32_t *scale_log2)
{
	const int32_t width = mel_to_hz(t->right) - mel_to_hz(t->left);

	if (width <= 0)
		return -EINVAL;
	t->scale = (int32_t)q_shift_rnd((1 << 30) / width, 13);
	if (t->scale <= 0)
		return -EINVAL;
	if (is_first) {
		*inverse = (int32_t)((uint32_t)((1 << 30) / t->scale) << 2);
		*scale_log2 = log2_u32((uint32_t)t->scale) - (16 << 16);
	}
	t->scale = mul_rnd(t->scale, *inverse, 16);
	return 0;
}

static int fill_bands(struct mel_bank *bank, const struct mel_design *design, int16_t *weights)
{
	const int16_t low = hz_to_mel(design->low_hz), high = hz_to_mel(design->high_hz);
	const int16_t step = (int16_t)((high - low) / (int32_t)(design->bands + 1));
	const int16_t *end = weights + 2 * bins_of(design->points);
	int32_t inverse = 0;

	if (step <= 0)
		return -EINVAL;
	for (uint32_t i = 0; i < design->bands; i++) {
		struct mel_triangle t = { .left = (int16_t)(low + (int32_t)i * step),
					  .step = step,
					  .scale = SCALE_ONE };

		t.right = (int16_t)(t.left + 2 * step);
		if (design->equal_areas && equal_area(&t, !i, &inverse, &bank->scale_log2))
			return -EINVAL;
		weights = fill_band(&bank->bands[i], &t, design, weights, end);
	}
	return 0;
}

int mel_bank_init(struct mel_bank *bank, const struct mel_design *design, void *room)
{
	static const int32_t log_factors[MEL_LOGS] = {
		[MEL_LOG_E] = Q_CONVERT_FLOAT(0.6931471806, 29),
		[MEL_LOG_10] = Q_CONVERT_FLOAT(0.3010299957, 29),
		[MEL_LOG_DB] = Q_CONVERT_FLOAT(3.0102999566, 29),
	};

	if ((size_t)design->log >= MEL_LOGS || !IN_RANGE(design->bands, 1u, MEL_MOST_BANDS))
		return -EINVAL;
	bank->points = design->points;
	bank->num_bands = design->bands;
	bank->log_factor = log_factors[design->log];
	bank->scale_log2 = 0;
	bank->bands = room;
	bank->power = (int32_t *)(bank->bands + design->bands);
	return fill_bands(bank, design, (int16_t *)(bank->power + bins_of(design->points)));
}

/* ---- use of a bank ---- */

static SIMD_BODY int64_t power_of(struct icomplex32 x)
{
	return (int64_t)x.real * x.real + (int64_t)x.imag * x.imag;
}

/* The power of each bin with as many bits as the strongest one leaves room for. @return bits that it was shifted by */
static SIMD_BODY void find_power(const struct icomplex32 *spectrum, uint32_t bins, int32_t *power,
				 int *shift)
{
	int32_t most = 0;

	/* the upper words, which are enough for the largest */
	for (uint32_t i = 0; i < bins; i++) {
		power[i] = (int32_t)((uint64_t)power_of(spectrum[i]) >> 32);
		most = MAX(most, power[i]);
	}
	*shift = norm_int32(most);
	for (uint32_t i = 0; i < bins; i++) {
		const uint64_t p = (uint64_t)power_of(spectrum[i]) << *shift;

		power[i] = (int32_t)((p + (1ull << 31)) >> 32);
	}
}

SIMD_VARIANTS(find_power,
	      (const struct icomplex32 *spectrum, uint32_t bins, int32_t *power, int *shift),
	      (spectrum, bins, power, shift))

/* Weighted sums of the power, at least 1. */
static SIMD_BODY void find_levels(const struct mel_bank *bank, int32_t *levels)
{
	for (uint32_t i = 0; i < bank->num_bands; i++) {
		const struct mel_band *band = &bank->bands[i];
		const int32_t *power = bank->power + band->first;
		int64_t sum = 0;

		for (uint32_t k = 0; k < band->count; k++)
			sum += (int64_t)power[k] * band->weights[k];
		levels[i] = MAX(sat_int32(q_shift_rnd(sum, 20)), 1);
	}
}

SIMD_VARIANTS(find_levels, (const struct mel_bank *bank, int32_t *levels), (bank, levels))

void mel_bank_apply(const struct mel_bank *bank, const struct icomplex32 *spectrum, int32_t *out)
{
	static void (*const powers[])(const struct icomplex32 *spectrum, uint32_t bins,
				      int32_t *power, int *shift) = { SIMD_KERNELS(find_power) };
	static void (*const levels[])(const struct mel_bank *bank,
				      int32_t *levels) = { SIMD_KERNELS(find_levels) };
	const unsigned int simd = platform_simd_level();
	int32_t scale;
	int shift;

	powers[simd](spectrum, bins_of(bank->points), bank->power, &shift);
	levels[simd](bank, out);
	scale = bank->scale_log2 - (25 << 16) -
		(shift - 2 * __builtin_ctz(bank->points)) * (1 << 16);
	for (uint32_t i = 0; i < bank->num_bands; i++) {
		const int32_t log = log2_u32((uint32_t)out[i]) + scale;

		out[i] = (int32_t)q_shift_rnd((int64_t)log * bank->log_factor, 22);
	}
}

/* ---- cosine transform ---- */

int dct_matrix(int16_t *matrix, uint32_t inputs, uint32_t outputs)
{
	int32_t step, height;

	if (!IN_RANGE(inputs, 1u, DCT_MOST) || !IN_RANGE(outputs, 1u, DCT_MOST))
		return -EINVAL;
	step = Q_CONVERT_FLOAT(3.1415926536, 29) / (int32_t)inputs;
	height = sqrt_q12((uint16_t)q_shift_rnd((1 << 30) / (int32_t)inputs, 17));
	for (uint32_t n = 0; n < inputs; n++) {
		for (uint32_t k = 0; k < outputs; k++) {
			const int32_t turns = (int32_t)((2 * n + 1) * 2 * k);
			const int32_t angle = (int32_t)(q_shift_rnd((int64_t)step * turns, 7) %
							Q_CONVERT_FLOAT(6.2831853072, 24));
			int32_t value = mul_rnd(cos_q28(angle * 16), height, 28);

			if (!k)
				value = mul_rnd(value, Q_CONVERT_FLOAT(0.7071067812, 31), 31);
			*matrix++ = sat_int16(value);
		}
	}
	return 0;
}
