/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_CLOCK_H
#define POSIX_CLOCK_H

#include <stdint.h>

/** Set the rate of the cycle counter. */
void clock_start(uint32_t hz);

#endif
