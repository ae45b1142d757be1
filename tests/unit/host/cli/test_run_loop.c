/* SPDX-License-Identifier: BSD-3-Clause */
/* How long a run goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "run_helper.h"

static void it_ends_when_all_is_there(void **state)
{
	make_wav("in.wav", 2, 480);
	assert_int_equal(run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav"), 0);
	assert_int_equal(report.ticks, 11);
	make_wav("in.wav", 2, 48);
	assert_int_equal(run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav"), 0);
	assert_int_equal(report.ticks, 2);
}

static void it_ends_after_its_ticks(void **state)
{
	static const unsigned int ticks[] = { 1, 2, 49, 50, 51, 70 };

	make_wav("in.wav", 2, 9600);
	for (size_t i = 0; i < sizeof(ticks) / sizeof(ticks[0]); i++) {
		char words[200];

		snprintf(words, sizeof(words),
			 "-t @tplg/mix-16.tplg -i in.wav,in.wav -o out.wav -C %u", ticks[i]);
		assert_int_equal(run_words(words), 0);
		assert_int_equal(report.ticks, ticks[i]);
	}
}

static void it_fails_after_its_time(void **state)
{
	make_wav("in.wav", 2, 20000);
	assert_int_equal(
		run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav --drain 2000ms "
			  "--max-time 1"),
		CLI_EXPECTATION);
	assert_int_equal(report.ticks, 1000);
	assert_string_equal(report.message,
			    "--max-time: the run has not ended within 1 s of virtual time");
	assert_int_equal(
		run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav --max-time 1"), 0);
}

static int teardown(void **state)
{
	run_report_release(&report);
	return temp_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_ends_when_all_is_there),
		cmocka_unit_test(it_ends_after_its_ticks),
		cmocka_unit_test(it_fails_after_its_time),
	};

	return cmocka_run_group_tests(tests, temp_setup, teardown);
}
