/* SPDX-License-Identifier: BSD-3-Clause */
/* Transforms against those of another library. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <complex.h>
#include <fftw3.h>

#include "measure/fourier.h"

#define LARGEST   65536
#define TOLERANCE 1e-14 /* of a signal of one, for each step of the transform */

static double steps(const struct fourier *f)
{
	return sqrt((double)f->size) * log2((double)f->size);
}

static void fill_with_noise(double *samples, size_t count)
{
	uint32_t state = 1;

	for (size_t i = 0; i < count; i++) {
		state = state * 1664525 + 1013904223;
		samples[i] = (double)state / 0x80000000u - 1;
	}
}

static void assert_same_bins(const struct fourier *f, const fftw_complex *expected)
{
	for (size_t k = 0; k <= f->size / 2; k++)
		assert_true(cabs(f->bin[k] - expected[k]) < TOLERANCE * steps(f));
}

static void every_size_forward_and_backward(void **state)
{
	double *in = fftw_alloc_real(LARGEST);
	fftw_complex *out = fftw_alloc_complex(LARGEST / 2 + 1);

	for (size_t size = 4; size <= LARGEST; size *= 2) {
		fftw_plan plan = fftw_plan_dft_r2c_1d((int)size, in, out, FFTW_ESTIMATE);
		struct fourier f;

		assert_int_equal(fourier_open(&f, size), 0);
		fill_with_noise(in, size);
		memcpy(f.time, in, size * sizeof(*in));
		fftw_execute(plan);
		fourier_forward(&f);
		assert_same_bins(&f, out);
		assert_memory_equal(f.time, in, size * sizeof(*in));
		memset(f.time, 0, size * sizeof(*in));
		fourier_backward(&f);
		for (size_t i = 0; i < size; i++)
			assert_true(fabs(f.time[i] / (double)size - in[i]) < TOLERANCE * steps(&f));
		fourier_close(&f);
		fftw_destroy_plan(plan);
	}
	fftw_free(in);
	fftw_free(out);
}

/* No real signal has them. */
static void what_the_outer_bins_have_of_an_imaginary_part_counts_nothing(void **state)
{
	struct fourier f;

	assert_int_equal(fourier_open(&f, 8), 0);
	f.bin[0] = 1 + 5 * I;
	f.bin[4] = 1 - 7 * I;
	fourier_backward(&f);
	for (size_t i = 0; i < 8; i++)
		assert_true(fabs(f.time[i] - (i % 2 ? 0 : 2)) < 1e-15);
	fourier_close(&f);
}

static void sizes_are_powers_of_two(void **state)
{
	assert_int_equal(fourier_size(0), 4);
	assert_int_equal(fourier_size(4), 4);
	assert_int_equal(fourier_size(5), 8);
	assert_int_equal(fourier_size(65536), 65536);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_forward_and_backward),
		cmocka_unit_test(what_the_outer_bins_have_of_an_imaginary_part_counts_nothing),
		cmocka_unit_test(sizes_are_powers_of_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
