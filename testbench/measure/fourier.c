/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "measure/fourier.h"

/* Plans by estimate: measuring would make two runs differ in their last bits. */
int fourier_open(struct fourier *f, size_t size)
{
	memset(f, 0, sizeof(*f));
	f->size = size;
	f->time = fftw_alloc_real(size);
	f->bin = fftw_alloc_complex(size / 2 + 1);
	if (f->time && f->bin) {
		f->forward = fftw_plan_dft_r2c_1d((int)size, f->time, f->bin, FFTW_ESTIMATE);
		f->backward = fftw_plan_dft_c2r_1d((int)size, f->bin, f->time, FFTW_ESTIMATE);
	}
	if (f->forward && f->backward)
		return 0;
	fourier_close(f);
	return -ENOMEM;
}

void fourier_close(struct fourier *f)
{
	if (f->forward)
		fftw_destroy_plan(f->forward);
	if (f->backward)
		fftw_destroy_plan(f->backward);
	fftw_free(f->time);
	fftw_free(f->bin);
	memset(f, 0, sizeof(*f));
}

size_t fourier_size(size_t n)
{
	size_t size = 1;

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
