/* SPDX-License-Identifier: BSD-3-Clause */
/* The baton: who runs, in what order, and how virtual time passes. */
#include <zephyr/kernel.h>

#include "rig.h"

#define WORKERS 4

static char trace[256];
static struct k_thread workers[WORKERS];
static k_thread_stack_t *stacks[WORKERS];
static struct k_sem sem;
static struct k_sem done;

static void note(const char *text)
{
	strncat(trace, text, sizeof(trace) - strlen(trace) - 1);
}

static int setup(void **state)
{
	unsigned int i;

	rig_start(state);
	trace[0] = '\0';
	memset(workers, 0, sizeof(workers));
	for (i = 0; i < WORKERS; i++)
		stacks[i] = k_thread_stack_alloc(4096, 0);
	k_sem_init(&sem, 0, 100);
	k_sem_init(&done, 0, 100);
	return 0;
}

static void spawn(unsigned int i, k_thread_entry_t entry, const char *name, int prio,
		  k_timeout_t delay)
{
	assert_ptr_equal(k_thread_create(&workers[i], stacks[i], 4096, entry, (void *)name, NULL,
					 NULL, prio, 0, delay),
			 &workers[i]);
	k_thread_name_set(&workers[i], name);
}

/* p1: its name. Notes each token it gets. */
static void taker(void *p1, void *p2, void *p3)
{
	while (!k_sem_take(&sem, K_FOREVER))
		note(p1);
}

static void noter(void *p1, void *p2, void *p3)
{
	note(p1);
}

static void test_threads_run_at_tick_end_in_priority_order(void **state)
{
	spawn(0, noter, "c", 12, K_NO_WAIT);
	spawn(1, noter, "a", 3, K_NO_WAIT);
	spawn(2, noter, "d", 12, K_NO_WAIT);
	spawn(3, noter, "b", 4, K_NO_WAIT);
	assert_string_equal(trace, "");
	adsp_tick();
	assert_string_equal(trace, "abcd");
}

static void test_deadline_decides_among_equal_priorities(void **state)
{
	spawn(0, noter, "c", 12, K_FOREVER);
	spawn(1, noter, "a", 12, K_FOREVER);
	spawn(2, noter, "b", 12, K_FOREVER);
	spawn(3, noter, "0", 11, K_FOREVER);
	/* the earliest is just before the 32-bit clock wraps */
	k_thread_absolute_deadline_set(&workers[0], 100);
	k_thread_absolute_deadline_set(&workers[1], -100);
	k_thread_absolute_deadline_set(&workers[2], 50);
	k_thread_absolute_deadline_set(&workers[3], 1000);
	adsp_tick();
	assert_string_equal(trace, "");
	k_thread_start(&workers[0]);
	k_thread_start(&workers[1]);
	k_thread_start(&workers[2]);
	k_thread_start(&workers[3]);
	adsp_tick();
	assert_string_equal(trace, "0abc");
}

static void test_semaphore_wakes_best_waiter_first(void **state)
{
	spawn(0, taker, "x", 12, K_NO_WAIT);
	spawn(1, taker, "y", 2, K_NO_WAIT);
	adsp_tick();
	k_sem_give(&sem);
	k_sem_give(&sem);
	assert_string_equal(trace, "");
	adsp_tick();
	assert_string_equal(trace, "yx");
}

static void giver(void *p1, void *p2, void *p3)
{
	note("<");
	k_sem_give(&sem);
	note(">");
}

static void test_better_thread_preempts_at_kernel_call(void **state)
{
	spawn(0, taker, "t", 2, K_NO_WAIT);
	spawn(1, giver, "g", 12, K_NO_WAIT);
	adsp_tick();
	assert_string_equal(trace, "<t>");
}

static void test_cooperative_thread_keeps_the_baton(void **state)
{
	spawn(0, taker, "t", -16, K_NO_WAIT);
	spawn(1, giver, "g", -2, K_NO_WAIT);
	adsp_tick();
	assert_string_equal(trace, "<>t");
}

static void yielder(void *p1, void *p2, void *p3)
{
	note(p1);
	k_yield();
	note(p1);
}

static void test_yield_lets_equals_run(void **state)
{
	spawn(0, yielder, "a", 5, K_NO_WAIT);
	spawn(1, yielder, "b", 5, K_NO_WAIT);
	spawn(2, yielder, "c", 6, K_NO_WAIT);
	adsp_tick();
	assert_string_equal(trace, "ababcc");
}

static void answerer(void *p1, void *p2, void *p3)
{
	while (!k_sem_take(&sem, K_FOREVER)) {
		note("w");
		k_sem_give(&done);
		note("after");
	}
}

static void test_blocked_supervisor_lends_the_baton_and_gets_it_back_at_once(void **state)
{
	spawn(0, answerer, "a", 12, K_NO_WAIT);
	adsp_tick();
	k_sem_give(&sem);
	note("s");
	assert_int_equal(k_sem_take(&done, K_MSEC(100)), 0);
	note("S");
	assert_string_equal(trace, "swS");
	assert_int_equal(adsp_time_us(), 1000);
	adsp_tick();
	assert_string_equal(trace, "swSafter");
}

static void test_time_jumps_to_the_earliest_timeout(void **state)
{
	assert_int_equal(k_sem_take(&done, K_MSEC(100)), -EAGAIN);
	assert_int_equal(k_uptime_ticks(), 100000);
	assert_int_equal(k_sem_take(&done, K_USEC(250)), -EAGAIN);
	assert_int_equal(adsp_time_us(), 100250);
	assert_int_equal(k_uptime_get(), 100);
	/* the tick stays on its grid */
	adsp_tick();
	assert_int_equal(adsp_time_us(), 101000);
}

static void sleeper(void *p1, void *p2, void *p3)
{
	assert_int_equal(k_sleep(K_USEC(300)), 0);
	note(p1);
	snprintf(trace + strlen(trace), sizeof(trace) - strlen(trace), "@%d ",
		 (int)k_uptime_ticks());
}

static void test_sleeps_end_at_their_time_between_ticks(void **state)
{
	spawn(0, sleeper, "a", 12, K_NO_WAIT);
	spawn(1, sleeper, "b", 12, K_USEC(1100));
	adsp_tick();
	assert_string_equal(trace, "");
	adsp_tick();
	assert_string_equal(trace, "a@1300 b@1400 ");
	assert_int_equal(adsp_time_us(), 2000);
}

static void test_wakeup_ends_a_sleep_and_says_what_was_left(void **state)
{
	spawn(0, taker, "t", 12, K_SECONDS(5));
	k_wakeup(&workers[0]);
	adsp_tick();
	k_sem_give(&sem);
	k_wakeup(&workers[0]); /* waits for an object: no effect */
	adsp_tick();
	assert_string_equal(trace, "t");
}

static void waits_forever(void)
{
	k_sem_init(&sem, 0, 1);
	k_sem_take(&sem, K_FOREVER);
}

static void test_deadlock_is_named(void **state)
{
	rig_expect_fatal(waits_forever, "deadlock: the supervisor waits for k_sem");
}

static void test_busy_wait_is_time_without_others(void **state)
{
	spawn(0, noter, "n", 12, K_USEC(10));
	k_busy_wait(50);
	assert_string_equal(trace, "");
	assert_int_equal(adsp_time_us(), 50);
	adsp_tick();
	assert_string_equal(trace, "n");
}

static void test_cycles_follow_the_profile_clock(void **state)
{
	k_busy_wait(1000);
	assert_int_equal(sys_clock_hw_cycles_per_sec(), 38400000);
	assert_int_equal(k_cycle_get_64(), 38400);
	assert_int_equal(k_us_to_cyc_ceil64(1), 39);
	assert_int_equal(k_ms_to_cyc_ceil64(1), 38400);
	assert_int_equal(k_cyc_to_us_floor64(39), 1);
	assert_int_equal(k_cyc_to_ms_floor64(38399), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define SCHED_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
		SCHED_TEST(test_threads_run_at_tick_end_in_priority_order),
		SCHED_TEST(test_deadline_decides_among_equal_priorities),
		SCHED_TEST(test_semaphore_wakes_best_waiter_first),
		SCHED_TEST(test_better_thread_preempts_at_kernel_call),
		SCHED_TEST(test_cooperative_thread_keeps_the_baton),
		SCHED_TEST(test_yield_lets_equals_run),
		SCHED_TEST(test_blocked_supervisor_lends_the_baton_and_gets_it_back_at_once),
		SCHED_TEST(test_time_jumps_to_the_earliest_timeout),
		SCHED_TEST(test_sleeps_end_at_their_time_between_ticks),
		SCHED_TEST(test_wakeup_ends_a_sleep_and_says_what_was_left),
		cmocka_unit_test(test_deadlock_is_named),
		SCHED_TEST(test_busy_wait_is_time_without_others),
		SCHED_TEST(test_cycles_follow_the_profile_clock),
	};

	return cmocka_run_group_tests_name("machine/scheduler", tests, NULL, NULL);
}
