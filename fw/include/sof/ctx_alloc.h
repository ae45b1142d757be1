/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Allocation context: how a module, and everything made on its behalf, allocates.
 *
 * Memory goes back through the context it came from. The context is allocated on its own and lives as long
 * as its region: whoever's vregion_put() returns NULL frees the context (mod_alloc_ctx_put()).
 */
#ifndef SOF_CTX_ALLOC_H
#define SOF_CTX_ALLOC_H

#include <stddef.h>
#include <stdint.h>

struct k_heap;
struct k_mem_domain;
struct vregion;

struct mod_alloc_ctx {
	struct k_heap *heap; /* NULL: kernel heap */
	void *heap_pages; /* of a heap that was made for this context and goes with it; NULL: not so */
	struct vregion *vreg;        /* not NULL: everything comes from here */
	struct k_mem_domain *domain; /* of the user thread that it is for; NULL: none */
	uint32_t clients; /* holders of a context without region; with one the region counts */
};

/**
 * Allocate through a context; interim memory where it has a region.
 * @param ctx	NULL: kernel heap
 * @param flags	SOF_MEM_FLAG_*; COHERENT gives the uncached alias
 * @param align	power of two, 0: default
 */
void *sof_ctx_alloc(struct mod_alloc_ctx *ctx, uint32_t flags, size_t size, size_t align);

/** The same, zeroed. */
void *sof_ctx_zalloc(struct mod_alloc_ctx *ctx, uint32_t flags, size_t size, size_t align);

/** The exact counterpart of both. NULL is a no-op. */
void sof_ctx_free(struct mod_alloc_ctx *ctx, void *ptr);

/**
 * Make a context on the kernel heap.
 * @param heap	heap to use when vreg is NULL
 * @param vreg	region; its creator's reference passes to the context
 * @return NULL when memory is short (the region stays the caller's)
 */
struct mod_alloc_ctx *mod_alloc_ctx_new(struct k_heap *heap, struct vregion *vreg);

/**
 * Make a context with a heap of its own, which goes with the last holder.
 * @param bytes	rounded up to pages
 * @return NULL when memory is short
 */
struct mod_alloc_ctx *mod_alloc_ctx_new_heap(size_t bytes);

/**
 * One more holder. NULL-safe.
 * @param holder	who holds: the same at put, so that a leak has a name; NULL: nobody in particular
 */
void mod_alloc_ctx_get(struct mod_alloc_ctx *ctx, const void *holder);

/**
 * One holder less; the last one frees region and context, after which nothing of either may be touched.
 * NULL-safe.
 */
void mod_alloc_ctx_put(struct mod_alloc_ctx *ctx, const void *holder);

#endif
