/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>

#include "memory/memory_map.h"
#include "memory/page_pool.h"

#define PAGE_INSIDE UINT32_MAX /* of a run that begins at a lower page */

int page_pool_init(struct page_pool *pool, void *base, size_t bytes)
{
	*pool = (struct page_pool){ .base = base, .pages = (uint32_t)(bytes / MEMORY_PAGE) };
	pool->runs = calloc(pool->pages, sizeof(*pool->runs));
	return pool->runs ? 0 : -ENOMEM;
}

void page_pool_fini(struct page_pool *pool)
{
	free(pool->runs);
	*pool = (struct page_pool){ .base = NULL };
}

static void *page_pool_take(struct page_pool *pool, uint32_t first, uint32_t pages)
{
	uint32_t i;

	pool->runs[first] = pages;
	for (i = 1; i < pages; i++)
		pool->runs[first + i] = PAGE_INSIDE;
	pool->used += pages;
	if (pool->used > pool->peak)
		pool->peak = pool->used;
	return pool->base + (size_t)first * MEMORY_PAGE;
}

void *page_pool_alloc(struct page_pool *pool, uint32_t pages)
{
	uint32_t at = 0, room = 0;

	if (!pages)
		return NULL;
	while (at < pool->pages) {
		if (pool->runs[at]) {
			at += pool->runs[at];
			room = 0;
			continue;
		}
		at++;
		if (++room == pages)
			return page_pool_take(pool, at - pages, pages);
	}
	return NULL;
}

void *page_pool_alloc_high(struct page_pool *pool, uint32_t pages)
{
	uint32_t at = pool->pages, room = 0;

	while (pages && at--) {
		room = pool->runs[at] ? 0 : room + 1;
		if (room == pages)
			return page_pool_take(pool, at, pages);
	}
	return NULL;
}

uint32_t page_pool_length(const struct page_pool *pool, const void *ptr)
{
	size_t offset = (size_t)((const char *)ptr - pool->base);
	uint32_t pages;

	if ((const char *)ptr < pool->base || offset % MEMORY_PAGE ||
	    offset / MEMORY_PAGE >= pool->pages)
		return 0;
	pages = pool->runs[offset / MEMORY_PAGE];
	return pages == PAGE_INSIDE ? 0 : pages;
}

uint32_t page_pool_free(struct page_pool *pool, void *ptr)
{
	uint32_t pages = page_pool_length(pool, ptr);
	uint32_t first, i;

	if (!pages)
		return 0;
	first = (uint32_t)(((char *)ptr - pool->base) / MEMORY_PAGE);
	for (i = 0; i < pages; i++)
		pool->runs[first + i] = 0;
	pool->used -= pages;
	return pages;
}

bool page_pool_is_free(const struct page_pool *pool, const void *addr)
{
	return !pool->runs[(size_t)((const char *)addr - pool->base) / MEMORY_PAGE];
}
