/* SPDX-License-Identifier: BSD-3-Clause */
/* SRAM copies of read-only data in DRAM. */
#ifndef SOF_LIB_FAST_GET_H
#define SOF_LIB_FAST_GET_H

#include <stddef.h>

struct k_mem_domain;
struct mod_alloc_ctx;

/**
 * Get an SRAM copy. The same source is copied once and counted; at most half a page goes to a private copy
 * in the caller's region when it has one. A shared copy has pages of its own; the domain of ctx may read them as long
 * as it holds the copy.
 * @return the copy; NULL when the source is known with another size, or memory is short
 */
const void *fast_get(struct mod_alloc_ctx *ctx, const void *dram_ptr, size_t size);

/**
 * Drop a copy; the last user frees it. An unknown pointer is logged and ignored.
 * @param mdom	the domain of the context that got it; NULL: it had none
 */
void fast_put(struct mod_alloc_ctx *ctx, struct k_mem_domain *mdom, const void *sram_ptr);

#endif
