/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include "scheduler.h"

int k_mutex_init(struct k_mutex *mutex)
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

int k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout)
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

int k_mutex_unlock(struct k_mutex *mutex)
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
