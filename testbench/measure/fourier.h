/* SPDX-License-Identifier: BSD-3-Clause */
/* Real Fourier transforms of one size. The same samples give the same bits on every machine. */
#ifndef MEASURE_FOURIER_H
#define MEASURE_FOURIER_H

#include <complex.h>
#include <stddef.h>

struct fourier {
	size_t size;          /* of time */
	double *time;         /* size */
	double complex *bin;  /* size / 2 + 1 */
	double complex *turn; /* e^(-2 pi i k / size), k < size / 2 */
};

/** @param size a power of two, 4 at least @return 0, -ENOMEM */
int fourier_open(struct fourier *f, size_t size);
void fourier_close(struct fourier *f);

/** f->bin of f->time, which stays. */
void fourier_forward(struct fourier *f);

/** f->time of f->bin, which is lost, times f->size. What the first and the last bin have of an imaginary part counts nothing. */
void fourier_backward(struct fourier *f);

/** @return the least power of two that is not below n, 4 at least */
size_t fourier_size(size_t n);

/**
 * Fill f->time with samples under a Blackman-Harris window (4 terms, side lobes below -92 dB); what the samples do not
 * reach is 0.
 * @return sum of the window
 */
double fourier_window(struct fourier *f, const double *samples, size_t count);

#endif
