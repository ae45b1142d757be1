/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Least squares, weighted anew until the largest deviation is small enough: where a response deviates more than its
 * tolerance allows, compared with the rest, its weight grows (Lawson's method). The normal equations of a weighted
 * least squares fit of taps are a symmetric Toeplitz system, which Levinson's recursion solves.
 *
 * Between the bands the weight is next to nothing, unless the gain exceeds 1: then it grows until that stops.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "exact_math.h"
#include "fir_design.h"

#define GRID_DENSITY 6 /* frequencies per tap */
#define MAX_ROUNDS   600
#define FREE_WEIGHT  1e-13 /* of a frequency that is free; it keeps the equations regular */
#define FREE_GROWTH  1.5
#define FREE_DECAY   0.9

enum band {
	BAND_PASS,
	BAND_FREE,
	BAND_STOP,
};

struct point {
	enum band band;
	double f;         /* cycles per sample */
	double re, im;    /* wanted */
	double tolerance; /* of |response - wanted| */
	double weight;
	double error; /* in units of the tolerance */
};

struct fir {
	const struct fir_demand *demand;
	struct point *grid;
	size_t points;
	double *correlation, *target; /* the normal equations */
	double *recursion, *scratch;
	double *h;
};

/* ---- the grid ---- */

static void add_point(struct fir *fir, enum band band, double f, double gain, double tolerance)
{
	double turns = f * fir->demand->delay;

	fir->grid[fir->points++] = (struct point){ .band = band,
						   .f = f,
						   .re = gain * cos_turns(turns),
						   .im = -gain * sin_turns(turns),
						   .tolerance = tolerance,
						   .weight = 1 / (tolerance * tolerance) };
}

/* The ripple opens within the first of its periods: at 0 Hz the gain is 1, the highest there is. */
static void add_pass_point(struct fir *fir, double f)
{
	const struct fir_demand *d = fir->demand;
	double open = fmin(1, f * (double)d->taps);
	double half = (d->ripple - d->margin) / 2;

	add_point(fir, BAND_PASS, f, 1 - open * (d->margin + half), fmax(open, 0.01) * half);
}

static int make_grid(struct fir *fir)
{
	const struct fir_demand *d = fir->demand;
	double step = 0.5 / (double)(GRID_DENSITY * d->taps);
	double stop = d->stop[0].low, f;

	fir->grid = calloc(GRID_DENSITY * d->taps + 8 + 2 * d->num_stop, sizeof(*fir->grid));
	fir->correlation = calloc(d->taps, sizeof(double));
	fir->target = calloc(d->taps, sizeof(double));
	fir->recursion = calloc(d->taps, sizeof(double));
	fir->scratch = calloc(d->taps, sizeof(double));
	if (!fir->grid || !fir->correlation || !fir->target || !fir->recursion || !fir->scratch)
		return -2;
	for (f = 0; f < d->pass_edge; f += step)
		add_pass_point(fir, f);
	add_pass_point(fir, d->pass_edge);
	for (f = d->pass_edge + step; f < stop; f += step)
		add_point(fir, BAND_FREE, f, 0, 1);
	for (size_t i = 0; i < d->num_stop; i++) {
		const struct fir_band *b = &d->stop[i];

		for (f = b->low; f < b->high; f += step)
			add_point(fir, BAND_STOP, f, 0,
				  b->tolerance_low + (b->tolerance_high - b->tolerance_low) *
							     (f - b->low) / (b->high - b->low));
	}
	return 0;
}

static void scale_weights(struct fir *fir)
{
	double sum = 0;

	for (size_t i = 0; i < fir->points; i++)
		sum += fir->grid[i].band == BAND_FREE ? 0 : fir->grid[i].weight;
	for (size_t i = 0; i < fir->points; i++) {
		if (fir->grid[i].band != BAND_FREE)
			fir->grid[i].weight /= sum;
	}
}

/* ---- one fit ---- */

/* correlation[n] = sum of weight cos(2 pi f n), target[n] = sum of weight Re(wanted exp(j 2 pi f n)) */
static void make_equations(struct fir *fir)
{
	size_t taps = fir->demand->taps;

	memset(fir->correlation, 0, taps * sizeof(double));
	memset(fir->target, 0, taps * sizeof(double));
	for (size_t i = 0; i < fir->points; i++) {
		const struct point *p = &fir->grid[i];
		double twice = 2 * cos_turns(p->f);
		double c = p->weight, c_next = p->weight * cos_turns(p->f);
		double t = p->weight * p->re;
		double t_next = p->weight * (p->re * cos_turns(p->f) - p->im * sin_turns(p->f));

		for (size_t n = 0; n < taps; n++) {
			double c_after = twice * c_next - c, t_after = twice * t_next - t;

			fir->correlation[n] += c;
			fir->target[n] += t;
			c = c_next;
			c_next = c_after;
			t = t_next;
			t_next = t_after;
		}
	}
}

/* Levinson's recursion: a predictor of growing order, and with it the solution. */
static void solve_equations(struct fir *fir)
{
	double *a = fir->recursion, *next = fir->scratch, *h = fir->h;
	const double *r = fir->correlation;
	double power = r[0];

	memset(h, 0, fir->demand->taps * sizeof(*h));
	a[0] = 1;
	h[0] = fir->target[0] / r[0];
	for (size_t m = 1; m < fir->demand->taps; m++) {
		double reflection = 0, rest = fir->target[m];

		for (size_t i = 0; i < m; i++)
			reflection -= a[i] * r[m - i];
		reflection /= power;
		a[m] = 0;
		for (size_t i = 0; i <= m; i++)
			next[i] = a[i] + reflection * a[m - i];
		memcpy(a, next, (m + 1) * sizeof(*a));
		power *= 1 - reflection * reflection;
		for (size_t i = 0; i < m; i++)
			rest -= h[i] * r[m - i];
		for (size_t i = 0; i <= m; i++)
			h[i] += rest / power * a[m - i];
	}
}

/* @return the largest deviation, in units of the tolerances */
static double measure(struct fir *fir)
{
	double largest = 0;

	for (size_t i = 0; i < fir->points; i++) {
		struct point *p = &fir->grid[i];
		double step_re = cos_turns(p->f), step_im = -sin_turns(p->f);
		double re = -p->re, im = -p->im, turn_re = 1, turn_im = 0;

		for (size_t n = 0; n < fir->demand->taps; n++) {
			double t = turn_re * step_re - turn_im * step_im;

			re += fir->h[n] * turn_re;
			im += fir->h[n] * turn_im;
			turn_im = turn_re * step_im + turn_im * step_re;
			turn_re = t;
		}
		p->error = sqrt(re * re + im * im) / p->tolerance;
		largest = fmax(largest, p->error);
	}
	return largest;
}

static void weigh_anew(struct fir *fir)
{
	for (size_t i = 0; i < fir->points; i++) {
		struct point *p = &fir->grid[i];

		if (p->band == BAND_FREE)
			p->weight = p->error > 1 ? p->weight * FREE_GROWTH :
						   fmax(p->weight * FREE_DECAY, FREE_WEIGHT);
		else
			p->weight *= p->error + 1e-3;
	}
}

static void scale_taps(struct fir *fir)
{
	double sum = 0;

	for (size_t n = 0; n < fir->demand->taps; n++)
		sum += fir->h[n];
	for (size_t n = 0; n < fir->demand->taps; n++)
		fir->h[n] /= sum;
}

int fir_design(const struct fir_demand *demand, double *h)
{
	struct fir fir = { .demand = demand, .h = h };
	int ret = make_grid(&fir);

	for (size_t i = 0; !ret && i < fir.points; i++) {
		if (fir.grid[i].band == BAND_FREE)
			fir.grid[i].weight = FREE_WEIGHT;
	}
	for (int round = 0; !ret; round++) {
		if (round == MAX_ROUNDS) {
			ret = -1;
			break;
		}
		scale_weights(&fir);
		make_equations(&fir);
		solve_equations(&fir);
		if (measure(&fir) <= 1)
			break;
		weigh_anew(&fir);
	}
	if (!ret)
		scale_taps(&fir);
	free(fir.grid);
	free(fir.correlation);
	free(fir.target);
	free(fir.recursion);
	free(fir.scratch);
	return ret;
}
