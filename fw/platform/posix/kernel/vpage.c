/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/lib/vpage.h>
#include <zephyr/sys/util.h>

#include <adsp/inspect.h>

#include "base/panic.h"
#include "base/trap.h"
#include "kernel/k_heap.h"
#include "kernel/vpage.h"
#include "memory/alloc_count.h"
#include "memory/memory_map.h"
#include "memory/mmu.h"
#include "memory/observer.h"
#include "memory/page_pool.h"

static struct page_pool pool;
static uint32_t used,
	peak; /* pages; the pool also counts those that were freed and are held back */

int vpage_start(void)
{
	size_t size = 0;
	void *base = memory_area(MEMORY_PAGES, &size);

	used = peak = 0;
	mmu_use(base, size, false);
	observe_pages_begin(base, size);
	return page_pool_init(&pool, base, size);
}

void vpage_stop(void)
{
	page_pool_fini(&pool);
}

static void give_back(void *ptr)
{
	uint32_t pages = page_pool_free(&pool, ptr);

	mmu_use(ptr, (size_t)pages * MEMORY_PAGE, false);
}

bool vpage_is_free(const void *addr)
{
	return page_pool_is_free(&pool, addr);
}

void *vpage_alloc(uint32_t pages)
{
	void *ptr;

	KERNEL_ONLY();
	if (alloc_count_refuse(__builtin_return_address(0)))
		return NULL;
	ptr = page_pool_alloc(&pool, pages);
	while (!ptr && observe_pages_reclaim(give_back))
		ptr = page_pool_alloc(&pool, pages);
	if (!ptr)
		return NULL;
	used += pages;
	peak = MAX(peak, used);
	mmu_use(ptr, (size_t)pages * MEMORY_PAGE, true);
	observe_pages_alloc(ptr, (size_t)pages * MEMORY_PAGE, __builtin_return_address(0));
	return ptr;
}

void vpage_free(void *ptr)
{
	const void *site = __builtin_return_address(0);
	uint32_t pages;

	KERNEL_ONLY();
	if (!ptr)
		return;
	pages = observe_pages_are_kept(ptr) ? 0 : page_pool_length(&pool, ptr);
	if (!pages) {
		if (observe_pages_bad_free(ptr, site))
			return;
		panic_at(__FILE__, __LINE__,
			 "vpage_free: %p is not the start of an allocation (double free?)", ptr);
	}
	used -= pages;
	k_heap_end_within(ptr, (size_t)pages * MEMORY_PAGE);
	if (!observe_pages_free(ptr, (size_t)pages * MEMORY_PAGE, site))
		give_back(ptr);
}

void adsp_inspect_pages(struct adsp_page_info *out)
{
	*out = (struct adsp_page_info){ .total = pool.pages, .used = used, .peak = peak };
}
