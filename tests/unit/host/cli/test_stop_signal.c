/* SPDX-License-Identifier: BSD-3-Clause */
/* The first request to stop ends the run in order, a later one ends the program. */
#include <fcntl.h>
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

/* How many bytes a child's end has written to a pipe. */
static size_t woken(const int *pipe)
{
	char bytes[64];
	ssize_t n;

	raise(SIGCHLD);
	n = read(pipe[0], bytes, sizeof(bytes));
	return n < 0 ? 0 : (size_t)n;
}

/* The file that has the number then is somebody else's. */
static void a_child_that_ends_late_writes_nowhere(void **state)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	assert_int_equal(stop_signal_wake_by_children(), 0);
	assert_int_equal(woken(ends), 0);
	stop_signal_wake(ends[1]);
	assert_int_equal(woken(ends), sizeof(uint64_t));
	stop_signal_wake(-1);
	assert_int_equal(woken(ends), 0);
	signal(SIGCHLD, SIG_DFL);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_signal_ends_the_program),
		cmocka_unit_test(two_signals_at_once_are_one_request),
		cmocka_unit_test(a_child_that_ends_late_writes_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
