/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "util/text.h"

static const struct {
	const char *text;
	const char *printable; /* NULL: it is already */
} cases[] = {
	{ "", NULL },
	{ "plain ASCII ~", NULL },
	{ "\xc2\xa0", NULL },
	{ "M\xc3\xbcller", NULL },
	{ "\xdf\xbf", NULL },
	{ "\xe0\xa0\x80", NULL },
	{ "\xe2\x82\xac", NULL },
	{ "\xed\x9f\xbf", NULL },
	{ "\xee\x80\x80", NULL },
	{ "\xf0\x90\x80\x80", NULL },
	{ "\xf4\x8f\xbf\xbd", NULL },
	{ "a\nb", "a?b" },
	{ "\x1b[31m", "?[31m" },
	{ "\x7f", "?" },
	{ "\t", "?" },
	{ "\xc2\x80", "?\?" },
	{ "\xc2\x9f", "?\?" }, /* C1 control characters */
	{ "\x80", "?" },
	{ "\xff", "?" },
	{ "\xc0\xaf", "?\?" },
	{ "\xc1\xbf", "?\?" }, /* overlong */
	{ "\xe0\x9f\xbf", "?\?\?" },
	{ "\xf0\x8f\xbf\xbf", "?\?\?\?" },
	{ "\xed\xa0\x80", "?\?\?" }, /* surrogate */
	{ "\xf4\x90\x80\x80", "?\?\?\?" },
	{ "\xf5\x80\x80\x80", "?\?\?\?" }, /* beyond Unicode */
	{ "\xef\xbf\xbe", "?\?\?" },
	{ "\xef\xbf\xbf", "?\?\?" },
	{ "\xf4\x8f\xbf\xbf", "?\?\?\?" }, /* no characters, which XML does not take */
	{ "a\xe2\x82", "a?\?" },
	{ "\xc3", "?" },
	{ "\xc3(", "?(" }, /* cut short */
};

static void printable_is_recognised(void **state)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(text_is_printable(cases[i].text, strlen(cases[i].text)),
				 !cases[i].printable);
	assert_false(text_is_printable("a\0b", 3));
}

static void text_is_made_printable(void **state)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[32];

		strcpy(text, cases[i].text);
		text_make_printable(text);
		assert_string_equal(text, cases[i].printable ? cases[i].printable : cases[i].text);
		assert_true(text_is_printable(text, strlen(text)));
	}
}

static void lines_stay_lines(void **state)
{
	char text[] = "a\tb\n\n\x1b[31mc\n\xffz";

	assert_false(text_is_printable_lines(text));
	text_make_printable_lines(text);
	assert_string_equal(text, "a?b\n\n?[31mc\n?z");
	assert_true(text_is_printable_lines(text));
	assert_true(text_is_printable_lines(""));
	assert_true(text_is_printable_lines("a\n"));
	assert_false(text_is_printable_lines("a\n\x7f"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printable_is_recognised),
		cmocka_unit_test(text_is_made_printable),
		cmocka_unit_test(lines_stay_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
