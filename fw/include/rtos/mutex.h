/* SPDX-License-Identifier: BSD-3-Clause */
/* k_mutex under the firmware's own path; sys_mutex is the same object. */
#ifndef RTOS_MUTEX_H
#define RTOS_MUTEX_H

#include <zephyr/kernel.h>

#define sys_mutex        k_mutex
#define sys_mutex_init   k_mutex_init
#define sys_mutex_lock   k_mutex_lock
#define sys_mutex_unlock k_mutex_unlock

#endif
