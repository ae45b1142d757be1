/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/memory_report.h"

static char *text;
static size_t size;
static FILE *out;

static int open_text(void **state)
{
	out = open_memstream(&text, &size);
	return out ? 0 : -1;
}

static int close_text(void **state)
{
	fclose(out);
	free(text);
	return 0;
}

static void assert_printed(const char *want)
{
	fflush(out);
	assert_string_equal(text, want);
}

static void regions_are_a_table(void **state)
{
	static const struct adsp_ledger_region regions[] = {
		{ .name = "src.2.1",
		  .size = 28672,
		  .lifetime_size = 8192,
		  .interim_size = 20480,
		  .lifetime_used = 704,
		  .interim_now = 64,
		  .interim_peak = 14336,
		  .refs_now = 1,
		  .refs_peak = 5,
		  .generations = 3,
		  .live = 1,
		  .verdicts = 2,
		  .verdict = ADSP_LEDGER_REFERENCE_LEAK },
		{ .name = "gain.1.1",
		  .size = 8192,
		  .lifetime_size = 4096,
		  .interim_size = 4096,
		  .generations = 1 },
	};

	memory_report_print_regions(NULL, 0, out);
	assert_printed("");
	memory_report_print_regions(regions, 2, out);
	assert_printed(
		"  region                 size  lifetime used  interim now/peak       refs now/peak  made  verdict\n"
		"  src.2.1               28672  704 of 8192    64/14336 of 20480      1/5               3  "
		"reference-leak (2 verdicts)\n"
		"  gain.1.1               8192  0 of 4096      0/0 of 4096            0/0               1  good\n");
}

static void verdicts_are_lines_with_stacks(void **state)
{
	static const struct adsp_ledger_verdict verdicts[] = {
		{ .kind = ADSP_LEDGER_DOUBLE_FREE,
		  .text = "what it says",
		  .num_sites = 1,
		  .sites = { { "freed", { .time_us = 1500, .owner = "gain.1.1" } } } },
	};

	memory_report_print_verdicts(verdicts, 0, 0, out);
	assert_printed("");
	memory_report_print_verdicts(verdicts, 1, 3, out);
	assert_printed(
		"double-free: what it says\n    freed at 1.500 ms for gain.1.1\nand 2 more verdicts\n");
}

static void entries_are_lines(void **state)
{
	static const struct adsp_ledger_event event = { .time_us = 12345, .owner = "src.2.1" };
	const struct adsp_ledger_entry alloc = { .action = "alloc",
						 .memory = "heap kernel",
						 .type = "heap",
						 .address = 0x60010040,
						 .size = 320,
						 .event = &event };
	const struct adsp_ledger_entry get = { .action = "get",
					       .memory = "vregion src.2.1",
					       .type = "",
					       .address = 0x60290000,
					       .size = 28672,
					       .references = 1,
					       .event = &event };

	memory_report_print_entry(&alloc, out);
	memory_report_print_entry(&get, out);
	assert_printed(
		"      12.345 ms  alloc              heap kernel          0x60010040    320 B heap for src.2.1 at an unknown place\n"
		"      12.345 ms  get                vregion src.2.1      0x60290000  28672 B (1 reference) for src.2.1 at an unknown place\n");
}

/* A frame of this very function has its name, and its file as in the source tree. */
static void frames_have_names(void **state)
{
	struct adsp_ledger_event event = { .owner = "x",
					   .frame = { (uintptr_t)&frames_have_names + 1 } };
	char site[ADSP_LEDGER_SYMBOL];

	adsp_ledger_site(&event, site, sizeof(site));
	assert_non_null(
		strstr(site, "frames_have_names (tests/unit/host/report/test_memory_report.c:"));
}

static void json_of_an_empty_ledger(void **state)
{
	json_t *json = memory_report_json(NULL);

	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "report")), "memory");
	assert_int_equal(json_array_size(json_object_get(json, "verdicts")), 0);
	assert_int_equal(json_array_size(json_object_get(json, "regions")), 0);
	assert_true(json_is_null(json_object_get(json, "while_streaming")));
	assert_int_equal(
		json_array_size(json_object_get(json_object_get(json, "at_end"), "blocks")), 0);
	json_decref(json);
}

int main(void)
{
#define TEXT_TEST(name) cmocka_unit_test_setup_teardown(name, open_text, close_text)
	const struct CMUnitTest tests[] = {
		TEXT_TEST(regions_are_a_table),
		TEXT_TEST(verdicts_are_lines_with_stacks),
		TEXT_TEST(entries_are_lines),
		cmocka_unit_test(frames_have_names),
		cmocka_unit_test(json_of_an_empty_ledger),
	};

	return cmocka_run_group_tests_name("report/memory_report", tests, NULL, NULL);
}
