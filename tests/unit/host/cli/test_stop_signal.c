/* SPDX-License-Identifier: BSD-3-Clause */
/* The first request to stop ends the run in order, a later one ends the program. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/stop_signal.h"

/* The clock of stop_signal.c: a slow machine cannot put time between two signals. */
static int64_t now_ms = 5000;

int clock_gettime(clockid_t clock, struct timespec *now)
{
	now->tv_sec = now_ms / 1000;
	now->tv_nsec = now_ms % 1000 * 1000000;
	return 0;
}

/** Exit status, as wait() has it, of a child that gets SIGTERM twice, @a gap_ms apart. */
static int status_of_two_signals(unsigned int gap_ms)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		stop_signal_catch();
		raise(SIGTERM);
		now_ms += gap_ms;
		raise(SIGTERM);
		_exit(stop_signal() == SIGTERM ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void a_second_signal_ends_the_program(void **state)
{
	int status = status_of_two_signals(200);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

/* as timeout(1) sends it: to its child, and to the group that the child is in */
static void two_signals_at_once_are_one_request(void **state)
{
	int status = status_of_two_signals(199);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_signal_ends_the_program),
		cmocka_unit_test(two_signals_at_once_are_one_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
