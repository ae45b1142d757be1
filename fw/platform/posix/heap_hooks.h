/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Instrumentation seam of all heaps and page pools. A backend (ledger, Valgrind, ASan) fills these in; without one they
 * cost nothing. `site` is the return address of the firmware's call. Each is called after the books are right.
 */
#ifndef POSIX_HEAP_HOOKS_H
#define POSIX_HEAP_HOOKS_H

#include <stddef.h>

struct k_heap;

/** A heap begins: none of its memory is allocated. */
static inline void heap_on_init(const struct k_heap *heap, void *mem, size_t bytes)
{
}

/** The memory of a heap has gone back; live blocks in it have died with it. */
static inline void heap_on_end(const struct k_heap *heap, void *mem, size_t bytes)
{
}

static inline void heap_on_alloc(const struct k_heap *heap, void *ptr, size_t bytes, const void *site)
{
}

/** Called before the block can be handed out again. */
static inline void heap_on_free(const struct k_heap *heap, void *ptr, size_t bytes, const void *site)
{
}

static inline void vpage_on_alloc(void *ptr, size_t bytes, const void *site)
{
}

static inline void vpage_on_free(void *ptr, size_t bytes, const void *site)
{
}

#endif
