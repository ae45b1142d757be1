/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cli/run_option_table.h"

static void names_and_letters_are_unique(void **state)
{
	for (const struct cli_option *row = run_option_table; row->help; row++) {
		for (const struct cli_option *other = run_option_table; other != row; other++) {
			if (!row->name || !other->name)
				continue;
			assert_string_not_equal(row->name, other->name);
			assert_true(!row->letter || row->letter != other->letter);
		}
	}
}

static void each_option_says_what_it_takes(void **state)
{
	for (const struct cli_option *row = run_option_table; row->help; row++) {
		assert_true(*row->help);
		if (!row->name)
			continue;
		assert_non_null(row->take);
		assert_int_equal(row->argument != NULL, row->expected != NULL);
		assert_true(row->field < sizeof(struct run_options));
		assert_true(row->min <= row->max);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_letters_are_unique),
		cmocka_unit_test(each_option_says_what_it_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
