/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "exact_math.h"
#include "fir_design.h"
#include "prototypes.h"

#define MAX_STOP_BANDS    4
#define MAX_EXACT_TAPS    256 /* of a relaxed filter that is not just a windowed sinc */
#define RELAXED_RIPPLE_DB 0.0001
#define GAIN_MARGIN_DB    0.00005 /* for the ripple of a relaxed filter behind or in front */

/* Attenuation in dB at both edges of a piece of the stop band; ends where the next begins. */
struct stop_band {
	double edge;
	double low_db, high_db;
};

/*
 * Sharp filters. The delay is what the conversion may cost. Up by whole numbers, the images of the loudest, lowest
 * tones lie around whole multiples of the rate (up3 at 1, up2 at its end).
 */
static const struct sharp {
	const char *name;
	size_t rate; /* of the filter, in units of the lower rate */
	size_t taps;
	double delay; /* samples */
	double pass_edge;
	double ripple_db;
	struct stop_band stop[MAX_STOP_BANDS];
} sharp_filters[] = {
	/* first stage up and last stage down of the fractional conversions */
	{ "x2", 2, 288, 131.5, 0.4574, 0.0009, { { 0.5, 110.5, 110.5 } } },
	{ "x4", 4, 576, 263.5, 0.4574, 0.0009, { { 0.5, 110.5, 110.5 } } },
	/* up by whole numbers, where there is less time */
	{ "up2", 2, 288, 118.5, 0.4564, 0.0009, { { 0.5, 110.5, 110.5 }, { 0.93, 128, 128 } } },
	{ "up3",
	  3,
	  432,
	  166.5,
	  0.4553,
	  0.0009,
	  { { 0.5, 110.5, 110.5 }, { 0.92, 135, 135 }, { 1.08, 112, 112 } } },
	{ "up3/2", 3, 432, 164, 0.4546, 0.0009, { { 0.5, 114, 114 } } },
	/* down */
	{ "down2", 2, 304, 93.9, 0.4540, 0.0009, { { 0.5, 110.5, 110.5 } } },
	{ "down3", 3, 440, 129, 0.4537, 0.0028, { { 0.5, 110.5, 110.5 } } },
	{ "down3/2", 3, 444, 132.8, 0.4537, 0.0018, { { 0.5, 110.5, 110.5 }, { 0.9, 118, 118 } } },
	{ "down4/3", 4, 576, 185, 0.4537, 0.0018, { { 0.5, 110.5, 110.5 } } },
	/* both rates above 80 kHz: all above 24 kHz is transition band */
	{ "wide", 2, 56, 26.5, PASS_EDGE_WIDE, 0.0008, { { 0.5, 112, 112 } } },
};

static int design(const struct sharp *filter, double *h)
{
	double rate = (double)filter->rate;
	struct fir_band stop[MAX_STOP_BANDS];
	struct fir_demand demand = {
		.taps = filter->taps,
		.delay = filter->delay,
		.ripple = 1 - db_to_gain(-filter->ripple_db),
		.margin = 1 - db_to_gain(-GAIN_MARGIN_DB),
		.pass_edge = filter->pass_edge / rate,
		.stop = stop,
	};

	for (size_t i = 0; i < MAX_STOP_BANDS && filter->stop[i].edge > 0; i++) {
		const struct stop_band *band = &filter->stop[i];
		double end = i + 1 < MAX_STOP_BANDS && band[1].edge > 0 ? band[1].edge : rate / 2;

		stop[demand.num_stop++] = (struct fir_band){ band->edge / rate, end / rate,
							     db_to_gain(-band->low_db),
							     db_to_gain(-band->high_db) };
	}
	return fir_design(&demand, h);
}

double prototype_gain(const double *h, size_t taps, double f)
{
	double step_re = cos_turns(f), step_im = sin_turns(f), re = 0, im = 0;

	for (size_t n = taps; n-- > 0;) {
		double t = re * step_re - im * step_im + h[n];

		im = re * step_im + im * step_re;
		re = t;
	}
	return sqrt(re * re + im * im);
}

static void report(FILE *log, const struct sharp *filter, const double *h)
{
	double low = filter->pass_edge, high = filter->stop[0].edge, rate = (double)filter->rate;

	while (high - low > 1e-7) {
		double middle = (low + high) / 2;

		if (prototype_gain(h, filter->taps, middle / rate) > db_to_gain(-3.0103))
			low = middle;
		else
			high = middle;
	}
	fprintf(log, "%-8s %4zu taps, delay %.1f, ripple %.5f dB up to %.4f, -3 dB at %.5f,",
		filter->name, filter->taps, filter->delay, filter->ripple_db, filter->pass_edge,
		low);
	for (size_t i = 0; i < MAX_STOP_BANDS && filter->stop[i].edge > 0; i++)
		fprintf(log, " %.3f: %.1f..%.1f", filter->stop[i].edge, filter->stop[i].low_db,
			filter->stop[i].high_db);
	fprintf(log, " dB down\n");
}

size_t prototype_sharp(const char *name, double *h, FILE *log)
{
	const struct sharp *filter = NULL;

	for (size_t i = 0; i < sizeof(sharp_filters) / sizeof(sharp_filters[0]); i++) {
		if (!strcmp(sharp_filters[i].name, name))
			filter = &sharp_filters[i];
	}
	if (!filter || filter->taps > MAX_TAPS || design(filter, h))
		return 0;
	if (log)
		report(log, filter, h);
	return filter->taps;
}

/*
 * What a Kaiser window needs for 110 dB and more. Up, many images fall on the same place; down, they fall on the stop
 * band of the filter behind.
 */
size_t prototype_relaxed_length(size_t oversampling, bool last)
{
	return oversampling == 4 ? 10 : last ? 16 : 14;
}

static void windowed_sinc(size_t taps, double cutoff, double beta, double *h)
{
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
}

size_t prototype_relaxed(size_t phases, size_t oversampling, bool last, double *h)
{
	size_t length = prototype_relaxed_length(oversampling, last);
	size_t taps = phases * length;
	double pass = PASS_EDGE / (double)oversampling;
	double stop = 1 - 0.5 / (double)oversampling;
	double attenuation = 14.36 * (double)length * (stop - pass) + 7.95;

	if (taps > MAX_TAPS)
		return 0;
	/* a filter that goes down by a whole number has no images: here a gain above 1 would be the loudest fault */
	if (!last && taps <= MAX_EXACT_TAPS) {
		double tolerance = db_to_gain(3 - attenuation);
		struct fir_band band = { stop / (double)phases, 0.5, tolerance, tolerance };
		struct fir_demand demand = { .taps = taps,
					     .delay = (double)(taps - 1) / 2,
					     .ripple = 1 - db_to_gain(-RELAXED_RIPPLE_DB),
					     .pass_edge = pass / (double)phases,
					     .stop = &band,
					     .num_stop = 1 };

		return fir_design(&demand, h) ? 0 : taps;
	}
	windowed_sinc(taps, (pass + stop) / 2 / (double)phases, 0.1102 * (attenuation - 8.7), h);
	return taps;
}
