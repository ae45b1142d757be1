/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One context runs at a time and keeps the baton while it holds a spin lock, so a lock is never contended: it only has
 * to find misuse.
 */
#include <zephyr/kernel.h>

#include "base/panic.h"
#include "base/trap.h"
#include "sched/spinlock.h"

static unsigned int held; /* by the running context */

void spinlock_start(void)
{
	held = 0;
}

k_spinlock_key_t k_spin_lock(struct k_spinlock *lock)
{
	KERNEL_ONLY();
	if (lock->holder)
		panic_at(__FILE__, __LINE__, "k_spin_lock: %p is held already, by %s", (void *)lock,
			 lock->holder->name);
	lock->holder = k_current_get();
	return (k_spinlock_key_t){ .key = (int)held++ };
}

int k_spin_trylock(struct k_spinlock *lock, k_spinlock_key_t *key)
{
	KERNEL_ONLY();
	if (lock->holder)
		return -EBUSY;
	*key = k_spin_lock(lock);
	return 0;
}

void k_spin_unlock(struct k_spinlock *lock, k_spinlock_key_t key)
{
	KERNEL_ONLY();
	if (lock->holder != k_current_get())
		panic_at(__FILE__, __LINE__, "k_spin_unlock: %p is not held by %s", (void *)lock,
			 k_current_get()->name);
	lock->holder = NULL;
	held--;
}

void spinlock_check_may_wait(const char *kind, const void *object)
{
	if (held)
		panic_at(__FILE__, __LINE__, "waiting for %s %p with a spin lock held", kind,
			 object);
}
