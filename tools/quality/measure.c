/* SPDX-License-Identifier: BSD-3-Clause */
#include <complex.h>
#include <fftw3.h>
#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "measure.h"

#define TOP_PASS_HZ    21770.0
#define NARROW_BAND_HZ 20000.0
#define HALF_POWER_DB  -3.0103

static double db(double ratio)
{
	return 20 * log10(ratio);
}

/* A measured file: samples of full scale 1, taken as wanted. */
struct recording {
	double *samples;
	size_t frames;
	unsigned int rate;
};

static size_t window_start(const struct segment *segment, unsigned int rate)
{
	return (size_t)llround((segment->start + SETTLE_S) * rate);
}

/* Spectrum of the window: amplitudes with the phase at its first sample. @return bins; free with fftw_free() */
static fftw_complex *spectrum(const double *samples, size_t frames)
{
	fftw_complex *bins = fftw_malloc((frames / 2 + 1) * sizeof(*bins));
	double *copy = fftw_malloc(frames * sizeof(*copy));
	fftw_plan plan;

	if (!bins || !copy) {
		perror("src_meter");
		exit(2);
	}
	plan = fftw_plan_dft_r2c_1d((int)frames, copy, bins, FFTW_ESTIMATE);
	for (size_t n = 0; n < frames; n++)
		copy[n] = samples[n];
	fftw_execute(plan);
	fftw_destroy_plan(plan);
	fftw_free(copy);
	for (size_t k = 0; k <= frames / 2; k++)
		bins[k] *= (k && 2 * k < frames ? 2.0 : 1.0) / (double)frames;
	return bins;
}

/* ---- THD+N: what is left when the tone is taken away, against the tone ---- */

/* Least squares over cosine, sine. */
static void fit_tone(const double *x, size_t frames, double turns, double *c, double *s)
{
	double cc = 0, ss = 0, cs = 0, xc = 0, xs = 0, det;

	for (size_t n = 0; n < frames; n++) {
		double a = 2 * M_PI * fmod(turns * (double)n, 1), co = cos(a), si = sin(a);

		cc += co * co;
		ss += si * si;
		cs += co * si;
		xc += x[n] * co;
		xs += x[n] * si;
	}
	det = cc * ss - cs * cs;
	*c = (xc * ss - xs * cs) / det;
	*s = (xs * cc - xc * cs) / det;
}

static double residual_below(const double *residual, size_t frames, double rate, double edge)
{
	fftw_complex *bins = spectrum(residual, frames);
	double power = 0;

	for (size_t k = 0; k <= frames / 2 && (double)k * rate / (double)frames <= edge; k++)
		power += (k && 2 * k < frames ? 0.5 : 1) * creal(bins[k] * conj(bins[k]));
	fftw_free(bins);
	return power;
}

static void measure_tone(const struct recording *r, const struct segment *segment, double *thd,
			 double *narrow)
{
	size_t frames = (size_t)llround(segment->window * r->rate);
	const double *x = r->samples + window_start(segment, r->rate);
	double turns = segment->tones[0].half_hz / (2.0 * r->rate), c, s, power = 0;
	double *residual = malloc(frames * sizeof(*residual));

	if (!residual) {
		perror("src_meter");
		exit(2);
	}
	fit_tone(x, frames, turns, &c, &s);
	for (size_t n = 0; n < frames; n++) {
		double a = 2 * M_PI * fmod(turns * (double)n, 1);

		residual[n] = x[n] - c * cos(a) - s * sin(a);
		power += residual[n] * residual[n];
	}
	power /= (double)frames;
	*thd = 10 * log10(power / ((c * c + s * s) / 2));
	*narrow = 10 * log10(residual_below(residual, frames, r->rate, NARROW_BAND_HZ) /
			     ((c * c + s * s) / 2));
	free(residual);
}

/* ---- multitones ---- */

static fftw_complex *window_spectrum(const struct recording *r, const struct segment *segment,
				     size_t *frames)
{
	*frames = (size_t)llround(segment->window * r->rate);
	return spectrum(r->samples + window_start(segment, r->rate), *frames);
}

static double hz(const struct tone *tone)
{
	return tone->half_hz / 2.0;
}

/* Phases advance between neighbouring tones by the delay: no guess at whole turns is needed below PERIOD_S / 2. */
static double group_delay(const struct recording *r, const struct segment *segment,
			  const fftw_complex *bins, double edge)
{
	double begin = (double)window_start(segment, r->rate) / r->rate;
	double complex sum = 0;

	for (size_t i = 1; i < segment->num_tones && hz(&segment->tones[i]) <= edge; i++) {
		const struct tone *a = &segment->tones[i - 1], *b = &segment->tones[i];
		double expected = 2 * M_PI * (b->phase - a->phase + (hz(b) - hz(a)) * begin);

		/* sines: the common quarter turn falls out of the difference */
		sum += bins[tone_bin(b, PERIOD_S)] * conj(bins[tone_bin(a, PERIOD_S)]) *
		       cexp(-I * expected);
	}
	return -carg(sum) / (2 * M_PI * (hz(&segment->tones[1]) - hz(&segment->tones[0])));
}

static void measure_transfer(const struct recording *r, const struct stimulus *s,
			     const struct segment *segment, struct figures *result)
{
	size_t frames;
	fftw_complex *bins = window_spectrum(r, segment, &frames);
	double low = s->in_rate < s->out_rate ? s->in_rate : s->out_rate;
	double edge = fmin(PASS_EDGE * low, TOP_PASS_HZ);
	double amplitude = segment->tones[0].amplitude, before = 0;

	result->ripple_high = -INFINITY;
	result->ripple_low = INFINITY;
	result->edge_3db = 0;
	for (size_t i = 0; i < segment->num_tones; i++) {
		double f = hz(&segment->tones[i]),
		       gain = db(cabs(bins[tone_bin(&segment->tones[i], PERIOD_S)]) / amplitude);

		if (f <= edge) {
			result->ripple_high = fmax(result->ripple_high, gain);
			result->ripple_low = fmin(result->ripple_low, gain);
		}
		if (gain < HALF_POWER_DB && !result->edge_3db) {
			double step = hz(&segment->tones[1]) - hz(&segment->tones[0]);

			result->edge_3db =
				(f - step * (HALF_POWER_DB - gain) / (before - gain)) / 1000;
		}
		before = gain;
	}
	result->latency = 1000 * group_delay(r, segment, bins, edge);
	fftw_free(bins);
}

static void measure_image(const struct recording *r, const struct stimulus *s,
			  const struct segment *segment, struct figures *result)
{
	size_t frames;
	fftw_complex *bins = window_spectrum(r, segment, &frames);

	result->stop = -INFINITY;
	for (size_t k = s->in_rate / 2 / GRID_HZ + 1; k <= frames / 2; k++)
		result->stop = fmax(result->stop, db(cabs(bins[k]) / segment->tones[0].amplitude));
	fftw_free(bins);
}

static void measure_alias(const struct recording *r, const struct segment *segment,
			  struct figures *result)
{
	size_t frames;
	fftw_complex *bins = window_spectrum(r, segment, &frames);

	for (size_t i = 0; i < segment->num_tones; i++) {
		const struct tone *tone = &segment->tones[i];
		size_t bin = fold(tone->half_hz / 2, r->rate) / GRID_HZ;

		result->stop = fmax(result->stop, db(cabs(bins[bin]) / tone->amplitude));
	}
	fftw_free(bins);
}

/* Amplitude of one of two tones a quarter period apart: together they tell the gain at any phase. */
static double nyquist_power(const struct recording *r, const struct segment *segment)
{
	size_t frames;
	fftw_complex *bins = window_spectrum(r, segment, &frames);
	double gain = cabs(bins[frames / 2]) / segment->tones[0].amplitude;

	fftw_free(bins);
	return gain * gain;
}

/* ---- constant and square ---- */

static double constant_error(const struct recording *r, const struct segment *segment)
{
	size_t frames = (size_t)llround(segment->window * r->rate);
	const double *x = r->samples + window_start(segment, r->rate);
	double error = 0;

	for (size_t n = 0; n < frames; n++)
		error += x[n] - segment->tones[0].amplitude;
	return db(fabs(error / (double)frames / segment->tones[0].amplitude));
}

/* What is the same at any level makes no difference: only what happens at full scale does. */
static double square_error(const struct recording *r, const struct segment *quiet,
			   const struct segment *full)
{
	size_t frames = (size_t)llround(full->window * r->rate);
	const double *x = r->samples + window_start(full, r->rate),
		     *quarter = r->samples + window_start(quiet, r->rate);
	double largest = 0;

	for (size_t n = 0; n < frames; n++)
		largest = fmax(largest, fabs(x[n] - fmin(fmax(4 * quarter[n], -1), 1)));
	return db(largest);
}

/* ---- files ---- */

static int read_recording(const char *path, const struct stimulus *s, struct recording *r)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	size_t needed = (size_t)llround(s->length * s->out_rate);
	int ret = -1;

	if (!file) {
		fprintf(stderr, "src_meter: %s: %s\n", path, sf_strerror(NULL));
		return -1;
	}
	if (info.channels != 1 || info.samplerate != (int)s->out_rate ||
	    (size_t)info.frames + 1 < needed) {
		fprintf(stderr,
			"src_meter: %s: %lld frames of %d channels at %d Hz, expected %zu of 1 at %u Hz\n",
			path, (long long)info.frames, info.channels, info.samplerate, needed,
			s->out_rate);
		goto close;
	}
	r->rate = s->out_rate;
	r->frames = (size_t)info.frames;
	r->samples = malloc(r->frames * sizeof(*r->samples));
	if (!r->samples) {
		perror("src_meter");
		exit(2);
	}
	if (sf_readf_double(file, r->samples, info.frames) == info.frames)
		ret = 0;
	else
		fprintf(stderr, "src_meter: %s: %s\n", path, sf_strerror(file));
close:
	sf_close(file);
	return ret;
}

int measure_file(const struct stimulus *s, const char *path, struct figures *result)
{
	struct recording r = { 0 };
	double thd, narrow, nyquist = 0;
	int ret = read_recording(path, s, &r);

	if (s->out_rate < s->in_rate && s->num_segments > 1)
		result->stop = -INFINITY;
	for (size_t i = 0; !ret && i < s->num_segments; i++) {
		const struct segment *segment = &s->segments[i];

		switch (segment->kind) {
		case SEGMENT_TRANSFER:
			measure_transfer(&r, s, segment, result);
			break;
		case SEGMENT_IMAGE:
			measure_image(&r, s, segment, result);
			break;
		case SEGMENT_ALIAS:
			measure_alias(&r, segment, result);
			break;
		case SEGMENT_NYQUIST:
			nyquist += nyquist_power(&r, segment);
			result->stop_nyquist = 10 * log10(nyquist);
			break;
		case SEGMENT_FULL:
			measure_tone(&r, segment, &thd, &narrow);
			result->thd_full = isnan(result->thd_full) ? thd :
								     fmax(result->thd_full, thd);
			break;
		case SEGMENT_CONSTANT:
			result->constant = constant_error(&r, segment);
			break;
		case SEGMENT_SQUARE:
			if (segment[-1].kind == SEGMENT_SQUARE)
				result->square = square_error(&r, segment - 1, segment);
			break;
		case SEGMENT_TONE:
			measure_tone(&r, segment, &thd, &narrow);
			if (!i) {
				result->thd_997 = thd;
				break;
			}
			result->thd_worst = isnan(result->thd_worst) ? thd :
								       fmax(result->thd_worst, thd);
			result->thd_in_20k = isnan(result->thd_in_20k) ?
						     narrow :
						     fmax(result->thd_in_20k, narrow);
			break;
		}
	}
	free(r.samples);
	return ret;
}
