/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's view of all heaps that live. */
#ifndef POSIX_K_HEAP_H
#define POSIX_K_HEAP_H

#include <stddef.h>

#include "memory/heap.h"

/** Oldest heap; go on by next_heap. */
const struct z_heap *k_heap_first(void);

/**
 * Memory goes back to its owner: heaps that stand in it end; a larger one around it, in which it is a block, stays.
 * @param mem	either alias
 */
void k_heap_end_within(const void *mem, size_t bytes);

/** "kernel", "buffer.0", "objects", or "heap." and its address. */
void k_heap_name(const struct z_heap *heap, char *out, size_t size);

/** End all heaps, at power-off. */
void k_heap_end_all(void);

#endif
