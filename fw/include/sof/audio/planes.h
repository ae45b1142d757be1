/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interleaved frames of any format as planes of Q1.31 samples, one for each channel, and back: for arithmetic that works
 * on a channel at a time.
 *
 *	S16:	x << 16		and back: rounded, halves up, saturated
 *	S24:	x << 8; what stands above the 24 bits is not looked at	the same, and sign-extended
 *	S32:	as it is
 */
#ifndef SOF_AUDIO_PLANES_H
#define SOF_AUDIO_PLANES_H

#include <stdint.h>
#include <ipc4/module.h>
#include <sof/audio/block_module.h>
#include <sof/audio/format.h>

#define PLANE_SAMPLES 64 /* of a plane, at most */

typedef int32_t plane[PLANE_SAMPLES];

/** How samples of one format are widened and narrowed. */
struct plane_format {
	/** @param src	the channel's first sample; the next is `stride` samples on */
	void (*widen)(const void *src, uint32_t stride, int32_t *samples, uint32_t count);
	void (*narrow)(const int32_t *samples, void *dst, uint32_t stride, uint32_t count);
	uint32_t sample_bytes;
};

/** @param fmt	S16_LE, S24_4LE or S32_LE */
const struct plane_format *plane_format_get(enum sof_ipc_frame fmt);

/** 16 bits as they are, in words. */
extern const struct plane_format plane_format_raw_s16;

static inline int32_t widen_s16(int16_t x)
{
	return (int32_t)((uint32_t)(int32_t)x << 16);
}

static inline int16_t narrow_s16(int32_t x)
{
	return sat_int16((int32_t)q_shift_rnd(x, 16));
}

static inline void planes_widen(const struct plane_format *format, const void *src,
				uint32_t channels, uint32_t channel, int32_t *samples,
				uint32_t count)
{
	format->widen((const uint8_t *)src + channel * format->sample_bytes, channels, samples,
		      count);
}

static inline void planes_narrow(const struct plane_format *format, const int32_t *samples,
				 void *dst, uint32_t channels, uint32_t channel, uint32_t count)
{
	format->narrow(samples, (uint8_t *)dst + channel * format->sample_bytes, channels, count);
}

/* ---- whole blocks of modules on the kit ---- */

/** Arithmetic of one channel, in place. @param count	at most PLANE_SAMPLES */
typedef void (*plane_func)(void *private, uint32_t channel, int32_t *samples, uint32_t count);

/** Run it on each channel of a block, whose format is base.fmt. Arguments as block_func. */
void planes_each_channel(void *private, const void *src, void *dst, uint32_t frames,
			 uint32_t channels, plane_func run);

/** Arithmetic of all channels at once, in place. @param count	at most what limit() has said */
typedef void (*planes_func)(void *private, int32_t *const *samples, uint32_t count);

/**
 * Run it on a block. Arguments as block_func.
 * @param format	of the arithmetic
 * @param limit		frames until it wants to be called anew, 1..PLANE_SAMPLES
 */
void planes_all_channels(void *private, const void *src, void *dst, uint32_t frames,
			 uint32_t channels, const struct plane_format *format,
			 uint32_t (*limit)(void *private), planes_func run);

/** Rows of a format table with the same function for all formats. */
#define PLANES_ALL_FORMATS(function)                                \
	{ SOF_IPC_FRAME_S16_LE, { SIMD_SAME(function) } },          \
		{ SOF_IPC_FRAME_S24_4LE, { SIMD_SAME(function) } }, \
	{                                                           \
		SOF_IPC_FRAME_S32_LE,                               \
		{                                                   \
			SIMD_SAME(function)                         \
		}                                                   \
	}

#endif
