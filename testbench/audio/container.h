/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the header of an audio file says about its length and its words. libsndfile shortens a truncated file
 * silently, and guesses where 24 bits stand in words of 32; so both are looked up before it opens the file.
 */
#ifndef TESTBENCH_AUDIO_CONTAINER_H
#define TESTBENCH_AUDIO_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/audio_io.h"

struct audio_container {
	const char *name;   /* "WAV", ...; NULL: a kind whose header is not looked at */
	int64_t data_at;    /* first byte of the samples; 0: none found */
	int64_t data_bytes; /* as the header says; -1: it does not know */
	bool narrow_size;   /* the header counts in 32 bits */
	struct audio_patch patches[AUDIO_MAX_PATCHES]; /* without which libsndfile does not take it */
	int num_patches;
	const char *
		misread; /* why libsndfile would give other samples than the file's; NULL: it does not */

	/* WAVE only, else zeros */
	bool big_endian;
	uint16_t tag; /* WAVE_TAG_... */
	uint16_t channels;
	uint32_t rate;
	uint16_t block_align; /* bytes of a frame */
	uint16_t bits;
};

#define WAVE_TAG_PCM        1
#define WAVE_TAG_FLOAT      3
#define WAVE_TAG_A_LAW      6
#define WAVE_TAG_MU_LAW     7
#define WAVE_TAG_EXTENSIBLE 0xfffe

/** Read the header; leaves the input at its beginning. A header that cannot be understood gives no data_at. */
void audio_container_read(struct audio_input *input, struct audio_container *container);

/**
 * Compare the length of the data with what the input holds.
 * @param err	one line without the file's name
 * @return 0; -ENODATA truncated, or longer than the header can say
 */
int audio_container_check_length(const struct audio_container *container,
				 const struct audio_input *input, char *err, size_t err_size);

/** Bytes at the end of a WAVE's data that make no whole frame. */
int64_t audio_container_rest(const struct audio_container *container);

/** 24-bit samples in the low bits of 32-bit words under a header of 24 bits, as arecord -f S24_LE writes them. */
bool audio_container_has_low_words(const struct audio_container *container);

/** Is it known where the samples are, and will libsndfile read just these? @return 0; -EINVAL and a line in err */
int audio_container_check_words(const struct audio_container *container, char *err,
				size_t err_size);

#endif
