/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Parameters of a codec, as the MODULE_DATA object of its INIT_INSTANCE has them: what a program has given the compressed PCM,
 * in the layout of Linux's struct snd_codec, and the direction.
 */
#ifndef IPC4_CODEC_H
#define IPC4_CODEC_H

#include <stdint.h>

/** Numbers of Linux's SND_AUDIOCODEC_*. */
enum ipc4_codec_id {
	IPC4_CODEC_PCM = 1,
	IPC4_CODEC_MP3 = 2,
	IPC4_CODEC_AAC = 6,
	IPC4_CODEC_VORBIS = 9,
	IPC4_CODEC_FLAC = 10,
	IPC4_CODEC_OPUS = 17,
};

struct ipc4_codec_params {
	uint32_t id; /* enum ipc4_codec_id */
	uint32_t ch_in;
	uint32_t ch_out;
	uint32_t sample_rate; /* Hz */
	uint32_t bit_rate;
	uint32_t rate_control;
	uint32_t profile;
	uint32_t level;
	uint32_t ch_mode;
	uint32_t format; /* of samples: ALSA's number; 0: none */
	uint32_t align;
	uint32_t options[16];
	uint32_t reserved[3];
};

struct ipc4_codec_module_data {
	struct ipc4_codec_params params;
	uint32_t direction; /* 0 playback, 1 capture */
};

_Static_assert(sizeof(struct ipc4_codec_module_data) == 124, "layout of the host");

#endif
