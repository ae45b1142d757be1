/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "exact_math.h"
#include "prototypes.h"
#include "remez.h"

#define MAX_STOP_BANDS 4
#define LAST_STEP_DB   0.02 /* to which the attenuation is searched */

/* Attenuation in dB at both edges of a piece of the stop band, relative to the others'; ends where the next begins. */
struct stop_band {
	double edge;
	double low_db, high_db;
};

/*
 * Sharp filters. The number of taps is the delay that the conversion may cost, the ripple is what it may have; the
 * attenuation is whatever that leaves, shaped by the profile. What lies right behind Nyquist is an image or alias of
 * the transition band, where signals hardly have anything; from 0.54 on it is one of the pass band. Around whole
 * multiples of the rate (up3 at 1, up2 at its end) lie the images of the loudest, lowest tones.
 */
static const struct sharp {
	const char *name;
	size_t rate; /* of the filter, in units of the lower rate */
	size_t taps;
	double pass_edge;
	double ripple_low_db, ripple_high_db;
	struct stop_band stop[MAX_STOP_BANDS];
} sharp_filters[] = {
	/* first stage up and last stage down of the fractional conversions: 132 taps per phase */
	{ "x2", 2, 264, 0.4574, -0.00080, 0.00080, { { 0.5, 110, 110 } } },
	{ "x4", 4, 528, 0.4574, -0.00080, 0.00080, { { 0.5, 110, 110 } } },
	/* up by whole numbers, where there is less time */
	{ "up2",
	  2,
	  238,
	  0.4562,
	  -0.00090,
	  0.00090,
	  { { 0.5, 92, 100 }, { 0.54, 104, 110 }, { 0.93, 127, 127 } } },
	{ "up3",
	  3,
	  335,
	  0.4553,
	  -0.00090,
	  0.00090,
	  { { 0.5, 80, 90 }, { 0.54, 100, 104 }, { 0.92, 134, 134 }, { 1.08, 110, 110 } } },
	{ "up3/2", 3, 322, 0.4546, -0.00090, 0.00090, { { 0.5, 78, 86 }, { 0.54, 100, 108 } } },
	/* down */
	{ "down2", 2, 190, 0.4559, -0.00095, 0.00590, { { 0.5, 84, 84 }, { 0.6, 90, 110 } } },
	{ "lastdown2", 2, 195, 0.4581, -0.00260, 0.01080, { { 0.5, 84, 84 }, { 0.6, 90, 110 } } },
	{ "down3", 3, 259, 0.4537, -0.00297, 0.00197, { { 0.5, 75.7, 69 }, { 0.5025, 69, 69 } } },
	{ "down3/2",
	  3,
	  263,
	  0.4537,
	  -0.00190,
	  0.00390,
	  { { 0.5, 72, 72 }, { 0.7, 80, 112 }, { 0.9, 112, 112 } } },
	{ "down4/3",
	  4,
	  372,
	  0.4536,
	  -0.00190,
	  0.00190,
	  { { 0.5, 82.2, 75 }, { 0.503, 75, 80 }, { 0.8, 112, 112 } } },
	/* both rates above 80 kHz: all above 24 kHz is transition band */
	{ "wide", 2, 54, PASS_EDGE_WIDE, -0.00040, 0.00040, { { 0.5, 112, 112 } } },
};

static int design(const struct sharp *filter, double offset_db, double *h, double *error)
{
	double low = db_to_gain(filter->ripple_low_db), high = db_to_gain(filter->ripple_high_db);
	double rate = (double)filter->rate;
	struct remez_band bands[1 + MAX_STOP_BANDS] = {
		{ 0, filter->pass_edge / rate, (high + low) / 2, (high - low) / 2,
		  (high - low) / 2 },
	};
	size_t n = 1;

	for (size_t i = 0; i < MAX_STOP_BANDS && filter->stop[i].edge > 0; i++) {
		const struct stop_band *stop = &filter->stop[i];
		double end = i + 1 < MAX_STOP_BANDS && stop[1].edge > 0 ? stop[1].edge : rate / 2;

		bands[n++] = (struct remez_band){ stop->edge / rate, end / rate, 0,
						  db_to_gain(-stop->low_db - offset_db),
						  db_to_gain(-stop->high_db - offset_db) };
	}
	return remez_design(bands, n, filter->taps, h, error);
}

static double response(const struct sharp *filter, const double *h, double f)
{
	double sum = 0;

	for (size_t n = 0; n < filter->taps; n++)
		sum += h[n] * cos_turns(f / (double)filter->rate *
					((double)n - (double)(filter->taps - 1) / 2));
	return sum;
}

static void report(FILE *log, const struct sharp *filter, const double *h, double offset_db)
{
	double low = filter->pass_edge, high = filter->stop[0].edge;

	while (high - low > 1e-7) {
		double middle = (low + high) / 2;

		if (response(filter, h, middle) > db_to_gain(-3.0103))
			low = middle;
		else
			high = middle;
	}
	fprintf(log, "%-8s %4zu taps, ripple %+.5f..%+.5f dB up to %.4f, -3 dB at %.5f,",
		filter->name, filter->taps, filter->ripple_low_db, filter->ripple_high_db,
		filter->pass_edge, low);
	for (size_t i = 0; i < MAX_STOP_BANDS && filter->stop[i].edge > 0; i++)
		fprintf(log, " %.3f: %.1f..%.1f", filter->stop[i].edge,
			filter->stop[i].low_db + offset_db, filter->stop[i].high_db + offset_db);
	fprintf(log, " dB down\n");
}

size_t prototype_sharp(const char *name, double *h, FILE *log)
{
	const struct sharp *filter = NULL;
	double offset_db = 4, step = 4, error;

	for (size_t i = 0; i < sizeof(sharp_filters) / sizeof(sharp_filters[0]); i++) {
		if (!strcmp(sharp_filters[i].name, name))
			filter = &sharp_filters[i];
	}
	if (!filter)
		return 0;
	/* the most attenuation that keeps the ripple */
	do {
		offset_db -= step;
		if (design(filter, offset_db, h, &error) < 0)
			return 0;
	} while (error > 1);
	while (step >= LAST_STEP_DB) {
		if (design(filter, offset_db + step, h, &error) < 0)
			return 0;
		if (error <= 1)
			offset_db += step;
		else
			step /= 2;
	}
	if (design(filter, offset_db, h, &error) < 0)
		return 0;
	if (log)
		report(log, filter, h, offset_db);
	return filter->taps;
}

/*
 * What a Kaiser window needs for 105 dB and more. Up, many images fall on the same place; down, they fall on the stop
 * band of the filter behind.
 */
size_t prototype_relaxed_length(size_t oversampling, bool last)
{
	return oversampling == 4 ? 10 : last ? 16 : 13;
}

size_t prototype_relaxed(size_t phases, size_t oversampling, bool last, double *h)
{
	size_t length = prototype_relaxed_length(oversampling, last);
	size_t taps = phases * length;
	double pass = PASS_EDGE / (double)oversampling;
	double stop = 1 - 0.5 / (double)oversampling;
	double attenuation = 14.36 * (double)length * (stop - pass) + 7.95;
	double beta = 0.1102 * (attenuation - 8.7);
	double cutoff = (pass + stop) / 2 / (double)phases; /* cycles per sample of the filter */
	double sum = 0;

	for (size_t n = 0; n < taps; n++) {
		double t = (double)n - (double)(taps - 1) / 2;
		double along = 2 * t / (double)(taps - 1);
		double sinc = t == 0 ? 2 * cutoff :
				       sin_turns(cutoff * t) / (3.141592653589793238463 * t);

		h[n] = sinc * bessel_i0(beta * sqrt(1 - along * along));
		sum += h[n];
	}
	for (size_t n = 0; n < taps; n++)
		h[n] /= sum;
	return taps;
}
