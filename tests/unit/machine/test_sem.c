/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include "rig.h"

K_SEM_DEFINE(static_sem, 1, 2);

static struct k_sem sem;
static int result;

static void test_init_limits(void **state)
{
	assert_int_equal(k_sem_init(&sem, 0, 0), -EINVAL);
	assert_int_equal(k_sem_init(&sem, 3, 2), -EINVAL);
	assert_int_equal(k_sem_init(&sem, 2, 2), 0);
	assert_int_equal(k_sem_count_get(&sem), 2);
	assert_int_equal(k_sem_init(&sem, K_SEM_MAX_LIMIT, K_SEM_MAX_LIMIT), 0);
}

static void test_take_and_give(void **state)
{
	k_sem_init(&sem, 1, 2);
	assert_int_equal(k_sem_take(&sem, K_NO_WAIT), 0);
	assert_int_equal(k_sem_take(&sem, K_NO_WAIT), -EBUSY);
	assert_int_equal(k_sem_take(&sem, K_USEC(5)), -EAGAIN);
	k_sem_give(&sem);
	k_sem_give(&sem);
	k_sem_give(&sem); /* at the limit */
	assert_int_equal(k_sem_count_get(&sem), 2);
	k_sem_reset(&sem);
	assert_int_equal(k_sem_count_get(&sem), 0);
}

static void test_static_initializer(void **state)
{
	struct k_sem local = Z_SEM_INITIALIZER(local, 1, 1);

	assert_int_equal(k_sem_take(&local, K_NO_WAIT), 0);
	assert_int_equal(k_sem_take(&local, K_NO_WAIT), -EBUSY);
	assert_int_equal(static_sem.limit, 2);
	assert_non_null(k_object_find(&static_sem));
	assert_int_equal(k_object_validate(k_object_find(&static_sem), K_OBJ_SEM, _OBJ_INIT_TRUE),
			 0);
}

static void waiter(void *p1, void *p2, void *p3)
{
	result = k_sem_take(&sem, K_FOREVER);
}

static void test_reset_sends_waiters_away(void **state)
{
	static struct k_thread thread;
	k_thread_stack_t *stack = k_thread_stack_alloc(4096, 0);

	k_sem_init(&sem, 0, 1);
	result = 1;
	k_thread_create(&thread, stack, 4096, waiter, NULL, NULL, NULL, 5, 0, K_NO_WAIT);
	adsp_tick();
	k_sem_reset(&sem);
	adsp_tick();
	assert_int_equal(result, -EAGAIN);
	assert_int_equal(k_sem_count_get(&sem), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_init_limits, rig_start, rig_stop),
		cmocka_unit_test_setup_teardown(test_take_and_give, rig_start, rig_stop),
		cmocka_unit_test_setup_teardown(test_static_initializer, rig_start, rig_stop),
		cmocka_unit_test_setup_teardown(test_reset_sends_waiters_away, rig_start, rig_stop),
	};

	return cmocka_run_group_tests_name("machine/sem", tests, NULL, NULL);
}
