/* SPDX-License-Identifier: BSD-3-Clause */
/* One line on standard error, and the exit status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/cli.h"

static char said[256];
static FILE *file;
static int saved;

static void listen_begin(void)
{
	fflush(stderr);
	file = tmpfile();
	assert_non_null(file);
	saved = dup(STDERR_FILENO);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
}

static void listen_end(void)
{
	fflush(stderr);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	close(saved);
	rewind(file);
	said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
	fclose(file);
}

static void usage_errors_point_to_help(void **state)
{
	int status;

	listen_begin();
	status = cli_usage_error("run", "expected %d files", 2);
	listen_end();
	assert_int_equal(status, 1);
	assert_string_equal(said, "adspbench run: expected 2 files\nTry 'adspbench run --help'.\n");
}

static void failures_keep_their_status(void **state)
{
	for (int status = CLI_BAD_INPUT; status <= CLI_OUTPUT; status++) {
		int got;

		listen_begin();
		got = cli_fail("run", status, "%s: no", "x.wav");
		listen_end();
		assert_int_equal(got, status);
		assert_string_equal(said, "adspbench run: x.wav: no\n");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usage_errors_point_to_help),
		cmocka_unit_test(failures_keep_their_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
