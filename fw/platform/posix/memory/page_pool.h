/* SPDX-License-Identifier: BSD-3-Clause */
/* Allocator of contiguous pages, first fit from either end. Its records are in host memory. */
#ifndef POSIX_PAGE_POOL_H
#define POSIX_PAGE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct page_pool {
	char *base;
	uint32_t pages;
	uint32_t used;
	uint32_t peak;  /* high-water mark of used */
	uint32_t *runs; /* per page: length of the run that begins here, PAGE_INSIDE, or 0 free */
};

/** @return 0, -ENOMEM */
int page_pool_init(struct page_pool *pool, void *base, size_t bytes);
void page_pool_fini(struct page_pool *pool);

/** From the low end. @return first page; NULL for 0 pages or no room */
void *page_pool_alloc(struct page_pool *pool, uint32_t pages);

/** From the high end. @return first page; NULL for 0 pages or no room */
void *page_pool_alloc_high(struct page_pool *pool, uint32_t pages);

/** @return pages of the allocation that begins at ptr; 0 when none does */
uint32_t page_pool_length(const struct page_pool *pool, const void *ptr);

/** Is the page that addr, within the pool, is in free? */
bool page_pool_is_free(const struct page_pool *pool, const void *addr);

/** @return pages freed; 0 when ptr is not the start of an allocation */
uint32_t page_pool_free(struct page_pool *pool, void *ptr);

#endif
