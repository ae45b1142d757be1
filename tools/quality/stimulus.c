/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stimulus.h"

#define TONE_LEVEL     0.8912509381337456 /* -1 dBFS */
#define FULL_LEVEL     0.9999999981373549 /* 2^31 - 4: full scale, and a quarter of it is whole */
#define CONSTANT_LEVEL 0.5
#define SQUARE_HZ      115
#define TONES          16
#define FIRST_TONE_HZ  100.0
#define TOP_TONE_HZ    20000.0
#define SPEECH_TONE_HZ 997
#define TONE_WINDOW_S  1.0 /* whole periods of tone and images, whatever the frequency */
#define MULTITONE_RMS  0.12
#define ALIAS_STEP_HZ  15
#define NYQUIST_LEVEL  0.5
#define MAX_SEGMENTS   96

static void *need(void *memory)
{
	if (!memory) {
		perror("src_meter");
		exit(2);
	}
	return memory;
}

unsigned int fold(unsigned int f, unsigned int rate)
{
	f %= rate;
	return f > rate / 2 ? rate - f : f;
}

size_t tone_bin(const struct tone *tone, double window)
{
	return (size_t)lround(tone->half_hz * window / 2);
}

/* ---- building ---- */

static struct segment *add_segment(struct stimulus *s, enum segment_kind kind, double window,
				   size_t max_tones)
{
	struct segment *segment;

	if (s->num_segments == MAX_SEGMENTS) {
		fprintf(stderr, "src_meter: more than %d segments\n", MAX_SEGMENTS);
		exit(2);
	}
	segment = &s->segments[s->num_segments++];
	segment->kind = kind;
	segment->window = window;
	segment->start = s->length;
	segment->tones = need(calloc(max_tones, sizeof(*segment->tones)));
	/* segments begin where both sides have a sample */
	s->length += ceil((SETTLE_S + window + TAIL_S) / PERIOD_S) * PERIOD_S;
	return segment;
}

static double random_phase(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double)(*state >> 40) / (double)(1 << 24);
}

static void set_levels(struct segment *segment)
{
	for (size_t i = 0; i < segment->num_tones; i++)
		segment->tones[i].amplitude =
			MULTITONE_RMS * sqrt(2.0 / (double)segment->num_tones);
}

/* Tones up to a part of the lower rate. */
static void add_multitone(struct stimulus *s, enum segment_kind kind, double edge)
{
	unsigned int low = s->in_rate < s->out_rate ? s->in_rate : s->out_rate;
	unsigned int step = low < 32000 ? GRID_HZ : 2 * GRID_HZ;
	struct segment *segment = add_segment(s, kind, PERIOD_S, low / 2 / step + 1);
	uint64_t state = 1;

	for (unsigned int f = step; f <= edge * low; f += step)
		segment->tones[segment->num_tones++] =
			(struct tone){ 2 * f, 0, random_phase(&state) };
	set_levels(segment);
}

/* As many segments as it takes to give each tone's alias a place of its own. */
static void add_aliases(struct stimulus *s)
{
	unsigned int first = (s->out_rate / 2 / GRID_HZ + 1) * GRID_HZ;
	unsigned int places = s->out_rate / 2 / GRID_HZ + 1;
	size_t left = 0, max_tones = (s->in_rate / 2 - first) / ALIAS_STEP_HZ + 1;
	bool *waiting = need(calloc(max_tones, sizeof(*waiting)));
	bool *taken = need(calloc(places, sizeof(*taken)));
	uint64_t state = 2;

	for (size_t i = 0; i < max_tones; i++, left++)
		waiting[i] = true;
	while (left) {
		struct segment *segment = add_segment(s, SEGMENT_ALIAS, PERIOD_S, left);

		memset(taken, 0, places * sizeof(*taken));
		taken[0] = taken[places - 1] = true;
		for (size_t i = 0; i < max_tones; i++) {
			unsigned int f = first + (unsigned int)i * ALIAS_STEP_HZ;
			unsigned int place = fold(f, s->out_rate) / GRID_HZ;

			if (!waiting[i] || (taken[place] && place && place != places - 1))
				continue;
			waiting[i] = false;
			left--;
			if (!place || place == places - 1)
				continue;
			taken[place] = true;
			segment->tones[segment->num_tones++] =
				(struct tone){ 2 * f, 0, random_phase(&state) };
		}
		set_levels(segment);
	}
	free(waiting);
	free(taken);
	for (int i = 0; i < 2; i++) {
		struct segment *segment = add_segment(s, SEGMENT_NYQUIST, 2 * PERIOD_S, 1);

		segment->tones[segment->num_tones++] =
			(struct tone){ s->out_rate, NYQUIST_LEVEL, 0.25 * i };
	}
}

static void add_tone(struct stimulus *s, enum segment_kind kind, unsigned int f, double level)
{
	struct segment *segment = add_segment(s, kind, TONE_WINDOW_S, 1);

	segment->tones[segment->num_tones++] = (struct tone){ 2 * f, level, 0 };
}

static void add_tones(struct stimulus *s, enum segment_kind kind, double level)
{
	double low = s->in_rate < s->out_rate ? s->in_rate : s->out_rate;
	double top = fmin(0.45 * low, TOP_TONE_HZ);

	for (int i = 0; i < TONES; i++) {
		unsigned int f =
			(unsigned int)(FIRST_TONE_HZ * pow(top / FIRST_TONE_HZ, i / (TONES - 1.0)));

		/* odd: so that the rounding of the samples is not the same in every period */
		add_tone(s, kind, i == TONES - 1 ? (unsigned int)top : f | 1, level);
	}
}

struct stimulus *stimulus_new(unsigned int in_rate, unsigned int out_rate, bool thd_only)
{
	struct stimulus *s = need(calloc(1, sizeof(*s)));

	s->in_rate = in_rate;
	s->out_rate = out_rate;
	s->segments = need(calloc(MAX_SEGMENTS, sizeof(*s->segments)));
	add_tone(s, SEGMENT_TONE, SPEECH_TONE_HZ, TONE_LEVEL);
	if (thd_only)
		return s;
	add_multitone(s, SEGMENT_TRANSFER, 0.498);
	if (out_rate > in_rate)
		add_multitone(s, SEGMENT_IMAGE, PASS_EDGE);
	if (out_rate < in_rate)
		add_aliases(s);
	add_tones(s, SEGMENT_TONE, TONE_LEVEL);
	add_tones(s, SEGMENT_FULL, FULL_LEVEL);
	add_tone(s, SEGMENT_CONSTANT, 0, CONSTANT_LEVEL);
	add_tone(s, SEGMENT_SQUARE, SQUARE_HZ, FULL_LEVEL / 4);
	add_tone(s, SEGMENT_SQUARE, SQUARE_HZ, FULL_LEVEL);
	return s;
}

void stimulus_free(struct stimulus *s)
{
	for (size_t i = 0; i < s->num_segments; i++)
		free(s->segments[i].tones);
	free(s->segments);
	free(s);
}

/* ---- writing ---- */

static void render_square(const struct segment *segment, unsigned int rate, double *out,
			  size_t frames)
{
	const struct tone *tone = &segment->tones[0];

	/* a constant is the first half of a period that never ends */
	for (size_t n = 0; n < frames; n++)
		out[n] = (uint64_t)n * tone->half_hz / rate % 2 ? -tone->amplitude :
								  tone->amplitude;
}

/* Sines of whole half Hz repeat every two seconds: one table serves all tones and never drifts. */
static void render(const struct segment *segment, const double *sines, unsigned int rate,
		   double *out, size_t frames)
{
	size_t first = (size_t)llround(segment->start * rate);

	memset(out, 0, frames * sizeof(*out));
	for (size_t t = 0; t < segment->num_tones; t++) {
		const struct tone *tone = &segment->tones[t];
		double re = tone->amplitude * cos(2 * M_PI * tone->phase);
		double im = tone->amplitude * sin(2 * M_PI * tone->phase);
		size_t at = (size_t)((uint64_t)first * tone->half_hz % (2 * rate));

		for (size_t n = 0; n < frames; n++) {
			/* sin(x + phase); cos(x) lies a quarter of the table ahead */
			out[n] += re * sines[2 * at] + im * sines[2 * at + rate];
			at += tone->half_hz;
			at -= at >= 2 * rate ? 2 * rate : 0;
		}
	}
}

int stimulus_write(const struct stimulus *s, const char *path, unsigned int bits)
{
	SF_INFO info = { .samplerate = (int)s->in_rate, .channels = 1, .format = SF_FORMAT_WAV };
	size_t most = (size_t)llround((SETTLE_S + TONE_WINDOW_S + PERIOD_S + TAIL_S) * s->in_rate);
	double *sines = need(malloc(5 * (size_t)s->in_rate * sizeof(*sines)));
	double *out = need(malloc(most * sizeof(*out)));
	int *samples = need(malloc(most * sizeof(*samples)));
	double scale = ldexp(1, (int)bits - 1);
	SNDFILE *file;
	int ret = 0;

	info.format |= bits == 16 ? SF_FORMAT_PCM_16 :
		       bits == 24 ? SF_FORMAT_PCM_24 :
				    SF_FORMAT_PCM_32;
	file = sf_open(path, SFM_WRITE, &info);
	if (!file) {
		fprintf(stderr, "src_meter: %s: %s\n", path, sf_strerror(NULL));
		ret = -1;
	}
	for (size_t i = 0; i < 5 * (size_t)s->in_rate; i++)
		sines[i] = sin(2 * M_PI * (double)(i % (4 * s->in_rate)) / (4.0 * s->in_rate));
	for (size_t i = 0; !ret && i < s->num_segments; i++) {
		double end = i + 1 < s->num_segments ? s->segments[i + 1].start : s->length;
		size_t frames = (size_t)llround((end - s->segments[i].start) * s->in_rate);

		if (s->segments[i].kind == SEGMENT_SQUARE ||
		    s->segments[i].kind == SEGMENT_CONSTANT)
			render_square(&s->segments[i], s->in_rate, out, frames);
		else
			render(&s->segments[i], sines, s->in_rate, out, frames);
		for (size_t n = 0; n < frames; n++)
			samples[n] = (int)((uint32_t)(int32_t)lrint(out[n] * scale) << (32 - bits));
		if (sf_writef_int(file, samples, (sf_count_t)frames) != (sf_count_t)frames) {
			fprintf(stderr, "src_meter: %s: %s\n", path, sf_strerror(file));
			ret = -1;
		}
	}
	if (file)
		sf_close(file);
	free(sines);
	free(out);
	free(samples);
	return ret;
}
