/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: exponentials, logarithms and the like are what double precision says, within their resolution. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sof/math/exp_log.h>

#define STEP 104729 /* a prime: values of every kind */

/* relative, of exponentials, powers and inverses; absolute, of the others: their polynomials, and a bit of rounding */
#define EXP_ERROR 2e-8
#define LOG_ERROR 4.5e-7
#define POW_ERROR 3e-7
#define ASIN_ERROR \
	2e-5 /* up to a root of a half; beyond, where 26 bits and another polynomial serve, 0.02 */
#define INV_ERROR 1e-6
#define SIN_ERROR 3.1e-5

/* @param absolute	of the result @param relative	to the result */
static void near(const char *what, double x, double y, double ideal, double absolute,
		 double relative)
{
	if (fabs(y - ideal) > absolute + fabs(ideal) * relative)
		fail_msg("%s of %.9g is %.9g, should be %.9g", what, x, y, ideal);
}

static void exponentials(void **state)
{
	for (int64_t i = INT32_MIN; i <= INT32_MAX; i += STEP) {
		const int32_t x = (int32_t)i;

		near("exp_q28", x * 0x1p-28, exp_q28(x) * 0x1p-19, exp(x * 0x1p-28), 0x1p-19,
		     EXP_ERROR);
		if (x <= 1023359037)
			near("exp_fixed", x * 0x1p-27, exp_fixed(x) * 0x1p-20, exp(x * 0x1p-27),
			     0x1p-17, EXP_ERROR);
		else
			assert_int_equal(exp_fixed(x), INT32_MAX);
		if (x <= 1111097957)
			near("db2lin", x * 0x1p-24, db2lin_fixed(x) * 0x1p-20,
			     pow(10, x * 0x1p-24 / 20), 0x1p-17, EXP_ERROR);
		else
			assert_int_equal(db2lin_fixed(x), INT32_MAX);
	}
}

static void logarithms(void **state)
{
	for (int64_t i = 1; i <= INT32_MAX; i += i < STEP ? 1 : STEP) {
		const int32_t x = (int32_t)i;

		near("log10", x * 0x1p-26, log10_q26(x) * 0x1p-26, log10(x * 0x1p-26), LOG_ERROR,
		     0);
		near("lin2db", x * 0x1p-26, lin2db_q26(x) * 0x1p-21, 20 * log10(x * 0x1p-26),
		     20 * LOG_ERROR, 0);
		near("log", x * 0x1p-26, log_q26(x) * 0x1p-26, log(x * 0x1p-26), 2.5 * LOG_ERROR,
		     0);
	}
	for (int64_t i = INT32_MIN; i <= 0; i += 1 << 24) {
		assert_int_equal(lin2db_q26((int32_t)i), -2097151999);
		assert_int_equal(log_q26((int32_t)i), -2013265919);
		assert_int_equal(pow_q26((int32_t)i, 1 << 29), 0);
	}
}

static void powers(void **state)
{
	for (int32_t x = 1 << 16; x > 0 && x < 1 << 29; x += 97 * STEP)
		for (int32_t y = -(1 << 30); y <= 1 << 30; y += 1 << 25) {
			const double ideal = pow(x * 0x1p-26, y * 0x1p-30);

			if (ideal < 2000)
				near("pow", x * 0x1p-26, pow_q26(x, y) * 0x1p-20, ideal, 0x1p-16,
				     POW_ERROR);
		}
}

static void arcsine(void **state)
{
	for (int32_t x = -(1 << 30); x <= 1 << 30; x += STEP) {
		near("asin", x * 0x1p-30, asin_q30(x) * 0x1p-30, asin(x * 0x1p-30) * M_2_PI,
		     abs(x) <= 759250112 ? ASIN_ERROR : 0.02, 0);
	}
}

static void inverse(void **state)
{
	for (int64_t i = 1 << 12; i <= INT32_MAX; i += STEP) {
		const int32_t x = (int32_t)i;
		const double ideal = 0x1p20 / (x * 0x1p-20);

		if (ideal < INT32_MAX)
			near("1/x", x * 0x1p-20, inverse_fixed(x, 20, 20) * 1.0, ideal, 1,
			     INV_ERROR);
	}
	assert_int_equal(inverse_fixed(1, 31, 30), INT32_MAX);
}

static void sine(void **state)
{
	for (int32_t w = 0; w <= 421657428; w += STEP / 100)
		near("sin", w * 0x1p-28, lut_sin_q28(w) * 0x1p-15, sin(w * 0x1p-28), SIN_ERROR, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exponentials), cmocka_unit_test(logarithms),
		cmocka_unit_test(powers),       cmocka_unit_test(arcsine),
		cmocka_unit_test(inverse),      cmocka_unit_test(sine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
