/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: eight lanes of exponentials, logarithms and the like are to the bit what the plain functions give. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sof/common.h>
#include <sof/math/simd.h>

#include "base/simd.h"

#if defined(__x86_64__)
#include <sof/math/exp_log_x8.h>

#define LANES       8
#define HALF_PERIOD 843314856 /* pi, Q4.28 */
#define STEP        20011     /* a prime: values of every kind */

static int32_t inverse_of_level(int32_t x)
{
	return inverse_fixed(x, 31, 20);
}

static int32_t inverse_of_frames(int32_t x)
{
	return inverse_fixed(x, 12, 30);
}

X8 __m256i x8_inverse_of_level(__m256i x)
{
	return x8_inverse(x, 31, 20);
}

X8 __m256i x8_inverse_of_frames(__m256i x)
{
	return x8_inverse(x, 12, 30);
}

/* A function of lanes in memory. */
#define OF_MEMORY(function)                                                             \
	static SIMD_TARGET_AVX2 void function##_of_memory(const int32_t *x, int32_t *y) \
	{                                                                               \
		const __m256i lanes = _mm256_loadu_si256((const __m256i *)x);           \
                                                                                        \
		_mm256_storeu_si256((__m256i *)y, function(lanes));                     \
	}

OF_MEMORY(x8_exp_q28)
OF_MEMORY(x8_exp_fixed)
OF_MEMORY(x8_db2lin)
OF_MEMORY(x8_lin2db)
OF_MEMORY(x8_log)
OF_MEMORY(x8_lut_sin)
OF_MEMORY(x8_inverse_of_level)
OF_MEMORY(x8_inverse_of_frames)

static const struct {
	const char *name;
	int32_t (*plain)(int32_t x);
	void (*lanes)(const int32_t *x, int32_t *y);
	int32_t least, most; /* argument */
} functions[] = {
	{ "exp_q28", exp_q28, x8_exp_q28_of_memory, INT32_MIN, INT32_MAX },
	{ "exp_fixed", exp_fixed, x8_exp_fixed_of_memory, INT32_MIN, INT32_MAX },
	{ "db2lin", db2lin_fixed, x8_db2lin_of_memory, INT32_MIN, INT32_MAX },
	{ "lin2db", lin2db_q26, x8_lin2db_of_memory, INT32_MIN, INT32_MAX },
	{ "log", log_q26, x8_log_of_memory, INT32_MIN, INT32_MAX },
	{ "lut_sin", lut_sin_q28, x8_lut_sin_of_memory, -HALF_PERIOD, HALF_PERIOD },
	{ "1/x, Q1.31 to Q12.20", inverse_of_level, x8_inverse_of_level_of_memory, 0, INT32_MAX },
	{ "1/x, Q20.12 to Q2.30", inverse_of_frames, x8_inverse_of_frames_of_memory, 0, INT32_MAX },
};

static void check(size_t function, const int32_t *x)
{
	int32_t y[LANES];

	functions[function].lanes(x, y);
	for (int i = 0; i < LANES; i++) {
		const int32_t expected = functions[function].plain(x[i]);

		if (y[i] != expected)
			fail_msg("%s of %" PRId32 " in lane %d: %" PRId32 ", expected %" PRId32,
				 functions[function].name, x[i], i, y[i], expected);
	}
}

/* Lanes take values that lie apart, so that they take different ways. */
static void all_ranges(void **state)
{
	for (size_t f = 0; f < ARRAY_SIZE(functions); f++) {
		const int64_t range = INT64_C(1) + functions[f].most - functions[f].least;
		int32_t x[LANES];

		for (int64_t i = 0; i < range / LANES; i += STEP) {
			for (int lane = 0; lane < LANES; lane++)
				x[lane] =
					(int32_t)(functions[f].least + i + lane * (range / LANES));
			check(f, x);
		}
	}
}

/* Powers of two, one less and one more, of either sign; limits of the functions. */
static void edges(void **state)
{
	static const int32_t limits[] = { EXP_MAX_Q27,         EXP_SQUARED_BELOW, DB2LIN_MAX_Q24,
					  ONE_OVER_ROOT_2_Q30, ROOT_2_Q30,        INT32_MAX };

	for (size_t f = 0; f < ARRAY_SIZE(functions); f++) {
		for (size_t i = 0; i < 31 + ARRAY_SIZE(limits); i++) {
			const int64_t edge = i < 31 ? INT64_C(1) << i : limits[i - 31];
			int32_t x[LANES];

			for (int lane = 0; lane < LANES; lane++) {
				const int64_t near = edge + lane % 4 - 1;
				const int64_t value = lane < 4 ? near : -near;

				x[lane] = (int32_t)CLAMP(value, functions[f].least,
							 functions[f].most);
			}
			check(f, x);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_ranges),
		cmocka_unit_test(edges),
	};

	if (simd_highest() < SIMD_AVX2)
		return 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
	return 0;
}
#endif
