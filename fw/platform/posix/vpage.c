/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/lib/vpage.h>

#include <adsp/inspect.h>

#include "alloc_count.h"
#include "heap_hooks.h"
#include "k_heap.h"
#include "memory_map.h"
#include "page_pool.h"
#include "panic.h"
#include "vpage.h"

static struct page_pool pool;

int vpage_start(void)
{
	size_t size = 0;
	void *base = memory_area(MEMORY_PAGES, &size);

	return page_pool_init(&pool, base, size);
}

void vpage_stop(void)
{
	page_pool_fini(&pool);
}

void *vpage_alloc(uint32_t pages)
{
	void *ptr = alloc_count_refuse() ? NULL : page_pool_alloc(&pool, pages);

	if (ptr)
		vpage_on_alloc(ptr, (size_t)pages * MEMORY_PAGE, __builtin_return_address(0));
	return ptr;
}

void vpage_free(void *ptr)
{
	uint32_t pages;

	if (!ptr)
		return;
	pages = page_pool_free(&pool, ptr);
	if (!pages)
		panic_at(__FILE__, __LINE__, "vpage_free: %p is not the start of an allocation (double free?)",
			 ptr);
	k_heap_end_within(ptr, (size_t)pages * MEMORY_PAGE);
	vpage_on_free(ptr, (size_t)pages * MEMORY_PAGE, __builtin_return_address(0));
}

void adsp_inspect_pages(struct adsp_page_info *out)
{
	*out = (struct adsp_page_info){ .total = pool.pages, .used = pool.used, .peak = pool.peak };
}
