/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The sample formats that a PCM carries. Values are ALSA's format numbers, so that a PCM's capability
 * mask (bit n = format n) and this enum speak of the same thing.
 */
#ifndef TESTBENCH_AUDIO_SAMPLE_FORMAT_H
#define TESTBENCH_AUDIO_SAMPLE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sample_format {
	SAMPLE_NONE = 0, /* not given (ALSA's number 0, S8, is never streamed) */
	SAMPLE_S16_LE = 2,
	SAMPLE_S24_LE = 6, /* 24 bits sign-extended in a 32-bit word */
	SAMPLE_S32_LE = 10,
};

/** Rate, channels and format of interleaved audio. */
struct audio_spec {
	uint32_t rate; /* frames per second */
	uint32_t channels;
	enum sample_format format;
};

/** @return "S16_LE", ...; "none" for anything else */
const char *sample_format_name(enum sample_format format);

/**
 * Read a format as users write it: S16_LE, s16le, s16, case does not matter.
 * @return true and fills out when the word is known
 */
bool sample_format_parse(const char *word, enum sample_format *out);

/** @return bytes of a sample in memory: 2 or 4; 0 for an unknown format */
size_t sample_format_bytes(enum sample_format format);

/** @return valid bits: 16, 24 or 32; 0 for an unknown format */
unsigned int sample_format_bits(enum sample_format format);

/** @return bytes of a frame */
size_t audio_spec_frame_bytes(const struct audio_spec *spec);

#endif
