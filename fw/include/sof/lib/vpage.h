/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual page allocator: contiguous pages of the platform's page pool. */
#ifndef SOF_LIB_VPAGE_H
#define SOF_LIB_VPAGE_H

#include <stdint.h>

/**
 * Allocate contiguous pages of CONFIG_MM_DRV_PAGE_SIZE bytes. Their content is what the last owner left.
 * @return cached address, page aligned, the caller's until vpage_free(); NULL on 0 pages or no room
 */
void *vpage_alloc(uint32_t pages);

/** Give back what vpage_alloc() returned. NULL is a no-op; any other pointer panics. */
void vpage_free(void *ptr);

#endif
