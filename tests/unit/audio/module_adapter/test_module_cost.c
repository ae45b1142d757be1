/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: a stream costs what was measured for its format and its rates; what nobody has measured has no cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sof/audio/module_cost.h>

static void formats_and_rates_have_costs_of_their_own(void **state)
{
	const struct module_cost *s16 = module_cost_find("GAIN\0\0\0", 16, 48000, 48000);
	const struct module_cost *s32 = module_cost_find("GAIN\0\0\0", 32, 96000, 96000);
	const struct module_cost *slow = module_cost_find("SRC\0\0\0\0", 32, 8000, 48000);
	const struct module_cost *fast = module_cost_find("SRC\0\0\0\0", 32, 44100, 48000);

	assert_non_null(s16);
	assert_non_null(s32);
	assert_int_equal(s16->bits, 16);
	assert_int_equal(s32->bits, 32);
	assert_non_null(slow);
	assert_non_null(fast);
	/* 48 samples of output take more of what comes in */
	assert_true(2 * slow->per_sample_x16 < fast->per_sample_x16);
}

static void what_nobody_has_measured_has_none(void **state)
{
	assert_null(module_cost_find("NOBODY\0\0", 16, 48000, 48000));
	assert_null(module_cost_find("SRC\0\0\0\0", 32, 8000, 8001));
	assert_null(module_cost_find("GAIN\0\0\0", 8, 48000, 48000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_and_rates_have_costs_of_their_own),
		cmocka_unit_test(what_nobody_has_measured_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
