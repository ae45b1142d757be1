/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: the fixed-point functions of format.h and numbers.h do what exact arithmetic says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sof/audio/format.h>
#include <sof/math/numbers.h>

static const int32_t values[] = {
	INT32_MIN,  INT32_MIN + 1,
	-0x800001,  -0x800000,
	-0x8001,    -0x8000,
	-3,         -2,
	-1,         0,
	1,          2,
	3,          0x4000,
	0x7FFF,     0x8000,
	0x7FFFFF,   0x800000,
	0x40000000, INT32_MAX - 1,
	INT32_MAX,
};

#define COUNT (sizeof(values) / sizeof(values[0]))

/* floor(x / 2^n), and the nearest to x / 2^n with halves upwards, without shifts of negative numbers */
static int64_t floor_shift(__int128 x, int n)
{
	const __int128 one = (__int128)1 << n;

	return (int64_t)(x >= 0 ? x / one : -((-x + one - 1) / one));
}

static int64_t round_shift(__int128 x, int n)
{
	return floor_shift(2 * x + ((__int128)1 << n), n + 1);
}

static int64_t clamp(int64_t x, int bits)
{
	const int64_t max = ((int64_t)1 << (bits - 1)) - 1;

	return x > max ? max : x < -max - 1 ? -max - 1 : x;
}

static void products_are_exact(void **state)
{
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t j = 0; j < COUNT; j++) {
			const int32_t x = values[i], y = values[j];
			const __int128 product = (__int128)x * y;

			for (int n = 1; n < 48; n++) {
				const int64_t rounded = round_shift(product, n);

				assert_true(q_mults_32x32(x, y, n) == floor_shift(product, n));
				assert_true(q_multsr_32x32(x, y, n) == rounded);
				assert_int_equal(q_multsr_sat_32x32(x, y, n), clamp(rounded, 32));
				assert_int_equal(q_multsr_sat_32x32_24(x, y, n),
						 clamp((int32_t)rounded, 24));
				assert_int_equal(q_multsr_sat_32x32_16(x, y, n),
						 clamp((int32_t)rounded, 16));
			}
			assert_true(Q_MULTS_32X32(x, y, 31, 30, 31) == floor_shift(product, 30));
			assert_true(Q_MULTSR_32X32(x, y, 31, 30, 31) == round_shift(product, 30));
		}
	}
	assert_int_equal(Q_MULTS_16X16(-3, 1, 15, 15, 29), floor_shift(-3, 1));
	assert_int_equal(Q_MULTSR_16X16(-3, 1, 15, 15, 29), round_shift(-3, 1));
	assert_int_equal(q_mults_16x16(-0x8000, 0x7FFF, 15), -0x7FFF);
}

static void shifts_round_halves_upwards(void **state)
{
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(Q_SHIFT(values[i], 31, 23), floor_shift(values[i], 8));
		assert_int_equal(Q_SHIFT_RND(values[i], 31, 23), round_shift(values[i], 8));
		assert_true(Q_SHIFT_RND((int64_t)values[i], 31, 30) == round_shift(values[i], 1));
		assert_true(q_shift_rnd(values[i], 8) == round_shift(values[i], 8));
	}
	assert_true(Q_SHIFT_LEFT((int64_t)-3, 15, 31) == -3 * 65536);
	assert_int_equal(Q_SHIFT_BITS_32(31, 30, 31), 30);
	assert_int_equal(Q_SHIFT_BITS_64(31, 31, 31), 31);
}

static void constants_come_from_floats(void **state)
{
	assert_int_equal(Q_CONVERT_FLOAT(0.5, 31), 1 << 30);
	assert_int_equal(Q_CONVERT_FLOAT(1.0, 30), ONE_Q2_30);
	assert_int_equal(Q_CONVERT_FLOAT(1e-4, 31), 214748);
	/* the sum is truncated, so negative ones are one too high unless exact */
	assert_int_equal(Q_CONVERT_FLOAT(-0.3, 4), -4);
	assert_int_equal(ONE_Q1_31, INT32_MAX);
	assert_true(SATP_INT32((int64_t)1 << 40) == INT32_MAX);
	assert_true(SATM_INT32(-((int64_t)1 << 40)) == INT32_MIN);
	assert_true(SATP_INT32((int64_t)-7) == -7 && SATM_INT32((int64_t)7) == 7);
}

static void samples_have_values(void **state)
{
	assert_int_equal(value_s16(-5), -5);
	assert_int_equal(value_s24(0x7F800000), -0x800000);
	assert_int_equal(value_s24((int32_t)0xFF7FFFFF), 0x7FFFFF);
	assert_int_equal(value_s32(INT32_MIN), INT32_MIN);
}

static void divisors_and_norms(void **state)
{
	for (uint32_t a = 0; a < 40; a++) {
		for (uint32_t b = 0; b < 40; b++) {
			uint32_t largest = a > b ? a : b;

			while (largest && (a % largest || b % largest))
				largest--;
			assert_int_equal(gcd(a, b), largest);
		}
	}
	assert_int_equal(count_bits(0), 0);
	assert_int_equal(count_bits(0x80000011), 3);
	assert_int_equal(count_bits(UINT32_MAX), 32);
	for (size_t i = 0; i < COUNT; i++) {
		const int n = norm_int32(values[i]);
		const int64_t shifted = (int64_t)values[i] * ((int64_t)1 << n);

		assert_in_range(n, 0, 31);
		assert_true(shifted == (int32_t)shifted);
		if (values[i] && values[i] != -1)
			assert_true(2 * shifted != (int32_t)(2 * shifted));
	}
	assert_int_equal(ABS(-3), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products_are_exact),
		cmocka_unit_test(shifts_round_halves_upwards),
		cmocka_unit_test(constants_come_from_floats),
		cmocka_unit_test(samples_have_values),
		cmocka_unit_test(divisors_and_norms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
