/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sample format conversion, and remapping of channels at the same time.
 *
 * A format is a pair of container and valid format: the usual 24-bit stream is S32_LE/S24_4LE. Two kinds of
 * conversion exist and round differently: with the same channel layout on both sides samples are rounded and
 * saturated; remapping only shifts.
 */
#ifndef SOF_AUDIO_PCM_CONVERTER_H
#define SOF_AUDIO_PCM_CONVERTER_H

#include <stdbool.h>
#include <stdint.h>
#include <sof/audio/audio_stream.h>

/** Nibble i: source channel of output channel i; 0xF: zeros. */
#define PCM_CHANNEL_MAP_IDENTITY 0x76543210u

/** Convert linear samples. src and dst do not overlap. */
typedef void (*pcm_convert_fn)(const void *restrict src, void *restrict dst, uint32_t samples);

/** How to get from one stream to another. Set up by pcm_get_conversion(), then read only. */
struct pcm_conversion {
	pcm_convert_fn convert; /* NULL: remap */
	uint32_t channel_map;
	uint8_t src_channels;
	uint8_t dst_channels;
	bool src_is_16; /* remap: containers of 16 or 32 bits */
	bool dst_is_16;
	int8_t shift; /* remap: left, negative right */
};

/**
 * Find the conversion between two streams.
 * @param channel_map	PCM_CHANNEL_MAP_IDENTITY when the channels keep their places
 * @return 0, -EINVAL there is none
 */
int pcm_get_conversion(const struct sof_audio_stream_params *from,
		       const struct sof_audio_stream_params *to, uint32_t channel_map,
		       struct pcm_conversion *conversion);

/** Convert linear frames. src and dst do not overlap. */
void pcm_convert(const struct pcm_conversion *conversion, const void *src, void *dst,
		 uint32_t frames);

/** Conversion of samples between two formats of the same layout. @return NULL: none */
pcm_convert_fn pcm_get_convert_fn(enum sof_ipc_frame src, enum sof_ipc_frame src_valid,
				  enum sof_ipc_frame dst, enum sof_ipc_frame dst_valid);

/** Remapping part of pcm_get_conversion() and pcm_convert(). */
int pcm_get_remap(const struct sof_audio_stream_params *from,
		  const struct sof_audio_stream_params *to, struct pcm_conversion *conversion);
void pcm_remap(const struct pcm_conversion *conversion, const void *src, void *dst,
	       uint32_t frames);

#endif
