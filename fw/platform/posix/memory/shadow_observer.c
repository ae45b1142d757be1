/* SPDX-License-Identifier: BSD-3-Clause */
/* Only what is allocated may be touched. */
#include "memory/heap.h"
#include "memory/observer.h"
#include "memory/shadow.h"
#include "memory/shadow_observer.h"

static void on_heap_begin(struct z_heap *heap)
{
	shadow_close(heap->base, (size_t)heap->granules * HEAP_GRANULE);
}

static void on_heap_alloc(struct z_heap *heap, void *ptr, size_t bytes, const void *site)
{
	shadow_open(ptr, bytes);
}

static void on_heap_free(struct z_heap *heap, void *ptr, size_t bytes, const void *site)
{
	shadow_close(ptr, bytes);
}

static void on_pages_alloc(void *ptr, size_t bytes, const void *site)
{
	shadow_open(ptr, bytes);
}

static bool on_pages_free(void *ptr, size_t bytes, const void *site)
{
	shadow_close(ptr, bytes);
	return false;
}

static const struct observer checker = {
	.heap_begin = on_heap_begin,
	.heap_alloc = on_heap_alloc,
	.heap_free = on_heap_free,
	.pages_begin = shadow_close,
	.pages_alloc = on_pages_alloc,
	.pages_free = on_pages_free,
};

void shadow_observer_start(void)
{
	if (shadow_is_active())
		observer_add(&checker);
}
