/* SPDX-License-Identifier: BSD-3-Clause */
/* Bits and bit fields. */
#ifndef RTOS_BIT_H
#define RTOS_BIT_H

#include <strings.h> /* ffs */
#include <zephyr/sys/util.h>

/* Mask of the bits b_hi..b_lo, and a value placed there. 64-bit arithmetic, so 31..0 is fine. */
#define MASK(b_hi, b_lo)        (((1ULL << ((b_hi) - (b_lo) + 1)) - 1) << (b_lo))
#define SET_BIT(b, x)           (((x)&1ULL) << (b))
#define SET_BITS(b_hi, b_lo, x) (((x) & ((1ULL << ((b_hi) - (b_lo) + 1)) - 1)) << (b_lo))
#define GET_BIT(b, x)           (((x) & (1ULL << (b))) >> (b))
#define GET_BITS(b_hi, b_lo, x) (((x)&MASK(b_hi, b_lo)) >> (b_lo))

#endif
