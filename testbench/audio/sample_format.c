/* SPDX-License-Identifier: BSD-3-Clause */
#include <strings.h>

#include "audio/sample_format.h"

/* From the narrowest to the widest. */
static const struct {
	enum sample_format format;
	unsigned int bits;
	size_t bytes;
	uint8_t silence;
	const char *names[4]; /* the first is the one we print */
} formats[] = {
	{ SAMPLE_A_LAW, 8, 1, 0xd5, { "A_LAW", "a-law", "alaw" } },
	{ SAMPLE_MU_LAW, 8, 1, 0xff, { "MU_LAW", "mu-law", "mulaw", "ulaw" } },
	{ SAMPLE_U8, 8, 1, 0x80, { "U8", "8" } },
	{ SAMPLE_S16_LE, 16, 2, 0, { "S16_LE", "s16le", "s16", "16" } },
	{ SAMPLE_S24_LE, 24, 4, 0, { "S24_LE", "s24le", "s24", "24" } },
	{ SAMPLE_S24_3LE, 24, 3, 0, { "S24_3LE", "s24_3", "s243le" } },
	{ SAMPLE_S32_LE, 32, 4, 0, { "S32_LE", "s32le", "s32", "32" } },
	{ SAMPLE_FLOAT_LE, 32, 4, 0, { "FLOAT_LE", "float", "f32le", "f32" } },
	{ SAMPLE_IEC958, 32, 4, 0, { "IEC958_SUBFRAME_LE", "iec958" } },
};

#define NUM_FORMATS (sizeof(formats) / sizeof(formats[0]))
#define NUM_NAMES   (sizeof(formats[0].names) / sizeof(formats[0].names[0]))

/* @return its place in the table; NUM_FORMATS: unknown */
static size_t find(enum sample_format format)
{
	size_t i = 0;

	while (i < NUM_FORMATS && formats[i].format != format)
		i++;
	return i;
}

bool sample_format_converts(enum sample_format from, enum sample_format to)
{
	return from == to || (from != SAMPLE_IEC958 && to != SAMPLE_IEC958);
}

const char *sample_format_name(enum sample_format format)
{
	size_t i = find(format);

	return i < NUM_FORMATS ? formats[i].names[0] : "none";
}

bool sample_format_parse(const char *word, enum sample_format *out)
{
	for (size_t i = 0; i < NUM_FORMATS; i++) {
		for (size_t n = 0; n < NUM_NAMES && formats[i].names[n]; n++) {
			if (strcasecmp(word, formats[i].names[n]) == 0) {
				*out = formats[i].format;
				return true;
			}
		}
	}

	return false;
}

enum sample_format sample_format_by_rank(size_t rank)
{
	return rank < NUM_FORMATS ? formats[rank].format : SAMPLE_NONE;
}

size_t sample_format_rank(enum sample_format format)
{
	return find(format) % NUM_FORMATS;
}

uint8_t sample_format_silence(enum sample_format format)
{
	size_t i = find(format);

	return i < NUM_FORMATS ? formats[i].silence : 0;
}

size_t sample_format_bytes(enum sample_format format)
{
	size_t i = find(format);

	return i < NUM_FORMATS ? formats[i].bytes : 0;
}

unsigned int sample_format_bits(enum sample_format format)
{
	size_t i = find(format);

	return i < NUM_FORMATS ? formats[i].bits : 0;
}

size_t audio_spec_frame_bytes(const struct audio_spec *spec)
{
	return spec->channels * sample_format_bytes(spec->format);
}
