/* SPDX-License-Identifier: BSD-3-Clause */
/* Audio files as planes of doubles. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/audio_file.h"
#include "measure/measure.h"

#define BLOCK_FRAMES 4096

double measure_db(double ratio)
{
	return ratio > 0 ? 20 * log10(ratio) : -INFINITY;
}

/* Full scale of a word is 1. */
static double sample_at(enum sample_format format, const uint8_t *at)
{
	int32_t word;
	int16_t half;
	float real;

	if (format == SAMPLE_S16_LE) {
		memcpy(&half, at, sizeof(half));
		return half / 0x1p15;
	}
	if (format == SAMPLE_FLOAT_LE) {
		memcpy(&real, at, sizeof(real));
		return (double)real;
	}
	memcpy(&word, at, sizeof(word));
	return word / (format == SAMPLE_S24_LE ? 0x1p23 : 0x1p31);
}

static void spread(struct measure_signal *signal, enum sample_format format, const uint8_t *block,
		   uint64_t first, uint64_t frames)
{
	const size_t bytes = sample_format_bytes(format);

	for (uint64_t i = 0; i < frames; i++)
		for (uint32_t c = 0; c < signal->spec.channels; c++, block += bytes)
			signal->samples[c * signal->frames + first + i] = sample_at(format, block);
}

/* Read the window; what lies before it is read and dropped. */
static int read_window(struct audio_reader *reader, const struct audio_spec *spec, uint64_t begin,
		       struct measure_signal *out)
{
	uint8_t *block = malloc(BLOCK_FRAMES * audio_spec_frame_bytes(spec));
	const uint64_t end = begin + out->frames;
	int ret = block ? 0 : -ENOMEM;

	for (uint64_t at = 0; ret == 0 && at < end;) {
		const uint64_t part_end = at < begin ? begin : end;
		const uint64_t wanted = part_end - at < BLOCK_FRAMES ? part_end - at : BLOCK_FRAMES;
		const int64_t n = audio_reader_read(reader, block, wanted);

		if (n <= 0)
			ret = n < 0 ? (int)n : -EIO;
		else if (at >= begin)
			spread(out, spec->format, block, at - begin, (uint64_t)n);
		at += n > 0 ? (uint64_t)n : 0;
	}
	free(block);
	return ret;
}

static uint64_t frame_of(double ms, uint32_t rate)
{
	return (uint64_t)llround(ms * rate / 1000);
}

/* sample_at() knows them; the reader makes 32 bits of the others. */
static bool is_measured(enum sample_format format)
{
	return format == SAMPLE_S16_LE || format == SAMPLE_S24_LE || format == SAMPLE_S32_LE ||
	       format == SAMPLE_FLOAT_LE;
}

static int load(struct audio_reader *reader, const struct measure_window *window,
		struct measure_signal *out, char *err, size_t err_size)
{
	const struct audio_info *info = audio_reader_info(reader);
	struct audio_spec spec = info->spec;
	uint64_t begin = 0, end = info->frames;
	int ret;

	if (window) {
		begin = frame_of(window->from_ms, spec.rate);
		if (window->to_ms > 0 && frame_of(window->to_ms, spec.rate) < end)
			end = frame_of(window->to_ms, spec.rate);
	}
	if (begin >= end) {
		snprintf(err, err_size, "%s: nothing from %g ms on, it has %g ms",
			 audio_reader_path(reader), window ? window->from_ms : 0,
			 (double)info->frames * 1000 / spec.rate);
		return -EINVAL;
	}
	if (!is_measured(spec.format))
		spec.format = SAMPLE_S32_LE;
	ret = audio_reader_deliver(reader, &spec, true, err, err_size);
	if (ret < 0)
		return ret;
	out->path = audio_reader_path(reader);
	out->spec = info->spec;
	out->frames = end - begin;
	out->samples = calloc(out->frames * spec.channels, sizeof(*out->samples));
	if (!out->samples) {
		snprintf(err, err_size, "%s: out of memory", out->path);
		return -ENOMEM;
	}
	ret = read_window(reader, &spec, begin, out);
	if (ret < 0)
		snprintf(err, err_size, "%s", audio_reader_error(reader));
	return ret;
}

int measure_load(const char *path, const struct audio_spec *raw,
		 const struct measure_window *window, struct measure_signal *out, char *err,
		 size_t err_size)
{
	struct audio_reader_options options = { .accept_truncated = false };
	struct audio_reader *reader;
	int ret;

	if (raw)
		options.raw = *raw;
	memset(out, 0, sizeof(*out));
	ret = audio_reader_open(path, &options, &reader, err, err_size);
	if (ret < 0)
		return ret;
	ret = load(reader, window, out, err, err_size);
	audio_reader_close(reader);
	out->path = path;
	if (ret < 0)
		measure_free(out);
	return ret;
}

void measure_free(struct measure_signal *signal)
{
	free(signal->samples);
	signal->samples = NULL;
}
