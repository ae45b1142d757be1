/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Quality meter of rate converters. It knows nothing of the one it measures: it writes WAVs to convert, and reads
 * what came back.
 *
 *	src_meter list
 *	src_meter stimulus IN_RATE OUT_RATE 16|24|32 FILE.wav
 *	src_meter path FILE.wav
 *	src_meter measure IN_RATE OUT_RATE S32.wav S24.wav S16.wav PATH_MS
 *
 * `list` prints the pairs of rates that have figures to beat. `path` prints what a chain delays that converts nothing
 * (the stimulus is the one of 48000 48000 32); `measure` takes that from the latency. It prints each figure as
 * "measured/to beat" and exits with 6 when one is not beaten ('!'). '=' marks what cannot be better: the rounding of
 * the samples that go in and come out alone makes it.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure.h"

#define PATH_RATE 48000

enum {
	EXIT_USAGE = 1,
	EXIT_BAD_INPUT = 2,
	EXIT_MISSED = 6
};

/*
 * Of a constant and of a full-scale square: nothing but the last bits differs from what is right. Two filters hand on
 * 30 bits.
 */
#define RIGHT_CONSTANT_DB -165
#define RIGHT_SQUARE_DB   -145

/* As close to the limit of the samples as a window of some thousand of them can tell, dB. */
#define LIMIT_MARGIN 0.25
/* More of the worst of many tones: of one whose period is few samples, rounding is no noise. */
#define TONE_MARGIN  0.75

static const struct figures *find(unsigned int in_rate, unsigned int out_rate)
{
	for (size_t i = 0; i < num_figures; i++) {
		if (figures[i].in_rate == in_rate && figures[i].out_rate == out_rate)
			return &figures[i];
	}
	return NULL;
}

/* THD+N of a tone when nothing but the rounding of input and output is left. */
static double rounding_limit(const struct figures *f, unsigned int bits, double level_db)
{
	double kept = fmin(1, (double)f->out_rate / f->in_rate); /* of the input's noise */
	double signal = pow(10, level_db / 10) / 2;
	double noise = ldexp(1, 2 - 2 * (int)bits) / 12;

	return 10 * log10(noise * (1 + kept) / signal);
}

struct verdict {
	unsigned int missed, cells;
};

/* One cell. `sign` -1: larger is better. */
static void cell(struct verdict *v, const char *name, double measured, double figure, int decimals,
		 int sign, double limit)
{
	char text[64];
	char mark = ' ';

	if (isnan(figure)) {
		snprintf(text, sizeof(text), "%.*f", decimals, measured);
		printf(" %s %-15s", name, text);
		return;
	}
	v->cells++;
	if (isnan(measured) || sign * measured >= sign * figure) {
		mark = !isnan(measured) && measured <= limit + LIMIT_MARGIN ? '=' : '!';
		v->missed += mark == '!';
	}
	snprintf(text, sizeof(text), "%.*f/%.*f%c", decimals, measured, decimals > 3 ? 3 : decimals,
		 figure, mark);
	printf(" %s %-15s", name, text);
}

static struct figures unknown(unsigned int in_rate, unsigned int out_rate)
{
	return (struct figures){ in_rate, out_rate, NAN, NAN, NAN, NAN, NAN, NAN,
				 NAN,     NAN,      NAN, NAN, NAN, NAN, NAN };
}

static int measure_path(const char *path)
{
	struct stimulus *s = stimulus_new(PATH_RATE, PATH_RATE, false);
	struct figures got = unknown(PATH_RATE, PATH_RATE);
	int ret = measure_file(s, path, &got);

	stimulus_free(s);
	if (ret)
		return EXIT_BAD_INPUT;
	printf("%.6f\n", got.latency);
	return 0;
}

static int measure(unsigned int in_rate, unsigned int out_rate, char **paths)
{
	static const unsigned int bits[] = { 32, 24, 16 };
	struct figures got[3];
	const struct figures *f = find(in_rate, out_rate);
	struct verdict v = { 0 };
	double s24;

	for (size_t i = 0; i < 3; i++) {
		struct stimulus *s = stimulus_new(in_rate, out_rate, bits[i] != 32);
		int ret;

		got[i] = unknown(in_rate, out_rate);
		ret = measure_file(s, paths[i], &got[i]);
		stimulus_free(s);
		if (ret)
			return EXIT_BAD_INPUT;
	}
	/* 24 bits do what 32 bits do, down to their own rounding */
	s24 = isnan(f->thd_997) ? NAN : fmax(f->thd_997, rounding_limit(f, 24, -1));
	printf("%6u -> %-6u", in_rate, out_rate);
	cell(&v, "thd+n", got[0].thd_worst, f->thd_worst, 1, 1, rounding_limit(f, 32, -1));
	cell(&v, "20k", got[0].thd_in_20k, f->thd_in_20k, 1, 1, rounding_limit(f, 32, -1));
	cell(&v, "997", got[0].thd_997, f->thd_997, 1, 1, rounding_limit(f, 32, -1));
	cell(&v, "s24", got[1].thd_997, s24, 1, 1, rounding_limit(f, 24, -1));
	cell(&v, "s16", got[2].thd_997, f->thd_997_s16, 1, 1, rounding_limit(f, 16, -1));
	cell(&v, "0dBFS", got[0].thd_full, isnan(f->thd_full) ? f->thd_worst : f->thd_full, 1, 1,
	     rounding_limit(f, 32, 0) + TONE_MARGIN);
	cell(&v, "dc", got[0].constant, RIGHT_CONSTANT_DB, 1, 1, -INFINITY);
	cell(&v, "square", got[0].square, RIGHT_SQUARE_DB, 1, 1, -INFINITY);
	cell(&v, "ripple+", got[0].ripple_high, f->ripple_high, 4, 1, -INFINITY);
	cell(&v, "ripple-", got[0].ripple_low, f->ripple_low, 4, -1, -INFINITY);
	cell(&v, "-3dB", got[0].edge_3db, f->edge_3db, 3, -1, -INFINITY);
	cell(&v, out_rate > in_rate ? "image" : "alias", got[0].stop, f->stop, 1, 1, -INFINITY);
	cell(&v, "nyquist", got[0].stop_nyquist, f->stop_nyquist, 1, 1, -INFINITY);
	cell(&v, "ms", got[0].latency - strtod(paths[3], NULL), f->latency, 3, 1, -INFINITY);
	printf(" %s\n", v.missed ? "MISSED" : "beaten");
	return v.missed ? EXIT_MISSED : 0;
}

static int usage(void)
{
	fprintf(stderr,
		"usage: src_meter list\n"
		"       src_meter stimulus IN_RATE OUT_RATE 16|24|32 FILE.wav\n"
		"       src_meter path FILE.wav\n"
		"       src_meter measure IN_RATE OUT_RATE S32.wav S24.wav S16.wav PATH_MS\n");
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	unsigned int in_rate = argc > 3 ? (unsigned int)strtoul(argv[2], NULL, 10) : 0;
	unsigned int out_rate = argc > 3 ? (unsigned int)strtoul(argv[3], NULL, 10) : 0;

	if (argc == 2 && !strcmp(argv[1], "list")) {
		for (size_t i = 0; i < num_figures; i++)
			printf("%u %u\n", figures[i].in_rate, figures[i].out_rate);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "path"))
		return measure_path(argv[2]);
	if (!find(in_rate, out_rate) && (in_rate != PATH_RATE || out_rate != PATH_RATE)) {
		if (in_rate)
			fprintf(stderr, "src_meter: no figures for %u -> %u Hz\n", in_rate,
				out_rate);
		return usage();
	}
	if (argc == 6 && !strcmp(argv[1], "stimulus")) {
		unsigned int bits = (unsigned int)strtoul(argv[4], NULL, 10);
		struct stimulus *s;
		int ret;

		if (bits != 16 && bits != 24 && bits != 32)
			return usage();
		s = stimulus_new(in_rate, out_rate, bits != 32);
		ret = stimulus_write(s, argv[5], bits);
		stimulus_free(s);
		return ret ? EXIT_BAD_INPUT : 0;
	}
	if (argc == 8 && !strcmp(argv[1], "measure") && find(in_rate, out_rate))
		return measure(in_rate, out_rate, argv + 4);
	return usage();
}
