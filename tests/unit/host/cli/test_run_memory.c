/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli/run_memory.h"

static const struct run_memory first = {
	.heaps = { { .name = "kernel", .used = 100, .blocks = 3, .peak = 200, .allocs = 9 },
		   { .name = "buffer.0", .used = 0, .blocks = 0 } },
	.num_heaps = 2,
	.pages = { .total = 8, .used = 1 },
};
static char text[200];

static void equal_use_is_good(void **state)
{
	struct run_memory now = first;

	now.heaps[0].peak = 300;
	now.heaps[0].allocs = 20;
	now.pages.peak = 8;
	assert_int_equal(run_memory_compare(&first, &now, text, sizeof(text)), 0);
}

static void names_what_leaks(void **state)
{
	struct run_memory now = first;

	now.heaps[1].used = 64;
	now.heaps[1].blocks = 1;
	assert_int_equal(run_memory_compare(&first, &now, text, sizeof(text)), -1);
	assert_string_equal(text,
			    "heap buffer.0 holds 64 bytes in 1 blocks, after the first run 0 in 0");

	now = first;
	now.heaps[0].blocks = 4;
	assert_int_equal(run_memory_compare(&first, &now, text, sizeof(text)), -1);
	assert_string_equal(
		text, "heap kernel holds 100 bytes in 4 blocks, after the first run 100 in 3");

	now = first;
	now.pages.used = 2;
	assert_int_equal(run_memory_compare(&first, &now, text, sizeof(text)), -1);
	assert_string_equal(text, "2 pages in use, after the first run 1");

	now = first;
	now.users.partitions = 3;
	assert_int_equal(run_memory_compare(&first, &now, text, sizeof(text)), -1);
	assert_string_equal(text, "3 partitions, after the first run 0");

	now = first;
	now.num_heaps = 1;
	assert_int_equal(run_memory_compare(&first, &now, text, sizeof(text)), -1);
	assert_string_equal(text, "1 heaps, after the first run 2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_use_is_good),
		cmocka_unit_test(names_what_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
