/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <driver/internal.h>

/* The 46 steps of the usual gain control: -90 dB, 2 dB per step, step 0 mutes. */
static const uint32_t table_2db[46] = {
	0,          0x10000,    0x18000,    0x20000,    0x28000,    0x30000,    0x40000,
	0x50000,    0x68000,    0x80000,    0xa0000,    0xd0000,    0x100000,   0x148000,
	0x1a0000,   0x208000,   0x290000,   0x338000,   0x410000,   0x520000,   0x678000,
	0x820000,   0xa40000,   0xce8000,   0x1040000,  0x1478000,  0x19c0000,  0x2070000,
	0x28d8000,  0x3368000,  0x40c0000,  0x5180000,  0x66a0000,  0x8130000,  0xa2a8000,
	0xccc0000,  0x101c8000, 0x14488000, 0x19898000, 0x20260000, 0x28798000, 0x32f48000,
	0x40260000, 0x50c28000, 0x65ac0000, 0x7fffffff,
};

static void every_step_of_the_gain_table(void **state)
{
	for (uint32_t i = 0; i < 46; i++)
		assert_int_equal(drv_volume_q31(-9000, 200, true, i), table_2db[i]);
}

static void the_shorter_scale_is_the_tables_end(void **state)
{
	assert_int_equal(drv_volume_q31(-5000, 200, true, 0), 0);
	for (uint32_t i = 1; i <= 25; i++)
		assert_int_equal(drv_volume_q31(-5000, 200, true, i), table_2db[i + 20]);
}

static void step_0_mutes_only_if_the_scale_says_so(void **state)
{
	/* -90 dB: 2^32 / P(90) is 2 in Q16 */
	assert_int_equal(drv_volume_q31(-9000, 200, false, 0), 0x10000);
}

static void half_db_steps_lie_between(void **state)
{
	uint32_t low = drv_volume_q31(-5000, 50, true, 60),
		 half = drv_volume_q31(-5000, 50, true, 61),
		 high = drv_volume_q31(-5000, 50, true, 62);

	assert_true(low < half && half < high);
	/* -20 dB in Q16 is 6554 (0x199a); the next half dB is R(6554 * 69419) = 6942. */
	assert_int_equal(half, (uint32_t)(((uint64_t)(low >> 15) * 69419 + 32768) >> 16) << 15);
}

static void absurd_scales_saturate(void **state)
{
	assert_int_equal(drv_volume_q31(INT32_MIN, 200, false, 1), 0);
	assert_int_equal(drv_volume_q31(INT32_MAX, 200, false, 1), 0x7fffffff);
	assert_int_equal(drv_volume_q31(0, UINT32_MAX, true, 4096), 0x7fffffff);
	assert_int_equal(drv_volume_q31(9600, 0, true, 1), 0x7fffffff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_of_the_gain_table),
		cmocka_unit_test(the_shorter_scale_is_the_tables_end),
		cmocka_unit_test(step_0_mutes_only_if_the_scale_says_so),
		cmocka_unit_test(half_db_steps_lie_between),
		cmocka_unit_test(absurd_scales_saturate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
