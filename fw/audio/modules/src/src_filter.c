/* SPDX-License-Identifier: BSD-3-Clause */
/* Sample rate converter: the arithmetic. */
#include <string.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include "src.h"

/* ---- how many ---- */

uint32_t src_filter_outputs(const struct src_filter *filter, uint32_t frames)
{
	uint32_t end = frames * filter->stage.up;

	return end > filter->due ?
		       (end - filter->due + filter->stage.down - 1) / filter->stage.down :
		       0;
}

uint32_t src_filter_inputs(const struct src_filter *filter, uint32_t frames)
{
	return (uint32_t)(((uint64_t)frames * filter->stage.down + filter->due) / filter->stage.up);
}

/* ---- samples ---- */

static int32_t *line_of(const struct src_filter *filter, uint32_t channel)
{
	return filter->lines + (size_t)channel * filter->line_words;
}

/*
 * Taps are Q2.30, samples Q1.31 (or Q3.29), sums Q3.61 (Q5.59). The magnitudes of a phase's taps sum up to less than
 * 3, which the design checks: 64 bits hold the sum whatever the samples are.
 */
static inline int64_t dot(const int32_t *restrict taps, const int32_t *restrict samples,
			  uint32_t length)
{
	int64_t sum = 0;

	for (uint32_t k = 0; k < length; k++)
		sum += (int64_t)taps[k] * samples[k];
	return sum;
}

static inline int64_t saturate(int64_t x, uint32_t bits)
{
	const int64_t max = ((int64_t)1 << (bits - 1)) - 1;

	return x > max ? max : x < -max - 1 ? -max - 1 : x;
}

/* Every `stride`th sample of dst is an output of one channel, rounded once and saturated to its valid bits. */
#define SRC_CHANNEL(bits, type)                                                                 \
	static void channel_s##bits(const struct src_filter *filter, uint32_t channel,          \
				    uint32_t due, type *dst, uint32_t frames, uint32_t stride)  \
	{                                                                                       \
		const struct src_stage *stage = &filter->stage;                                 \
		const int32_t *samples = line_of(filter, channel) + due / stage->up;            \
		uint32_t phase = due % stage->up;                                               \
                                                                                                \
		for (uint32_t n = 0; n < frames; n++) {                                         \
			int64_t sum = dot(stage->taps + (size_t)phase * stage->length, samples, \
					  stage->length);                                       \
                                                                                                \
			dst[n * stride] = (type)saturate(                                       \
				q_shift_rnd(sum, filter->point + 32 - (bits)), bits);           \
			phase += stage->down;                                                   \
			samples += phase / stage->up;                                           \
			phase %= stage->up;                                                     \
		}                                                                               \
	}

SRC_CHANNEL(16, int16_t)
SRC_CHANNEL(24, int32_t)
SRC_CHANNEL(32, int32_t)

#define SRC_FORMAT(bits, type)                                                                    \
	static void load_s##bits(const void *src, struct src_filter *filter, uint32_t offset,     \
				 uint32_t frames, uint32_t channels)                              \
	{                                                                                         \
		for (uint32_t channel = 0; channel < channels; channel++) {                       \
			const type *in = (const type *)src + channel;                             \
			int32_t *line =                                                           \
				line_of(filter, channel) + filter->stage.length - 1 + offset;     \
                                                                                                  \
			for (uint32_t n = 0; n < frames; n++)                                     \
				line[n] = (int32_t)((uint32_t)in[n * channels] << (32 - (bits))); \
		}                                                                                 \
	}                                                                                         \
                                                                                                  \
	static void filter_s##bits(const struct src_filter *filter, uint32_t due, void *dst,      \
				   uint32_t frames, uint32_t channels)                            \
	{                                                                                         \
		for (uint32_t channel = 0; channel < channels; channel++)                         \
			channel_s##bits(filter, channel, due, (type *)dst + channel, frames,      \
					channels);                                                \
	}

SRC_FORMAT(16, int16_t)
SRC_FORMAT(24, int32_t)
SRC_FORMAT(32, int32_t)

static const struct src_format formats[] = {
	{ 16, sizeof(int16_t), load_s16, filter_s16 },
	{ 24, sizeof(int32_t), load_s24, filter_s24 },
	{ 32, sizeof(int32_t), load_s32, filter_s32 },
};

const struct src_format *src_format_get(uint32_t valid_bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].valid_bits == valid_bits)
			return &formats[i];
	}
	return NULL;
}

/* ---- lines ---- */

/*
 * What rounding takes from an output is given to the next, which moves the noise of rounding up in frequency, to
 * where the next filter removes more of it.
 */
static void feed_channel(struct src_filter *filter, uint32_t channel, int32_t *dst, uint32_t frames)
{
	const struct src_stage *stage = &filter->stage;
	const int32_t *samples = line_of(filter, channel) + filter->due / stage->up;
	uint32_t phase = filter->due % stage->up;

	for (uint32_t n = 0; n < frames; n++) {
		int64_t sum =
			dot(stage->taps + (size_t)phase * stage->length, samples, stage->length) +
			filter->carry[channel];
		int64_t rounded = q_shift_rnd(sum, filter->point);

		filter->carry[channel] = (int32_t)(sum - rounded * ((int64_t)1 << filter->point));
		dst[n] = (int32_t)saturate(rounded, 32);
		phase += stage->down;
		samples += phase / stage->up;
		phase %= stage->up;
	}
}

uint32_t src_filter_feed(struct src_filter *filter, uint32_t frames, struct src_filter *next,
			 uint32_t channels)
{
	uint32_t outputs = src_filter_outputs(filter, frames);

	for (uint32_t channel = 0; channel < channels; channel++)
		feed_channel(filter, channel, line_of(next, channel) + next->stage.length - 1,
			     outputs);
	return outputs;
}

void src_filter_advance(struct src_filter *filter, uint32_t frames, uint32_t channels)
{
	filter->due +=
		src_filter_outputs(filter, frames) * filter->stage.down - frames * filter->stage.up;
	for (uint32_t channel = 0; channel < channels; channel++) {
		int32_t *line = line_of(filter, channel);

		memmove(line, line + frames, (filter->stage.length - 1) * sizeof(*line));
	}
}
