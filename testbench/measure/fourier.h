/* SPDX-License-Identifier: BSD-3-Clause */
/* Real Fourier transforms of one size, by FFTW. */
#ifndef MEASURE_FOURIER_H
#define MEASURE_FOURIER_H

#include <complex.h>
#include <stddef.h>

#include <fftw3.h>

struct fourier {
	size_t size;       /* of time, a power of two is fastest */
	double *time;      /* size */
	fftw_complex *bin; /* size / 2 + 1; a C double complex */
	fftw_plan forward, backward;
};

/** @return 0, -ENOMEM */
int fourier_open(struct fourier *f, size_t size);
void fourier_close(struct fourier *f);

/** @return the least power of two that is not below n */
size_t fourier_size(size_t n);

/**
 * Fill f->time with samples under a Blackman-Harris window (4 terms, side lobes below -92 dB); what the samples do not
 * reach is 0.
 * @return sum of the window
 */
double fourier_window(struct fourier *f, const double *samples, size_t count);

#endif
