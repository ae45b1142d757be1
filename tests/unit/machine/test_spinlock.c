/* SPDX-License-Identifier: BSD-3-Clause */
#include <rtos/spinlock.h>

#include "rig.h"

static struct k_spinlock lock;

static void test_lock_unlock(void **state)
{
	k_spinlock_key_t key, other;
	struct k_spinlock second = { NULL };

	key = k_spin_lock(&lock);
	assert_int_equal(k_spin_trylock(&lock, &other), -EBUSY);
	assert_int_equal(k_spin_trylock(&second, &other), 0);
	k_spin_unlock(&second, other);
	k_spin_unlock(&lock, key);
	key = k_spin_lock(&lock);
	k_spin_unlock(&lock, key);
	/* nothing is held: waiting is allowed */
	k_sleep(K_USEC(1));
}

static void locks_twice(void)
{
	k_spin_lock(&lock);
	k_spin_lock(&lock);
}

static void unlocks_free(void)
{
	k_spin_unlock(&lock, (k_spinlock_key_t){ 0 });
}

static void waits_inside(void)
{
	struct k_sem sem;

	k_sem_init(&sem, 0, 1);
	k_spin_lock(&lock);
	k_sem_take(&sem, K_MSEC(1));
}

static void test_misuse_panics(void **state)
{
	rig_expect_fatal(locks_twice, "is held already, by supervisor");
	rig_expect_fatal(unlocks_free, "is not held by supervisor");
	rig_expect_fatal(waits_inside, "waiting for k_sem");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lock_unlock, rig_start, rig_stop),
		cmocka_unit_test(test_misuse_panics),
	};

	return cmocka_run_group_tests_name("machine/spinlock", tests, NULL, NULL);
}
