/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Gain arithmetic. y = x * gain, Q1.31, rounded. The gain is in [0, 1 - 2^-31], so |y| <= |x| and no result
 * needs saturation.
 */
#include <sof/audio/format.h>
#include <sof/common.h>
#include "gain.h"

#define LANES	8

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

static bool same_gain(const int32_t *gain, uint32_t channels)
{
	for (uint32_t i = 1; i < channels; i++) {
		if (gain[i] != gain[0])
			return false;
	}
	return true;
}

#define GAIN_SCALE(bits, type)									\
static void scale_block_s##bits(const void *src, void *dst, uint32_t frames, uint32_t channels,	\
				const int32_t *gain)						\
{												\
	const type *restrict in = src;								\
	type *restrict out = dst;								\
	uint32_t samples = frames * channels;							\
												\
	if (same_gain(gain, channels)) {							\
		int32_t g = gain[0];								\
												\
		for (uint32_t i = 0; i < samples; i++)						\
			out[i] = scale_s##bits(in[i], g);					\
		return;										\
	}											\
	for (uint32_t i = 0; i < samples; i += channels) {					\
		for (uint32_t channel = 0; channel < channels; channel++)			\
			out[i + channel] = scale_s##bits(in[i + channel], gain[channel]);	\
	}											\
}

GAIN_SCALE(16, int16_t)
GAIN_SCALE(24, int32_t)
GAIN_SCALE(32, int32_t)

/*
 * Extremes are collected in as many lanes as make a vector loop where the channels divide them, else in one
 * lane per channel: sample i belongs to lane i mod lanes. The magnitude comes last.
 */
#define GAIN_PEAK(bits, type)									\
static void peak_block_s##bits(const void *src, uint32_t frames, uint32_t channels, uint32_t *peak)	\
{												\
	const type *restrict in = src;								\
	uint32_t samples = frames * channels;							\
	uint32_t lanes = LANES % channels ? channels : LANES;					\
	type high[LANES] = { 0 }, low[LANES] = { 0 };						\
	uint32_t i = 0;										\
												\
	if (lanes == LANES) {									\
		for (; i + LANES <= samples; i += LANES) {					\
			for (uint32_t lane = 0; lane < LANES; lane++) {				\
				high[lane] = MAX(high[lane], in[i + lane]);			\
				low[lane] = MIN(low[lane], in[i + lane]);			\
			}									\
		}										\
	}											\
	for (; i < samples; i += channels) {							\
		for (uint32_t channel = 0; channel < channels; channel++) {			\
			high[channel] = MAX(high[channel], in[i + channel]);			\
			low[channel] = MIN(low[channel], in[i + channel]);			\
		}										\
	}											\
	for (uint32_t lane = 0; lane < lanes; lane++) {						\
		uint32_t magnitude = MAX((uint32_t)high[lane], 0u - (uint32_t)low[lane]);	\
												\
		peak[lane % channels] = MAX(peak[lane % channels], magnitude);			\
	}											\
}

GAIN_PEAK(16, int16_t)
GAIN_PEAK(32, int32_t)

static inline int32_t value_s16(int16_t x)
{
	return x;
}

static inline int32_t value_s24(int32_t x)
{
	return sign_extend_s24(x);
}

static inline int32_t value_s32(int32_t x)
{
	return x;
}

#define GAIN_ZERO_CROSS(bits, type)								\
static uint32_t zero_cross_s##bits(const void *src, uint32_t frames, uint32_t channels, int64_t *sum)	\
{												\
	const type *in = src;									\
	int64_t previous = *sum;								\
												\
	for (uint32_t frame = frames; frame; frame--) {						\
		int64_t now = 0;								\
												\
		for (uint32_t channel = 0; channel < channels; channel++)			\
			now += value_s##bits(in[(frame - 1) * channels + channel]);		\
		if ((now < 0) != (previous < 0)) {						\
			*sum = previous;							\
			return frame;								\
		}										\
		previous = now;									\
	}											\
	*sum = previous;									\
	return 0;										\
}

GAIN_ZERO_CROSS(16, int16_t)
GAIN_ZERO_CROSS(24, int32_t)
GAIN_ZERO_CROSS(32, int32_t)

static const struct gain_format formats[] = {
	{ 16, sizeof(int16_t), 4, 16, false, scale_block_s16, peak_block_s16, zero_cross_s16 },
	/* the meter takes 24-bit words as they are */
	{ 24, sizeof(int32_t), 2, 8, true, scale_block_s24, peak_block_s32, zero_cross_s24 },
	{ 32, sizeof(int32_t), 2, 0, true, scale_block_s32, peak_block_s32, zero_cross_s32 },
};

const struct gain_format *gain_get_format(uint32_t valid_bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].valid_bits == valid_bits)
			return &formats[i];
	}
	return NULL;
}
