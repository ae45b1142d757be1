/* SPDX-License-Identifier: BSD-3-Clause */
/* Helpers every firmware file may use. */
#ifndef SOF_COMMON_H
#define SOF_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rtos/string.h>
#include <zephyr/sys/util.h>
#include <sof/compiler_attributes.h>

/* alignment: any positive number; of two types the wider one is the result's */
#define ALIGN_UP(size, alignment)         ROUND_UP(size, alignment)
#define ALIGN_DOWN(size, alignment)       ROUND_DOWN(size, alignment)
#define ALIGN                             ALIGN_UP
#define ALIGN_UP_COMPILE(size, alignment) ALIGN_UP(size, alignment)

#define SOF_DIV_ROUND_UP(val, div) DIV_ROUND_UP(val, div)

#define is_power_of_2(x) IS_POWER_OF_TWO(x)

/* Tell the compiler an alignment. */
#define ASSUME_ALIGNED(ptr, alignment) __builtin_assume_aligned(ptr, alignment)

/* Which vector instructions of a DSP a file is for: NONE here, so that the portable one is compiled. */
#define SOF_HIFI_IS_NONE              1
#define SOF_USE_HIFI(level, comp)     _CONCAT(SOF_HIFI_IS_, level)
#define SOF_USE_MIN_HIFI(level, comp) _CONCAT(SOF_HIFI_IS_, level)

/* Alignment of streams that needs nothing. */
#define SOF_FRAME_BYTE_ALIGN  4
#define SOF_FRAME_COUNT_ALIGN 1

#define STATIC_ASSERT(cond, message) _Static_assert(cond, #message)

#ifndef container_of
#define container_of(ptr, type, member) CONTAINER_OF(ptr, type, member)
#endif

#endif
