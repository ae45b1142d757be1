/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * k_heap: the allocator with waiting, failure injection and a list of all heaps. There is no call that closes a
 * heap: it ends when the memory below it is freed or becomes another heap.
 */
#include <stdio.h>
#include <string.h>

#include <rtos/cache.h>
#include <zephyr/kernel.h>

#include "base/log.h"
#include "base/panic.h"
#include "base/trap.h"
#include "kernel/k_heap.h"
#include "memory/alloc_count.h"
#include "memory/memory_map.h"
#include "memory/observer.h"
#include "memory/shadow.h"
#include "sched/scheduler.h"

#define ENDED_HEAPS 16

static struct z_heap *heaps;

/*
 * Firmware that has lost count uses heaps that have ended. What it finds then is what it was, and does not depend on what
 * the host's allocator has put there since. A checker that watches sees that they have ended.
 */
static struct {
	struct z_heap *heap[ENDED_HEAPS];
	unsigned int next;
} ended;

static void destroy_later(struct z_heap *heap)
{
	struct z_heap *oldest = ended.heap[ended.next];

	ended.heap[ended.next] = heap;
	ended.next = (ended.next + 1) % ENDED_HEAPS;
	if (oldest)
		heap_destroy(oldest);
}

const struct z_heap *k_heap_first(void)
{
	return heaps;
}

void k_heap_name(const struct z_heap *heap, char *out, size_t size)
{
	unsigned int core;

	if (heap->base == memory_area(MEMORY_OBJECTS, NULL)) {
		snprintf(out, size, "objects");
		return;
	}
	if (heap->base == memory_area(MEMORY_HEAP, NULL)) {
		snprintf(out, size, "kernel");
		return;
	}
	for (core = 0; core < ADSP_MAX_CORES; core++) {
		if (heap->base == memory_area(MEMORY_BUFFER_HEAP + core, NULL)) {
			snprintf(out, size, "buffer.%u", core);
			return;
		}
	}
	snprintf(out, size, "heap.%lx", (unsigned long)heap->base);
}

static void end_heap(struct z_heap **link)
{
	struct z_heap *heap = *link;

	*link = heap->next_heap;
	observe_heap_end(heap);
	if (shadow_is_active())
		heap_destroy(heap);
	else
		destroy_later(heap);
}

void k_heap_end_within(const void *mem, size_t bytes)
{
	uintptr_t start = (uintptr_t)sys_cache_cached_ptr_get((void *)mem);
	uintptr_t end = start + bytes;
	struct z_heap **link = &heaps;

	while (*link) {
		uintptr_t base = (uintptr_t)sys_cache_cached_ptr_get((*link)->base);
		uintptr_t top = base + (size_t)(*link)->granules * HEAP_GRANULE;
		bool overlaps = base < end && start < top;
		bool is_around = base <= start && end <= top && top - base > bytes;

		if (overlaps && !is_around)
			end_heap(link);
		else
			link = &(*link)->next_heap;
	}
}

void k_heap_end_all(void)
{
	while (heaps)
		end_heap(&heaps);
	for (unsigned int i = 0; i < ENDED_HEAPS; i++)
		destroy_later(NULL);
}

void k_heap_init(struct k_heap *heap, void *mem, size_t bytes)
{
	struct z_heap **link = &heaps;
	struct z_heap *z_heap;

	KERNEL_ONLY();
	k_heap_end_within(mem, bytes); /* whose memory this was */
	errno = 0;
	z_heap = heap_create(mem, bytes);
	if (!z_heap && errno == ENOMEM)
		panic_host("no memory for the administration of a heap of %zu bytes", bytes);
	if (!z_heap)
		panic_at(__FILE__, __LINE__, "k_heap_init: %zu bytes at %p make no heap", bytes,
			 mem);
	z_heap->owner = heap;
	while (*link)
		link = &(*link)->next_heap;
	*link = z_heap;
	*heap = (struct k_heap){ .heap = { z_heap, mem, bytes } };
	observe_heap_begin(z_heap);
}

static void *alloc_from(struct k_heap *heap, size_t align, size_t bytes, k_timeout_t timeout,
			const void *site)
{
	k_ticks_t end = sched_deadline(timeout);
	void *ptr;

	if (unlikely(context.user_mode))
		platform_forbidden("k_heap_alloc");
	if (!IS_POWER_OF_TWO(align) || align > CONFIG_MM_DRV_PAGE_SIZE)
		panic_at(__FILE__, __LINE__,
			 "k_heap %p: alignment %zu is no power of two up to a page", (void *)heap,
			 align);
	if (!bytes)
		return NULL;
	if (alloc_count_refuse(site)) {
		heap->heap.heap->failures++;
		return NULL;
	}
	for (;;) {
		ptr = heap_alloc(heap->heap.heap, align, bytes);
		if (ptr) {
			observe_heap_alloc(heap->heap.heap, ptr, bytes, site);
			return ptr;
		}
		if (K_TIMEOUT_EQ(timeout, K_NO_WAIT) ||
		    sched_pend_until(&heap->wait_q, "k_heap", heap, end))
			return NULL;
	}
}

void *k_heap_alloc(struct k_heap *heap, size_t bytes, k_timeout_t timeout)
{
	return alloc_from(heap, sizeof(void *), bytes, timeout, __builtin_return_address(0));
}

void *k_heap_aligned_alloc(struct k_heap *heap, size_t align, size_t bytes, k_timeout_t timeout)
{
	return alloc_from(heap, align ? align : sizeof(void *), bytes, timeout,
			  __builtin_return_address(0));
}

void *k_heap_calloc(struct k_heap *heap, size_t num, size_t size, k_timeout_t timeout)
{
	size_t bytes;
	void *ptr;

	if (__builtin_mul_overflow(num, size, &bytes))
		return NULL;
	ptr = alloc_from(heap, sizeof(void *), bytes, timeout, __builtin_return_address(0));
	if (ptr)
		memset(ptr, 0, bytes);
	return ptr;
}

/* Pages belong to modules: what one of them has done to its memory must not stop everybody else. */
static bool is_of_pages(const struct z_heap *z_heap)
{
	size_t size = 0;
	const char *pages = memory_area(MEMORY_PAGES, &size);
	const char *base = sys_cache_cached_ptr_get(z_heap->base);

	return pages && base >= pages && base < pages + size;
}

/* @return its size; 0: what is wrong has been said, and the block stays where it is */
static size_t check_block(const struct k_heap *heap, void *ptr, const char *what, const void *site)
{
	heap_fault fault;
	size_t bytes;

	fault = heap_check_block(heap->heap.heap, ptr, &bytes);
	if (fault && observe_heap_bad_free(heap->heap.heap, ptr, site))
		return 0;
	if (fault == heap_written_past && is_of_pages(heap->heap.heap)) {
		log_line(ADSP_LOG_ERR, "kernel", "%s: block %p, %zu bytes into its heap, stays: %s",
			 what, ptr, (size_t)((char *)ptr - heap->heap.heap->base), fault);
		return 0;
	}
	if (fault)
		panic_at(__FILE__, __LINE__, "%s: heap %p, block %p: %s", what, heap->heap.init_mem,
			 ptr, fault);
	return bytes;
}

static void free_to(struct k_heap *heap, void *ptr, const char *what, const void *site)
{
	size_t bytes = check_block(heap, ptr, what, site);

	KERNEL_ONLY();
	if (!bytes)
		return;
	k_heap_end_within(ptr, bytes);
	observe_heap_free(heap->heap.heap, ptr, bytes, site);
	heap_free(heap->heap.heap, ptr);
	if (heap->wait_q.head) {
		sched_wake_all(&heap->wait_q, 0);
		sched_reschedule();
	}
}

void k_heap_free(struct k_heap *heap, void *ptr)
{
	if (ptr)
		free_to(heap, ptr, "k_heap_free", __builtin_return_address(0));
}

void *k_heap_realloc(struct k_heap *heap, void *ptr, size_t bytes, k_timeout_t timeout)
{
	const void *site = __builtin_return_address(0);
	size_t old;
	void *moved;

	KERNEL_ONLY();
	if (!ptr)
		return alloc_from(heap, sizeof(void *), bytes, timeout, site);
	if (!bytes) {
		free_to(heap, ptr, "k_heap_realloc", site);
		return NULL;
	}
	old = check_block(heap, ptr, "k_heap_realloc", site);
	if (!old)
		return NULL;
	if (heap_resize(heap->heap.heap, ptr, bytes)) {
		observe_heap_free(heap->heap.heap, ptr, old, site);
		observe_heap_alloc(heap->heap.heap, ptr, bytes, site);
		return ptr;
	}
	moved = alloc_from(heap, sizeof(void *), bytes, timeout, site);
	if (!moved)
		return NULL;
	memcpy(moved, ptr, MIN(old, bytes));
	free_to(heap, ptr, "k_heap_realloc", site);
	return moved;
}

int sys_heap_runtime_stats_get(struct sys_heap *heap, struct sys_memory_stats *stats)
{
	const struct z_heap *z_heap;

	if (!heap || !stats)
		return -EINVAL;
	z_heap = heap->heap;
	stats->free_bytes = (size_t)(z_heap->granules - z_heap->used) * HEAP_GRANULE;
	stats->allocated_bytes = (size_t)z_heap->used * HEAP_GRANULE;
	stats->max_allocated_bytes = (size_t)z_heap->peak * HEAP_GRANULE;
	return 0;
}

bool sys_heap_validate(struct sys_heap *heap)
{
	return !heap_validate(heap->heap);
}

size_t sys_heap_usable_size(struct sys_heap *heap, void *ptr)
{
	size_t bytes;

	return heap_check_block(heap->heap, ptr, &bytes) ? 0 : bytes;
}
