/* SPDX-License-Identifier: BSD-3-Clause */
/* A sine, its harmonics, and the rest. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/fourier.h"
#include "measure/measure.h"

#define FIRST_LOOK   65536 /* frames that the first estimate of the frequency takes */
#define ROUNDS       8     /* of the fit; it converges quadratically */
#define LEAST_FRAMES 64
#define HARMONICS    10

/* DC + cosine * cos(w n) + sine * sin(w n), n counted from the middle of the recording */
struct sine {
	double w; /* radians per frame */
	double cosine, sine, dc;
};

static double middle(uint64_t frames)
{
	return ((double)frames - 1) / 2;
}

static double value_at(const struct sine *s, double n)
{
	return s->dc + s->cosine * cos(s->w * n) + s->sine * sin(s->w * n);
}

/* The highest peak of a windowed spectrum, between bins by a parabola through the logarithms. */
static int first_estimate(const double *samples, uint64_t frames, struct sine *s)
{
	const size_t count = frames < FIRST_LOOK ? (size_t)frames : FIRST_LOOK;
	struct fourier f;
	size_t best = 2;
	double left, here, right, offset = 0;

	if (fourier_open(&f, fourier_size(2 * count)) < 0)
		return -ENOMEM;
	fourier_window(&f, samples + (frames - count) / 2, count);
	fftw_execute(f.forward);
	/* the main lobe of DC ends at 8 bins of this doubled transform */
	for (size_t i = 9; i < f.size / 2; i++)
		if (best < 9 || cabs(f.bin[i]) > cabs(f.bin[best]))
			best = i;
	left = log(cabs(f.bin[best - 1]) + 1e-300);
	here = log(cabs(f.bin[best]) + 1e-300);
	right = log(cabs(f.bin[best + 1]) + 1e-300);
	if (left + right - 2 * here < 0)
		offset = (left - right) / (left + right - 2 * here) / 2;
	s->w = 2 * M_PI * ((double)best + offset) / (double)f.size;
	fourier_close(&f);
	return 0;
}

/* Solve the symmetric system m x = v in place, n <= 4, by elimination with the largest pivot. @return false: singular */
static bool solve(double m[4][5], size_t n)
{
	for (size_t column = 0; column < n; column++) {
		size_t pivot = column;

		for (size_t row = column + 1; row < n; row++)
			if (fabs(m[row][column]) > fabs(m[pivot][column]))
				pivot = row;
		if (fabs(m[pivot][column]) < 1e-300)
			return false;
		for (size_t i = 0; i <= 4; i++) {
			const double swap = m[column][i];

			m[column][i] = m[pivot][i];
			m[pivot][i] = swap;
		}
		for (size_t row = 0; row < n; row++) {
			const double factor = m[row][column] / m[column][column];

			if (row == column)
				continue;
			for (size_t i = column; i <= 4; i++)
				m[row][i] -= factor * m[column][i];
		}
	}
	for (size_t row = 0; row < n; row++)
		m[row][4] /= m[row][row];
	return true;
}

/*
 * One least-squares step. The first step knows no amplitude and takes three parameters at a fixed frequency; later
 * ones take the frequency as well, by the derivative of the last model. Time is scaled to -1..1 there.
 */
static bool fit_step(const double *samples, uint64_t frames, struct sine *s, bool with_frequency)
{
	const size_t n = with_frequency ? 4 : 3;
	const double half = middle(frames);
	double m[4][5] = { 0 };

	for (uint64_t i = 0; i < frames; i++) {
		const double t = (double)i - half, c = cos(s->w * t), d = sin(s->w * t);
		const double column[5] = { c, d, 1, (s->sine * c - s->cosine * d) * t / half,
					   samples[i] };

		for (size_t row = 0; row < n; row++) {
			for (size_t k = 0; k < n; k++)
				m[row][k] += column[row] * column[k];
			m[row][4] += column[row] * column[4];
		}
	}
	if (!solve(m, n))
		return false;
	s->cosine = m[0][4];
	s->sine = m[1][4];
	s->dc = m[2][4];
	if (with_frequency)
		s->w += m[3][4] / half;
	return s->w > 0 && s->w < M_PI;
}

/* Take the sine of frequency w away from rest. @return its mean square */
static double take_away(double *rest, uint64_t frames, double w)
{
	struct sine s = { .w = w };
	double power = 0;

	if (!fit_step(rest, frames, &s, false))
		return 0;
	s.dc = 0;
	for (uint64_t i = 0; i < frames; i++) {
		const double value = value_at(&s, (double)i - middle(frames));

		power += value * value;
		rest[i] -= value;
	}
	return power / (double)frames;
}

static double mean_square(const double *samples, uint64_t frames)
{
	double sum = 0;

	for (uint64_t i = 0; i < frames; i++)
		sum += samples[i] * samples[i];
	return sum / (double)frames;
}

static void read_rest(double *rest, uint64_t frames, const struct sine *s, struct measure_tone *out)
{
	const double sine = (s->cosine * s->cosine + s->sine * s->sine) / 2;
	const double all = mean_square(rest, frames);
	double harmonics = 0;

	out->level_db = measure_db(sqrt(sine));
	out->thdn_db = measure_db(sqrt(all / sine));
	for (int h = 2; h <= HARMONICS && h * s->w < M_PI; h++)
		harmonics += take_away(rest, frames, h * s->w);
	out->thd_db = measure_db(sqrt(harmonics / sine));
	out->snr_db = -measure_db(sqrt(mean_square(rest, frames) / sine));
}

int measure_tone(const double *samples, uint64_t frames, uint32_t rate, struct measure_tone *out)
{
	struct sine s = { 0 };
	double *rest;
	bool good;

	*out = (struct measure_tone){ NAN, NAN, NAN, NAN, NAN };
	if (frames < LEAST_FRAMES)
		return -ENODATA;
	rest = malloc(frames * sizeof(*rest));
	if (!rest || first_estimate(samples, frames, &s) < 0) {
		free(rest);
		return -ENOMEM;
	}
	good = fit_step(samples, frames, &s, false);
	for (int i = 0; good && i < ROUNDS; i++)
		good = fit_step(samples, frames, &s, true);
	if (good) {
		double all = 0;

		for (uint64_t i = 0; i < frames; i++) {
			all += (samples[i] - s.dc) * (samples[i] - s.dc) / (double)frames;
			rest[i] = samples[i] - value_at(&s, (double)i - middle(frames));
		}
		good = all > 0 && mean_square(rest, frames) < all / 2;
	}
	if (good) {
		out->hz = s.w * rate / (2 * M_PI);
		read_rest(rest, frames, &s, out);
	}
	free(rest);
	return good ? 0 : -ENODATA;
}

double measure_level_at(const double *samples, uint64_t frames, uint32_t rate, double hz)
{
	struct sine s = { .w = 2 * M_PI * hz / rate };

	if (frames < LEAST_FRAMES || !fit_step(samples, frames, &s, false))
		return -INFINITY;
	return measure_db(hypot(s.cosine, s.sine));
}
