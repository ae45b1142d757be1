/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "audio/container.h"
#include "audio/wav_stream.h"

static uint8_t *put(uint8_t *to, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*to++ = (uint8_t)(value >> (8 * i));
	return to;
}

static uint8_t *put_text(uint8_t *to, const char *text)
{
	size_t length = strlen(text);

	memcpy(to, text, length);
	return to + length;
}

static uint32_t tag_of(enum sample_format format)
{
	switch (format) {
	case SAMPLE_FLOAT_LE:
		return WAVE_TAG_FLOAT;
	case SAMPLE_A_LAW:
		return WAVE_TAG_A_LAW;
	case SAMPLE_MU_LAW:
		return WAVE_TAG_MU_LAW;
	default:
		return WAVE_TAG_PCM;
	}
}

void wav_stream_header(uint8_t *header, const struct audio_spec *spec)
{
	uint32_t bits = sample_format_bits(spec->format);
	uint32_t frame_bytes = spec->channels * bits / 8;

	header = put_text(header, "RIFF");
	header = put(header, UINT32_MAX, 4);
	header = put_text(header, "WAVEfmt ");
	header = put(header, 16, 4);
	header = put(header, tag_of(spec->format), 2);
	header = put(header, spec->channels, 2);
	header = put(header, spec->rate, 4);
	header = put(header, spec->rate * frame_bytes, 4);
	header = put(header, frame_bytes, 2);
	header = put(header, bits, 2);
	header = put_text(header, "data");
	put(header, UINT32_MAX, 4);
}
