/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sample rate converter: sums of products, for each level of vector instructions.
 *
 * Taps are Q2.30, samples Q1.31 (or Q2.30, Q3.29), sums Q3.61 (Q4.60, Q5.59). The magnitudes of a phase's taps sum up to less than
 * 3, which the design checks: 64 bits hold the sum whatever the samples are, in any order.
 *
 * The vector multiplication of 32 bits to 64 takes the even words of both operands. So taps are loaded twice, as they
 * are and with the odd words in the place of the even ones, and samples from the line and from one word further on:
 * no sample needs a move. Two channels share the taps.
 */
#include <platform/simd.h>
#include <sof/math/simd.h>
#include "src.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Of `length` taps, a multiple of SRC_TAPS_MULTIPLE, with one or two lines that lie `words` apart. */
typedef void (*dot_func)(const int32_t *taps, const int32_t *line, uint32_t words, uint32_t length,
			 uint32_t channels, int64_t *sums);

static inline __attribute__((always_inline)) uint32_t
sum_outputs(dot_func dot, const struct src_filter *filter, struct src_due *due, uint32_t frames,
	    const int32_t *line, uint32_t channels, int64_t *sums, uint32_t most)
{
	const uint32_t length = filter->stage.length, words = filter->line_words;
	const size_t frame_taps = (size_t)filter->stage.up * length;
	const int32_t *at = line + due->frame, *const end = line + frames;
	const struct src_due step = filter->step;
	size_t tap = due->tap;
	uint32_t n;

	for (n = 0; n < most && at < end; n++, sums += channels) {
		dot(filter->stage.taps + tap, at, words, length, channels, sums);
		at += step.frame;
		tap += step.tap;
		if (tap >= frame_taps) {
			tap -= frame_taps;
			at++;
		}
	}
	due->frame = (uint32_t)(at - line);
	due->tap = (uint32_t)tap;
	return n;
}

#define SRC_KERNEL(level, target)                                                                  \
	static target uint32_t sum_##level(const struct src_filter *filter, struct src_due *due,   \
					   uint32_t frames, const int32_t *line,                   \
					   uint32_t channels, int64_t *sums, uint32_t most)        \
	{                                                                                          \
		if (channels == 1)                                                                 \
			return sum_outputs(dot_##level, filter, due, frames, line, 1, sums, most); \
		return sum_outputs(dot_##level, filter, due, frames, line, 2, sums, most);         \
	}

/* ---- the truth ---- */

static SIMD_BODY void dot_baseline(const int32_t *taps, const int32_t *line, uint32_t words,
				   uint32_t length, uint32_t channels, int64_t *sums)
{
	const int32_t *other = line + words;
	int64_t a = 0, b = 0;

#pragma GCC unroll 4
	for (uint32_t k = 0; k < length; k++) {
		a += (int64_t)taps[k] * line[k];
		if (channels == 2)
			b += (int64_t)taps[k] * other[k];
	}
	sums[0] = a;
	if (channels == 2)
		sums[1] = b;
}

/* SSE2 multiplies no signed words: what a compiler makes of it is slower than one product after the other. */
#if defined(__x86_64__) && !defined(__clang__)
SRC_KERNEL(baseline, __attribute__((optimize("no-tree-vectorize"))))
#else
SRC_KERNEL(baseline, )
#endif

#if defined(__x86_64__)

/* ---- AVX2: 8 taps at once ---- */

#define AVX2_BODY static inline SIMD_TARGET_AVX2 __attribute__((always_inline))

/* Sums of one channel. Two of them, so that no addition waits for the one before. */
struct sums8 {
	__m256i even, odd;
};

AVX2_BODY void mac8(struct sums8 *sum, __m256i even, __m256i odd, const int32_t *samples)
{
	__m256i x = _mm256_loadu_si256((const __m256i *)samples);
	__m256i y = _mm256_loadu_si256((const __m256i *)(samples + 1));

	sum->even = _mm256_add_epi64(sum->even, _mm256_mul_epi32(even, x));
	sum->odd = _mm256_add_epi64(sum->odd, _mm256_mul_epi32(odd, y));
}

AVX2_BODY __m256i odd8(const int32_t *taps)
{
	__m256i t = _mm256_loadu_si256((const __m256i *)taps);

	return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(t)));
}

AVX2_BODY void step8(struct sums8 *sum, const int32_t *taps, const int32_t *line,
		     const int32_t *other, uint32_t channels)
{
	__m256i even = _mm256_loadu_si256((const __m256i *)taps), odd = odd8(taps);

	mac8(&sum[0], even, odd, line);
	if (channels == 2)
		mac8(&sum[1], even, odd, other);
}

AVX2_BODY void mac4(struct sums8 *sum, __m128i even, __m128i odd, const int32_t *samples)
{
	__m128i x = _mm_loadu_si128((const __m128i *)samples);
	__m128i y = _mm_loadu_si128((const __m128i *)(samples + 1));

	sum->even = _mm256_add_epi64(sum->even, _mm256_zextsi128_si256(_mm_mul_epi32(even, x)));
	sum->odd = _mm256_add_epi64(sum->odd, _mm256_zextsi128_si256(_mm_mul_epi32(odd, y)));
}

/* The last `left` modulo 8 taps, then across the vectors: one sum for each channel. */
AVX2_BODY void finish8(struct sums8 *sum, const int32_t *taps, const int32_t *line,
		       const int32_t *other, uint32_t left, uint32_t channels, int64_t *sums)
{
	__m256i a, b, both;
	__m128i result;

	if (left & 4) {
		__m128i even = _mm_loadu_si128((const __m128i *)taps);
		__m128i odd = _mm_srli_epi64(even, 32);

		mac4(&sum[0], even, odd, line);
		if (channels == 2)
			mac4(&sum[1], even, odd, other);
	}
	a = _mm256_add_epi64(sum[0].even, sum[0].odd);
	b = _mm256_add_epi64(sum[1].even, sum[1].odd);
	both = _mm256_add_epi64(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
	result = _mm_add_epi64(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
	if (channels == 2)
		_mm_storeu_si128((__m128i *)sums, result);
	else
		_mm_storel_epi64((__m128i *)sums, result);
}

AVX2_BODY void dot_avx2(const int32_t *taps, const int32_t *line, uint32_t words, uint32_t length,
			uint32_t channels, int64_t *sums)
{
	const __m256i zero = _mm256_setzero_si256();
	/* in a loop of two steps, of each step: the compiler would make sums of its own otherwise */
	struct sums8 sum[2] = { { zero, zero }, { zero, zero } };
	struct sums8 second[2] = { { zero, zero }, { zero, zero } };
	const int32_t *other = line + words;
	size_t k;

	for (k = 0; k < (length & ~15u); k += 16) {
		step8(sum, taps + k, line + k, other + k, channels);
		step8(second, taps + k + 8, line + k + 8, other + k + 8, channels);
	}
	for (size_t c = 0; c < channels; c++) {
		sum[c].even = _mm256_add_epi64(sum[c].even, second[c].even);
		sum[c].odd = _mm256_add_epi64(sum[c].odd, second[c].odd);
	}
	if (length & 8) {
		step8(sum, taps + k, line + k, other + k, channels);
		k += 8;
	}
	finish8(sum, taps + k, line + k, other + k, length, channels, sums);
}

SRC_KERNEL(avx2, SIMD_TARGET_AVX2)

/* ---- AVX-512: 16 taps at once ---- */

#define AVX512_BODY static inline SIMD_TARGET_AVX512 __attribute__((always_inline))

struct sums16 {
	__m512i even, odd;
};

AVX512_BODY void mac16(struct sums16 *sum, __m512i even, __m512i odd, const int32_t *samples)
{
	__m512i x = _mm512_loadu_si512(samples), y = _mm512_loadu_si512(samples + 1);

	sum->even = _mm512_add_epi64(sum->even, _mm512_mul_epi32(even, x));
	sum->odd = _mm512_add_epi64(sum->odd, _mm512_mul_epi32(odd, y));
}

AVX512_BODY void step16(struct sums16 *sum, const int32_t *taps, const int32_t *line,
			const int32_t *other, uint32_t channels)
{
	__m512i even = _mm512_loadu_si512(taps);
	__m512i odd = _mm512_castps_si512(_mm512_movehdup_ps(_mm512_castsi512_ps(even)));

	mac16(&sum[0], even, odd, line);
	if (channels == 2)
		mac16(&sum[1], even, odd, other);
}

AVX512_BODY __m256i fold(__m512i sum)
{
	return _mm256_add_epi64(_mm512_castsi512_si256(sum), _mm512_extracti64x4_epi64(sum, 1));
}

AVX512_BODY void dot_avx512(const int32_t *taps, const int32_t *line, uint32_t words,
			    uint32_t length, uint32_t channels, int64_t *sums)
{
	struct sums16 wide[2] = { { _mm512_setzero_si512(), _mm512_setzero_si512() },
				  { _mm512_setzero_si512(), _mm512_setzero_si512() } };
	const int32_t *other = line + words;
	struct sums8 sum[2];
	size_t k;

	for (k = 0; k < (length & ~15u); k += 16)
		step16(wide, taps + k, line + k, other + k, channels);
	for (size_t c = 0; c < 2; c++)
		sum[c] = (struct sums8){ fold(wide[c].even), fold(wide[c].odd) };
	if (length & 8) {
		step8(sum, taps + k, line + k, other + k, channels);
		k += 8;
	}
	finish8(sum, taps + k, line + k, other + k, length, channels, sums);
}

SRC_KERNEL(avx512, SIMD_TARGET_AVX512)

#endif

void src_filter_set_kernel(struct src_filter *filter)
{
#if defined(__x86_64__)
	filter->sum = (__typeof__(filter->sum)[]){ SIMD_KERNELS(sum) }[platform_simd_level()];
#else
	filter->sum = sum_baseline;
#endif
}
