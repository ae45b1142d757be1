/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RTOS_PANIC_H
#define RTOS_PANIC_H

#include <zephyr/sys/__assert.h>

/** Always on: a condition that does not hold ends the run with file and line. */
#ifndef assert
#define assert(cond) __ASSERT(cond, "%s", "")
#endif

#endif
