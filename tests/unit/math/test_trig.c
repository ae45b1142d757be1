/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: angles, windows, logarithms by tables and roots are what double precision says, within their resolution. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/trig.h>
#include <sof/math/window.h>

#define STEP 104729 /* a prime: values of every kind */

static void near(const char *what, double x, double seen, double ideal, double most)
{
	if (fabs(seen - ideal) > most)
		fail_msg("%s of %.9g is %.9g, should be %.9g", what, x, seen, ideal);
}

static void sines(void **state)
{
	for (int64_t i = -TWO_PI_Q28; i <= TWO_PI_Q28; i += STEP) {
		const int32_t angle = (int32_t)i;
		const double x = angle * 0x1p-28;
		const struct icomplex32 v = unit_vector(angle);

		near("sin", x, sin_q28(angle) * 0x1p-31, sin(x), 2.5e-8);
		near("cos", x, cos_q28(angle) * 0x1p-31, cos(x), 2.5e-8);
		near("sin of 16 bits", x, sin_q28_16b(angle) * 0x1p-15, sin(x), 1e-4);
		near("cos of 16 bits", x, cos_q28_16b(angle) * 0x1p-15, cos(x), 1e-4);
		near("real part", x, v.real * 0x1p-30, cos(x), 2.5e-8);
		near("imaginary part", x, v.imag * 0x1p-30, sin(x), 2.5e-8);
	}
	assert_in_range(sin_q28(HALF_PI_Q28), INT32_MAX - 16, INT32_MAX);
	assert_in_range(cos_q28(0), INT32_MAX - 16, INT32_MAX);
}

static void angles(void **state)
{
	static const int32_t edges[] = { 0, 1, -1, INT32_MAX, INT32_MIN, -INT32_MAX, 1 << 20 };

	for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
		for (size_t j = 0; j < ARRAY_SIZE(edges); j++)
			near("atan2", edges[j], atan2_q29(edges[i], edges[j]) * 0x1p-29,
			     atan2(edges[i], edges[j]), 2e-5);
	for (int64_t i = INT32_MIN; i <= INT32_MAX; i += 16 * STEP)
		for (int64_t j = INT32_MIN; j <= INT32_MAX; j += 1023 * STEP)
			near("atan2", (double)i / (double)j,
			     atan2_q29((int32_t)i, (int32_t)j) * 0x1p-29,
			     atan2((double)i, (double)j), 2e-5);
}

static void logarithms(void **state)
{
	for (uint64_t i = 1; i <= UINT32_MAX; i += i < STEP ? 1 : STEP) {
		const uint32_t x = (uint32_t)i;

		near("log2", x, log2_u32(x) * 0x1p-16, log2(x), 4e-5);
		near("ln", x, ln_u32(x) * 0x1p-27, log(x), 2.8e-5);
		near("log10", x, log10_u32(x) * 0x1p-28, log10(x), 1.2e-5);
	}
	assert_int_equal(log2_u32(1), 0);
	assert_int_equal(log2_u32(1u << 31), 31 << 16);
}

static void roots(void **state)
{
	for (int64_t i = 1; i <= INT32_MAX; i += i < STEP ? 1 : STEP)
		near("sqrt", i * 0x1p-30, sqrt_q30((int32_t)i) * 0x1p-30, sqrt(i * 0x1p-30),
		     1.3e-7);
	for (uint32_t x = 0; x <= UINT16_MAX; x++)
		near("sqrt", x * 0x1p-12, sqrt_q12((uint16_t)x) * 0x1p-12, sqrt(x * 0x1p-12),
		     0x1.2p-12);
	assert_int_equal(sqrt_q30(0), 0);
	assert_int_equal(sqrt_q30(INT32_MIN), 0);
}

static void exponentials(void **state)
{
	for (int64_t i = INT32_MIN; i <= INT32_MAX; i += STEP) {
		const double x = (double)i * 0x1p-27, seen = exp_series_q27((int32_t)i) * 0x1p-20;

		if (x > 7.6245)
			assert_int_equal(exp_series_q27((int32_t)i), INT32_MAX);
		else
			near("exp_series", x, seen, x < -11.5 ? 0 : exp(x), 1.2e-5 + exp(x) * 2e-5);
	}
}

/* ---- windows ---- */

static double ideal_window(enum window_type type, double at)
{
	const double c = cos(2 * M_PI * at);

	switch (type) {
	case WINDOW_BLACKMAN:
		return .42 - .5 * c + .08 * cos(4 * M_PI * at);
	case WINDOW_HAMMING:
		return .54 - .46 * c;
	case WINDOW_HANN:
		return .5 - .5 * c;
	case WINDOW_POVEY:
		return pow(.5 - .5 * c, .85);
	default:
		return 1;
	}
}

static void windows(void **state)
{
	static const uint32_t lengths[] = { 4, 12, 192, 400, 1024, 3072 };
	static int32_t wide[3072];
	static int16_t narrow[3072];

	for (int type = WINDOW_RECTANGULAR; type <= WINDOW_POVEY; type++) {
		for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
			const uint32_t last = lengths[i] - 1;

			assert_int_equal(window_q15(type, narrow, last + 1), 0);
			assert_int_equal(window_q31(type, wide, last + 1),
					 type == WINDOW_POVEY ? -EINVAL : 0);
			for (uint32_t n = 0; n <= last; n++) {
				const double ideal = ideal_window(type, (double)n / last);

				near("16-bit window", n, narrow[n] * 0x1p-15, ideal, 5e-5);
				if (type == WINDOW_POVEY)
					continue;
				near("window", n, wide[n] * 0x1p-31, ideal, 3e-5);
				assert_true(wide[n] >= 0);
			}
		}
	}
	assert_int_equal(window_q31(WINDOW_POVEY + 1, wide, 4), -EINVAL);
	assert_int_equal(window_q15(WINDOW_POVEY + 1, narrow, 4), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sines),        cmocka_unit_test(angles),
		cmocka_unit_test(logarithms),   cmocka_unit_test(roots),
		cmocka_unit_test(exponentials), cmocka_unit_test(windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
