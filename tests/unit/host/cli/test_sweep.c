/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole sweeps: the verb as a user calls it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <jansson.h>

#include "cli/verb.h"
#include "run_helper.h"

static int sweep_words(const char *format)
{
	char *argv[WORDS_MAX] = { "sweep" };
	int argc = split_words(format, argv);

	return cli_sweep_verb.run(argc, argv);
}

static json_int_t number(const json_t *root, const char *key)
{
	return json_integer_value(json_object_get(root, key));
}

static void every_allocation_is_tried(void **state)
{
	json_int_t injected = 0;
	json_t *root, *sites;

	make_wav("in.wav", 2, 96);
	assert_int_equal(sweep_words(
				 "-q -j 2 -d 0 -t @tplg/playback-gain-16.tplg -i in.wav -o out.wav "
				 "--report sweep.json"),
			 CLI_GOOD);
	assert_int_not_equal(access("out.wav", F_OK), 0);
	assert_int_not_equal(access("out.wav.partial", F_OK), 0);

	root = json_load_file("sweep.json", 0, NULL);
	assert_non_null(root);
	assert_true(number(root, "allocations") >= 10);
	assert_int_equal(number(root, "injected"), number(root, "allocations"));
	assert_int_equal(number(json_object_get(root, "outcomes"), "refused") +
				 number(json_object_get(root, "outcomes"), "survived"),
			 number(root, "injected"));
	assert_int_equal(json_array_size(json_object_get(root, "failures")), 0);
	sites = json_object_get(root, "sites");
	for (size_t i = 0; i < json_array_size(sites); i++)
		injected += number(json_array_get(sites, i), "allocations");
	assert_int_equal(injected, number(root, "allocations"));
	assert_non_null(strstr(json_string_value(json_object_get(json_array_get(sites, 0), "site")),
			       "(fw/audio/pipeline/pipeline.c:"));
	json_decref(root);
}

static void some_are_tried(void **state)
{
	json_t *root;

	assert_int_equal(
		sweep_words("-q -d 0 --every 7 -t @tplg/playback-gain-16.tplg -i in.wav -o out.wav "
			    "--report sweep.json"),
		CLI_GOOD);
	root = json_load_file("sweep.json", 0, NULL);
	assert_int_equal(number(root, "injected"), (number(root, "allocations") + 6) / 7);
	json_decref(root);
}

static void a_run_that_is_bad_without_failures_is_not_swept(void **state)
{
	make_wav("mono.wav", 1, 48);
	assert_int_equal(
		sweep_words("-q -d 0 -t @tplg/playback-gain-16.tplg -i mono.wav -o out.wav"),
		CLI_BAD_INPUT);
	assert_int_equal(sweep_words("-q -d 0 -t @tplg/playback-gain-16.tplg -i in.wav -o out.wav "
				     "--report no/such/place.json"),
			 CLI_OUTPUT);
	assert_int_equal(sweep_words("-q -d 0 -t @tplg/playback-gain-16.tplg -i in.wav"),
			 CLI_USAGE);
}

static void one_allocation_fails_by_number_or_place(void **state)
{
	assert_int_equal(
		run_words(
			"-d 0 -t @tplg/playback-gain-16.tplg -i in.wav -o out.wav --fail-alloc 1"),
		CLI_FIRMWARE);
	assert_non_null(strstr(report.message, "CREATE_PIPELINE: OUT_OF_MEMORY"));
	assert_int_equal(run_words("-d 0 -t @tplg/playback-gain-16.tplg -i in.wav -o out.wav "
				   "--fail-alloc-at buffer_new:2"),
			 CLI_FIRMWARE);
	assert_non_null(strstr(report.message, "BIND: OUT_OF_MEMORY"));
	/* what never happens is no success */
	assert_int_equal(run_words("-d 0 -t @tplg/playback-gain-16.tplg -i in.wav -o out.wav "
				   "--fail-alloc 1000000"),
			 CLI_EXPECTATION);
	assert_int_equal(run_words("-d 0 -t @tplg/playback-gain-16.tplg -i in.wav -o out.wav "
				   "--fail-alloc-at buffer_ne"),
			 CLI_EXPECTATION);
	assert_string_equal(report.message,
			    "--fail-alloc-at buffer_ne:1: the run made 0 allocations there");
}

static int teardown(void **state)
{
	run_report_release(&report);
	return temp_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_is_tried),
		cmocka_unit_test(some_are_tried),
		cmocka_unit_test(a_run_that_is_bad_without_failures_is_not_swept),
		cmocka_unit_test(one_allocation_fails_by_number_or_place),
	};

	return cmocka_run_group_tests(tests, temp_setup, teardown);
}
