/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Gain arithmetic with AVX2 and AVX-512: the samples and peaks of gain_generic.c.
 *
 * 32-bit words: y = (x * gain + 2^30) >> 31 of the even and of the odd lanes, in 64 bits each. |y| <= |x|, so the low
 * word of the shifted product is the result.
 *
 * 16-bit words: with gain = high * 2^16 + low, y = (x * high + floor(x * low / 2^16) + 2^14) >> 15. The high multiply
 * takes low as signed, and so lacks x where low >= 2^15; multiply-add of (x, term) and (high, 1) does the rest.
 *
 * A vector holds whole frames, so that each lane belongs to one channel: all lanes where the channels divide them, else
 * one frame. gain and peak have IPC4_MAX_CHANNELS entries.
 */
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>
#include <sof/common.h>
#include "gain.h"

/* ---- AVX2 ---- */

#define AVX2 static SIMD_TARGET_AVX2 SIMD_BODY

/* Eight 32-bit values, one for each lane; channels divide 8, or lanes behind the frame are masked. */
AVX2 __m256i lanes_avx2(const int32_t *gain, uint32_t channels)
{
	int64_t pair;

	switch (channels) {
	case 1:
		return _mm256_set1_epi32(gain[0]);
	case 2:
		memcpy(&pair, gain, sizeof(pair));
		return _mm256_set1_epi64x(pair);
	case 4:
		return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)gain));
	default:
		return _mm256_loadu_si256((const __m256i *)gain);
	}
}

/* Raise the peaks of the channels by those of the lanes. */
AVX2 void fold_avx2(__m256i lanes, uint32_t channels, uint32_t *peak)
{
	const __m256i before = _mm256_loadu_si256((const __m256i *)peak);

	if (channels == 1 || channels == 2 || channels == 4)
		lanes = _mm256_max_epu32(lanes, _mm256_permute4x64_epi64(lanes, 0x4E));
	if (channels <= 2)
		lanes = _mm256_max_epu32(lanes, _mm256_shuffle_epi32(lanes, 0x4E));
	if (channels == 1)
		lanes = _mm256_max_epu32(lanes, _mm256_shuffle_epi32(lanes, 0xB1));
	_mm256_storeu_si256((__m256i *)peak, _mm256_max_epu32(lanes, before));
}

AVX2 __m256i scale32_avx2(__m256i x, __m256i even_gain, __m256i odd_gain, bool is_s24)
{
	const __m256i half = _mm256_set1_epi64x(1 << 30);
	__m256i even, odd;

	if (is_s24)
		x = _mm256_srai_epi32(_mm256_slli_epi32(x, 8), 8);
	even = _mm256_add_epi64(_mm256_mul_epi32(x, even_gain), half);
	odd = _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(x, 32), odd_gain), half);
	return _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xAA);
}

/* Eight samples. @return the peaks with theirs */
AVX2 __m256i vector32_avx2(const int32_t *in, int32_t *out, __m256i highest, __m256i even_gain,
			   __m256i odd_gain, bool is_s24, bool is_copy)
{
	const __m256i x = _mm256_loadu_si256((const __m256i *)in);

	_mm256_storeu_si256((__m256i *)out,
			    is_copy ? x : scale32_avx2(x, even_gain, odd_gain, is_s24));
	return _mm256_max_epu32(highest, _mm256_abs_epi32(x));
}

AVX2 void block32_avx2(const void *src, void *dst, uint32_t frames, uint32_t channels,
		       const int32_t *gain, uint32_t *peak, bool is_s24, bool is_copy)
{
	const __m256i even_gain = lanes_avx2(gain, channels);
	const __m256i odd_gain = _mm256_srli_epi64(even_gain, 32);
	const uint32_t samples = frames * channels;
	const uint32_t step = channels & (channels - 1) ? channels : 8;
	const uint32_t whole = step == 8 ? samples & ~7u : 0;
	__m256i highest = _mm256_setzero_si256();
	const int32_t *in = src;
	int32_t *out = dst;
	size_t i = 0;

	for (; i + 32 <= whole; i += 32) {
#pragma GCC unroll 4
		for (size_t k = i; k < i + 32; k += 8)
			highest = vector32_avx2(in + k, out + k, highest, even_gain, odd_gain,
						is_s24, is_copy);
	}
	for (; i < whole; i += 8)
		highest = vector32_avx2(in + i, out + i, highest, even_gain, odd_gain, is_s24,
					is_copy);
	for (; i < samples; i += step) {
		const __m256i number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
		const __m256i here = _mm256_cmpgt_epi32(
			_mm256_set1_epi32((int32_t)MIN(samples - (uint32_t)i, step)), number);
		const __m256i x = _mm256_maskload_epi32(in + i, here);

		highest = _mm256_max_epu32(highest, _mm256_abs_epi32(x));
		_mm256_maskstore_epi32(out + i, here,
				       is_copy ? x : scale32_avx2(x, even_gain, odd_gain, is_s24));
	}
	fold_avx2(highest, channels, peak);
}

AVX2 __m256i scale16_avx2(__m256i x, __m256i high, __m256i low, __m256i low_is_negative)
{
	const __m256i half = _mm256_set1_epi32(1 << 14);
	__m256i term =
		_mm256_add_epi16(_mm256_mulhi_epi16(x, low), _mm256_and_si256(x, low_is_negative));
	__m256i first = _mm256_madd_epi16(_mm256_unpacklo_epi16(x, term), high);
	__m256i second = _mm256_madd_epi16(_mm256_unpackhi_epi16(x, term), high);

	first = _mm256_srai_epi32(_mm256_add_epi32(first, half), 15);
	second = _mm256_srai_epi32(_mm256_add_epi32(second, half), 15);
	return _mm256_packs_epi32(first, second);
}

/* What fills whole vectors, with one gain for all channels. @return samples done */
AVX2 uint32_t block16_avx2(const int16_t *in, int16_t *out, uint32_t samples, uint32_t channels,
			   int32_t gain, uint32_t *peak, bool is_copy)
{
	const __m256i high = _mm256_set1_epi32((gain >> 16 & 0xFFFF) | 1 << 16);
	const __m256i low = _mm256_set1_epi16((int16_t)gain);
	const __m256i low_is_negative = _mm256_srai_epi16(low, 15);
	__m256i highest = _mm256_setzero_si256(), low_half, high_half;
	const uint32_t whole = samples & ~15u;

#pragma GCC unroll 2
	for (uint32_t i = 0; i < whole; i += 16) {
		const __m256i x = _mm256_loadu_si256((const __m256i *)(in + i));

		highest = _mm256_max_epu16(highest, _mm256_abs_epi16(x));
		_mm256_storeu_si256((__m256i *)(out + i),
				    is_copy ? x : scale16_avx2(x, high, low, low_is_negative));
	}
	low_half = _mm256_cvtepu16_epi32(_mm256_castsi256_si128(highest));
	high_half = _mm256_cvtepu16_epi32(_mm256_extracti128_si256(highest, 1));
	fold_avx2(_mm256_max_epu32(low_half, high_half), channels, peak);
	return whole;
}

/* Of two channels the compiler makes a kernel without switches. */
#define GAIN_AVX2_32(name, is_s24, is_copy)                                                        \
	SIMD_TARGET_AVX2 void name(const void *src, void *dst, uint32_t frames, uint32_t channels, \
				   const int32_t *gain, uint32_t *peak)                            \
	{                                                                                          \
		if (channels == 2)                                                                 \
			block32_avx2(src, dst, frames, 2, gain, peak, is_s24, is_copy);            \
		else                                                                               \
			block32_avx2(src, dst, frames, channels, gain, peak, is_s24, is_copy);     \
	}

GAIN_AVX2_32(gain_scale_s32_avx2, false, false)
GAIN_AVX2_32(gain_scale_s24_avx2, true, false)
GAIN_AVX2_32(gain_copy_s32_avx2, false, true)

SIMD_TARGET_AVX2 void gain_scale_s16_avx2(const void *src, void *dst, uint32_t frames,
					  uint32_t channels, const int32_t *gain, uint32_t *peak)
{
	const int16_t *in = src;
	int16_t *out = dst;
	uint32_t done = 0;

	if (!(channels & (channels - 1)) && gain_is_the_same(gain, channels))
		done = block16_avx2(in, out, frames * channels, channels, gain[0], peak, false);
	frames -= done / channels;
	if (frames)
		gain_scale_s16(in + done, out + done, frames, channels, gain, peak);
}

SIMD_TARGET_AVX2 void gain_copy_s16_avx2(const void *src, void *dst, uint32_t frames,
					 uint32_t channels, const int32_t *gain, uint32_t *peak)
{
	const int16_t *in = src;
	int16_t *out = dst;
	uint32_t done = 0;

	if (!(channels & (channels - 1)))
		done = block16_avx2(in, out, frames * channels, channels, 0, peak, true);
	frames -= done / channels;
	if (frames)
		gain_copy_s16(in + done, out + done, frames, channels, gain, peak);
}

/* ---- AVX-512 ---- */

#define AVX512 static SIMD_TARGET_AVX512 SIMD_BODY

AVX512 __m512i scale32_avx512(__m512i x, __m512i even_gain, __m512i odd_gain, bool is_s24)
{
	const __m512i half = _mm512_set1_epi64(1 << 30);
	__m512i even, odd;

	if (is_s24)
		x = _mm512_srai_epi32(_mm512_slli_epi32(x, 8), 8);
	even = _mm512_add_epi64(_mm512_mul_epi32(x, even_gain), half);
	odd = _mm512_add_epi64(_mm512_mul_epi32(_mm512_srli_epi64(x, 32), odd_gain), half);
	return _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 31),
				       _mm512_slli_epi64(odd, 1));
}

AVX512 void block32_avx512(const void *src, void *dst, uint32_t frames, uint32_t channels,
			   const int32_t *gain, uint32_t *peak, bool is_s24, bool is_copy)
{
	const __m512i even_gain = _mm512_broadcast_i64x4(lanes_avx2(gain, channels));
	const __m512i odd_gain = _mm512_srli_epi64(even_gain, 32);
	const uint32_t step = channels & (channels - 1) ? channels : 16;
	uint32_t left = frames * channels;
	__m512i highest = _mm512_setzero_si512();
	const int32_t *in = src;
	int32_t *out = dst;

	while (left) {
		const uint32_t n = MIN(left, step);
		const __mmask16 here = (__mmask16)((1u << n) - 1);
		const __m512i x = _mm512_maskz_loadu_epi32(here, in);

		highest = _mm512_max_epu32(highest, _mm512_abs_epi32(x));
		_mm512_mask_storeu_epi32(
			out, here, is_copy ? x : scale32_avx512(x, even_gain, odd_gain, is_s24));
		left -= n;
		in += n;
		out += n;
	}
	fold_avx2(_mm256_max_epu32(_mm512_castsi512_si256(highest),
				   _mm512_extracti64x4_epi64(highest, 1)),
		  channels, peak);
}

#define GAIN_AVX512_32(name, is_s24, is_copy)                                                    \
	SIMD_TARGET_AVX512 void name(const void *src, void *dst, uint32_t frames,                \
				     uint32_t channels, const int32_t *gain, uint32_t *peak)     \
	{                                                                                        \
		if (channels == 2)                                                               \
			block32_avx512(src, dst, frames, 2, gain, peak, is_s24, is_copy);        \
		else                                                                             \
			block32_avx512(src, dst, frames, channels, gain, peak, is_s24, is_copy); \
	}

GAIN_AVX512_32(gain_scale_s32_avx512, false, false)
GAIN_AVX512_32(gain_scale_s24_avx512, true, false)
GAIN_AVX512_32(gain_copy_s32_avx512, false, true)

#endif
