/* SPDX-License-Identifier: BSD-3-Clause */
/* Sample rate converter: what surrounds the sums of products. */
#include <string.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include "src.h"

/* ---- how many ---- */

uint32_t src_filter_inputs(const struct src_filter *filter, uint32_t frames)
{
	const struct src_stage *stage = &filter->stage;

	/* nearly always, and without a division */
	if (frames >= filter->most_outputs)
		return filter->block;
	return filter->due.frame +
	       (frames * stage->down + filter->due.tap / stage->length) / stage->up;
}

/* ---- samples ---- */

static int32_t *line_of(const struct src_filter *filter, uint32_t channel)
{
	return filter->lines + (size_t)channel * filter->line_words;
}

static int32_t *new_samples(const struct src_filter *filter, uint32_t channel)
{
	return line_of(filter, channel) + filter->stage.length - 1;
}

/* The sum rounded to bits: `point` of them go. It has room for half a bit more, see src_kernels.c. */
static inline int64_t round_sum(int64_t sum, uint32_t point)
{
	return (sum + ((int64_t)1 << (point - 1))) >> point;
}

static inline int64_t saturate(int64_t x, uint32_t bits)
{
	const int64_t max = ((int64_t)1 << (bits - 1)) - 1;

	if ((int64_t)((uint64_t)x << (64 - bits)) >> (64 - bits) == x)
		return x;
	return x < 0 ? -max - 1 : max;
}

/* Two channels, the most frequent number, have loops of their own. */
#define SRC_FORMAT(bits, type)                                                                \
	static inline void load_channels_s##bits(const type *src, struct src_filter *filter,  \
						 uint32_t offset, uint32_t frames,            \
						 uint32_t channels)                           \
	{                                                                                     \
		for (uint32_t channel = 0; channel < channels; channel++) {                   \
			const type *in = src + channel;                                       \
			int32_t *line = new_samples(filter, channel) + offset;                \
                                                                                              \
			for (uint32_t n = 0; n < frames; n++, in += channels)                 \
				line[n] = (int32_t)((uint32_t)*in << (32 - (bits)));          \
		}                                                                             \
	}                                                                                     \
                                                                                              \
	static void load_s##bits(const void *src, struct src_filter *filter, uint32_t offset, \
				 uint32_t frames, uint32_t channels)                          \
	{                                                                                     \
		if (channels == 2)                                                            \
			load_channels_s##bits(src, filter, offset, frames, 2);                \
		else                                                                          \
			load_channels_s##bits(src, filter, offset, frames, channels);         \
	}                                                                                     \
                                                                                              \
	static inline void store_channels_s##bits(const int64_t *sums, uint32_t outputs,      \
						  uint32_t width, uint32_t shift, type *out,  \
						  uint32_t stride)                            \
	{                                                                                     \
		for (uint32_t n = 0; n < outputs; n++, out += stride, sums += width) {        \
			for (uint32_t c = 0; c < width; c++)                                  \
				out[c] = (type)saturate(round_sum(sums[c], shift), bits);     \
		}                                                                             \
	}                                                                                     \
                                                                                              \
	static void store_s##bits(const int64_t *sums, uint32_t outputs, uint32_t width,      \
				  uint32_t point, void *dst, uint32_t stride)                 \
	{                                                                                     \
		const uint32_t shift = point + 32 - (bits);                                   \
                                                                                              \
		if (width == 2)                                                               \
			store_channels_s##bits(sums, outputs, 2, shift, dst, stride);         \
		else                                                                          \
			store_channels_s##bits(sums, outputs, 1, shift, dst, stride);         \
	}

SRC_FORMAT(16, int16_t)
SRC_FORMAT(24, int32_t)
SRC_FORMAT(32, int32_t)

static const struct src_format formats[] = {
	{ 16, sizeof(int16_t), load_s16, store_s16 },
	{ 24, sizeof(int32_t), load_s24, store_s24 },
	{ 32, sizeof(int32_t), load_s32, store_s32 },
};

const struct src_format *src_format_get(uint32_t valid_bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].valid_bits == valid_bits)
			return &formats[i];
	}
	return NULL;
}

/* ---- outputs ---- */

/* The new samples become old. */
static void make_old(struct src_filter *filter, const struct src_due *due, uint32_t frames,
		     uint32_t channels)
{
	filter->due = (struct src_due){ due->frame - frames, due->tap };
	for (uint32_t channel = 0; channel < channels; channel++) {
		int32_t *line = line_of(filter, channel);

		memmove(line, line + frames, (filter->stage.length - 1) * sizeof(*line));
	}
}

/*
 * What rounding takes from an output is given to the next, which moves the noise of rounding up in frequency, to where
 * the next filter removes more of it. A filter that goes down by a whole number has nothing else to disturb: there the
 * noise is shaped by 1 - 1.75 z^-1 + 1.75 z^-2 - z^-3, which is 0 at 0 Hz and at 0.19 of the rate.
 */
static inline void shape(const int64_t *sums, uint32_t outputs, uint32_t width, uint32_t point,
			 struct src_carry *carry, int32_t *dst, bool far)
{
	int64_t a = carry->lost[0], b = carry->lost[1], c = carry->lost[2];

	for (uint32_t n = 0; n < outputs; n++) {
		int64_t sum = sums[n * width] + a;
		int64_t rounded;

		if (far) {
			sum += a - 2 * b - (a - b) / 4 + c;
			c = b;
			b = a;
		}
		rounded = round_sum(sum, point);
		a = sum - rounded * ((int64_t)1 << point);
		dst[n] = (int32_t)saturate(rounded, 32);
	}
	*carry = (struct src_carry){ { (int32_t)a, (int32_t)b, (int32_t)c } };
}

static void hand_on(struct src_filter *filter, uint32_t channel, const int64_t *sums,
		    uint32_t outputs, uint32_t width, int32_t *dst)
{
	struct src_carry *carry = &filter->carry[channel];

	if (filter->stage.up > 1)
		shape(sums, outputs, width, filter->point, carry, dst, false);
	else
		shape(sums, outputs, width, filter->point, carry, dst, true);
}

uint32_t src_filter_feed(struct src_filter *filter, uint32_t frames, struct src_filter *next,
			 uint32_t channels)
{
	struct src_due due = filter->due, after = due;
	int64_t sums[2 * SRC_MAX_SUMS];
	uint32_t outputs = 0, made = 0;

	while (due.frame < frames) {
		for (uint32_t channel = 0, width; channel < channels; channel += width) {
			width = MIN(channels - channel, 2u);
			after = due;
			made = filter->sum(filter, &after, frames, line_of(filter, channel), width,
					   sums, SRC_MAX_SUMS);
			for (uint32_t c = 0; c < width; c++)
				hand_on(filter, channel + c, sums + c, made, width,
					new_samples(next, channel + c) + outputs);
		}
		due = after;
		outputs += made;
	}
	make_old(filter, &due, frames, channels);
	return outputs;
}

uint32_t src_filter_drain(struct src_filter *filter, uint32_t frames,
			  const struct src_format *format, struct block_cursor *dst,
			  uint32_t channels)
{
	struct src_due due = filter->due, after = due;
	int64_t sums[2 * SRC_MAX_SUMS];
	uint32_t outputs = 0, made = 0;

	while (due.frame < frames) {
		const uint32_t most = block_linear(dst, SRC_MAX_SUMS);

		for (uint32_t channel = 0, width; channel < channels; channel += width) {
			width = MIN(channels - channel, 2u);
			after = due;
			made = filter->sum(filter, &after, frames, line_of(filter, channel), width,
					   sums, most);
			format->store(sums, made, width, filter->point,
				      dst->ptr + channel * format->sample_bytes, channels);
		}
		due = after;
		outputs += made;
		block_advance(dst, made);
	}
	make_old(filter, &due, frames, channels);
	return outputs;
}
