/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The signal that a conversion is measured with: segments of steady sound, one after the other. Each lasts long
 * enough for any filter to settle, and then for a window of whole periods.
 */
#ifndef QUALITY_STIMULUS_H
#define QUALITY_STIMULUS_H

#include <stdbool.h>
#include <stddef.h>

#define SETTLE_S 0.1  /* before the window of a segment */
#define TAIL_S   0.02 /* behind it */
#define PERIOD_S \
	0.2 /* of multitones: all rates have whole samples in it, most of them an even number */
#define GRID_HZ 5 /* of their tones */

enum segment_kind {
	SEGMENT_TRANSFER, /* tones all over the band: gain and delay of each */
	SEGMENT_IMAGE,    /* tones all over the pass band: their images */
	SEGMENT_ALIAS,    /* tones above half the output rate, each with an alias of its own */
	SEGMENT_NYQUIST,  /* half the output rate; two of them a quarter of a period apart */
	SEGMENT_TONE,     /* THD+N */
	SEGMENT_FULL,     /* THD+N at 0 dBFS: a gain above 1 clips */
	SEGMENT_CONSTANT, /* 0 Hz */
	SEGMENT_SQUARE, /* a square wave: a quarter as loud, then at full scale, which may clip but not wrap */
};

struct tone {
	unsigned int half_hz; /* frequency in 1/2 Hz */
	double amplitude;     /* of full scale */
	double phase;         /* turns at time 0 of the file */
};

struct segment {
	enum segment_kind kind;
	double start, window; /* s; the window begins SETTLE_S after start */
	struct tone *tones;
	size_t num_tones;
};

struct stimulus {
	unsigned int in_rate, out_rate;
	struct segment *segments;
	size_t num_segments;
	double length; /* s */
};

#define PASS_EDGE 0.4535 /* of the lower rate */

/** Where a frequency ends when it is sampled at `rate`: 0 .. rate / 2. */
unsigned int fold(unsigned int f, unsigned int rate);

/** Bin of a tone in a spectrum of `window` s. */
size_t tone_bin(const struct tone *tone, double window);

/** The segments for a conversion; `thd_only`: 997 Hz alone. Exits when memory runs out. */
struct stimulus *stimulus_new(unsigned int in_rate, unsigned int out_rate, bool thd_only);

void stimulus_free(struct stimulus *s);

/** Write it as a mono WAV. @return 0, -1 (the cause is printed) */
int stimulus_write(const struct stimulus *s, const char *path, unsigned int bits);

#endif
