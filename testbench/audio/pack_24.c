/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <string.h>

#include "audio/pack_24.h"

/* ---- words: four samples are three of them, a load and a store for every four bytes instead of every one ---- */

static inline void unpack_words(int32_t *dst, const uint8_t *src, size_t samples)
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

static inline void pack_words(uint8_t *dst, const int32_t *src, size_t samples)
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

#define SHUFFLED 4 /* samples in 12 of the 16 bytes */

SHUFFLES static inline void unpack_shuffle(int32_t *dst, const uint8_t *src, size_t samples)
{
	for (; samples >= SHUFFLED; samples -= SHUFFLED, src += 3 * SHUFFLED, dst += SHUFFLED) {
		bytes16 packed;
		words4 words;

		memcpy(&packed, src, sizeof(packed));
		words = (words4)__builtin_shufflevector(packed, (bytes16){ 0 }, 16, 0, 1, 2, 16, 3,
							4, 5, 16, 6, 7, 8, 16, 9, 10, 11);
		words >>= 8;
		memcpy(dst, &words, sizeof(words));
	}
	unpack_words(dst, src, samples);
}

SHUFFLES static inline void pack_shuffle(uint8_t *dst, const int32_t *src, size_t samples)
{
	for (; samples >= SHUFFLED; samples -= SHUFFLED, src += SHUFFLED, dst += 3 * SHUFFLED) {
		bytes16 words, packed;

		memcpy(&words, src, sizeof(words));
		packed = __builtin_shufflevector(words, words, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13,
						 14, 3, 7, 11, 15);
		memcpy(dst, &packed, sizeof(packed));
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

#define BLOCK 8 /* samples of a vector of words, in 24 of the 32 bytes */

/*
 * 32 bytes from 4 in front of a block on hold its first four samples at the end of one half, and the other four at the
 * beginning of the other.
 */
AVX2 static inline void unpack_block(int32_t *dst, const uint8_t *src)
{
	const __m256i places = _mm256_setr_epi8(-1, 4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13,
						14, 15, -1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1,
						9, 10, 11);
	const __m256i packed = _mm256_loadu_si256((const __m256i *)(src - 4));

	_mm256_storeu_si256((__m256i *)dst,
			    _mm256_srai_epi32(_mm256_shuffle_epi8(packed, places), 8));
}

AVX2 static inline void pack_block(uint8_t *dst, const int32_t *src)
{
	const __m256i places = _mm256_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1,
						-1, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1,
						-1, -1);
	const __m256i together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7);
	const __m256i words = _mm256_loadu_si256((const __m256i *)src);

	_mm256_storeu_si256((__m256i *)dst, _mm256_permutevar8x32_epi32(
						    _mm256_shuffle_epi8(words, places), together));
}

#define ROUND (4 * BLOCK) /* most periods are multiples of it */

AVX2 static inline void unpack_avx2(int32_t *dst, const uint8_t *src, size_t samples)
{
	if (samples % ROUND == 0) {
		for (const int32_t *const end = dst + samples; dst != end;
		     src += 3 * ROUND, dst += ROUND)
#pragma GCC unroll 4
			for (int i = 0; i < ROUND; i += BLOCK)
				unpack_block(dst + i, src + 3 * i);
		return;
	}
	for (; samples >= BLOCK; samples -= BLOCK, src += 3 * BLOCK, dst += BLOCK)
		unpack_block(dst, src);
	unpack_words(dst, src, samples);
}

AVX2 static inline void pack_avx2(uint8_t *dst, const int32_t *src, size_t samples)
{
	if (samples % ROUND == 0) {
		for (const int32_t *const end = src + samples; src != end;
		     src += ROUND, dst += 3 * ROUND)
#pragma GCC unroll 4
			for (int i = 0; i < ROUND; i += BLOCK)
				pack_block(dst + 3 * i, src + i);
		return;
	}
	for (; samples >= BLOCK; samples -= BLOCK, src += BLOCK, dst += 3 * BLOCK)
		pack_block(dst, src);
	pack_words(dst, src, samples);
}
#endif

/* ---- to and from a ring ---- */

/* The next bytes of what is lent, 3 for each 4 of the ring. */
static inline uint8_t *take_lent(struct adsp_dma_span *span, size_t bytes)
{
	uint8_t *packed = span->data;

	span->data += bytes - bytes / 4;
	span->bytes -= bytes;
	return packed;
}

#define MOVES(name, target)                                                                      \
	target static void move_in_##name(struct adsp_dma_span *span, void *ring, size_t bytes)  \
	{                                                                                        \
		unpack_##name(ring, take_lent(span, bytes), bytes / 4);                          \
	}                                                                                        \
	target static void move_out_##name(struct adsp_dma_span *span, void *ring, size_t bytes) \
	{                                                                                        \
		pack_##name(take_lent(span, bytes), ring, bytes / 4);                            \
	}

MOVES(words, )
MOVES(shuffle, SHUFFLES)
#if defined(__x86_64__)
MOVES(avx2, AVX2)
#endif

/* ---- choice ---- */

#define WAY(name)                                                                  \
	{                                                                          \
#name, unpack_##name, pack_##name, move_in_##name, move_out_##name \
	}

/* Each has what those in front of it have. */
static const struct {
	struct pack_24_way way;
	bool (*has)(void);
} ways[] = {
	{ WAY(words), has_words },
	{ WAY(shuffle), has_shuffle },
#if defined(__x86_64__)
	{ WAY(avx2), has_avx2 },
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
