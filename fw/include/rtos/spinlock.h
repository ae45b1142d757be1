/* SPDX-License-Identifier: BSD-3-Clause */
/* k_spinlock under the firmware's own path. */
#ifndef RTOS_SPINLOCK_H
#define RTOS_SPINLOCK_H

#include <zephyr/kernel.h>

static inline void k_spinlock_init(struct k_spinlock *lock)
{
	lock->holder = NULL;
}

#endif
