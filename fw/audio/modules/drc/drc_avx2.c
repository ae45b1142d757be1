/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A division with AVX2: the curve and the rates of eight frames at once, as they depend on nothing but the level; then frame
 * by frame what the detector makes of them. The gain's four tracks are the four 64-bit lanes of a vector.
 */
#include <sof/math/simd.h>

#if defined(__x86_64__)
#include <sof/math/exp_log_x8.h>

#include "drc_division.h"

#define GROUP 8 /* frames at once */

X8 __m256i load(const int32_t *words)
{
	return _mm256_loadu_si256((const __m256i *)words);
}

X8 void store(int32_t *words, __m256i value)
{
	_mm256_storeu_si256((__m256i *)words, value);
}

/* ---- detector ---- */

X8 __m256i magnitude(__m256i x)
{
	const __m256i lowest = x8_all(INT32_MIN);

	if (IS_ENABLED(CONFIG_COMPAT_DRC_LOWEST_VALUE))
		return _mm256_andnot_si256(_mm256_cmpeq_epi32(x, lowest), _mm256_abs_epi32(x));
	return _mm256_min_epu32(_mm256_abs_epi32(x), x8_all(INT32_MAX));
}

X8 __m256i peak_level(const struct drc *drc, uint32_t at)
{
	__m256i level = _mm256_setzero_si256(), x;

	for (uint32_t channel = 0; channel < drc->channels; channel++) {
		x = load(drc_written(drc, channel) + at);
		level = _mm256_max_epi32(level,
					 magnitude(drc->is_s16 ? _mm256_slli_epi32(x, 16) : x));
	}
	return level;
}

/* The curve. One exponential serves what is in the knee and what is above it. */
X8 __m256i static_gain(const struct drc_params *p, __m256i level)
{
	const __m256i knee_end = x8_all(sat_int32((int64_t)p->knee_threshold * 128));
	const __m256i knee_begin = x8_all(sat_int32((int64_t)p->linear_threshold * 2));
	const __m256i is_below_end = _mm256_cmpgt_epi32(knee_end, level);
	const __m256i is_linear =
		_mm256_and_si256(is_below_end, _mm256_cmpgt_epi32(knee_begin, level));
	const __m256i is_in_knee = _mm256_andnot_si256(is_linear, is_below_end);
	__m256i power = x8_mul_rnd(level, x8_all(sub_wrap(0, p->k)), 24), curve, gain;

	if (_mm256_movemask_epi8(is_below_end) != -1)
		power = x8_choose(x8_mul_rnd(x8_log(x8_shift_rnd(level, 5)),
					     x8_all(sub_wrap(p->slope, ONE_Q2_30)), 29),
				  power, is_below_end);
	curve = x8_exp_fixed(power);
	gain = x8_mul_rnd(x8_all(p->ratio_base), curve, 20);
	if (x8_any(is_in_knee)) {
		curve = _mm256_add_epi32(x8_all(p->knee_alpha),
					 x8_mul_rnd(x8_all(p->knee_beta), curve, 20));
		gain = x8_choose(gain, x8_mul_rnd(curve, x8_inverse(level, 31, 20), 14),
				 is_in_knee);
	}
	return x8_choose(gain, x8_all(ONE_Q2_30), is_linear);
}

X8 __m256i release_rate(const struct drc_params *p, __m256i gain)
{
	const __m256i db = x8_lin2db(x8_shift_rnd(gain, 4));

	return _mm256_sub_epi32(
		x8_db2lin(x8_mul_rnd(db, x8_all(p->sat_release_frames_inv_neg), 27)),
		x8_all(DRC_ONE_Q20));
}

static SIMD_TARGET_AVX2 void detect(struct drc *drc)
{
	const struct drc_params *p = drc->params;
	int32_t gains[DRC_DIVISION], rates[DRC_DIVISION], shifts[DRC_DIVISION];
	int32_t detector = drc->detector;

	for (uint32_t i = 0; i < DRC_DIVISION; i += GROUP) {
		const __m256i gain = static_gain(p, peak_level(drc, i));
		const __m256i is_near = _mm256_cmpgt_epi32(gain, x8_all(DRC_NEAR_ONE_Q30));
		__m256i rate = x8_all(p->sat_release_rate_at_neg_two_db);

		if (_mm256_movemask_epi8(is_near) != -1)
			rate = x8_choose(release_rate(p, gain), rate, is_near);
		store(gains + i, gain);
		store(rates + i, rate);
		store(shifts + i, x8_choose(x8_all(DRC_RATE_BITS), x8_all(DRC_NEAR_BITS), is_near));
	}
	for (uint32_t i = 0; i < DRC_DIVISION; i++)
		detector = drc_follow(detector, gains[i], rates[i], (uint32_t)shifts[i]);
	drc->detector = detector;
}

/* ---- gain ---- */

/* The gain of each frame. Only the low words of the tracks count. */
X8 int32_t follow_way(const struct drc_way *way, int32_t *gains)
{
	const int32_t r2 = mul_rnd(way->ratio, way->ratio, 30), r4 = mul_rnd(r2, r2, 30);
	const __m256i low_words = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
	const __m256i limit = x8_all(way->is_limited ? ONE_Q2_30 : INT32_MAX);
	const __m256i half = _mm256_set1_epi64x(1 << 29), ratio = _mm256_set1_epi64x(r4);
	const __m128i base = _mm_set1_epi32(way->base);
	int32_t first[DRC_TRACKS] = { way->start };
	__m256i x;

	for (int j = 1; j < DRC_TRACKS; j++)
		first[j] = mul_rnd(first[j - 1], way->ratio, 30);
	x = _mm256_setr_epi64x(first[0], first[1], first[2], first[3]);
	for (uint32_t i = 0; i < DRC_DIVISION; i += DRC_TRACKS) {
		const __m256i words = _mm256_permutevar8x32_epi32(x, low_words);

		_mm_storeu_si128((__m128i *)(gains + i),
				 _mm_add_epi32(_mm256_castsi256_si128(words), base));
		x = _mm256_srli_epi64(_mm256_add_epi64(_mm256_mul_epi32(x, ratio), half), 30);
		x = _mm256_min_epi32(x, limit);
	}
	return gains[DRC_DIVISION - 1];
}

X8 __m256i total_gain(const struct drc_params *p, __m256i gain)
{
	const __m256i warped = x8_lut_sin(x8_mul_rnd(gain, x8_all(DRC_WARP), 32));

	return x8_mul_rnd(x8_all(p->master_linear_gain), _mm256_slli_epi32(warped, 16), 31);
}

/* A 64-bit product, rounded, that has 32 bits when it is shifted by 24. */
X8 __m256i clamp_product(__m256i product)
{
	const __m256i most = _mm256_set1_epi64x((INT64_C(1) << 55) - 1);
	const __m256i least = _mm256_set1_epi64x(-(INT64_C(1) << 55));

	product = _mm256_add_epi64(product, _mm256_set1_epi64x(1 << 23));
	product = _mm256_blendv_epi8(product, most, _mm256_cmpgt_epi64(product, most));
	return _mm256_blendv_epi8(product, least, _mm256_cmpgt_epi64(least, product));
}

X8 __m256i amplify(__m256i x, __m256i gain)
{
	return x8_join(clamp_product(_mm256_mul_epi32(x, gain)),
		       clamp_product(_mm256_mul_epi32(x8_odd(x), x8_odd(gain))), 24);
}

/* Cut to 32 bits first, as the plain form does. */
X8 __m256i amplify_s16(__m256i x, __m256i gain)
{
	const __m256i product = x8_mul_rnd(x, gain, 24);

	return _mm256_min_epi32(_mm256_max_epi32(product, x8_all(INT16_MIN)), x8_all(INT16_MAX));
}

static SIMD_TARGET_AVX2 void compress(struct drc *drc)
{
	const struct drc_way way = drc_way_get(drc);
	int32_t gains[DRC_DIVISION];

	drc->gain = follow_way(&way, gains);
	for (uint32_t i = 0; i < DRC_DIVISION; i += GROUP) {
		const __m256i gain = total_gain(drc->params, load(gains + i));

		for (uint32_t channel = 0; channel < drc->channels; channel++) {
			int32_t *samples = drc_next(drc, channel) + i;
			const __m256i x = load(samples);

			store(samples, drc->is_s16 ? amplify_s16(x, gain) : amplify(x, gain));
		}
	}
}

const struct drc_division drc_division_avx2 = { detect, compress };
#endif
