/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernel heap and the buffer heap of each core. */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/common.h>
#include <sof/platform.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(alloc);

static struct k_heap sys_heap;
static struct k_heap buffer_heap[CONFIG_CORE_COUNT];

int sof_heap_init(void)
{
	size_t size;
	void *mem = platform_area(PLATFORM_AREA_HEAP, 0, &size);

	if (!mem)
		return -ENOMEM;
	k_heap_init(&sys_heap, mem, size);

	for (unsigned int core = 0; core < platform_core_count(); core++) {
		mem = platform_area(PLATFORM_AREA_BUFFER_HEAP, core, &size);
		if (!mem)
			return -ENOMEM;
		k_heap_init(&buffer_heap[core], mem, size);
	}
	return 0;
}

struct k_heap *sof_sys_heap_get(void)
{
	return &sys_heap;
}

struct k_heap *sof_buffer_heap_get(void)
{
	return &buffer_heap[cpu_get_id()];
}

void *sof_heap_alloc(struct k_heap *heap, uint32_t flags, size_t bytes, size_t align)
{
	void *ptr;

	if (!bytes)
		return NULL;
	if (!heap)
		heap = &sys_heap;
	align = MAX(align, PLATFORM_DCACHE_ALIGN);
	if (flags & SOF_MEM_FLAG_COHERENT)
		bytes = ALIGN_UP(bytes, PLATFORM_DCACHE_ALIGN);

	ptr = k_heap_aligned_alloc(heap, align, bytes, K_NO_WAIT);
	if (!ptr) {
		LOG_ERR("no memory: asked %zu bytes aligned to %zu, heap of %zu", bytes, align,
			heap->heap.init_bytes);
		return NULL;
	}
	if (flags & SOF_MEM_FLAG_COHERENT) {
		sys_cache_data_invd_range(ptr, bytes);
		return sys_cache_uncached_ptr_get(ptr);
	}
	return ptr;
}

void sof_heap_free(struct k_heap *heap, void *addr)
{
	if (!addr)
		return;
	k_heap_free(heap ? heap : &sys_heap, sys_cache_cached_ptr_get(addr));
}

void *rmalloc_align(uint32_t flags, size_t bytes, size_t align)
{
	return sof_heap_alloc(&sys_heap, flags, bytes, align);
}

void *rmalloc(uint32_t flags, size_t bytes)
{
	return rmalloc_align(flags, bytes, 0);
}

void *rzalloc(uint32_t flags, size_t bytes)
{
	void *ptr = rmalloc(flags, bytes);

	if (ptr)
		memset(ptr, 0, bytes);
	return ptr;
}

void *rballoc_align(uint32_t flags, size_t bytes, size_t align)
{
	return sof_heap_alloc(sof_buffer_heap_get(), flags, bytes, align);
}

void *rballoc(uint32_t flags, size_t bytes)
{
	return rballoc_align(flags, bytes, 0);
}

static bool heap_contains(const struct k_heap *heap, const void *ptr)
{
	uintptr_t offset = (uintptr_t)ptr - (uintptr_t)heap->heap.init_mem;

	return offset < heap->heap.init_bytes;
}

void rfree(void *ptr)
{
	void *cached;

	if (!ptr)
		return;
	cached = sys_cache_cached_ptr_get(ptr);
	if (heap_contains(&sys_heap, cached)) {
		k_heap_free(&sys_heap, cached);
		return;
	}
	for (unsigned int core = 0; core < platform_core_count(); core++) {
		if (heap_contains(&buffer_heap[core], cached)) {
			k_heap_free(&buffer_heap[core], cached);
			return;
		}
	}
	LOG_ERR("free of %p: in no heap", ptr);
	k_panic();
}
