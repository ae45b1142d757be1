/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Heap allocation for firmware code that does not allocate on behalf of a module (see sof/ctx_alloc.h for that).
 *
 * Ownership: who allocates frees, through the same heap. All blocks are at least D-cache line aligned,
 * so that a line is never shared between cached and uncached users.
 */
#ifndef RTOS_ALLOC_H
#define RTOS_ALLOC_H

#include <stddef.h>
#include <stdint.h>
#include <rtos/bit.h>
#include <rtos/cache.h>

struct k_heap;

#define SOF_MEM_FLAG_USER         BIT(0) /* on behalf of a module */
#define SOF_MEM_FLAG_KERNEL       BIT(1)
#define SOF_MEM_FLAG_COHERENT     BIT(2) /* hand out the uncached alias */
#define SOF_MEM_FLAG_DMA          BIT(3)
#define SOF_MEM_FLAG_LARGE_BUFFER BIT(4)
#define SOF_MEM_FLAG_LOW_POWER    BIT(5) /* memory for low power: all is alike */

/** Set up the kernel heap and the buffer heap of each core. Called once at boot. @return 0 or -ENOMEM */
int sof_heap_init(void);

/** The kernel heap. */
struct k_heap *sof_sys_heap_get(void);

/** The buffer heap of the core that asks. */
struct k_heap *sof_buffer_heap_get(void);

/**
 * Allocate from a heap.
 * @param heap	NULL: kernel heap
 * @param align	power of two; raised to the D-cache line
 * @return cached alias, or the uncached one with SOF_MEM_FLAG_COHERENT; NULL when bytes is 0 or memory is short
 */
void *sof_heap_alloc(struct k_heap *heap, uint32_t flags, size_t bytes, size_t align);

/** Give back through the heap it came from; either alias. NULL is a no-op. */
void sof_heap_free(struct k_heap *heap, void *addr);

/** Kernel heap, and the same zeroed. */
void *rmalloc(uint32_t flags, size_t bytes);
void *rzalloc(uint32_t flags, size_t bytes);
void *rmalloc_align(uint32_t flags, size_t bytes, size_t align);

/** Buffer heap of this core. */
void *rballoc(uint32_t flags, size_t bytes);
void *rballoc_align(uint32_t flags, size_t bytes, size_t align);

/** Free what any of the r*alloc functions returned; finds the heap by address. NULL is a no-op. */
void rfree(void *ptr);

#endif
