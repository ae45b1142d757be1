/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole runs: what their reports say. What they make of samples is tested by scenarios. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "run_helper.h"

static void a_run_is_reported(void **state)
{
	const struct report_end *host = &report.ends[0], *dai = &report.ends[1];

	make_wav("in.wav", 2, 480);
	assert_int_equal(run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav"), 0);
	assert_string_equal(report.message, "");
	assert_int_equal(report.iterations, 1);
	assert_true(report.ticks >= 10);
	assert_int_equal(report.num_streams, 1);
	assert_int_equal(report.num_ends, 2);

	assert_string_equal(host->label, "PCM 0 playback");
	assert_true(host->input);
	assert_int_equal(host->frames, 480);
	assert_int_equal(host->spec.channels, 2);
	assert_int_equal(host->num_pipelines, 2);
	assert_int_equal(host->pipelines[0], 1);
	assert_int_equal(host->pipelines[1], 2);
	assert_int_equal(host->num_modules, 3);
	assert_string_equal(report.modules[1].widget, "gain.1.1");
	assert_string_equal(report.modules[1].type, "gain");
	assert_true(report.modules[1].cycles_known);
	assert_true(report.modules[1].calls >= 10);

	assert_string_equal(dai->label, "HDA0");
	assert_false(dai->input);
	assert_int_equal(dai->frames, 480);
	assert_int_equal(dai->spec.format, SAMPLE_S16_LE);
	assert_int_equal(dai->xruns, 0);

	assert_true(report.memory_known);
	assert_true(report.num_heaps > 0);
	assert_int_equal(report.num_events, 0);
}

static void repeated_runs_are_counted(void **state)
{
	make_wav("in.wav", 2, 48);
	assert_int_equal(run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav -P 3"), 0);
	assert_int_equal(report.iterations, 3);
	assert_int_equal(report.num_ends, 2);
}

static void a_failed_run_is_reported_too(void **state)
{
	make_wav("mono.wav", 1, 48);
	assert_int_equal(run_words("-t @tplg/playback-gain-16.tplg -i mono.wav -o out.wav"),
			 CLI_BAD_INPUT);
	assert_int_equal(report.iterations, 0);
	assert_int_equal(report.num_ends, 2);
	assert_int_equal(report.ends[0].num_modules, 0);
	assert_int_equal(report.ends[1].spec.rate, 0);

	/* and leaves a machine that can be started again */
	make_wav("in.wav", 2, 48);
	assert_int_equal(run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav"), 0);
}

static int teardown(void **state)
{
	run_report_release(&report);
	return temp_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_is_reported),
		cmocka_unit_test(repeated_runs_are_counted),
		cmocka_unit_test(a_failed_run_is_reported_too),
	};

	return cmocka_run_group_tests(tests, temp_setup, teardown);
}
