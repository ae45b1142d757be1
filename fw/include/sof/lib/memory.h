/* SPDX-License-Identifier: BSD-3-Clause */
/* Where code and constants stand. The machine has one kind of memory for both, so cold ones are as near as others. */
#ifndef SOF_LIB_MEMORY_H
#define SOF_LIB_MEMORY_H

#include <rtos/alloc.h>
#include <zephyr/toolchain.h>

#define __cold
#define __cold_rodata

/** In code that must not run from cold memory only: nothing to check here. */
#define assert_can_be_cold() ((void)0)

/** Variables that several cores share: all cores see the same memory. */
#define SHARED_DATA

#endif
