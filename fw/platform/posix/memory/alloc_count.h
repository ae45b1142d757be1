/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts every firmware allocation (heaps, page pools, stacks) and fails the one that was asked for. */
#ifndef POSIX_ALLOC_COUNT_H
#define POSIX_ALLOC_COUNT_H

#include <stdbool.h>
#include <stdint.h>

/** One allocation is attempted. @param site return address of its caller @return true when it must fail */
bool alloc_count_refuse(const void *site);

/** Counters to zero, nothing fails: at machine start. */
void alloc_count_reset(void);

/** Tell each attempt before it is made. @param fn returns true when it must fail; NULL: off */
void alloc_count_watch(bool (*fn)(uint64_t number, const void *site));

#endif
