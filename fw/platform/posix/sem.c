/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include "scheduler.h"

int k_sem_init(struct k_sem *sem, unsigned int initial_count, unsigned int limit)
{
	if (!limit || initial_count > limit)
		return -EINVAL;
	*sem = (struct k_sem){ .count = initial_count, .limit = limit };
	k_object_init(sem);
	return 0;
}

int k_sem_take(struct k_sem *sem, k_timeout_t timeout)
{
	if (sem->count) {
		sem->count--;
		return 0;
	}
	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT))
		return -EBUSY;
	return sched_pend_until(&sem->wait_q, "k_sem", sem, sched_deadline(timeout));
}

void k_sem_give(struct k_sem *sem)
{
	struct k_thread *waiter = sched_best_waiter(&sem->wait_q);

	if (waiter) {
		sched_wake(waiter, 0);
		sched_reschedule();
	} else if (sem->count < sem->limit) {
		sem->count++;
	}
}

void k_sem_reset(struct k_sem *sem)
{
	sem->count = 0;
	if (sched_wake_all(&sem->wait_q, -EAGAIN))
		sched_reschedule();
}
