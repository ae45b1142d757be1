/* SPDX-License-Identifier: BSD-3-Clause */
/* Averaged spectra: of one channel, and of one against another. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/fourier.h"
#include "measure/measure.h"

#define RESPONSE_BLOCK 16384
#define RESPONSE_FLOOR \
	1e-8 /* of the strongest bin's power: below it there is nothing to divide by */

int measure_spectrum(const double *samples, uint64_t frames, size_t size, double *out)
{
	struct fourier f;
	size_t blocks = 0;
	double gain = 1;
	int ret;

	if (frames < size)
		return -ENODATA;
	ret = fourier_open(&f, size);
	if (ret < 0)
		return ret;
	memset(out, 0, (size / 2 + 1) * sizeof(*out));
	for (uint64_t at = 0; at + size <= frames; at += size / 2, blocks++) {
		gain = 2 / fourier_window(&f, samples + at, size);
		fftw_execute(f.forward);
		for (size_t i = 0; i <= size / 2; i++)
			out[i] += creal(f.bin[i] * conj(f.bin[i]));
	}
	for (size_t i = 0; i <= size / 2; i++)
		out[i] = measure_db(gain * sqrt(out[i] / (double)blocks));
	fourier_close(&f);
	return 0;
}

/* ---- transfer ---- */

/* Sums over blocks: power of each, and the cross power. */
struct cross {
	size_t bins;
	double *aa, *bb;
	double complex *ab;
};

static int cross_open(struct cross *x, size_t bins)
{
	x->bins = bins;
	x->aa = calloc(bins, sizeof(*x->aa));
	x->bb = calloc(bins, sizeof(*x->bb));
	x->ab = calloc(bins, sizeof(*x->ab));
	return x->aa && x->bb && x->ab ? 0 : -ENOMEM;
}

static void cross_close(struct cross *x)
{
	free(x->aa);
	free(x->bb);
	free(x->ab);
}

static void cross_add(struct cross *x, const fftw_complex *a, const fftw_complex *b)
{
	for (size_t i = 0; i < x->bins; i++) {
		x->aa[i] += creal(a[i] * conj(a[i]));
		x->bb[i] += creal(b[i] * conj(b[i]));
		x->ab[i] += b[i] * conj(a[i]);
	}
}

/* The point of a third octave is the sum of the bins of its band. */
static void read_point(const struct cross *x, double hz_per_bin, double strongest, size_t point,
		       struct measure_response *out)
{
	const double hz = out->hz[point], edge = pow(2, 1.0 / 6);
	size_t first = (size_t)ceil(hz / edge / hz_per_bin);
	size_t last = (size_t)floor(hz * edge / hz_per_bin);
	double complex ab = 0;
	double aa = 0, bb = 0;

	if (first > last)
		first = last = (size_t)lround(hz / hz_per_bin);
	for (size_t i = first; i <= last && i < x->bins; i++) {
		aa += x->aa[i];
		bb += x->bb[i];
		ab += x->ab[i];
	}
	if (aa <= strongest * RESPONSE_FLOOR || bb <= 0) {
		out->gain_db[point] = out->degrees[point] = NAN;
		out->coherence[point] = 0;
		return;
	}
	out->gain_db[point] = measure_db(cabs(ab) / aa);
	out->degrees[point] = carg(ab) * 180 / M_PI;
	out->coherence[point] = cabs(ab) * cabs(ab) / (aa * bb);
}

static void read_points(const struct cross *x, uint32_t rate, struct measure_response *out)
{
	const double hz_per_bin = (double)rate / RESPONSE_BLOCK;
	double strongest = 0;

	for (size_t i = 1; i < x->bins; i++)
		strongest = x->aa[i] > strongest ? x->aa[i] : strongest;
	out->points = 0;
	for (size_t i = 0; i < MEASURE_POINTS; i++) {
		const double hz = 1000 * pow(2, ((double)i - 17) / 3);

		if (hz * pow(2, 1.0 / 6) >= rate / 2.0)
			break;
		out->hz[i] = hz;
		out->points = i + 1;
		read_point(x, hz_per_bin, strongest, i, out);
	}
}

int measure_response(const double *a, uint64_t frames_a, const double *b, uint64_t frames_b,
		     uint32_t rate, int64_t latency, struct measure_response *out)
{
	struct fourier of_a, of_b;
	struct cross x = { 0 };
	uint64_t frames;
	int ret;

	if (latency >= 0) {
		b += latency;
		frames_b = frames_b > (uint64_t)latency ? frames_b - (uint64_t)latency : 0;
	} else {
		a -= latency;
		frames_a = frames_a > (uint64_t)-latency ? frames_a - (uint64_t)-latency : 0;
	}
	frames = frames_a < frames_b ? frames_a : frames_b;
	if (frames < RESPONSE_BLOCK)
		return -ENODATA;
	if (fourier_open(&of_a, RESPONSE_BLOCK) < 0)
		return -ENOMEM;
	ret = fourier_open(&of_b, RESPONSE_BLOCK);
	if (ret < 0)
		goto close_a;
	ret = cross_open(&x, RESPONSE_BLOCK / 2 + 1);
	if (ret < 0)
		goto close_b;
	for (uint64_t at = 0; at + RESPONSE_BLOCK <= frames; at += RESPONSE_BLOCK / 2) {
		fourier_window(&of_a, a + at, RESPONSE_BLOCK);
		fourier_window(&of_b, b + at, RESPONSE_BLOCK);
		fftw_execute(of_a.forward);
		fftw_execute(of_b.forward);
		cross_add(&x, of_a.bin, of_b.bin);
	}
	read_points(&x, rate, out);
close_b:
	cross_close(&x);
	fourier_close(&of_b);
close_a:
	fourier_close(&of_a);
	return ret;
}
