/* SPDX-License-Identifier: BSD-3-Clause */
/* 24 bits in 3 bytes and in words: what a processor can do it by. All ways give the same bytes. */
#ifndef TESTBENCH_AUDIO_PACK_24_H
#define TESTBENCH_AUDIO_PACK_24_H

#include <stddef.h>
#include <stdint.h>

#include <adsp/dma.h>

/** Bytes in front of packed samples that can be read, and behind them that can be read, and written by pack(). */
#define PACK_24_GUARD 8

/** Any number of samples, at any alignment. */
struct pack_24_way {
	const char *name;
	/** To sign-extended words; must not overlap. */
	void (*unpack)(int32_t *dst, const uint8_t *src, size_t samples);
	/** The reverse; bits of a word above the 24th are ignored. */
	void (*pack)(uint8_t *dst, const int32_t *src, size_t samples);
	/** The same between packed memory that a client of a gateway lends and the ring: see struct adsp_dma_client. */
	void (*move_in)(struct adsp_dma_span *span, void *ring, size_t bytes);
	void (*move_out)(struct adsp_dma_span *span, void *ring, size_t bytes);
};

/** Those of this processor; the last one is the fastest. @return NULL beyond it */
const struct pack_24_way *pack_24_way(size_t i);

/** The fastest. */
const struct pack_24_way *pack_24_best(void);

/** Three bytes, left-justified. */
static inline int32_t pack_24_read(const uint8_t *p)
{
	return (int32_t)((uint32_t)p[0] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 24);
}

/** The low three bytes of a word. */
static inline void pack_24_write(uint8_t *p, int32_t sample)
{
	p[0] = (uint8_t)sample;
	p[1] = (uint8_t)(sample >> 8);
	p[2] = (uint8_t)(sample >> 16);
}

#endif
