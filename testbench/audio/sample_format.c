/* SPDX-License-Identifier: BSD-3-Clause */
#include <strings.h>

#include "audio/sample_format.h"

static const struct {
	enum sample_format format;
	unsigned int bits;
	size_t bytes;
	const char *names[4]; /* the first is the one we print */
} formats[] = {
	{ SAMPLE_S16_LE, 16, 2, { "S16_LE", "s16le", "s16", "16" } },
	{ SAMPLE_S24_LE, 24, 4, { "S24_LE", "s24le", "s24", "24" } },
	{ SAMPLE_S32_LE, 32, 4, { "S32_LE", "s32le", "s32", "32" } },
};

#define NUM_FORMATS (sizeof(formats) / sizeof(formats[0]))
#define NUM_NAMES   (sizeof(formats[0].names) / sizeof(formats[0].names[0]))

const char *sample_format_name(enum sample_format format)
{
	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].format == format)
			return formats[i].names[0];

	return "none";
}

bool sample_format_parse(const char *word, enum sample_format *out)
{
	for (size_t i = 0; i < NUM_FORMATS; i++) {
		for (size_t n = 0; n < NUM_NAMES; n++) {
			if (strcasecmp(word, formats[i].names[n]) == 0) {
				*out = formats[i].format;
				return true;
			}
		}
	}

	return false;
}

size_t sample_format_bytes(enum sample_format format)
{
	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].format == format)
			return formats[i].bytes;

	return 0;
}

unsigned int sample_format_bits(enum sample_format format)
{
	for (size_t i = 0; i < NUM_FORMATS; i++)
		if (formats[i].format == format)
			return formats[i].bits;

	return 0;
}

size_t audio_spec_frame_bytes(const struct audio_spec *spec)
{
	return spec->channels * sample_format_bytes(spec->format);
}
