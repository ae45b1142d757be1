/* SPDX-License-Identifier: BSD-3-Clause */
/* One channel of interleaved frames to another, word by word. */
#ifndef CHANNEL_COPY_H
#define CHANNEL_COPY_H

#include <sof/audio/format.h>

/** Where the samples of a channel stand: every `stride` samples from `at` on. */
struct channel_words {
	void *at;
	uint32_t stride;
};

/** @param src	at NULL: zeros. @param sample_bytes	2 or 4 */
static inline void channel_copy(struct channel_words src, struct channel_words dst,
				uint32_t sample_bytes, uint32_t frames)
{
	if (sample_bytes == sizeof(int16_t)) {
		const int16_t *in = src.at;
		int16_t *out = dst.at;

		for (uint32_t i = 0; i < frames; i++)
			out[i * dst.stride] = (int16_t)(in ? in[i * src.stride] : 0);
	} else {
		const int32_t *in = src.at;
		int32_t *out = dst.at;

		for (uint32_t i = 0; i < frames; i++)
			out[i * dst.stride] = in ? in[i * src.stride] : 0;
	}
}

/** @return a channel of `channels` */
static inline struct channel_words channel_of(void *frames, uint32_t channels, uint32_t channel,
					      uint32_t sample_bytes)
{
	return (struct channel_words){ (uint8_t *)frames + channel * sample_bytes, channels };
}

#endif
