/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "cli/run_error.h"

static void the_first_error_stays(void **state)
{
	struct run_error error = { 0 };

	assert_int_equal(run_fail(&error, CLI_BAD_INPUT, "file %d", 1), -1);
	assert_int_equal(run_fail(&error, CLI_FIRMWARE, "file %d", 2), -1);
	assert_int_equal(error.status, CLI_BAD_INPUT);
	assert_string_equal(error.text, "file 1");
}

static void a_label_is_said_once(void **state)
{
	struct drv_error last = { .kind = DRV_ERROR_TOPOLOGY, .text = "gain.1.1: no" };
	struct run_error error = { 0 };

	assert_int_equal(run_fail_driver(&error, "PCM 0 playback", &last), -1);
	assert_string_equal(error.text, "PCM 0 playback: gain.1.1: no");
	assert_int_equal(error.status, CLI_BAD_INPUT);
	error = (struct run_error){ 0 };
	snprintf(last.text, sizeof(last.text), "PCM 0 playback: no");
	run_fail_driver(&error, "PCM 0 playback", &last);
	assert_string_equal(error.text, "PCM 0 playback: no");
}

static void kinds_have_their_status(void **state)
{
	assert_int_equal(run_status_of(DRV_ERROR_USAGE), CLI_USAGE);
	assert_int_equal(run_status_of(DRV_ERROR_TOPOLOGY), CLI_BAD_INPUT);
	assert_int_equal(run_status_of(DRV_ERROR_FIRMWARE), CLI_FIRMWARE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_error_stays),
		cmocka_unit_test(a_label_is_said_once),
		cmocka_unit_test(kinds_have_their_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
