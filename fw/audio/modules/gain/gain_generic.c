/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Gain arithmetic. y = x * gain, Q1.31, rounded. The gain is in [0, 1 - 2^-31], so |y| <= |x| and no result
 * needs saturation.
 */
#include <string.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include "gain.h"

static inline int32_t scale_s32(int32_t x, int32_t gain)
{
	return (int32_t)q_shift_rnd((int64_t)x * gain, 31);
}

static inline int32_t scale_s24(int32_t x, int32_t gain)
{
	return (int32_t)q_shift_rnd((int64_t)sign_extend_s24(x) * gain, 31);
}

/*
 * The same in 32 bits, with the gain in two halves: |x * high| <= 2^30, |x * low| < 2^31. Cutting off the low
 * half's last 16 bits first is harmless, because rounding ends in a floor.
 */
static inline int16_t scale_s16(int16_t x, int32_t gain)
{
	int32_t high = gain >> 16, low = gain & 0xFFFF;

	return (int16_t)((x * high + ((x * low) >> 16) + (1 << 14)) >> 15);
}

bool gain_is_the_same(const int32_t *gain, uint32_t channels)
{
	for (uint32_t i = 1; i < channels; i++) {
		if (gain[i] != gain[0])
			return false;
	}
	return true;
}

#define GAIN_SCALE(bits, type)                                                                    \
	static void scale_block_s##bits(const void *src, void *dst, uint32_t frames,              \
					uint32_t channels, const int32_t *gain)                   \
	{                                                                                         \
		const type *in = src;                                                             \
		type *out = dst;                                                                  \
		uint32_t samples = frames * channels;                                             \
                                                                                                  \
		if (gain_is_the_same(gain, channels)) {                                           \
			int32_t g = gain[0];                                                      \
                                                                                                  \
			for (uint32_t i = 0; i < samples; i++)                                    \
				out[i] = scale_s##bits(in[i], g);                                 \
			return;                                                                   \
		}                                                                                 \
		for (uint32_t i = 0; i < samples; i += channels) {                                \
			for (uint32_t channel = 0; channel < channels; channel++)                 \
				out[i + channel] = scale_s##bits(in[i + channel], gain[channel]); \
		}                                                                                 \
	}

GAIN_SCALE(16, int16_t)
GAIN_SCALE(24, int32_t)
GAIN_SCALE(32, int32_t)

/* |x| as unsigned, so that the most negative sample counts too */
static inline uint32_t magnitude(int32_t x)
{
	return x < 0 ? 0u - (uint32_t)x : (uint32_t)x;
}

/*
 * Where the channels divide a vector, each lane belongs to one channel and collects its lowest -|x|, which no sample
 * overflows. What is left goes sample by sample, and so does all of it with other channel counts.
 */
#define GAIN_PEAK(bits, type)                                                               \
	typedef type peak_vector_s##bits __attribute__((vector_size(16)));                  \
                                                                                            \
	static void peak_block_s##bits(const void *src, uint32_t frames, uint32_t channels, \
				       uint32_t *peak)                                      \
	{                                                                                   \
		enum {                                                                      \
			LANES = sizeof(peak_vector_s##bits) / sizeof(type)                  \
		};                                                                          \
		peak_vector_s##bits x, positive, lower, lowest = { 0 };                     \
		const type *in = src;                                                       \
		uint32_t samples = frames * channels, i = 0;                                \
                                                                                            \
		for (; LANES % channels == 0 && i + LANES <= samples; i += LANES) {         \
			memcpy(&x, in + i, sizeof(x));                                      \
			positive = (peak_vector_s##bits)(x > 0);                            \
			x = (x ^ positive) - positive;                                      \
			lower = (peak_vector_s##bits)(x < lowest);                          \
			lowest = (x & lower) | (lowest & ~lower);                           \
		}                                                                           \
		for (uint32_t lane = 0, channel = 0; lane < LANES && i; lane++) {           \
			peak[channel] = MAX(peak[channel], magnitude(lowest[lane]));        \
			channel = channel + 1 < channels ? channel + 1 : 0;                 \
		}                                                                           \
		for (; i < samples; i += channels) {                                        \
			for (uint32_t channel = 0; channel < channels; channel++) {         \
				uint32_t m = magnitude(in[i + channel]);                    \
                                                                                            \
				peak[channel] = MAX(peak[channel], m);                      \
			}                                                                   \
		}                                                                           \
	}

GAIN_PEAK(16, int16_t)
GAIN_PEAK(32, int32_t)

static void copy_block(const void *src, void *dst, size_t bytes)
{
	if (src != dst)
		memcpy(dst, src, bytes);
}

void gain_scale_s16(const void *src, void *dst, uint32_t frames, uint32_t channels,
		    const int32_t *gain, uint32_t *peak)
{
	peak_block_s16(src, frames, channels, peak);
	scale_block_s16(src, dst, frames, channels, gain);
}

void gain_copy_s16(const void *src, void *dst, uint32_t frames, uint32_t channels,
		   const int32_t *gain, uint32_t *peak)
{
	peak_block_s16(src, frames, channels, peak);
	copy_block(src, dst, (size_t)frames * channels * sizeof(int16_t));
}

/* the meter takes 24-bit words as they are */
static void scale_s24_baseline(const void *src, void *dst, uint32_t frames, uint32_t channels,
			       const int32_t *gain, uint32_t *peak)
{
	peak_block_s32(src, frames, channels, peak);
	scale_block_s24(src, dst, frames, channels, gain);
}

static void scale_s32_baseline(const void *src, void *dst, uint32_t frames, uint32_t channels,
			       const int32_t *gain, uint32_t *peak)
{
	peak_block_s32(src, frames, channels, peak);
	scale_block_s32(src, dst, frames, channels, gain);
}

static void copy_s32_baseline(const void *src, void *dst, uint32_t frames, uint32_t channels,
			      const int32_t *gain, uint32_t *peak)
{
	peak_block_s32(src, frames, channels, peak);
	copy_block(src, dst, (size_t)frames * channels * sizeof(int32_t));
}

#define GAIN_ZERO_CROSS(bits, type)                                                             \
	static uint32_t zero_cross_s##bits(const void *src, uint32_t frames, uint32_t channels, \
					   int64_t *sum)                                        \
	{                                                                                       \
		const type *in = src;                                                           \
		int64_t previous = *sum;                                                        \
                                                                                                \
		for (uint32_t frame = frames; frame; frame--) {                                 \
			int64_t now = 0;                                                        \
                                                                                                \
			for (uint32_t channel = 0; channel < channels; channel++)               \
				now += value_s##bits(in[(frame - 1) * channels + channel]);     \
			if ((now < 0) != (previous < 0)) {                                      \
				*sum = previous;                                                \
				return frame;                                                   \
			}                                                                       \
			previous = now;                                                         \
		}                                                                               \
		*sum = previous;                                                                \
		return 0;                                                                       \
	}

GAIN_ZERO_CROSS(16, int16_t)
GAIN_ZERO_CROSS(24, int32_t)
GAIN_ZERO_CROSS(32, int32_t)

#if defined(__x86_64__)
#define KERNELS(baseline, avx2, avx512) \
	{                               \
		baseline, avx2, avx512  \
	}
#else
#define KERNELS(baseline, avx2, avx512) \
	{                               \
		SIMD_SAME(baseline)     \
	}
#endif

static const struct gain_format formats[] = {
	{ 16, sizeof(int16_t), 4, 16,
	  KERNELS(gain_scale_s16, gain_scale_s16_avx2, gain_scale_s16_avx2),
	  KERNELS(gain_copy_s16, gain_copy_s16_avx2, gain_copy_s16_avx2), zero_cross_s16 },
	{ 24, sizeof(int32_t), 2, 8,
	  KERNELS(scale_s24_baseline, gain_scale_s24_avx2, gain_scale_s24_avx512),
	  KERNELS(copy_s32_baseline, gain_copy_s32_avx2, gain_copy_s32_avx512), zero_cross_s24 },
	{ 32, sizeof(int32_t), 2, 0,
	  KERNELS(scale_s32_baseline, gain_scale_s32_avx2, gain_scale_s32_avx512),
	  KERNELS(copy_s32_baseline, gain_copy_s32_avx2, gain_copy_s32_avx512), zero_cross_s32 },
};

const struct gain_format *gain_get_format(uint32_t valid_bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].valid_bits == valid_bits)
			return &formats[i];
	}
	return NULL;
}
