/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <string.h>

#include "audio/pack_24.h"

/* ---- words: four samples are three of them, a load and a store for every four bytes instead of every one ---- */

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
		*dst++ = pack_24_read(src) >> 8;
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
		pack_24_write(dst, *src++);
}

static bool has_words(void)
{
	return true;
}

/* ---- a shuffle of 16 bytes: x86 since SSSE3, each 64-bit ARM ---- */

#if defined(__x86_64__)
#define SHUFFLES __attribute__((target("ssse3")))

static bool has_shuffle(void)
{
	return __builtin_cpu_supports("ssse3");
}
#else
#define SHUFFLES

static bool has_shuffle(void)
{
	return true;
}
#endif

typedef int8_t bytes16 __attribute__((vector_size(16)));
typedef int32_t words4 __attribute__((vector_size(16)));

/* 16 bytes are read and written for 12 that count: the last ones are left to words. */
#define SHUFFLED_SAMPLES 4
#define SHUFFLED_ROOM    6 /* 16 bytes, rounded up */

SHUFFLES static void unpack_shuffled(int32_t *dst, const uint8_t *src, size_t samples)
{
	for (; samples >= SHUFFLED_ROOM; samples -= SHUFFLED_SAMPLES) {
		bytes16 packed;
		words4 words;

		memcpy(&packed, src, sizeof(packed));
		words = (words4)__builtin_shufflevector(packed, (bytes16){ 0 }, 16, 0, 1, 2, 16, 3,
							4, 5, 16, 6, 7, 8, 16, 9, 10, 11);
		words >>= 8;
		memcpy(dst, &words, sizeof(words));
		src += 3 * SHUFFLED_SAMPLES;
		dst += SHUFFLED_SAMPLES;
	}
	unpack_words(dst, src, samples);
}

SHUFFLES static void pack_shuffled(uint8_t *dst, const int32_t *src, size_t samples)
{
	for (; samples >= SHUFFLED_ROOM; samples -= SHUFFLED_SAMPLES) {
		bytes16 words, packed;

		memcpy(&words, src, sizeof(words));
		packed = __builtin_shufflevector(words, words, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13,
						 14, 3, 7, 11, 15);
		memcpy(dst, &packed, sizeof(packed));
		src += SHUFFLED_SAMPLES;
		dst += 3 * SHUFFLED_SAMPLES;
	}
	pack_words(dst, src, samples);
}

/* ---- the same of 32 bytes, which shuffles each half in itself ---- */

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2");
}

#define BLOCK      8           /* samples of a vector of words, in 24 bytes */
#define BLOCK_ROOM (BLOCK + 3) /* 32 bytes, rounded up */

/*
 * 32 bytes from 4 in front of a block on hold its first four samples at the end of one half, and the other four at the
 * beginning of the other. In front of the first block there are none: it is left to others.
 */
AVX2 static void unpack_avx2(int32_t *dst, const uint8_t *src, size_t samples)
{
	const __m256i places = _mm256_setr_epi8(-1, 4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13,
						14, 15, -1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1,
						9, 10, 11);
	size_t done = samples < 2 ? samples : 2; /* 6 bytes */

	unpack_words(dst, src, done);
#pragma GCC unroll 4
	for (; samples - done >= BLOCK_ROOM; done += BLOCK) {
		const __m256i packed = _mm256_loadu_si256((const __m256i *)(src + 3 * done - 4));

		_mm256_storeu_si256((__m256i *)(dst + done),
				    _mm256_srai_epi32(_mm256_shuffle_epi8(packed, places), 8));
	}
	unpack_shuffled(dst + done, src + 3 * done, samples - done);
}

/* 32 bytes are written for 24 that count. */
AVX2 static void pack_avx2(uint8_t *dst, const int32_t *src, size_t samples)
{
	const __m256i places = _mm256_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1,
						-1, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1,
						-1, -1);
	const __m256i together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7);
	size_t done = 0;

#pragma GCC unroll 4
	for (; samples - done >= BLOCK_ROOM; done += BLOCK) {
		const __m256i words = _mm256_loadu_si256((const __m256i *)(src + done));

		_mm256_storeu_si256((__m256i *)(dst + 3 * done),
				    _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(words, places),
								together));
	}
	pack_shuffled(dst + 3 * done, src + done, samples - done);
}
#endif

/* ---- choice ---- */

/* Each has what those in front of it have. */
static const struct {
	struct pack_24_way way;
	bool (*has)(void);
} ways[] = {
	{ { "words", unpack_words, pack_words }, has_words },
	{ { "shuffle", unpack_shuffled, pack_shuffled }, has_shuffle },
#if defined(__x86_64__)
	{ { "avx2", unpack_avx2, pack_avx2 }, has_avx2 },
#endif
};

const struct pack_24_way *pack_24_way(size_t i)
{
	return i < sizeof(ways) / sizeof(ways[0]) && ways[i].has() ? &ways[i].way : NULL;
}

const struct pack_24_way *pack_24_best(void)
{
	size_t i = 0;

	while (pack_24_way(i + 1))
		i++;
	return &ways[i].way;
}
