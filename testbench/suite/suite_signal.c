/* SPDX-License-Identifier: BSD-3-Clause */
/* Generated inputs: a table of signals, each a function of time. The same on every machine. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/audio_file.h"
#include "audio/convert.h"
#include "suite/suite.h"

#define BLOCK_FRAMES 1024

/* What a sample is made of. */
struct instant {
	const struct suite_signal *signal;
	uint32_t channel;
	uint64_t frame, frames;
	double rate;
};

/* Tone number i; channels take turns in the list. */
static double hz_of(const struct suite_signal *signal, size_t i)
{
	return signal->num_hz ? signal->hz[i % signal->num_hz] : 997;
}

static double phase_of(double hz, const struct instant *t)
{
	/* whole turns first: long signals stay exact */
	return 2 * M_PI * fmod(hz * (double)t->frame / t->rate, 1);
}

static double tone(const struct instant *t)
{
	return sin(phase_of(hz_of(t->signal, t->channel), t));
}

/* All tones in each channel; phases after Schroeder keep the peak low. */
static double multitone(const struct instant *t)
{
	size_t count = t->signal->num_hz ? t->signal->num_hz : 1;
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += sin(phase_of(hz_of(t->signal, i), t) +
			   M_PI * (double)(i * i) / (double)count);
	return sum / (double)count;
}

/* From the first frequency to the second, an octave takes the same time everywhere. */
static double sweep(const struct instant *t)
{
	double from = t->signal->num_hz ? t->signal->hz[0] : 20;
	double to = t->signal->num_hz > 1 ? t->signal->hz[1] : t->rate * 0.45;
	double seconds = (double)t->frames / t->rate, k = log(to / from);
	double turns =
		k != 0 ? from * seconds / k * (exp(k * (double)t->frame / (double)t->frames) - 1) :
			 from * (double)t->frame / t->rate;

	return sin(2 * M_PI * fmod(turns, 1));
}

/* A counter through a mixing function: any sample by itself, and channels that differ. */
static double noise(const struct instant *t)
{
	uint64_t x = (uint64_t)t->signal->seed << 32 ^ (uint64_t)(t->channel + 1) << 56 ^ t->frame;

	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	x ^= x >> 31;
	return (double)(int64_t)x / 0x1p63;
}

static double impulse(const struct instant *t)
{
	return t->frame == (uint64_t)llround(t->signal->at_ms * t->rate / 1000);
}

static double silence(const struct instant *t)
{
	(void)t;
	return 0;
}

const char *const suite_signal_names[] = {
	"tone", "multitone", "sweep", "noise", "impulse", "silence", NULL,
};

/* In the order of the words. */
static double (*const signals[])(const struct instant *t) = {
	tone, multitone, sweep, noise, impulse, silence,
};

uint64_t suite_signal_frames(const struct suite_end *end)
{
	uint32_t rate = end->rate ? end->rate : 48000;

	return end->frames ? end->frames :
			     (uint64_t)llround((end->ms > 0 ? end->ms : 100) * rate / 1000);
}

/* Samples as the width holds them, so that the file is the signal exactly. */
static void make_block(const struct suite_end *end, const struct audio_spec *spec, uint64_t first,
		       size_t frames, double *out)
{
	const double top = pow(10, end->signal.level_db / 20);
	struct instant t = {
		.signal = &end->signal,
		.frames = suite_signal_frames(end),
		.rate = spec->rate,
	};

	for (size_t i = 0; i < frames; i++)
		for (t.channel = 0; t.channel < spec->channels; t.channel++) {
			t.frame = first + i;
			*out++ = top * signals[end->signal.kind](&t);
		}
}

static int write_blocks(const struct suite_end *end, const struct audio_spec *spec,
			struct audio_writer *writer)
{
	static double samples[BLOCK_FRAMES * 8];
	static int32_t wide[BLOCK_FRAMES * 8], words[BLOCK_FRAMES * 8];
	const uint64_t total = suite_signal_frames(end);
	int ret = 0;

	for (uint64_t at = 0; !ret && at < total; at += BLOCK_FRAMES) {
		size_t frames = total - at < BLOCK_FRAMES ? (size_t)(total - at) : BLOCK_FRAMES;

		make_block(end, spec, at, frames, samples);
		convert_from_double(wide, samples, frames * spec->channels);
		convert_from_s32(words, wide, frames * spec->channels, spec->format);
		ret = audio_writer_write(writer, words, frames);
	}
	return ret;
}

int suite_signal_write(const struct suite_end *end, char *err, size_t err_size)
{
	struct audio_spec spec = {
		.rate = end->rate ? end->rate : 48000,
		.channels = end->channels ? end->channels : 2,
		.format = SAMPLE_S16_LE,
	};
	struct audio_writer *writer;
	int ret;

	if (end->format)
		sample_format_parse(end->format, &spec.format);
	ret = audio_writer_open(end->path, false, &writer, err, err_size);
	if (ret < 0)
		return ret;
	ret = audio_writer_begin(writer, &spec, err, err_size);
	if (!ret) {
		ret = write_blocks(end, &spec, writer);
		if (ret)
			snprintf(err, err_size, "%s", audio_writer_error(writer));
	}
	if (ret) {
		audio_writer_abort(writer, (char[16]){ 0 }, 16);
		return ret;
	}
	ret = audio_writer_commit(writer, err, err_size);
	return ret < 0 ? ret : 0;
}
