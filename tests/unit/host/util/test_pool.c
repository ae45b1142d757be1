/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/pool.h"

#define PIECES 20

struct seen {
	unsigned int times[PIECES];
	int wait_status[PIECES];
	size_t squares[PIECES];
	size_t ended, stop_after;
};

static int square(void *ctx, size_t number, void *result)
{
	puts("nobody reads this");
	*(size_t *)result = number * number;
	return (int)number;
}

/* Piece 3 crashes, 5 exits, 7 never ends. */
static int misbehave(void *ctx, size_t number, void *result)
{
	*(size_t *)result = number;
	if (number == 3)
		abort();
	if (number == 5)
		_exit(42);
	while (number == 7)
		pause();
	return 0;
}

static void note(void *ctx, size_t number, const void *result, int wait_status)
{
	struct seen *seen = ctx;

	seen->times[number]++;
	seen->wait_status[number] = wait_status;
	seen->squares[number] = *(const size_t *)result;
	seen->ended++;
}

static bool stop(void *ctx)
{
	const struct seen *seen = ctx;

	return seen->stop_after && seen->ended >= seen->stop_after;
}

static void each_piece_is_done_once(void **state)
{
	for (uint32_t jobs = 0; jobs < 4; jobs++) {
		struct seen seen = { 0 };
		const struct pool pool = { .jobs = jobs,
					   .limit_s = 60,
					   .bytes = sizeof(size_t),
					   .work = square,
					   .ended = note,
					   .ctx = &seen };

		assert_int_equal(pool_run(&pool, PIECES), 0);
		for (size_t i = 0; i < PIECES; i++) {
			assert_int_equal(seen.times[i], 1);
			assert_int_equal(seen.squares[i], i * i);
			assert_true(WIFEXITED(seen.wait_status[i]));
			assert_int_equal(WEXITSTATUS(seen.wait_status[i]), i);
		}
	}
}

static void one_that_dies_takes_no_other_along(void **state)
{
	struct seen seen = { 0 };
	const struct pool pool = { .jobs = 2,
				   .limit_s = 1,
				   .bytes = sizeof(size_t),
				   .work = misbehave,
				   .ended = note,
				   .ctx = &seen };

	assert_int_equal(pool_run(&pool, PIECES), 0);
	assert_int_equal(seen.ended, PIECES);
	assert_true(WIFSIGNALED(seen.wait_status[3]) && WTERMSIG(seen.wait_status[3]) == SIGABRT);
	assert_int_equal(WEXITSTATUS(seen.wait_status[5]), 42);
	assert_true(WIFSIGNALED(seen.wait_status[7]) && WTERMSIG(seen.wait_status[7]) == SIGALRM);
	assert_int_equal(seen.squares[7], 7);
}

static void nothing_begins_after_a_stop(void **state)
{
	struct seen seen = { .stop_after = 5 };
	const struct pool pool = { .jobs = 1,
				   .limit_s = 60,
				   .bytes = sizeof(size_t),
				   .work = square,
				   .ended = note,
				   .stop = stop,
				   .ctx = &seen };

	assert_int_equal(pool_run(&pool, PIECES), 0);
	assert_int_equal(seen.ended, 5);
	assert_int_equal(pool_run(&pool, 0), 0);
}

static int wait_for_ever(void *ctx, size_t number, void *result)
{
	while (number < PIECES)
		pause();
	return 0;
}

static bool stop_after_the_first(void *ctx)
{
	return ((struct seen *)ctx)->stop_after++ > 0;
}

static void on_alarm(int number)
{
}

/* as stop_signal.c has it: signals come again and again */
static void a_stop_ends_what_is_under_way(void **state)
{
	struct seen seen = { 0 };
	const struct pool pool = { .jobs = 1,
				   .limit_s = 3600,
				   .bytes = sizeof(size_t),
				   .work = wait_for_ever,
				   .ended = note,
				   .stop = stop_after_the_first,
				   .ctx = &seen };
	const struct itimerval often = { { 0, 10000 }, { 0, 10000 } };
	const struct sigaction action = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_int_equal(pool_run(&pool, PIECES), 0);
	setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
	assert_int_equal(seen.ended, 0);
	assert_int_equal(waitpid(-1, NULL, 0), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_is_done_once),
		cmocka_unit_test(one_that_dies_takes_no_other_along),
		cmocka_unit_test(nothing_begins_after_a_stop),
		cmocka_unit_test(a_stop_ends_what_is_under_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
