/* SPDX-License-Identifier: BSD-3-Clause */
/* A PCM of this machine at a DAI of the card: --dai NAME=alsa:DEVICE. */
#ifndef TESTBENCH_CLI_CARD_ALSA_H
#define TESTBENCH_CLI_CARD_ALSA_H

#include <stdbool.h>

#include <alsa/asoundlib.h>

#include <adsp/dma.h>

#include "audio/sample_format.h"

struct card_alsa {
	snd_pcm_t *pcm; /* NULL: none */
	const char *device;
	size_t frame_bytes;
	uint64_t frames; /* moved */
	int error;       /* the first failure, -errno; from then on audio is dropped, or silence */
};

/**
 * Open it.
 * @param device	as in aplay -D; kept
 * @param input		of the DSP: the device is recorded from
 * @return 0, -errno
 */
int card_alsa_open(struct card_alsa *alsa, const char *device, bool input);

/** Set what travels; libasound converts rates. @return 0, -errno */
int card_alsa_begin(struct card_alsa *alsa, const struct audio_spec *spec);

/** Whom the DAI moves its audio with: waits for the device, whose clock is then the card's. */
struct adsp_dma_client card_alsa_client(struct card_alsa *alsa);

/** Play what there is, and close. */
void card_alsa_close(struct card_alsa *alsa);

#endif
