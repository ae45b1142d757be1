/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "util/progress_bar.h"

static void fits_every_width(void **state)
{
	static const char tail[] = " run 12 of 20";
	char text[128];

	for (int columns = 0; columns < 120; columns++)
		for (int percent = 0; percent <= 100; percent++) {
			progress_bar_text(text, sizeof(text), columns, percent, tail);
			assert_true(strlen(text) < (size_t)columns || text[0] == '\0');
		}
}

static void leaves_out_what_matters_least(void **state)
{
	static const struct {
		int columns;
		const char *text;
	} lines[] = {
		{ 80, "[####################                    ]  50% x" },
		{ 48, "[###################                   ]  50% x" },
		{ 20, "[#####     ]  50% x" },
		{ 13, " 50% x" },
		{ 6, " 50%" },
		{ 4, "" },
	};
	char text[128];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		progress_bar_text(text, sizeof(text), lines[i].columns, 50, " x");
		assert_string_equal(text, lines[i].text);
	}
	assert_int_equal(progress_bar_columns(-1), 80);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits_every_width),
		cmocka_unit_test(leaves_out_what_matters_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
