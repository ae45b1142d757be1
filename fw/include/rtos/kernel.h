/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel API under the firmware's own path. */
#ifndef RTOS_KERNEL_H
#define RTOS_KERNEL_H

#include <rtos/userspace_helper.h>
#include <zephyr/kernel.h>

#endif
