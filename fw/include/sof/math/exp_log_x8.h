/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The functions of sof/math/exp_log.h on eight lanes of 32 bits with AVX2, bit for bit: exp_log.c and lut_sin.c are the
 * truth, and say what is computed. Include in x86-64 only.
 *
 * Where those branch, both results are made and one is chosen for each lane. A lane that an argument's bounds exclude
 * holds anything until it is replaced.
 */
#ifndef SOF_MATH_EXP_LOG_X8_H
#define SOF_MATH_EXP_LOG_X8_H

#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>
#include <sof/math/exp_log.h>
#include <sof/math/exp_log_constants.h>
#include <sof/math/simd.h>

#define X8 static SIMD_TARGET_AVX2 SIMD_BODY

X8 __m256i x8_all(int32_t value)
{
	return _mm256_set1_epi32(value);
}

/** b where the lane of `mask` is set, else a. */
X8 __m256i x8_choose(__m256i a, __m256i b, __m256i mask)
{
	return _mm256_blendv_epi8(a, b, mask);
}

X8 __m256i x8_odd(__m256i x)
{
	return _mm256_srli_epi64(x, 32);
}

/** The low words of four and four 64-bit numbers in turns, shifted to the right by up to 32. */
X8 __m256i x8_join(__m256i even, __m256i odd, int shift)
{
	return _mm256_blend_epi32(_mm256_srli_epi64(even, shift),
				  _mm256_slli_epi64(odd, 32 - shift), 0xAA);
}

X8 bool x8_any(__m256i mask)
{
	return _mm256_movemask_epi8(mask) != 0;
}

/** mul_rnd(). Only the low words of a shifted product count, so that a logical shift is as good as an arithmetic one. */
X8 __m256i x8_mul_rnd(__m256i a, __m256i b, int shift)
{
	const __m256i half = _mm256_set1_epi64x(INT64_C(1) << (shift - 1));

	return x8_join(_mm256_add_epi64(_mm256_mul_epi32(a, b), half),
		       _mm256_add_epi64(_mm256_mul_epi32(x8_odd(a), x8_odd(b)), half), shift);
}

/** The upper word of an unsigned product. */
X8 __m256i x8_mul_high(__m256i a, __m256i b)
{
	return x8_join(_mm256_mul_epu32(a, b), _mm256_mul_epu32(x8_odd(a), x8_odd(b)), 32);
}

/** q_shift_rnd(x, shift) of words. shift 2..31 */
X8 __m256i x8_shift_rnd(__m256i x, int shift)
{
	return _mm256_srai_epi32(_mm256_add_epi32(_mm256_srai_epi32(x, shift - 1), x8_all(1)), 1);
}

/* ---- exponential ---- */

X8 __m256i x8_exp_q28(__m256i x)
{
	const __m256i e = x8_shift_rnd(x8_mul_rnd(x, x8_all(EXP_ONE_OVER_LN_2), 32), 26);
	const __m256i y = _mm256_sub_epi32(_mm256_slli_epi32(x, 3),
					   _mm256_mullo_epi32(e, x8_all(EXP_LN_2_Q31)));
	const __m256i rest =
		_mm256_or_si256(_mm256_slli_epi32(_mm256_and_si256(y, x8_all(EXP_REST_MASK)), 1),
				x8_all(EXP_REST_HALF));
	__m256i power = x8_mul_high(rest, rest), extra = _mm256_setzero_si256(), sum, factor, shift;

	sum = _mm256_add_epi32(rest, _mm256_srli_epi32(power, 1));
	for (int i = 0; i < EXP_TERMS; i++) {
		const __m256i counts = _mm256_cmpgt_epi32(e, x8_all(exp_terms[i].least - 1));

		if (!x8_any(counts))
			break;
		power = x8_mul_high(rest, power);
		extra = _mm256_add_epi32(
			extra,
			_mm256_and_si256(counts,
					 x8_mul_high(power, x8_all((int32_t)exp_terms[i].factor))));
	}
	sum = _mm256_add_epi32(sum, _mm256_add_epi32(extra, x8_all(1)));
	sum = _mm256_add_epi32(x8_all(INT32_MIN), _mm256_srli_epi32(sum, 1));
	factor = _mm256_permutevar8x32_epi32(_mm256_loadu_si256((const __m256i *)exp_eighths),
					     _mm256_srli_epi32(y, 28));
	sum = x8_join(_mm256_mul_epu32(factor, sum), _mm256_mul_epu32(x8_odd(factor), x8_odd(sum)),
		      31);
	shift = _mm256_sub_epi32(x8_all(12), e);
	sum = _mm256_add_epi32(sum,
			       _mm256_sllv_epi32(x8_all(1), _mm256_sub_epi32(shift, x8_all(1))));
	return _mm256_srlv_epi32(sum, shift);
}

X8 __m256i x8_exp_fixed(__m256i x)
{
	const __m256i is_small = _mm256_cmpgt_epi32(x8_all(EXP_SQUARED_BELOW), x);
	const __m256i root = x8_exp_q28(x8_choose(_mm256_slli_epi32(x, 1), x, is_small));
	const __m256i most = x8_all(INT32_MAX);
	__m256i result = _mm256_min_epu32(_mm256_slli_epi32(root, 1), most);

	if (x8_any(is_small))
		result = x8_choose(result, x8_mul_rnd(root, root, 18), is_small);
	return x8_choose(result, most, _mm256_cmpgt_epi32(x, x8_all(EXP_MAX_Q27)));
}

X8 __m256i x8_db2lin(__m256i db)
{
	const __m256i result = x8_exp_fixed(x8_mul_rnd(db, x8_all(LN_10_OVER_20_Q27), 24));

	return x8_choose(result, x8_all(INT32_MAX), _mm256_cmpgt_epi32(db, x8_all(DB2LIN_MAX_Q24)));
}

/* ---- logarithms ---- */

/** Bits that a number above 0 has. The float's exponent, of a number whose second bit is cleared: it is not rounded up. */
X8 __m256i x8_bits(__m256i x)
{
	const __m256i top = _mm256_andnot_si256(_mm256_srli_epi32(x, 1), x);
	const __m256i exponent =
		_mm256_srli_epi32(_mm256_castps_si256(_mm256_cvtepi32_ps(top)), 23);

	return _mm256_sub_epi32(exponent, x8_all(126));
}

/** The mantissa of a number above 0 that has `bits` bits, Q2.30, a half to below 1. */
X8 __m256i x8_mantissa(__m256i x, __m256i bits)
{
	const __m256i up = _mm256_sllv_epi32(x, _mm256_sub_epi32(x8_all(30), bits));

	const __m256i down = _mm256_srli_epi32(_mm256_add_epi32(x, x8_all(1)), 1);

	return x8_choose(up, down, _mm256_cmpgt_epi32(bits, x8_all(30)));
}

/** A polynomial of the mantissa, Q2.30. */
X8 __m256i x8_polynomial(__m256i m, const int32_t terms[MANTISSA_TERMS])
{
	const __m256i m2 = x8_mul_rnd(m, m, 30), m4 = x8_mul_rnd(m2, m2, 30);
	const __m256i high =
		_mm256_add_epi32(x8_mul_rnd(x8_all(terms[5]), m, 30), x8_all(terms[4]));
	const __m256i middle =
		_mm256_add_epi32(x8_mul_rnd(x8_all(terms[3]), m, 30), x8_all(terms[2]));
	__m256i sum = _mm256_add_epi32(x8_mul_rnd(high, m4, 30), x8_mul_rnd(middle, m2, 30));

	sum = _mm256_add_epi32(sum, x8_mul_rnd(x8_all(terms[1]), m, 30));
	return _mm256_add_epi32(sum, x8_all(terms[0]));
}

X8 __m256i x8_log10(__m256i x)
{
	const __m256i bits = x8_bits(x);
	__m256i m = x8_mantissa(x, bits);
	__m256i halves = _mm256_slli_epi32(_mm256_sub_epi32(bits, x8_all(26)), 1);
	const __m256i is_large = _mm256_cmpgt_epi32(m, x8_all(ONE_OVER_ROOT_2_Q30));

	m = x8_choose(m, x8_mul_rnd(m, x8_all(ONE_OVER_ROOT_2_Q30), 30), is_large);
	halves = _mm256_sub_epi32(halves, is_large);
	return _mm256_add_epi32(x8_polynomial(m, log10_terms),
				x8_shift_rnd(_mm256_mullo_epi32(halves, x8_all(LOG10_OF_2)), 1));
}

X8 __m256i x8_unless_positive(__m256i result, __m256i x, int32_t other)
{
	return x8_choose(x8_all(other), result, _mm256_cmpgt_epi32(x, _mm256_setzero_si256()));
}

X8 __m256i x8_lin2db(__m256i x)
{
	return x8_unless_positive(x8_mul_rnd(x8_all(20), x8_log10(x), 5), x, LIN2DB_OF_NONE);
}

X8 __m256i x8_log(__m256i x)
{
	return x8_unless_positive(x8_mul_rnd(x8_all(LN_10_Q29), x8_log10(x), 29), x, LOG_OF_NONE);
}

/* ---- others ---- */

/** inverse_fixed() of numbers not below 0. */
X8 __m256i x8_inverse(__m256i x, int x_bits, int out_bits)
{
	const __m256i bits = x8_bits(x), most = x8_all(INT32_MAX);
	const __m256i left = _mm256_sub_epi32(x8_all(out_bits - 25 + x_bits), bits);
	const __m256i right = _mm256_sub_epi32(_mm256_setzero_si256(), left);
	__m256i m = x8_mantissa(x, bits), w, up, down;
	const __m256i is_small = _mm256_cmpgt_epi32(x8_all(ONE_OVER_ROOT_2_Q30), m);

	m = x8_choose(m, x8_mul_rnd(m, x8_all(ROOT_2_Q30), 30), is_small);
	w = x8_polynomial(m, inverse_terms);
	w = x8_choose(w, x8_mul_rnd(w, x8_all(ROOT_2_Q30), 30), is_small);
	up = x8_choose(_mm256_sllv_epi32(w, left), most,
		       _mm256_cmpgt_epi32(w, _mm256_srlv_epi32(most, left)));
	down = _mm256_add_epi32(_mm256_srav_epi32(w, _mm256_sub_epi32(right, x8_all(1))),
				x8_all(1));
	w = x8_choose(up, _mm256_srai_epi32(down, 1), _mm256_srai_epi32(left, 31));
	return x8_choose(w, most, _mm256_cmpeq_epi32(x, _mm256_setzero_si256()));
}

/** Entry j of the sine's table, j up to half a period. */
X8 __m256i x8_lut_sin_entry(__m256i j)
{
	const __m256i half = x8_all(2 * LUT_SIN_QUARTER);
	const __m256i i = _mm256_and_si256(j, x8_all(2 * LUT_SIN_QUARTER - 1));
	const __m256i words = _mm256_i32gather_epi32((const int *)(const void *)lut_sin_quarter,
						     _mm256_min_epi32(i, _mm256_sub_epi32(half, i)),
						     sizeof(lut_sin_quarter[0]));

	return _mm256_and_si256(words, x8_all(UINT16_MAX));
}

/** lut_sin_q28() of half a period to either side of 0. */
X8 __m256i x8_lut_sin(__m256i w)
{
	const __m256i steps = x8_all(LUT_SIN_STEPS_PER_RADIAN);
	const __m256i even = _mm256_mul_epi32(w, steps), odd = _mm256_mul_epi32(x8_odd(w), steps);
	const __m256i high = x8_join(even, odd, 32);
	const __m256i low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
	const __m256i j = _mm256_srai_epi32(high, 16);
	const __m256i part = _mm256_and_si256(_mm256_or_si256(_mm256_slli_epi32(high, 15),
							      _mm256_srli_epi32(low, 17)),
					      x8_all(INT32_MAX));
	const __m256i s0 = x8_lut_sin_entry(j);
	const __m256i step = _mm256_sub_epi32(x8_lut_sin_entry(_mm256_add_epi32(j, x8_all(1))), s0);
	__m256i sum = x8_join(_mm256_mul_epi32(part, step),
			      _mm256_mul_epi32(x8_odd(part), x8_odd(step)), 31);

	sum = _mm256_add_epi32(_mm256_add_epi32(s0, sum), x8_all(1));
	return _mm256_min_epi32(_mm256_srai_epi32(sum, 1), x8_all(INT16_MAX));
}

#endif
