/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: transforms of all sizes are what double precision says, whatever vector instructions compute them. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fftw3.h>

#include <sof/common.h>
#include <sof/math/fft.h>
#include "base/simd.h"

/*
 * In units of the last place. All truncation goes one way, so that it adds up at a few frequencies, above all at 0.
 */
#define MOST_ERROR 2 /* for each point */
#define RMS_ERROR  3 /* times the root of the points */

static const uint32_t sizes[] = { 1, 2, 4,  8,  16, 32, 64,  128, 256, 512,  1024,
				  3, 6, 12, 24, 48, 96, 192, 384, 768, 1536, 3072 };

static struct icomplex32 input[FFT_MAX_SIZE], in[FFT_MAX_SIZE], out[FFT_MAX_SIZE];
static uint64_t room[FFT_MAX_SIZE];
static uint32_t seed = 2463534242;

static int32_t word(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return (int32_t)seed;
}

/* Noise at full scale, runs of both rails, and a pulse. */
static void fill(uint32_t size, int kind)
{
	for (uint32_t i = 0; i < size; i++) {
		const int32_t rail = i / 5 % 2 ? INT32_MAX : INT32_MIN;

		input[i] = kind == 0 ? (struct icomplex32){ word(), word() } :
			   kind == 1 ? (struct icomplex32){ rail, INT32_MIN } :
				       (struct icomplex32){ i == size / 2 ? INT32_MAX : 0, 0 };
	}
}

static void ideal(uint32_t size, int sign, fftw_complex *result)
{
	fftw_plan plan = fftw_plan_dft_1d((int)size, result, result, sign, FFTW_ESTIMATE);

	for (uint32_t i = 0; i < size; i++) {
		result[i][0] = input[i].real;
		result[i][1] = input[i].imag;
	}
	fftw_execute(plan);
	fftw_destroy_plan(plan);
}

static double within_32_bits(double x)
{
	return fmin(fmax(x, INT32_MIN), INT32_MAX);
}

static double error_of(uint32_t size, uint32_t i, struct icomplex32 seen, double real, double imag,
		       double most)
{
	const double error = hypot(seen.real - real, seen.imag - imag);

	if (error > most)
		fail_msg("%u points, number %u: %d %+dj, should be %.1f %+.1fj", size, i, seen.real,
			 seen.imag, real, imag);
	return error;
}

/* @param scale	of what should be @param unit	of the errors */
static void compare(uint32_t size, const fftw_complex *result, double scale, double unit)
{
	double squares = 0;

	for (uint32_t i = 0; i < size; i++) {
		const double error = error_of(size, i, out[i], within_32_bits(result[i][0] * scale),
					      within_32_bits(result[i][1] * scale),
					      MOST_ERROR * unit * (size + 1));

		squares += error * error;
	}
	if (sqrt(squares / size) > RMS_ERROR * unit * sqrt(size))
		fail_msg("%u points: the error is %.1f", size, sqrt(squares / size));
}

static void forward_is_the_sum_over_the_size(void **state)
{
	fftw_complex *result = fftw_alloc_complex(FFT_MAX_SIZE);
	struct fft_plan plan;

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
		for (int kind = 0; kind < 3; kind++) {
			fill(sizes[s], kind);
			memcpy(in, input, sizeof(in));
			fft_plan_init(&plan, sizes[s], room);
			fft_forward(&plan, in, out);
			ideal(sizes[s], FFTW_FORWARD, result);
			compare(sizes[s], result, 1.0 / sizes[s], 1);
		}
	}
	fftw_free(result);
}

/* It multiplies what is lost by the number of points. */
static void inverse_undoes_it(void **state)
{
	fftw_complex *result = fftw_alloc_complex(FFT_MAX_SIZE);
	struct fft_plan plan;

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
		fill(sizes[s], 0);
		for (uint32_t i = 0; i < sizes[s]; i++) {
			input[i].real /= (int32_t)sizes[s];
			input[i].imag /= (int32_t)sizes[s];
		}
		memcpy(in, input, sizeof(in));
		fft_plan_init(&plan, sizes[s], room);
		fft_inverse(&plan, in, out);
		ideal(sizes[s], FFTW_BACKWARD, result);
		compare(sizes[s], result, 1, sizes[s]);
		memcpy(in, out, sizeof(in));
		fft_forward(&plan, in, out);
		for (uint32_t i = 0; i < sizes[s]; i++)
			error_of(sizes[s], i, out[i], input[i].real, input[i].imag,
				 4 * MOST_ERROR * (sizes[s] + 1));
	}
	fftw_free(result);
}

static void all_levels_give_the_same(void **state)
{
	static struct icomplex32 expected[FFT_MAX_SIZE];
	void (*const transforms[])(const struct fft_plan *, struct icomplex32 *,
				   struct icomplex32 *) = { fft_forward, fft_inverse };
	struct fft_plan plan;

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
		for (int kind = 0; kind < 6; kind++) {
			fill(sizes[s], kind % 3);
			fft_plan_init(&plan, sizes[s], room);
			for (int level = 0; level <= (int)simd_highest(); level++) {
				simd_set_level(level);
				memcpy(in, input, sizeof(in));
				transforms[kind / 3](&plan, in, out);
				if (!level)
					memcpy(expected, out, sizeof(out));
				else if (memcmp(expected, out, sizes[s] * sizeof(*out)) != 0)
					fail_msg("%u points, kind %d: %s differs", sizes[s], kind,
						 simd_name(level));
			}
			simd_set_level(simd_highest());
		}
	}
}

static void other_sizes_are_refused(void **state)
{
	uint32_t accepted = 0;

	for (uint32_t size = 0; size <= 2 * FFT_MAX_SIZE; size++) {
		const int ret = fft_check_size(size);

		assert_true(ret == 0 || ret == -EINVAL);
		if (ret)
			continue;
		accepted++;
		assert_true(fft_plan_bytes(size) <= sizeof(room));
	}
	assert_int_equal(accepted, ARRAY_SIZE(sizes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forward_is_the_sum_over_the_size),
		cmocka_unit_test(inverse_undoes_it),
		cmocka_unit_test(all_levels_give_the_same),
		cmocka_unit_test(other_sizes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
