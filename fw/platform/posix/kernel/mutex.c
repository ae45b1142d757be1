/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "sched/scheduler.h"

static int z_impl_k_mutex_init(struct k_mutex *mutex)
{
	*mutex = (struct k_mutex){ .owner = NULL };
	k_object_init(mutex);
	return 0;
}

/* The owner runs with the priority of its best waiter, so that nobody in between can hold both up. */
static void inherit_priority(struct k_mutex *mutex)
{
	const struct k_thread *waiter = sched_best_waiter(&mutex->wait_q);
	int prio = mutex->owner_orig_prio;

	if (waiter)
		prio = MIN(prio, waiter->prio);
	mutex->owner->prio = prio;
}

static void own(struct k_mutex *mutex, struct k_thread *thread)
{
	mutex->owner = thread;
	mutex->lock_count = 1;
	mutex->owner_orig_prio = thread->prio;
}

static int z_impl_k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout)
{
	struct k_thread *self = k_current_get();
	int ret;

	if (!mutex->owner) {
		own(mutex, self);
		return 0;
	}
	if (mutex->owner == self) {
		mutex->lock_count++;
		return 0;
	}
	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT))
		return -EBUSY;
	mutex->owner->prio = MIN(mutex->owner->prio, self->prio);
	ret = sched_pend_until(&mutex->wait_q, "k_mutex", mutex, sched_deadline(timeout));
	if (ret) {
		/* timed out: the owner, if any is left, has lost a waiter */
		if (mutex->owner)
			inherit_priority(mutex);
		sched_reschedule();
	}
	return ret;
}

static int z_impl_k_mutex_unlock(struct k_mutex *mutex)
{
	struct k_thread *self = k_current_get();
	struct k_thread *next;

	if (!mutex->owner)
		return -EINVAL;
	if (mutex->owner != self)
		return -EPERM;
	if (--mutex->lock_count)
		return 0;
	next = sched_best_waiter(&mutex->wait_q);
	if (!next) {
		mutex->owner = NULL;
		return 0;
	}
	self->prio = mutex->owner_orig_prio;
	sched_wake(next, 0);
	own(mutex, next);
	inherit_priority(mutex);
	sched_reschedule();
	return 0;
}

/* ---- user mode ---- */

static uintptr_t z_vrfy_k_mutex_init(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ_INIT((void *)args[0], K_OBJ_MUTEX));
	return (uintptr_t)z_impl_k_mutex_init((struct k_mutex *)args[0]);
}
Z_SYSCALL_DEFINE(k_mutex_init);

static uintptr_t z_vrfy_k_mutex_lock(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_MUTEX));
	return (uintptr_t)z_impl_k_mutex_lock((struct k_mutex *)args[0],
					      Z_TIMEOUT_TICKS((k_ticks_t)args[1]));
}
Z_SYSCALL_DEFINE(k_mutex_lock);

static uintptr_t z_vrfy_k_mutex_unlock(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_MUTEX));
	return (uintptr_t)z_impl_k_mutex_unlock((struct k_mutex *)args[0]);
}
Z_SYSCALL_DEFINE(k_mutex_unlock);

int k_mutex_init(struct k_mutex *mutex)
{
	if (z_syscall_trap())
		return (int)z_syscall_invoke(k_mutex_init, (uintptr_t)mutex);
	return z_impl_k_mutex_init(mutex);
}

int k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout)
{
	if (z_syscall_trap())
		return (int)z_syscall_invoke(k_mutex_lock, (uintptr_t)mutex,
					     (uintptr_t)timeout.ticks);
	return z_impl_k_mutex_lock(mutex, timeout);
}

int k_mutex_unlock(struct k_mutex *mutex)
{
	if (z_syscall_trap())
		return (int)z_syscall_invoke(k_mutex_unlock, (uintptr_t)mutex);
	return z_impl_k_mutex_unlock(mutex);
}
