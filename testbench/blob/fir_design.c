/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "blob/fir_design.h"
#include "measure/fourier.h"

#define GRID        4096 /* of transforms */
#define FLOOR       1e-6 /* least magnitude whose logarithm is taken, of the highest */
#define BESSEL_STEP 60

/* ---- windows ---- */

/* Modified Bessel function of the first kind, order 0. */
static double bessel_i0(double x)
{
	double sum = 1, term = 1;

	for (int k = 1; k < BESSEL_STEP; k++) {
		term *= (x / 2 / k) * (x / 2 / k);
		sum += term;
	}
	return sum;
}

double fir_window_at(const struct fir_design *design, size_t i, size_t n)
{
	static const double cosines[][3] = {
		[FIR_RECTANGULAR] = { 1, 0, 0 },
		[FIR_HANN] = { 0.5, 0.5, 0 },
		[FIR_HAMMING] = { 0.54, 0.46, 0 },
		[FIR_BLACKMAN] = { 0.42, 0.5, 0.08 },
	};
	const double place = n > 1 ? (double)i / (double)(n - 1) : 0.5;
	const double *c;

	if (design->window == FIR_KAISER)
		return bessel_i0(design->beta * sqrt(fmax(0, 1 - pow(2 * place - 1, 2)))) /
		       bessel_i0(design->beta);
	c = cosines[design->window];
	return c[0] - c[1] * cos(2 * M_PI * place) + c[2] * cos(4 * M_PI * place);
}

static void apply_window(const struct fir_design *design, struct fir *fir)
{
	for (size_t i = 0; i < design->taps; i++)
		fir->taps[i] *= fir_window_at(design, i, design->taps);
}

/* ---- minimum phase ---- */

/* Cepstrum of the magnitude in f->bin, folded onto the times that follow 0. */
static void fold_cepstrum(struct fourier *f)
{
	double most = 0;

	for (size_t k = 0; k <= GRID / 2; k++)
		most = fmax(most, cabs(f->bin[k]));
	for (size_t k = 0; k <= GRID / 2; k++)
		f->bin[k] = log(fmax(cabs(f->bin[k]), fmax(most, FLOOR) * FLOOR));
	fftw_execute(f->backward);
	for (size_t i = 0; i < GRID; i++)
		f->time[i] *= (i == 0 || i == GRID / 2 ? 1.0 : i < GRID / 2 ? 2.0 : 0.0) / GRID;
}

/* Taps of the same magnitude that act as early as can be; cut to the length. */
static int make_minimum_phase(const struct fir_design *design, struct fir *fir)
{
	struct fourier f;

	if (fourier_open(&f, GRID))
		return -ENOMEM;
	memset(f.time, 0, GRID * sizeof(*f.time));
	memcpy(f.time, fir->taps, design->taps * sizeof(*f.time));
	fftw_execute(f.forward);
	fold_cepstrum(&f);
	fftw_execute(f.forward);
	for (size_t k = 0; k <= GRID / 2; k++)
		f.bin[k] = cexp(f.bin[k]);
	fftw_execute(f.backward);
	for (size_t i = 0; i < design->taps; i++)
		fir->taps[i] = f.time[i] / GRID;
	fourier_close(&f);
	return 0;
}

/* ---- ideal filters ---- */

static double sinc(double x)
{
	return fabs(x) < 1e-9 ? 1 : sin(M_PI * x) / (M_PI * x);
}

/* A low pass of all that is below `edge`; one half of the rate passes everything. */
static double ideal(double edge, double t)
{
	return 2 * edge * sinc(2 * edge * t);
}

static double ideal_tap(const struct fir_design *d, double t)
{
	switch (d->type) {
	case FIR_LOWPASS:
		return ideal(d->edges[0], t);
	case FIR_HIGHPASS:
		return ideal(0.5, t) - ideal(d->edges[0], t);
	case FIR_BANDPASS:
		return ideal(d->edges[1], t) - ideal(d->edges[0], t);
	default:
		return ideal(0.5, t) - ideal(d->edges[1], t) + ideal(d->edges[0], t);
	}
}

/* Where the gain is to be exact, in radians. */
static double middle_of_band(const struct fir_design *d)
{
	return d->type == FIR_HIGHPASS ? M_PI :
	       d->type == FIR_BANDPASS ? M_PI * (d->edges[0] + d->edges[1]) :
					 0;
}

int fir_design_ideal(const struct fir_design *design, struct fir *fir)
{
	const double middle = (double)(design->taps - 1) / 2;
	double scale;

	for (size_t i = 0; i < design->taps; i++)
		fir->taps[i] = ideal_tap(design, (double)i - middle);
	apply_window(design, fir);
	fir->length = design->taps;
	if (design->minimum_phase && make_minimum_phase(design, fir))
		return -ENOMEM;
	scale = design->gain / cabs(fir_response(fir, middle_of_band(design)));
	for (size_t i = 0; i < design->taps; i++)
		fir->taps[i] *= scale;
	return 0;
}

/* ---- responses ---- */

static double level_at(const struct fir_design *d, double hz)
{
	size_t i = 0;

	while (i < d->num_points && d->hz[i] < hz)
		i++;
	if (i == 0)
		return d->db[0];
	if (i == d->num_points)
		return d->db[i - 1];
	return d->db[i - 1] +
	       (d->db[i] - d->db[i - 1]) * (hz - d->hz[i - 1]) / (d->hz[i] - d->hz[i - 1]);
}

/* The response at the frequencies of a grid, as linear phase, made taps and cut by the window. */
int fir_design_points(const struct fir_design *design, struct fir *fir)
{
	const double middle = (double)(design->taps - 1) / 2;
	struct fourier f;

	if (fourier_open(&f, GRID))
		return -ENOMEM;
	for (size_t k = 0; k <= GRID / 2; k++) {
		const double w = 2 * M_PI * (double)k / GRID;

		f.bin[k] = design->gain * pow(10, level_at(design, (double)k / GRID) / 20) *
			   cexp(-I * w * middle);
	}
	/* at half the rate only a real number is a sample's */
	f.bin[GRID / 2] = creal(f.bin[GRID / 2]);
	fftw_execute(f.backward);
	for (size_t i = 0; i < design->taps; i++)
		fir->taps[i] = f.time[i] / GRID;
	fourier_close(&f);
	apply_window(design, fir);
	fir->length = design->taps;
	return design->minimum_phase ? make_minimum_phase(design, fir) : 0;
}
