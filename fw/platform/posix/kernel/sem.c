/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "sched/scheduler.h"

static int z_impl_k_sem_init(struct k_sem *sem, unsigned int initial_count, unsigned int limit)
{
	if (!limit || initial_count > limit)
		return -EINVAL;
	*sem = (struct k_sem){ .count = initial_count, .limit = limit };
	k_object_init(sem);
	return 0;
}

static int z_impl_k_sem_take(struct k_sem *sem, k_timeout_t timeout)
{
	if (sem->count) {
		sem->count--;
		return 0;
	}
	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT))
		return -EBUSY;
	return sched_pend_until(&sem->wait_q, "k_sem", sem, sched_deadline(timeout));
}

static void z_impl_k_sem_give(struct k_sem *sem)
{
	struct k_thread *waiter = sched_best_waiter(&sem->wait_q);

	if (waiter) {
		sched_wake(waiter, 0);
		sched_reschedule();
	} else if (sem->count < sem->limit) {
		sem->count++;
	}
}

static void z_impl_k_sem_reset(struct k_sem *sem)
{
	sem->count = 0;
	if (sched_wake_all(&sem->wait_q, -EAGAIN))
		sched_reschedule();
}

/* ---- user mode ---- */

static uintptr_t z_vrfy_k_sem_init(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ_INIT((void *)args[0], K_OBJ_SEM));
	return (uintptr_t)z_impl_k_sem_init((struct k_sem *)args[0], (unsigned int)args[1],
					    (unsigned int)args[2]);
}
Z_SYSCALL_DEFINE(k_sem_init);

static uintptr_t z_vrfy_k_sem_take(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_SEM));
	return (uintptr_t)z_impl_k_sem_take((struct k_sem *)args[0],
					    Z_TIMEOUT_TICKS((k_ticks_t)args[1]));
}
Z_SYSCALL_DEFINE(k_sem_take);

static uintptr_t z_vrfy_k_sem_give(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_SEM));
	z_impl_k_sem_give((struct k_sem *)args[0]);
	return 0;
}
Z_SYSCALL_DEFINE(k_sem_give);

static uintptr_t z_vrfy_k_sem_reset(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_SEM));
	z_impl_k_sem_reset((struct k_sem *)args[0]);
	return 0;
}
Z_SYSCALL_DEFINE(k_sem_reset);

static uintptr_t z_vrfy_k_sem_count_get(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_SEM));
	return ((struct k_sem *)args[0])->count;
}
Z_SYSCALL_DEFINE(k_sem_count_get);

int k_sem_init(struct k_sem *sem, unsigned int initial_count, unsigned int limit)
{
	if (z_syscall_trap())
		return (int)z_syscall_invoke(k_sem_init, (uintptr_t)sem, initial_count, limit);
	return z_impl_k_sem_init(sem, initial_count, limit);
}

int k_sem_take(struct k_sem *sem, k_timeout_t timeout)
{
	if (z_syscall_trap())
		return (int)z_syscall_invoke(k_sem_take, (uintptr_t)sem, (uintptr_t)timeout.ticks);
	return z_impl_k_sem_take(sem, timeout);
}

void k_sem_give(struct k_sem *sem)
{
	if (z_syscall_trap())
		z_syscall_invoke(k_sem_give, (uintptr_t)sem);
	else
		z_impl_k_sem_give(sem);
}

void k_sem_reset(struct k_sem *sem)
{
	if (z_syscall_trap())
		z_syscall_invoke(k_sem_reset, (uintptr_t)sem);
	else
		z_impl_k_sem_reset(sem);
}

unsigned int k_sem_count_get(struct k_sem *sem)
{
	return z_syscall_trap() ? (unsigned int)z_syscall_invoke(k_sem_count_get, (uintptr_t)sem) :
				  sem->count;
}
