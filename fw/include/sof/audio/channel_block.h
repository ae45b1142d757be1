/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Modules whose arithmetic works on one channel of Q1.31 samples: interleaved frames of any format are taken apart in
 * blocks, widened, given to the arithmetic in place, rounded and put back.
 */
#ifndef SOF_AUDIO_CHANNEL_BLOCK_H
#define SOF_AUDIO_CHANNEL_BLOCK_H

#include <stdint.h>
#include <sof/audio/format.h>
#include <sof/common.h>

#define CHANNEL_BLOCK 64 /* samples at a time */

/** Widen 16 bits to Q1.31. */
static inline int32_t widen_s16(int16_t x)
{
	return (int32_t)((uint32_t)(int32_t)x << 16);
}

/** Widen the low 24 bits to Q1.31; what stands above them is not looked at. */
static inline int32_t widen_s24(int32_t x)
{
	return (int32_t)((uint32_t)x << 8);
}

/** Round Q1.31 to 16 bits, halves up, saturated. */
static inline int16_t narrow_s16(int32_t x)
{
	return sat_int16((int32_t)q_shift_rnd(x, 16));
}

/** Round Q1.31 to 24 bits, halves up, saturated and sign-extended. */
static inline int32_t narrow_s24(int32_t x)
{
	return sat_int24((int32_t)q_shift_rnd(x, 8));
}

/** 16 bits as they are, for arithmetic that knows them. */
static inline int32_t raw_s16(int32_t x)
{
	return x;
}

static inline int32_t widen_s32(int32_t x)
{
	return x;
}

static inline int32_t narrow_s32(int32_t x)
{
	return x;
}

/**
 * Define a block_func `name`_s16, _s24 or _s32 that calls filter(private, channel, samples, count) for each channel.
 */
#define CHANNEL_BLOCK_FUNC(name, bits, type, filter)                                             \
	static void name##_s##bits(void *private, const void *src, void *dst, uint32_t frames,   \
				   uint32_t channels)                                            \
	{                                                                                        \
		int32_t block[CHANNEL_BLOCK];                                                    \
		uint32_t n;                                                                      \
                                                                                                 \
		for (uint32_t first = 0; first < frames; first += n) {                           \
			n = MIN(frames - first, CHANNEL_BLOCK);                                  \
			for (uint32_t channel = 0; channel < channels; channel++) {              \
				const type *in = (const type *)src + first * channels + channel; \
				type *out = (type *)dst + first * channels + channel;            \
                                                                                                 \
				for (uint32_t i = 0; i < n; i++)                                 \
					block[i] = widen_s##bits(in[i * channels]);              \
				filter(private, channel, block, n);                              \
				for (uint32_t i = 0; i < n; i++)                                 \
					out[i * channels] = narrow_s##bits(block[i]);            \
			}                                                                        \
		}                                                                                \
	}

/** The three of them. */
#define CHANNEL_BLOCK_FUNCS(name, filter)             \
	CHANNEL_BLOCK_FUNC(name, 16, int16_t, filter) \
	CHANNEL_BLOCK_FUNC(name, 24, int32_t, filter) \
	CHANNEL_BLOCK_FUNC(name, 32, int32_t, filter)

/**
 * Define a block_func `name`_s16, _s24 or _s32 that calls run(private, planes, frames) for blocks of all channels, none
 * longer than limit(private), which is at most CHANNEL_BLOCK.
 */
#define PLANES_BLOCK_FUNC(name, bits, type, widen, narrow, limit, run)                            \
	static void name##_s##bits(void *private, const void *src, void *dst, uint32_t frames,    \
				   uint32_t channels)                                             \
	{                                                                                         \
		int32_t planes[IPC4_MAX_CHANNELS][CHANNEL_BLOCK];                                 \
		int32_t *pointers[IPC4_MAX_CHANNELS];                                             \
		const type *in = src;                                                             \
		type *out = dst;                                                                  \
		uint32_t n;                                                                       \
                                                                                                  \
		for (uint32_t channel = 0; channel < channels; channel++)                         \
			pointers[channel] = planes[channel];                                      \
		for (; frames; frames -= n, in += n * channels, out += n * channels) {            \
			n = MIN(frames, limit(private));                                          \
			for (uint32_t channel = 0; channel < channels; channel++)                 \
				for (uint32_t i = 0; i < n; i++)                                  \
					planes[channel][i] = widen(in[i * channels + channel]);   \
			run(private, pointers, n);                                                \
			for (uint32_t channel = 0; channel < channels; channel++)                 \
				for (uint32_t i = 0; i < n; i++)                                  \
					out[i * channels + channel] = narrow(planes[channel][i]); \
		}                                                                                 \
	}

#endif
