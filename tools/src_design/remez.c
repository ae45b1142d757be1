/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A symmetric filter's amplitude is a polynomial P(x) in x = cos(2 pi f), for an even number of taps times
 * cos(pi f). The best one deviates from what is wanted equally much, with alternating signs, at one more point
 * than it has coefficients. The exchange algorithm guesses these points, interpolates through them, moves them
 * to where the deviation is largest, and repeats. All evaluation is by the barycentric formula.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include "exact_math.h"
#include "remez.h"

#define GRID_DENSITY 24
#define MAX_ROUNDS   100
#define CONVERGED    1e-7

struct point {
	double f, x;   /* frequency, cos(2 pi f) */
	double wanted; /* of P(x) */
	double weight;
	double error; /* weight * (wanted - P(x)) */
};

struct remez {
	struct point *grid;
	size_t grid_points;
	size_t *extremes; /* of the grid: coefficients + 1 */
	size_t *candidates;
	double *node_weights; /* barycentric */
	double *node_values;
	size_t nodes; /* coefficients + 1 */
	double deviation;
};

/* ---- the grid ---- */

static void add_band(struct remez *r, const struct remez_band *band, double step, bool even)
{
	size_t points = (size_t)((band->high - band->low) / step) + 2;

	for (size_t i = 0; i < points; i++) {
		double along = (double)i / (double)(points - 1);
		double f = band->low + (band->high - band->low) * along;
		double tolerance =
			band->tolerance_low + (band->tolerance_high - band->tolerance_low) * along;
		double factor = even ? cos_turns(f / 2) : 1;
		struct point *p = &r->grid[r->grid_points];

		if (factor < 1e-9)
			continue;
		r->grid_points++;
		p->f = f;
		p->x = cos_turns(f);
		p->wanted = band->gain / factor;
		p->weight = factor / tolerance;
	}
}

static int make_grid(struct remez *r, const struct remez_band *bands, size_t num_bands, bool even)
{
	double step = 0.5 / (double)(GRID_DENSITY * r->nodes);
	size_t most = 0;

	for (size_t b = 0; b < num_bands; b++)
		most += (size_t)((bands[b].high - bands[b].low) / step) + 2;
	r->grid = calloc(most, sizeof(*r->grid));
	r->extremes = calloc(r->nodes, sizeof(*r->extremes));
	r->candidates = calloc(most, sizeof(*r->candidates));
	r->node_weights = calloc(r->nodes, sizeof(*r->node_weights));
	r->node_values = calloc(r->nodes, sizeof(*r->node_values));
	if (!r->grid || !r->extremes || !r->candidates || !r->node_weights || !r->node_values)
		return -2;
	for (size_t b = 0; b < num_bands; b++)
		add_band(r, &bands[b], step, even);
	for (size_t i = 0; i < r->nodes; i++)
		r->extremes[i] = i * (r->grid_points - 1) / (r->nodes - 1);
	return 0;
}

/* ---- the polynomial ---- */

static const struct point *node(const struct remez *r, size_t i)
{
	return &r->grid[r->extremes[i]];
}

/*
 * Barycentric weights, one over the product of differences, up to a common factor. Each product is kept as a
 * mantissa and an exponent: hundreds of factors leave the range of a double.
 */
static void node_products(struct remez *r)
{
	int first = 0;

	for (size_t i = 0; i < r->nodes; i++) {
		double product = 1;
		int exponent = 0;

		for (size_t j = 0; j < r->nodes; j++) {
			int shift;

			if (j == i)
				continue;
			/* twice the difference: [-1, 1] has capacity 1/2, so the products stay alike */
			product = frexp(product * 2 * (node(r, i)->x - node(r, j)->x), &shift);
			exponent += shift;
		}
		if (!i)
			first = exponent;
		r->node_weights[i] = ldexp(1 / product, first - exponent);
	}
}

/* Deviation and values that make the error alternate at all nodes. */
static void interpolate(struct remez *r)
{
	double above = 0, below = 0;

	node_products(r);
	for (size_t i = 0; i < r->nodes; i++) {
		above += r->node_weights[i] * node(r, i)->wanted;
		below += (i & 1 ? -1 : 1) * r->node_weights[i] / node(r, i)->weight;
	}
	r->deviation = above / below;
	for (size_t i = 0; i < r->nodes; i++)
		r->node_values[i] =
			node(r, i)->wanted - (i & 1 ? -1 : 1) * r->deviation / node(r, i)->weight;
}

static double evaluate(const struct remez *r, double x)
{
	double above = 0, below = 0;

	for (size_t i = 0; i < r->nodes; i++) {
		double difference = x - node(r, i)->x;
		double part;

		if (fabs(difference) < 1e-15)
			return r->node_values[i];
		part = r->node_weights[i] / difference;
		above += part * r->node_values[i];
		below += part;
	}
	return above / below;
}

/* ---- the exchange ---- */

static bool is_extreme(const struct remez *r, size_t i)
{
	double e = fabs(r->grid[i].error);
	bool sign = r->grid[i].error > 0;

	if (i > 0 && (r->grid[i - 1].error > 0) == sign && fabs(r->grid[i - 1].error) > e)
		return false;
	if (i + 1 < r->grid_points && (r->grid[i + 1].error > 0) == sign &&
	    fabs(r->grid[i + 1].error) >= e)
		return false;
	return true;
}

/* Extremes of alternating sign: of neighbours with one sign the larger. */
static size_t find_candidates(struct remez *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->grid_points; i++) {
		if (!is_extreme(r, i))
			continue;
		if (n && (r->grid[i].error > 0) == (r->grid[r->candidates[n - 1]].error > 0)) {
			if (fabs(r->grid[i].error) > fabs(r->grid[r->candidates[n - 1]].error))
				r->candidates[n - 1] = i;
		} else {
			r->candidates[n++] = i;
		}
	}
	return n;
}

static double candidate_error(const struct remez *r, size_t i)
{
	return fabs(r->grid[r->candidates[i]].error);
}

static void drop(struct remez *r, size_t *n, size_t at, size_t count)
{
	for (size_t i = at; i + count < *n; i++)
		r->candidates[i] = r->candidates[i + count];
	*n -= count;
}

/* Too many: an end, or the pair whose going keeps the alternation and loses least. */
static void thin_out(struct remez *r, size_t *n)
{
	while (*n > r->nodes) {
		size_t best = 0;

		if (*n == r->nodes + 1) {
			drop(r, n, candidate_error(r, 0) < candidate_error(r, *n - 1) ? 0 : *n - 1,
			     1);
			continue;
		}
		for (size_t i = 0; i + 1 < *n; i++) {
			if (fmax(candidate_error(r, i), candidate_error(r, i + 1)) <
			    fmax(candidate_error(r, best), candidate_error(r, best + 1)))
				best = i;
		}
		drop(r, n, best, 2);
	}
}

/* One round. @return 1 converged, 0 go on, -1 stuck */
static int exchange(struct remez *r)
{
	double largest = 0;
	size_t n;

	interpolate(r);
	for (size_t i = 0; i < r->grid_points; i++) {
		struct point *p = &r->grid[i];

		p->error = p->weight * (p->wanted - evaluate(r, p->x));
		largest = fmax(largest, fabs(p->error));
	}
	if (largest - fabs(r->deviation) < CONVERGED * largest)
		return 1;
	n = find_candidates(r);
	if (n < r->nodes)
		return -1;
	thin_out(r, &n);
	for (size_t i = 0; i < r->nodes; i++)
		r->extremes[i] = r->candidates[i];
	return 0;
}

/* ---- taps ---- */

/* Inverse transform of the amplitude at `taps` frequencies. */
static int sample_taps(const struct remez *r, size_t taps, double *h)
{
	size_t half = (taps + 1) / 2;
	double *amplitude = calloc(half, sizeof(*amplitude));

	if (!amplitude)
		return -2;
	for (size_t k = 0; k < half; k++) {
		double f = (double)k / (double)taps;

		amplitude[k] = evaluate(r, cos_turns(f)) * (taps & 1 ? 1 : cos_turns(f / 2));
	}
	for (size_t n = 0; n < taps; n++) {
		double sum = 0;

		for (size_t k = half - 1; k > 0; k--) {
			/* f * (n - centre) in turns, reduced exactly: k (2n - taps + 1) / (2 taps) */
			long long turns = (long long)k * (2 * (long long)n - (long long)taps + 1) %
					  (2 * (long long)taps);

			sum += amplitude[k] * cos_turns((double)turns / (double)(2 * taps));
		}
		h[n] = (amplitude[0] + 2 * sum) / (double)taps;
	}
	free(amplitude);
	return 0;
}

int remez_design(const struct remez_band *bands, size_t num_bands, size_t taps, double *h,
		 double *error)
{
	struct remez r = { .nodes = (taps + 1) / 2 + 1 };
	int ret = make_grid(&r, bands, num_bands, !(taps & 1));
	int state = 0;

	for (int round = 0; !ret && !state && round < MAX_ROUNDS; round++)
		state = exchange(&r);
	if (!ret && state != 1)
		ret = -1;
	if (!ret)
		ret = sample_taps(&r, taps, h);
	*error = fabs(r.deviation);
	free(r.grid);
	free(r.extremes);
	free(r.candidates);
	free(r.node_weights);
	free(r.node_values);
	return ret;
}
