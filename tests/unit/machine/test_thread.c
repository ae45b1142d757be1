/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads: life, limits, errno values, stacks.
 *
 * Needs: SECOND_CORE
 */
#include <zephyr/kernel.h>
#include <platform/machine.h>

#include <adsp/inspect.h>

#include "rig.h"

static struct k_thread threads[Z_MAX_THREADS];
static k_thread_stack_t *stack;
static k_thread_stack_t *other_stack;
static struct k_sem sem;
static int ran;
static int result;

static int setup(void **state)
{
	rig_start(state);
	memset(threads, 0, sizeof(threads));
	stack = k_thread_stack_alloc(4096, 0);
	other_stack = k_thread_stack_alloc(8192, 0);
	k_sem_init(&sem, 0, 1);
	ran = 0;
	result = 1;
	return 0;
}

static void run_once(void *p1, void *p2, void *p3)
{
	ran += (int)(intptr_t)p1 + (int)(intptr_t)p2 + (int)(intptr_t)p3;
}

static void wait_for_sem(void *p1, void *p2, void *p3)
{
	k_sem_take(&sem, K_FOREVER);
	ran++;
}

static k_tid_t spawn(unsigned int i, k_thread_stack_t *on, k_thread_entry_t entry, void *p1,
		     int prio, uint32_t options)
{
	return k_thread_create(&threads[i], on, 4096, entry, p1, NULL, NULL, prio, options,
			       K_NO_WAIT);
}

static void test_arguments_arrive_and_stack_is_reusable(void **state)
{
	int i;

	for (i = 0; i < 50; i++) {
		assert_ptr_equal(k_thread_create(&threads[0], stack, 4096, run_once, (void *)1,
						 (void *)2, (void *)3, 5, 0, K_NO_WAIT),
				 &threads[0]);
		assert_int_equal(k_thread_join(&threads[0], K_FOREVER), 0);
	}
	assert_int_equal(ran, 300);
	assert_int_equal(adsp_time_us(), 0);
	assert_int_equal(k_thread_stack_free(stack), 0);
}

static void test_join_errno(void **state)
{
	assert_int_equal(k_thread_join(&threads[3], K_FOREVER), 0); /* never created */
	spawn(0, stack, wait_for_sem, NULL, 5, 0);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), -EBUSY);
	assert_int_equal(k_thread_join(&threads[0], K_MSEC(3)), -EAGAIN);
	assert_int_equal(adsp_time_us(), 3000);
	assert_int_equal(k_thread_join(k_current_get(), K_FOREVER), -EDEADLK);
	k_sem_give(&sem);
	assert_int_equal(k_thread_join(&threads[0], K_MSEC(3)), 0);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), 0);
	assert_int_equal(ran, 1);
}

static void joins_supervisor(void *p1, void *p2, void *p3)
{
	result = k_thread_join(p1, K_FOREVER);
}

static void test_mutual_join_is_a_deadlock(void **state)
{
	spawn(0, stack, joins_supervisor, k_current_get(), 5, 0);
	assert_int_equal(k_thread_join(&threads[0], K_FOREVER), 0);
	assert_int_equal(result, -EDEADLK);
}

static void test_abort_before_start_while_waiting_and_when_dead(void **state)
{
	k_thread_create(&threads[0], stack, 4096, run_once, (void *)1, NULL, NULL, 5, 0, K_FOREVER);
	k_thread_abort(&threads[0]);
	k_thread_abort(&threads[0]);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), 0);
	spawn(0, stack, wait_for_sem, NULL, 5, 0);
	adsp_tick();
	assert_int_equal(k_thread_stack_free(stack), -EBUSY);
	k_thread_abort(&threads[0]);
	k_sem_give(&sem);
	adsp_tick();
	assert_int_equal(ran, 0);
	assert_int_equal(k_sem_count_get(&sem), 1);
	assert_int_equal(k_thread_stack_free(stack), 0);
	assert_int_equal(adsp_inspect_threads(NULL, 0), 0);
}

static void aborts_itself(void *p1, void *p2, void *p3)
{
	ran++;
	k_thread_abort(k_current_get());
	ran += 100;
}

static void aborts_other(void *p1, void *p2, void *p3)
{
	k_thread_abort(p1);
	ran += 10;
}

static void test_abort_of_self_and_of_another_thread(void **state)
{
	spawn(0, stack, aborts_itself, NULL, 5, 0);
	assert_int_equal(k_thread_join(&threads[0], K_FOREVER), 0);
	assert_int_equal(ran, 1);
	spawn(0, stack, wait_for_sem, NULL, 5, 0);
	adsp_tick();
	spawn(1, other_stack, aborts_other, &threads[0], 5, 0);
	adsp_tick();
	assert_int_equal(ran, 11);
	assert_int_equal(adsp_inspect_threads(NULL, 0), 0);
}

static void oopses(void *p1, void *p2, void *p3)
{
	k_oops();
}

static void test_oops_kills_only_the_thread(void **state)
{
	spawn(0, stack, oopses, NULL, 5, 0);
	k_thread_name_set(&threads[0], "victim");
	assert_int_equal(k_thread_join(&threads[0], K_FOREVER), 0);
	assert_non_null(strstr(rig_log_line, "1 kernel: oops in thread victim"));
}

static void test_as_many_threads_as_there_are_indexes(void **state)
{
	k_thread_stack_t *stacks[Z_MAX_THREADS];
	unsigned int i;

	for (i = 0; i < Z_MAX_THREADS; i++) {
		stacks[i] = k_thread_stack_alloc(4096, 0);
		assert_non_null(stacks[i]);
	}
	for (i = 0; i < Z_MAX_THREADS - 1; i++)
		assert_non_null(spawn(i, stacks[i], wait_for_sem, NULL, 5, 0));
	assert_null(spawn(i, stacks[i], wait_for_sem, NULL, 5, 0));
	assert_non_null(strstr(rig_log_line, "no room for another thread"));
	assert_int_equal(adsp_inspect_threads(NULL, 0), Z_MAX_THREADS - 1);
	k_thread_abort(&threads[4]);
	assert_non_null(spawn(i, stacks[i], wait_for_sem, NULL, 5, 0));
}

static void tells_core(void *p1, void *p2, void *p3)
{
	result = (int)cpu_get_id();
}

static int spawn_here(void *arg)
{
	spawn(1, other_stack, tells_core, NULL, 5, 0);
	return 7;
}

static void test_pinned_core(void **state)
{
	k_thread_create(&threads[0], stack, 4096, tells_core, NULL, NULL, NULL, 5, 0, K_FOREVER);
	assert_int_equal(k_thread_cpu_pin(&threads[0], 3), -EINVAL);
	assert_int_equal(k_thread_cpu_pin(&threads[0], -1), -EINVAL);
	assert_int_equal(k_thread_cpu_pin(&threads[0], 2), 0);
	k_thread_start(&threads[0]);
	adsp_tick();
	assert_int_equal(result, 2);
	assert_int_equal(platform_run_on_core(1, spawn_here, NULL), 7);
	adsp_tick();
	assert_int_equal(result, 1);
	assert_int_equal(platform_run_on_core(3, spawn_here, NULL), -EINVAL);
}

static void __attribute__((noinline)) use_stack(void *p1, void *p2, void *p3)
{
	volatile char big[20000];
	size_t i;

	for (i = 0; i < sizeof(big); i++)
		big[i] = 1;
	k_sleep(K_FOREVER);
}

static void test_stack_figures(void **state)
{
	struct adsp_thread_info info[2];

	spawn(0, other_stack, use_stack, NULL, 5, K_USER);
	k_thread_name_set(&threads[0], "a name that is longer than the field");
	assert_int_equal(adsp_inspect_threads(info, 2), 1);
	assert_true(info[0].stack_peak < 20000);
	adsp_tick();
	assert_int_equal(adsp_inspect_threads(info, 2), 1);
	assert_string_equal(info[0].name, "a name that is longer t");
	assert_int_equal(info[0].priority, 5);
	assert_true(info[0].user);
	assert_int_equal(info[0].stack_size, 8192);
	assert_in_range(info[0].stack_peak, 20000, 40000);
}

static void test_stack_alloc_limits(void **state)
{
	assert_null(k_thread_stack_alloc(0, 0));
	assert_null(k_thread_stack_alloc(SIZE_MAX, 0));
	assert_null(k_thread_stack_alloc((size_t)1 << 40, 0));
	assert_int_equal(k_thread_stack_free(NULL), -EINVAL);
	assert_int_equal(k_thread_stack_free(stack + 1), -EINVAL);
	assert_int_equal(k_thread_stack_free(stack), 0);
	assert_int_equal(k_thread_stack_free(stack), -EINVAL);
	while (k_thread_stack_alloc(4096, 0))
		ran++;
	assert_true(ran >= Z_MAX_THREADS);
}

/* ---- misuse ---- */

static void creates_on_foreign_stack(void)
{
	static char memory[8192];

	k_thread_create(&threads[0], (k_thread_stack_t *)memory, 8192, run_once, NULL, NULL, NULL,
			5, 0, K_NO_WAIT);
}

static void creates_alive(void)
{
	spawn(0, k_thread_stack_alloc(4096, 0), wait_for_sem, NULL, 5, 0);
	spawn(0, k_thread_stack_alloc(4096, 0), wait_for_sem, NULL, 5, 0);
}

static void shares_a_stack(void)
{
	k_thread_stack_t *shared = k_thread_stack_alloc(4096, 0);

	spawn(0, shared, wait_for_sem, NULL, 5, 0);
	spawn(1, shared, wait_for_sem, NULL, 5, 0);
}

static void ends_essential(void)
{
	spawn(0, k_thread_stack_alloc(4096, 0), run_once, NULL, 5, K_ESSENTIAL);
	adsp_tick();
}

static void bad_priority(void)
{
	spawn(0, k_thread_stack_alloc(4096, 0), run_once, NULL, 16, 0);
}

static void supervisor_oopses(void)
{
	k_oops();
}

static void test_misuse_panics(void **state)
{
	rig_expect_fatal(creates_on_foreign_stack, "is not a free one");
	rig_expect_fatal(shares_a_stack, "is not a free one");
	rig_expect_fatal(creates_alive, "is alive");
	rig_expect_fatal(ends_essential, "essential thread thread1 has ended");
	rig_expect_fatal(bad_priority, "priority 16");
	rig_expect_fatal(supervisor_oopses, "k_oops");
}

int main(void)
{
#define THREAD_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		THREAD_TEST(test_arguments_arrive_and_stack_is_reusable),
		THREAD_TEST(test_join_errno),
		THREAD_TEST(test_mutual_join_is_a_deadlock),
		THREAD_TEST(test_abort_before_start_while_waiting_and_when_dead),
		THREAD_TEST(test_abort_of_self_and_of_another_thread),
		THREAD_TEST(test_oops_kills_only_the_thread),
		THREAD_TEST(test_as_many_threads_as_there_are_indexes),
		THREAD_TEST(test_pinned_core),
		THREAD_TEST(test_stack_figures),
		THREAD_TEST(test_stack_alloc_limits),
		cmocka_unit_test(test_misuse_panics),
	};

	return cmocka_run_group_tests_name("machine/thread", tests, NULL, NULL);
}
