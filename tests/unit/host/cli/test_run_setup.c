/* SPDX-License-Identifier: BSD-3-Clause */
/* How long outputs are, and which combinations are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "run_helper.h"

static uint64_t output_frames(void)
{
	for (size_t i = 0; i < report.num_ends; i++)
		if (!report.ends[i].input && report.ends[i].file)
			return report.ends[i].frames;
	return 0;
}

static void outputs_are_as_long_as_the_longest_input(void **state)
{
	make_wav("long.wav", 2, 481);
	make_wav("short.wav", 2, 7);
	assert_int_equal(run_words("-t @tplg/mix-16.tplg -i short.wav,long.wav -o out.wav"), 0);
	assert_int_equal(output_frames(), 481);
	assert_int_equal(run_words("-t @tplg/mix-16.tplg -i short.wav -o out.wav"), 0);
	assert_int_equal(output_frames(), 7);
	assert_int_equal(
		run_words(
			"-t @tplg/nocodec-ssp-16.tplg -i long.wav -o out.wav --loopback SSP0=SSP0"),
		0);
	assert_int_equal(output_frames(), 481);
}

static void drain_makes_them_longer(void **state)
{
	make_wav("in.wav", 2, 7);
	assert_int_equal(
		run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav --drain 100"), 0);
	assert_int_equal(output_frames(), 107);
	assert_int_equal(run_words("-t @tplg/nocodec-ssp-16.tplg -i in.wav -o out.wav --drain 2ms "
				   "--loopback SSP0=SSP0"),
			 0);
	assert_int_equal(output_frames(), 7 + 96);
}

static void ticks_make_them_shorter(void **state)
{
	make_wav("in.wav", 2, 4800);
	assert_int_equal(run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav -C 20"), 0);
	assert_int_equal(report.ticks, 20);
	assert_true(output_frames() > 0 && output_frames() <= 20 * 48);
}

static void what_the_topology_cannot_do_is_refused(void **state)
{
	make_wav("in.wav", 2, 48);
	assert_int_equal(run_words("-t @tplg/playback-gain-16.tplg -i in.wav -o out.wav -R 44100"),
			 CLI_USAGE);
	assert_string_equal(report.message, "-R 44100: HDA0 runs at 48000 Hz");
	assert_int_equal(run_words("-t @tplg/nocodec-ssp-16.tplg --pcm 0:capture=out.wav"),
			 CLI_USAGE);
	assert_string_equal(report.message,
			    "PCM 0 capture has no end: feed it with --dai NAME=FILE or "
			    "--loopback, or stop it with -C");
	assert_int_equal(run_words("-t @tplg/capture-gain-16.tplg -i in.wav -o out.wav -n 5"),
			 CLI_BAD_INPUT);
	assert_string_equal(report.message,
			    "48000 Hz, 5 channels, S16_LE: PCM 0 capture takes 48000 Hz, "
			    "2 channels, S16_LE/S24_LE/S32_LE");
}

static int teardown(void **state)
{
	run_report_release(&report);
	return temp_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outputs_are_as_long_as_the_longest_input),
		cmocka_unit_test(drain_makes_them_longer),
		cmocka_unit_test(ticks_make_them_shorter),
		cmocka_unit_test(what_the_topology_cannot_do_is_refused),
	};

	return cmocka_run_group_tests(tests, temp_setup, teardown);
}
