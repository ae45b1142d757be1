/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "audio/convert.h"
#include "audio/g711.h"

#define FULL_SCALE 2147483648.0 /* 2^31 */

/* Round to nearest while dropping `shift` bits; the top value saturates instead of wrapping. */
static int32_t narrow(int32_t sample, unsigned int shift)
{
	int64_t rounded = ((int64_t)sample + (INT64_C(1) << (shift - 1))) >> shift;
	int64_t max = INT32_MAX >> shift;

	return (int32_t)(rounded > max ? max : rounded);
}

static int32_t from_double(double x)
{
	double scaled = x * FULL_SCALE;

	if (isnan(scaled))
		return 0;
	if (scaled >= INT32_MAX)
		return INT32_MAX;
	if (scaled <= INT32_MIN)
		return INT32_MIN;
	return (int32_t)lrint(scaled);
}

static int32_t read_24(const uint8_t *p)
{
	return (int32_t)((uint32_t)p[0] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 24);
}

static void write_24(uint8_t *p, int32_t sample)
{
	p[0] = (uint8_t)sample;
	p[1] = (uint8_t)(sample >> 8);
	p[2] = (uint8_t)(sample >> 16);
}

void convert_from_s32(void *dst, const int32_t *src, size_t samples, enum sample_format format)
{
	int16_t *dst16 = dst;
	int32_t *dst32 = dst;
	uint8_t *dst8 = dst;
	float *dst_float = dst;

	switch (format) {
	case SAMPLE_U8:
		for (size_t i = 0; i < samples; i++)
			dst8[i] = (uint8_t)(narrow(src[i], 24) + 128);
		break;
	case SAMPLE_MU_LAW:
		for (size_t i = 0; i < samples; i++)
			dst8[i] = g711_mu_law_encode((int16_t)narrow(src[i], 16));
		break;
	case SAMPLE_A_LAW:
		for (size_t i = 0; i < samples; i++)
			dst8[i] = g711_a_law_encode((int16_t)narrow(src[i], 16));
		break;
	case SAMPLE_S16_LE:
		for (size_t i = 0; i < samples; i++)
			dst16[i] = (int16_t)narrow(src[i], 16);
		break;
	case SAMPLE_S24_LE:
		for (size_t i = 0; i < samples; i++)
			dst32[i] = narrow(src[i], 8);
		break;
	case SAMPLE_S24_3LE:
		for (size_t i = 0; i < samples; i++)
			write_24(dst8 + 3 * i, narrow(src[i], 8));
		break;
	case SAMPLE_FLOAT_LE:
		for (size_t i = 0; i < samples; i++)
			dst_float[i] = (float)(src[i] / FULL_SCALE);
		break;
	default:
		memcpy(dst, src, samples * sizeof(*src));
		break;
	}
}

void convert_to_s32(int32_t *dst, const void *src, size_t samples, enum sample_format format)
{
	const int16_t *src16 = src;
	const int32_t *src32 = src;
	const uint8_t *src8 = src;
	const float *src_float = src;

	switch (format) {
	case SAMPLE_U8:
		for (size_t i = 0; i < samples; i++)
			dst[i] = (int32_t)((uint32_t)(src8[i] ^ 0x80) << 24);
		break;
	case SAMPLE_MU_LAW:
		for (size_t i = 0; i < samples; i++)
			dst[i] = g711_mu_law_decode(src8[i]) * 65536;
		break;
	case SAMPLE_A_LAW:
		for (size_t i = 0; i < samples; i++)
			dst[i] = g711_a_law_decode(src8[i]) * 65536;
		break;
	case SAMPLE_S16_LE:
		for (size_t i = 0; i < samples; i++)
			dst[i] = src16[i] * 65536;
		break;
	case SAMPLE_S24_LE:
		for (size_t i = 0; i < samples; i++)
			dst[i] = (int32_t)((uint32_t)src32[i] << 8);
		break;
	case SAMPLE_S24_3LE:
		for (size_t i = 0; i < samples; i++)
			dst[i] = read_24(src8 + 3 * i);
		break;
	case SAMPLE_FLOAT_LE:
		for (size_t i = 0; i < samples; i++)
			dst[i] = from_double(src_float[i]);
		break;
	default:
		memcpy(dst, src, samples * sizeof(*dst));
		break;
	}
}

/* ---- 24 bits in 3 bytes and in words ---- */

/* Four samples are three words: a load and a store for every four bytes instead of every one. */
static void unpack_words(int32_t *dst, const uint8_t *src, size_t samples)
{
	for (; samples >= 4; samples -= 4, src += 12, dst += 4) {
		uint32_t packed[3];

		memcpy(packed, src, sizeof(packed));
		dst[0] = (int32_t)(packed[0] << 8) >> 8;
		dst[1] = (int32_t)((packed[0] >> 16 & 0xff00) | packed[1] << 16) >> 8;
		dst[2] = (int32_t)((packed[1] >> 8 & 0xffff00) | packed[2] << 24) >> 8;
		dst[3] = (int32_t)packed[2] >> 8;
	}
	for (; samples > 0; samples--, src += 3)
		*dst++ = read_24(src) >> 8;
}

static void pack_words(uint8_t *dst, const int32_t *src, size_t samples)
{
	for (; samples >= 4; samples -= 4, src += 4, dst += 12) {
		const uint32_t packed[3] = {
			((uint32_t)src[0] & 0xffffff) | (uint32_t)src[1] << 24,
			((uint32_t)src[1] >> 8 & 0xffff) | (uint32_t)src[2] << 16,
			((uint32_t)src[2] >> 16 & 0xff) | (uint32_t)src[3] << 8,
		};

		memcpy(dst, packed, sizeof(packed));
	}
	for (; samples > 0; samples--, dst += 3)
		write_24(dst, *src++);
}

/* The same by a shuffle of bytes, where the processor has one: x86 since SSSE3, each 64-bit ARM. */
#if defined(__x86_64__)
#define HAS_SHUFFLE() __builtin_cpu_supports("ssse3")
#define SHUFFLES      __attribute__((target("ssse3")))
#else
#define HAS_SHUFFLE() true
#define SHUFFLES
#endif

typedef int8_t bytes16 __attribute__((vector_size(16)));
typedef int32_t words4 __attribute__((vector_size(16)));

/* 16 bytes are read and written for 12 that count: the last ones are left to words. @return samples that are done */
#define SHUFFLED_SAMPLES 4
#define SHUFFLED_ROOM    6 /* 16 bytes, rounded up */

SHUFFLES static size_t unpack_shuffled(int32_t *dst, const uint8_t *src, size_t samples)
{
	size_t i;

	for (i = 0; i + SHUFFLED_ROOM <= samples; i += SHUFFLED_SAMPLES) {
		bytes16 packed;
		words4 words;

		memcpy(&packed, src + 3 * i, sizeof(packed));
		words = (words4)__builtin_shufflevector(packed, (bytes16){ 0 }, 16, 0, 1, 2, 16, 3,
							4, 5, 16, 6, 7, 8, 16, 9, 10, 11);
		words >>= 8;
		memcpy(dst + i, &words, sizeof(words));
	}
	return i;
}

SHUFFLES static size_t pack_shuffled(uint8_t *dst, const int32_t *src, size_t samples)
{
	size_t i;

	for (i = 0; i + SHUFFLED_ROOM <= samples; i += SHUFFLED_SAMPLES) {
		bytes16 words, packed;

		memcpy(&words, src + i, sizeof(words));
		packed = __builtin_shufflevector(words, words, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13,
						 14, 3, 7, 11, 15);
		memcpy(dst + 3 * i, &packed, sizeof(packed));
	}
	return i;
}

void convert_unpack_24(int32_t *dst, const uint8_t *src, size_t samples)
{
	size_t done = HAS_SHUFFLE() ? unpack_shuffled(dst, src, samples) : 0;

	unpack_words(dst + done, src + 3 * done, samples - done);
}

void convert_pack_24(uint8_t *dst, const int32_t *src, size_t samples)
{
	size_t done = HAS_SHUFFLE() ? pack_shuffled(dst, src, samples) : 0;

	pack_words(dst + 3 * done, src + done, samples - done);
}

void convert_from_double(int32_t *dst, const double *src, size_t samples)
{
	for (size_t i = 0; i < samples; i++)
		dst[i] = from_double(src[i]);
}

static int32_t average(const int32_t *src, uint32_t channels)
{
	int64_t sum = 0;

	for (uint32_t c = 0; c < channels; c++)
		sum += src[c];

	/* floor((sum + n/2) / n): half up for both signs */
	sum = 2 * sum + channels;
	return (int32_t)(sum >= 0 ? sum / (2 * channels) :
				    -((-sum + 2 * channels - 1) / (2 * channels)));
}

void convert_channels(int32_t *dst, uint32_t dst_channels, const int32_t *src,
		      uint32_t src_channels, size_t frames)
{
	for (size_t f = 0; f < frames; f++, dst += dst_channels, src += src_channels) {
		for (uint32_t c = 0; c < dst_channels; c++) {
			if (src_channels == 1)
				dst[c] = src[0];
			else if (dst_channels == 1)
				dst[c] = average(src, src_channels);
			else
				dst[c] = c < src_channels ? src[c] : 0;
		}
	}
}
