/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A real transform of n samples is a complex one of n / 2 points, each of an even and an odd sample, and a pass that takes
 * the spectra of both apart. The complex one goes by twos, in place, after a change of order by reversed bits.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/fourier.h"

/* A product with I would multiply by 0, too. */
static double complex complex_of(double real, double imaginary)
{
	const union {
		double part[2];
		double complex whole;
	} number = { { real, imaginary } };

	return number.whole;
}

int fourier_open(struct fourier *f, size_t size)
{
	memset(f, 0, sizeof(*f));
	f->size = size;
	f->time = calloc(size, sizeof(*f->time));
	f->bin = calloc(size / 2 + 1, sizeof(*f->bin));
	f->turn = calloc(size / 2, sizeof(*f->turn));
	if (!f->time || !f->bin || !f->turn) {
		fourier_close(f);
		return -ENOMEM;
	}
	for (size_t k = 0; k < size / 2; k++) {
		const double angle = 2 * M_PI * (double)k / (double)size;

		f->turn[k] = complex_of(cos(angle), -sin(angle));
	}
	return 0;
}

void fourier_close(struct fourier *f)
{
	free(f->time);
	free(f->bin);
	free(f->turn);
	memset(f, 0, sizeof(*f));
}

/* Without what C's own product does for infinities. */
static double complex times(double complex a, double complex b)
{
	return complex_of(creal(a) * creal(b) - cimag(a) * cimag(b),
			  creal(a) * cimag(b) + cimag(a) * creal(b));
}

static void reverse_bits(double complex *z, size_t points)
{
	for (size_t i = 0, j = 0; i < points; i++) {
		size_t bit = points / 2;

		if (i < j) {
			const double complex other = z[i];

			z[i] = z[j];
			z[j] = other;
		}
		for (; j & bit; bit /= 2)
			j ^= bit;
		j |= bit;
	}
}

/* The complex transform of f->bin's first size / 2 points. */
static void transform(struct fourier *f)
{
	const size_t points = f->size / 2;
	double complex *z = f->bin;

	reverse_bits(z, points);
	for (size_t half = 1; half < points; half *= 2) {
		for (size_t at = 0; at < points; at += 2 * half) {
			for (size_t k = 0; k < half; k++) {
				const double complex a = z[at + k];
				const double complex b =
					times(z[at + k + half], f->turn[k * (points / half)]);

				z[at + k] = a + b;
				z[at + k + half] = a - b;
			}
		}
	}
}

void fourier_forward(struct fourier *f)
{
	const size_t points = f->size / 2;
	double complex *z = f->bin;

	memcpy(z, f->time, f->size * sizeof(*f->time));
	transform(f);
	z[points] = creal(z[0]) - cimag(z[0]);
	z[0] = creal(z[0]) + cimag(z[0]);
	for (size_t k = 1; k <= points / 2; k++) {
		const double complex even = (z[k] + conj(z[points - k])) / 2;
		const double complex odd = times(z[k] - conj(z[points - k]), complex_of(0, -0.5));
		const double complex turned = times(odd, f->turn[k]);

		z[k] = even + turned;
		z[points - k] = conj(even - turned);
	}
}

/* The inverse is the transform of the conjugate, conjugated. */
void fourier_backward(struct fourier *f)
{
	const size_t points = f->size / 2;
	const double first = creal(f->bin[0]), last = creal(f->bin[points]);
	double complex *z = f->bin;

	z[0] = complex_of(first + last, last - first);
	for (size_t k = 1; k <= points / 2; k++) {
		const double complex even = z[k] + conj(z[points - k]);
		const double complex turned = z[k] - conj(z[points - k]);
		const double complex odd = times(times(turned, conj(f->turn[k])), complex_of(0, 1));

		z[k] = conj(even + odd);
		z[points - k] = even - odd;
	}
	transform(f);
	for (size_t i = 0; i < points; i++) {
		f->time[2 * i] = creal(z[i]);
		f->time[2 * i + 1] = -cimag(z[i]);
	}
}

size_t fourier_size(size_t n)
{
	size_t size = 4;

	while (size < n)
		size *= 2;
	return size;
}

double fourier_window(struct fourier *f, const double *samples, size_t count)
{
	static const double term[] = { 0.35875, -0.48829, 0.14128, -0.01168 };
	double sum = 0;

	memset(f->time, 0, f->size * sizeof(*f->time));
	for (size_t i = 0; i < count; i++) {
		double window = 0;

		for (size_t k = 0; k < sizeof(term) / sizeof(term[0]); k++)
			window += term[k] * cos(2 * M_PI * (double)(k * i) / (double)count);
		f->time[i] = samples[i] * window;
		sum += window;
	}
	return sum;
}
