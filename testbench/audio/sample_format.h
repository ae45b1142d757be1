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
	SAMPLE_U8 = 1,   /* silence is 128 */
	SAMPLE_S16_LE = 2,
	SAMPLE_S24_LE = 6, /* 24 bits sign-extended in a 32-bit word */
	SAMPLE_S32_LE = 10,
	SAMPLE_FLOAT_LE = 14, /* full scale +-1.0 */
	SAMPLE_IEC958 = 18,   /* subframes of IEC 60958 in words: no samples, passed as they are */
	SAMPLE_MU_LAW = 20,   /* G.711 */
	SAMPLE_A_LAW = 21,
	SAMPLE_S24_3LE = 32, /* 24 bits in 3 bytes */
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

/** What sample_format_parse() knows, for messages and help. */
#define SAMPLE_FORMAT_WORDS "S16_LE, S24_LE, S24_3LE, S32_LE, FLOAT_LE, U8, A_LAW, MU_LAW or IEC958"

/**
 * The formats from the narrowest to the widest.
 * @param rank	from 0
 * @return SAMPLE_NONE beyond the last
 */
enum sample_format sample_format_by_rank(size_t rank);

/** @return place in that order; 0 for an unknown format */
size_t sample_format_rank(enum sample_format format);

/** Can one become the other? Subframes are no samples. */
bool sample_format_converts(enum sample_format from, enum sample_format to);

/** The byte that fills samples of silence: 0 but for unsigned and companded formats. */
uint8_t sample_format_silence(enum sample_format format);

/** @return bytes of a sample in memory: 1 to 4; 0 for an unknown format */
size_t sample_format_bytes(enum sample_format format);

/** @return valid bits: 8, 16, 24 or 32; 0 for an unknown format */
unsigned int sample_format_bits(enum sample_format format);

/** @return bytes of a frame */
size_t audio_spec_frame_bytes(const struct audio_spec *spec);

#endif
