/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/simd.h>
#include "asrc.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LEAST_RATE 8000
#define MOST_RATE  192000

const struct asrc_filter *asrc_filter_get(uint32_t in_rate, uint32_t out_rate)
{
	static const struct {
		uint32_t in, out;
		const struct asrc_filter *filter;
	} down[] = {
		{ 48000, 44100, &asrc_filter_48_to_44 }, { 48000, 32000, &asrc_filter_48_to_32 },
		{ 48000, 24000, &asrc_filter_48_to_24 }, { 48000, 22050, &asrc_filter_48_to_22 },
		{ 48000, 16000, &asrc_filter_48_to_16 }, { 48000, 12000, &asrc_filter_48_to_12 },
		{ 48000, 11025, &asrc_filter_48_to_11 }, { 48000, 8000, &asrc_filter_48_to_8 },
		{ 24000, 16000, &asrc_filter_24_to_16 }, { 24000, 8000, &asrc_filter_24_to_8 },
	};

	if (!IN_RANGE(in_rate, (uint32_t)LEAST_RATE, (uint32_t)MOST_RATE) ||
	    !IN_RANGE(out_rate, (uint32_t)LEAST_RATE, (uint32_t)MOST_RATE))
		return NULL;
	if (in_rate <= out_rate)
		return in_rate == 48000 ? &asrc_filter_same : &asrc_filter_up;
	for (size_t i = 0; i < ARRAY_SIZE(down); i++)
		if (down[i].in == in_rate && down[i].out == out_rate)
			return down[i].filter;
	return NULL;
}

/* ---- kernels: Horner's rule for all taps of a row, products rounded ---- */

static void response_baseline(const struct asrc_filter *filter, int32_t time, unsigned int shift,
			      int32_t *response)
{
	const uint32_t taps = filter->taps;
	const int32_t *const last = filter->rows + (filter->powers - 1) * taps;

	for (uint32_t i = 0; i < taps; i++) {
		int32_t h = last[i];

		for (const int32_t *row = last - taps; row >= filter->rows; row -= taps)
			h = (int32_t)((uint32_t)row[i] + (uint32_t)q_multsr_sat_32x32(h, time, 31));
		response[i] = h >> shift;
	}
}

static int64_t dot_baseline(const int32_t *response, const int32_t *samples, uint32_t taps)
{
	int64_t sum = 0;

	for (uint32_t i = 0; i < taps; i++)
		sum += (int64_t)response[i] * samples[i];
	return sum;
}

#if defined(__x86_64__)

#define AVX2 static SIMD_TARGET_AVX2 SIMD_BODY

AVX2 __m256i load8(const int32_t *x)
{
	return _mm256_loadu_si256((const __m256i *)x);
}

/* |time| is at most 1, so that no product exceeds the tap. */
AVX2 __m256i scaled8(__m256i x, __m256i time)
{
	const __m256i half = _mm256_set1_epi64x(1 << 30);
	const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(x, time), half);
	const __m256i odd =
		_mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(x, 32), time), half);

	return _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xAA);
}

static SIMD_TARGET_AVX2 void response_avx2(const struct asrc_filter *filter, int32_t time,
					   unsigned int shift, int32_t *response)
{
	const uint32_t taps = filter->taps;
	const int32_t *const last = filter->rows + (filter->powers - 1) * taps;
	const __m256i t = _mm256_set1_epi32(time);
	const __m128i by = _mm_cvtsi32_si128((int)shift);

	for (uint32_t i = 0; i < taps; i += 16) {
		__m256i a = load8(last + i), b = load8(last + i + 8);

		for (const int32_t *row = last - taps; row >= filter->rows; row -= taps) {
			a = _mm256_add_epi32(load8(row + i), scaled8(a, t));
			b = _mm256_add_epi32(load8(row + i + 8), scaled8(b, t));
		}
		_mm256_storeu_si256((__m256i *)(response + i), _mm256_sra_epi32(a, by));
		_mm256_storeu_si256((__m256i *)(response + i + 8), _mm256_sra_epi32(b, by));
	}
}

static SIMD_TARGET_AVX2 int64_t dot_avx2(const int32_t *response, const int32_t *samples,
					 uint32_t taps)
{
	__m256i even = _mm256_setzero_si256(), odd = even;
	__m128i half;

	for (uint32_t i = 0; i < taps; i += 8) {
		const __m256i h = load8(response + i), x = load8(samples + i);

		even = _mm256_add_epi64(even, _mm256_mul_epi32(h, x));
		odd = _mm256_add_epi64(odd, _mm256_mul_epi32(_mm256_srli_epi64(h, 32),
							     _mm256_srli_epi64(x, 32)));
	}
	even = _mm256_add_epi64(even, odd);
	half = _mm_add_epi64(_mm256_castsi256_si128(even), _mm256_extracti128_si256(even, 1));
	return _mm_cvtsi128_si64(half) + _mm_extract_epi64(half, 1);
}

#define response_avx512 response_avx2
#define dot_avx512      dot_avx2
#endif

void asrc_response(const struct asrc_filter *filter, uint32_t time, unsigned int shift,
		   int32_t *response)
{
	static void (*const variants[])(const struct asrc_filter *filter, int32_t time,
					unsigned int shift,
					int32_t *response) = { SIMD_KERNELS(response) };
	const int32_t q31 = sat_int32((int64_t)time << (31 - ASRC_TIME_BITS));

	variants[platform_simd_level()](filter, q31, shift, response);
}

int64_t asrc_dot(const int32_t *response, const int32_t *samples, uint32_t taps)
{
	static int64_t (*const variants[])(const int32_t *response, const int32_t *samples,
					   uint32_t taps) = { SIMD_KERNELS(dot) };

	return variants[platform_simd_level()](response, samples, taps);
}
