/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include "rig.h"

static struct k_mutex mutex;
static struct k_thread threads[2];
static k_thread_stack_t *stacks[2];
static int results[4];

static int setup(void **state)
{
	rig_start(state);
	memset(threads, 0, sizeof(threads));
	memset(results, 0x55, sizeof(results));
	stacks[0] = k_thread_stack_alloc(4096, 0);
	stacks[1] = k_thread_stack_alloc(4096, 0);
	assert_int_equal(k_mutex_init(&mutex), 0);
	return 0;
}

static void spawn(unsigned int i, k_thread_entry_t entry, int prio)
{
	k_thread_create(&threads[i], stacks[i], 4096, entry, NULL, NULL, NULL, prio, 0, K_NO_WAIT);
}

static void test_recursive(void **state)
{
	assert_int_equal(k_mutex_unlock(&mutex), -EINVAL);
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), 0);
	assert_int_equal(k_mutex_lock(&mutex, K_FOREVER), 0);
	assert_int_equal(mutex.lock_count, 2);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
	assert_int_equal(k_mutex_unlock(&mutex), -EINVAL);
}

static void outsider(void *p1, void *p2, void *p3)
{
	results[0] = k_mutex_unlock(&mutex);
	results[1] = k_mutex_lock(&mutex, K_NO_WAIT);
	results[2] = k_mutex_lock(&mutex, K_USEC(200));
	results[3] = k_mutex_lock(&mutex, K_FOREVER);
}

static void test_others_get_the_right_errno(void **state)
{
	k_mutex_lock(&mutex, K_FOREVER);
	spawn(0, outsider, 5);
	adsp_tick();
	assert_int_equal(results[0], -EPERM);
	assert_int_equal(results[1], -EBUSY);
	adsp_tick();
	assert_int_equal(results[2], -EAGAIN);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
	assert_ptr_equal(mutex.owner, &threads[0]); /* handed over */
	adsp_tick();
	assert_int_equal(results[3], 0);
}

static void holder(void *p1, void *p2, void *p3)
{
	k_mutex_lock(&mutex, K_FOREVER);
	k_sleep(K_MSEC(3));
	results[0] = k_thread_priority_get(k_current_get());
	k_mutex_unlock(&mutex);
	results[1] = k_thread_priority_get(k_current_get());
}

static void middle(void *p1, void *p2, void *p3)
{
	results[2] = k_mutex_lock(&mutex, K_MSEC(1));
}

static void test_owner_inherits_the_supervisors_priority(void **state)
{
	spawn(0, holder, 12);
	adsp_tick();
	assert_int_equal(k_mutex_lock(&mutex, K_MSEC(10)), 0);
	assert_true(results[0] < K_HIGHEST_THREAD_PRIO);
	assert_int_equal(adsp_time_us(), 4000);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
	adsp_tick();
	assert_int_equal(results[1], 12);
}

static void test_priority_falls_back_when_the_waiter_gives_up(void **state)
{
	spawn(0, holder, 12);
	adsp_tick();
	spawn(1, middle, 3);
	adsp_tick();
	assert_int_equal(k_thread_priority_get(&threads[0]), 3);
	adsp_tick();
	assert_int_equal(results[2], -EAGAIN);
	assert_int_equal(k_thread_priority_get(&threads[0]), 12);
}

static void test_supervisor_times_out(void **state)
{
	spawn(0, holder, 12);
	adsp_tick();
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), -EBUSY);
	assert_int_equal(k_mutex_lock(&mutex, K_MSEC(1)), -EAGAIN);
	assert_int_equal(k_thread_priority_get(&threads[0]), 12);
	assert_int_equal(adsp_time_us(), 2000);
}

int main(void)
{
#define MUTEX_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		MUTEX_TEST(test_recursive),
		MUTEX_TEST(test_others_get_the_right_errno),
		MUTEX_TEST(test_owner_inherits_the_supervisors_priority),
		MUTEX_TEST(test_priority_falls_back_when_the_waiter_gives_up),
		MUTEX_TEST(test_supervisor_times_out),
	};

	return cmocka_run_group_tests_name("machine/mutex", tests, NULL, NULL);
}
