/* SPDX-License-Identifier: BSD-3-Clause */
/* The loop over ends that the test moves itself: no machine runs, a tick is only counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cli/run_loop.h"

static struct run_session session = { 0 };
static struct run_report report;
static struct run_options options;

/* A playback whose input has been taken, and whose DAI has got `frames` of 100. */
static void make(uint64_t frames)
{
	const struct card_config config = { 0 };

	card_destroy(session.card);
	memset(&session, 0, sizeof(session));
	memset(&options, 0, sizeof(options));
	options.quiet = true;
	memset(&report, 0, sizeof(report));
	assert_int_equal(card_create(&config, &session.card), 0);
	session.report = &report;
	session.options = &options;
	session.plan.num_dais = 1;
	session.dais[0].end = (struct run_end){ .label = "HDA0", .attached = true };
	session.dais[0].end.sink.limit = 100;
	session.dais[0].end.sink.frames = frames;
	session.dais[0].end.sink.frame_bytes = 4;
}

static void ends_when_all_is_there(void **state)
{
	make(100);
	assert_int_equal(run_loop(&session), 0);
	assert_int_equal(card_ticks(session.card), 1);
	assert_int_equal(session.error.status, CLI_GOOD);
}

static void ends_after_its_ticks(void **state)
{
	make(0);
	options.max_ticks = 70;
	assert_int_equal(run_loop(&session), 0);
	assert_int_equal(card_ticks(session.card), 70);
}

static void gives_up_when_nothing_moves(void **state)
{
	make(40);
	assert_int_equal(run_loop(&session), -1);
	assert_int_equal(session.error.status, CLI_FIRMWARE);
	assert_true(report.stalled);
	assert_string_equal(session.error.text,
			    "HDA0 starved: 40 of 100 frames have come out, and none for 1000 ms");
}

static void prefers_what_the_firmware_said(void **state)
{
	make(40);
	run_fail(&session.fatal, CLI_ISOLATION, "gain.1.1: no");
	assert_int_equal(run_loop(&session), -1);
	assert_int_equal(session.error.status, CLI_ISOLATION);
	assert_false(report.stalled);
	assert_string_equal(session.error.text, "gain.1.1: no");

	/* also when the others have come to their end */
	make(100);
	run_fail(&session.fatal, CLI_FIRMWARE, "gain.1.1: no");
	assert_int_equal(run_loop(&session), -1);
	assert_int_equal(session.error.status, CLI_FIRMWARE);
}

static int teardown(void **state)
{
	card_destroy(session.card);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_when_all_is_there),
		cmocka_unit_test(ends_after_its_ticks),
		cmocka_unit_test(gives_up_when_nothing_moves),
		cmocka_unit_test(prefers_what_the_firmware_said),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
