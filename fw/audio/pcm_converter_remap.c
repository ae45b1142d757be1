/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Remapping: each output channel is one source channel or silence. Samples are shifted to the output's format
 * without rounding, saturation or sign extension; what leaves a 16-bit container at the top is lost.
 */
#include <errno.h>
#include <sof/audio/pcm_converter.h>

enum remap_format {
	REMAP_S16, /* 16-bit container, all others 32 */
	REMAP_S24, /* low 24 bits */
	REMAP_MSB, /* high 24 bits */
	REMAP_S32,
	REMAP_S16_4, /* low 16 bits */
	REMAP_COUNT,
};

#define NO INT8_MIN /* no such conversion */

static const int8_t remap_shift[REMAP_COUNT][REMAP_COUNT] = {
	/*		  S16	S24	MSB	S32	S16_4 */
	[REMAP_S16] = { 0, 8, 16, 16, 0 },   [REMAP_S24] = { -8, 0, 8, 8, -8 },
	[REMAP_MSB] = { -16, -8, 0, 0, NO }, [REMAP_S32] = { -16, -8, 0, 0, -16 },
	[REMAP_S16_4] = { 0, 8, NO, 16, 0 },
};

static enum remap_format remap_format(const struct sof_audio_stream_params *params)
{
	switch (params->frame_fmt) {
	case SOF_IPC_FRAME_S16_LE:
		return REMAP_S16;
	case SOF_IPC_FRAME_S24_4LE:
		return REMAP_S24;
	case SOF_IPC_FRAME_S24_4LE_MSB:
		return REMAP_MSB;
	case SOF_IPC_FRAME_S16_4LE:
		return REMAP_S16_4;
	case SOF_IPC_FRAME_S32_LE:
		break;
	default:
		return REMAP_COUNT;
	}
	switch (params->valid_sample_fmt) {
	case SOF_IPC_FRAME_S16_LE:
	case SOF_IPC_FRAME_S16_4LE:
		return REMAP_S16_4;
	case SOF_IPC_FRAME_S24_4LE:
		return REMAP_S24;
	case SOF_IPC_FRAME_S24_4LE_MSB:
		return REMAP_MSB;
	case SOF_IPC_FRAME_S32_LE:
		return REMAP_S32;
	default:
		return REMAP_COUNT;
	}
}

int pcm_get_remap(const struct sof_audio_stream_params *from,
		  const struct sof_audio_stream_params *to, struct pcm_conversion *conversion)
{
	enum remap_format src = remap_format(from), dst = remap_format(to);

	if (src == REMAP_COUNT || dst == REMAP_COUNT || remap_shift[src][dst] == NO)
		return -EINVAL;
	conversion->convert = NULL;
	conversion->shift = remap_shift[src][dst];
	conversion->src_is_16 = src == REMAP_S16;
	conversion->dst_is_16 = dst == REMAP_S16;
	return 0;
}

static inline int32_t shift_sample(int32_t x, int shift)
{
	return shift >= 0 ? (int32_t)((uint32_t)x << shift) : x >> -shift;
}

/* One output channel: stride over both sides. */
#define REMAP_KERNEL(name, src_t, dst_t)                                                 \
	static void name(const struct pcm_conversion *c, const void *restrict src,       \
			 uint32_t src_channel, void *restrict dst, uint32_t dst_channel, \
			 uint32_t frames)                                                \
	{                                                                                \
		const src_t *restrict in = (const src_t *)src + src_channel;             \
		dst_t *restrict out = (dst_t *)dst + dst_channel;                        \
                                                                                         \
		for (uint32_t i = 0; i < frames;                                         \
		     i++, in += c->src_channels, out += c->dst_channels)                 \
			*out = (dst_t)shift_sample(*in, c->shift);                       \
	}

REMAP_KERNEL(remap_16_16, int16_t, int16_t)
REMAP_KERNEL(remap_16_32, int16_t, int32_t)
REMAP_KERNEL(remap_32_16, int32_t, int16_t)
REMAP_KERNEL(remap_32_32, int32_t, int32_t)

static void zero_channel(const struct pcm_conversion *c, void *dst, uint32_t channel,
			 uint32_t frames)
{
	for (uint32_t i = 0; i < frames; i++, channel += c->dst_channels) {
		if (c->dst_is_16)
			((int16_t *)dst)[channel] = 0;
		else
			((int32_t *)dst)[channel] = 0;
	}
}

void pcm_remap(const struct pcm_conversion *c, const void *src, void *dst, uint32_t frames)
{
	for (uint32_t channel = 0; channel < c->dst_channels; channel++) {
		uint32_t from = c->channel_map >> (4 * channel) & 0xF;

		/* covers 0xF, and a map that names a channel the source does not have */
		if (from >= c->src_channels)
			zero_channel(c, dst, channel, frames);
		else if (c->src_is_16 && c->dst_is_16)
			remap_16_16(c, src, from, dst, channel, frames);
		else if (c->src_is_16)
			remap_16_32(c, src, from, dst, channel, frames);
		else if (c->dst_is_16)
			remap_32_16(c, src, from, dst, channel, frames);
		else
			remap_32_32(c, src, from, dst, channel, frames);
	}
}
