/* SPDX-License-Identifier: BSD-3-Clause */
/* Bounds, and the table of expectations. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "suite/suite_measure.h"

static void test_bounds(void **state)
{
	static const struct {
		const char *text;
		double low, high;
	} good[] = {
		{ "3", 3, 3 },
		{ " -3.5 ", -3.5, -3.5 },
		{ "1e3", 1000, 1000 },
		{ "<= 3", -INFINITY, 3 },
		{ ">=3", 3, INFINITY },
		{ "1..3", 1, 3 },
		{ "-2 .. -1", -2, -1 },
		{ "1.5..2.5", 1.5, 2.5 },
		{ "3 +- 0.5", 2.5, 3.5 },
		{ "-6+-1", -7, -5 },
		{ "any", -INFINITY, INFINITY },
	};
	static const char *const bad[] = { "",      "x",      "3 x",   "< 3",     "<=",     "3..",
					   "..3",   "3..1",   "3 +-",  "3 +- -1", "nan",    "3 ± 1",
					   "1...3", "<= 3 4", "any 3", "=3",      "1..2..3" };
	struct suite_bound bound;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(suite_parse_bound(good[i].text, &bound));
		assert_true(bound.low == good[i].low);
		assert_true(bound.high == good[i].high);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (suite_parse_bound(bad[i], &bound))
			fail_msg("'%s' is taken for a bound", bad[i]);
}

static void test_each_row_can_be_judged(void **state)
{
	const struct suite_measure *m;
	struct suite_bound bound;
	size_t i;

	for (i = 0; (m = suite_measure_at(i)) != NULL; i++) {
		assert_non_null(m->help);
		assert_ptr_equal(suite_measure_find(m->name, m->output), m);
		if (m->form == SUITE_TEXT)
			assert_non_null(m->miss);
		else
			assert_non_null(m->value);
		if (m->usual && m->form != SUITE_TEXT)
			assert_true(suite_parse_bound(m->usual, &bound));
	}
	assert_true(i > 20);
	assert_null(suite_measure_find("loudness", false));
	assert_null(suite_measure_find("status", true));
}

static void test_statuses(void **state)
{
	assert_int_equal(suite_status_of("good"), 0);
	assert_int_equal(suite_status_of("leak"), 5);
	assert_int_equal(suite_status_of("130"), 130);
	assert_int_equal(suite_status_of("fine"), -1);
	assert_int_equal(suite_status_of(""), -1);
	assert_int_equal(suite_status_of("256"), -1);
	assert_string_equal(suite_status_name(5), "leak");
	assert_string_equal(suite_status_name(130), "130");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_each_row_can_be_judged),
		cmocka_unit_test(test_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
