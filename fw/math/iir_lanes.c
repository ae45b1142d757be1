/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Four biquads of 64-bit lanes with AVX2. A section works on a sample while the one before it works on the next, so that
 * lane i is delayed by i samples in a series and by 0 or 1 in a fork or a pair: at both ends of a block some lanes stand
 * still.
 *
 *	step	0	1	2	3	...	count	+1	+2
 *	lane 0	x[0]	x[1]	x[2]	x[3]		-	-	-
 *	lane 1	-	x[0]	x[1]	x[2]		x[n-1]	-	-
 *	lane 2	-	-	x[0]	x[1]		x[n-2]	x[n-1]	-
 *	lane 3	-	-	-	x[0]		x[n-3]	x[n-2]	x[n-1]
 *
 * There is no arithmetic shift of 64 bits: a value with its sign bit inverted is shifted logically, and is then too large by
 * 2^63 shifted as far. The low words of the lanes are what counts, the upper ones hold anything.
 */
#include <stdbool.h>
#include <sof/common.h>
#include <sof/math/simd.h>
#include "iir_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 static SIMD_TARGET_AVX2 SIMD_BODY

#define COEFFICIENT_BITS 30
#define GAIN_BITS        14
#define GAIN_ONE         (1 << GAIN_BITS)

struct lanes {
	__m256i a2, a1, b2, b1, b0;
	__m256i y2, y1, x2, x1;
	__m256i from_stream; /* lanes whose input is the stream's */
	__m256i gain, shift; /* of the output; one less than the shift */
	__m256i excess, lowest, highest;
};

AVX2 __m256i each(const int64_t *values)
{
	return _mm256_loadu_si256((const __m256i *)values);
}

AVX2 __m256i clamp(__m256i x, __m256i lowest, __m256i highest)
{
	x = _mm256_blendv_epi8(x, highest, _mm256_cmpgt_epi64(x, highest));
	return _mm256_blendv_epi8(x, lowest, _mm256_cmpgt_epi64(lowest, x));
}

#define SIGN _mm256_set1_epi64x(INT64_MIN)
#define ONE  _mm256_set1_epi64x(1)

/* What a shift by COEFFICIENT_BITS leaves of the sign bit: a multiple of 2^32, so that the low word is right. */
#define EXCESS (INT64_C(1) << (63 - COEFFICIENT_BITS))

/* The output of a sample, in the lanes of `active`; in the others the state stays. */
AVX2 __m256i step(struct lanes *l, __m256i x, __m256i active, bool all, bool has_gain)
{
	__m256i acc = _mm256_mul_epi32(l->a2, l->y2), y;

	acc = _mm256_add_epi64(acc, _mm256_mul_epi32(l->a1, l->y1));
	acc = _mm256_add_epi64(acc, _mm256_mul_epi32(l->b2, l->x2));
	acc = _mm256_add_epi64(acc, _mm256_mul_epi32(l->b1, l->x1));
	acc = _mm256_add_epi64(acc, _mm256_mul_epi32(l->b0, x));
	acc = _mm256_srli_epi64(_mm256_xor_si256(acc, SIGN), COEFFICIENT_BITS - 1);
	y = clamp(_mm256_srli_epi64(_mm256_add_epi64(acc, ONE), 1),
		  _mm256_set1_epi64x(EXCESS + INT32_MIN), _mm256_set1_epi64x(EXCESS + INT32_MAX));
	l->y2 = all ? l->y1 : _mm256_blendv_epi8(l->y2, l->y1, active);
	l->y1 = all ? y : _mm256_blendv_epi8(l->y1, y, active);
	l->x2 = all ? l->x1 : _mm256_blendv_epi8(l->x2, l->x1, active);
	l->x1 = all ? x : _mm256_blendv_epi8(l->x1, x, active);
	if (!has_gain)
		return y;
	y = _mm256_srlv_epi64(_mm256_xor_si256(_mm256_mul_epi32(l->gain, y), SIGN), l->shift);
	y = clamp(_mm256_srli_epi64(_mm256_add_epi64(y, ONE), 1), l->lowest, l->highest);
	return _mm256_sub_epi64(y, l->excess);
}

/* Each lane gets the output of the one before it, or the next sample of its stream. */
AVX2 __m256i next_input(const struct lanes *l, __m256i output, __m256i samples)
{
	return _mm256_blendv_epi8(_mm256_permute4x64_epi64(output, _MM_SHUFFLE(2, 1, 0, 0)),
				  samples, l->from_stream);
}

AVX2 __m256i sample_of_each(const struct iir_lanes_streams *streams, enum iir_lanes_kind kind,
			    uint32_t at)
{
	if (kind == IIR_LANES_PAIR)
		return _mm256_setr_epi64x(streams->in[at], 0, streams->second_in[at], 0);
	return _mm256_set1_epi64x(streams->in[at]);
}

AVX2 void store(__m256i output, int32_t *low, int32_t *high, uint32_t i)
{
	if (low)
		low[i] = _mm_extract_epi32(_mm256_castsi256_si128(output), 2);
	high[i] = _mm_extract_epi32(_mm256_extracti128_si256(output, 1), 2);
}

/* Lanes that have a sample in a step at one of the ends. */
AVX2 __m256i active_lanes(uint32_t at, const int64_t *delays, uint32_t count)
{
	const __m256i sample = _mm256_sub_epi64(_mm256_set1_epi64x(at), each(delays));

	return _mm256_andnot_si256(_mm256_cmpgt_epi64(_mm256_setzero_si256(), sample),
				   _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), sample));
}

AVX2 void run(struct lanes *lanes, const struct iir_lanes_streams *streams, uint32_t count,
	      enum iir_lanes_kind kind, bool has_gain)
{
	static const int64_t series[] = { 0, 1, 2, 3 }, fork[] = { 0, 1, 0, 1 };
	const int64_t *delays = kind == IIR_LANES_SERIES ? series : fork;
	const uint32_t delay = (uint32_t)delays[IIR_LANES - 1];
	int32_t *low = kind == IIR_LANES_SERIES ? NULL : streams->low, *high = streams->high;
	struct lanes l = *lanes;
	__m256i output = _mm256_setzero_si256(), active;
	uint32_t at = 0;

	for (; at < delay; at++) {
		active = active_lanes(at, delays, count);
		output = step(&l, next_input(&l, output, sample_of_each(streams, kind, at)), active,
			      false, has_gain);
	}
	for (; at < count; at++) {
		output = step(&l, next_input(&l, output, sample_of_each(streams, kind, at)), SIGN,
			      true, has_gain);
		store(output, low, high, at - delay);
	}
	for (; at < count + delay; at++) {
		active = active_lanes(at, delays, count);
		output = step(&l, next_input(&l, output, _mm256_setzero_si256()), active, false,
			      has_gain);
		store(output, low, high, at - delay);
	}
	*lanes = l;
}

/* Compiled for each kind, so that nothing is decided by sample. */
#define RUN(name, kind, has_gain)                                                                  \
	static SIMD_TARGET_AVX2 void name(struct lanes *l,                                         \
					  const struct iir_lanes_streams *streams, uint32_t count) \
	{                                                                                          \
		run(l, streams, count, kind, has_gain);                                            \
	}

RUN(run_series, IIR_LANES_SERIES, false)
RUN(run_series_gain, IIR_LANES_SERIES, true)
RUN(run_fork, IIR_LANES_FORK, false)
RUN(run_fork_gain, IIR_LANES_FORK, true)
RUN(run_pair, IIR_LANES_PAIR, false)
RUN(run_pair_gain, IIR_LANES_PAIR, true)

static void (*const runners[][2])(struct lanes *l, const struct iir_lanes_streams *streams,
				  uint32_t count) = {
	[IIR_LANES_SERIES] = { run_series, run_series_gain },
	[IIR_LANES_FORK] = { run_fork, run_fork_gain },
	[IIR_LANES_PAIR] = { run_pair, run_pair_gain },
};

#define GATHER(from, member)                                                        \
	_mm256_setr_epi64x((from)[0]->member, (from)[1]->member, (from)[2]->member, \
			   (from)[3]->member)

/* @return whether any lane has a gain */
static SIMD_TARGET_AVX2 bool set_up(struct lanes *l, const struct iir_biquad *const *biquads,
				    struct iir_state *const *states, enum iir_lanes_kind kind)
{
	int64_t shift[IIR_LANES], excess[IIR_LANES], lowest[IIR_LANES], highest[IIR_LANES];
	bool has_gain = false;

	for (int i = 0; i < IIR_LANES; i++) {
		const int bits = GAIN_BITS + biquads[i]->shift; /* 1..62 */

		shift[i] = bits - 1;
		excess[i] = INT64_C(1) << (63 - bits);
		lowest[i] = excess[i] + INT32_MIN;
		highest[i] = excess[i] + INT32_MAX;
		has_gain |= biquads[i]->gain != GAIN_ONE || biquads[i]->shift;
	}
	*l = (struct lanes){
		.a2 = GATHER(biquads, a2),
		.a1 = GATHER(biquads, a1),
		.b2 = GATHER(biquads, b2),
		.b1 = GATHER(biquads, b1),
		.b0 = GATHER(biquads, b0),
		.y2 = GATHER(states, y2),
		.y1 = GATHER(states, y1),
		.x2 = GATHER(states, x2),
		.x1 = GATHER(states, x1),
		.from_stream = _mm256_setr_epi64x(-1, 0, kind == IIR_LANES_SERIES ? 0 : -1, 0),
		.gain = GATHER(biquads, gain),
		.shift = each(shift),
		.excess = each(excess),
		.lowest = each(lowest),
		.highest = each(highest),
	};
	return has_gain;
}

static SIMD_TARGET_AVX2 void keep(const struct lanes *l, struct iir_state *const *states)
{
	int64_t y2[IIR_LANES], y1[IIR_LANES], x2[IIR_LANES], x1[IIR_LANES];

	_mm256_storeu_si256((__m256i *)y2, l->y2);
	_mm256_storeu_si256((__m256i *)y1, l->y1);
	_mm256_storeu_si256((__m256i *)x2, l->x2);
	_mm256_storeu_si256((__m256i *)x1, l->x1);
	for (int i = 0; i < IIR_LANES; i++)
		*states[i] = (struct iir_state){ (int32_t)y2[i], (int32_t)y1[i], (int32_t)x2[i],
						 (int32_t)x1[i] };
}

bool iir_lanes_available(void)
{
	return platform_simd_level() >= SIMD_AVX2;
}

SIMD_TARGET_AVX2 void iir_lanes_run(enum iir_lanes_kind kind,
				    const struct iir_biquad *const *biquads,
				    struct iir_state *const *states,
				    const struct iir_lanes_streams *streams, uint32_t count)
{
	struct lanes l;
	const bool has_gain = set_up(&l, biquads, states, kind);

	runners[kind][has_gain](&l, streams, count);
	keep(&l, states);
}

#else

bool iir_lanes_available(void)
{
	return false;
}

void iir_lanes_run(enum iir_lanes_kind kind, const struct iir_biquad *const *biquads,
		   struct iir_state *const *states, const struct iir_lanes_streams *streams,
		   uint32_t count)
{
}

#endif
