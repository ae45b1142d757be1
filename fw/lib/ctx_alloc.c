/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <rtos/alloc.h>
#include <rtos/spinlock.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vpage.h>
#include <sof/lib/vregion.h>
#include <zephyr/kernel.h>

void *sof_ctx_alloc(struct mod_alloc_ctx *ctx, uint32_t flags, size_t size, size_t align)
{
	if (!ctx || !ctx->vreg)
		return sof_heap_alloc(ctx ? ctx->heap : NULL, flags, size, align);
	if (flags & SOF_MEM_FLAG_COHERENT)
		return vregion_alloc_coherent_align(ctx->vreg, VREGION_MEM_TYPE_INTERIM, size,
						    align);
	return vregion_alloc_align(ctx->vreg, VREGION_MEM_TYPE_INTERIM, size, align);
}

void *sof_ctx_zalloc(struct mod_alloc_ctx *ctx, uint32_t flags, size_t size, size_t align)
{
	void *ptr = sof_ctx_alloc(ctx, flags, size, align);

	if (ptr)
		memset(ptr, 0, size);
	return ptr;
}

void sof_ctx_free(struct mod_alloc_ctx *ctx, void *ptr)
{
	if (!ptr)
		return;
	if (ctx && ctx->vreg)
		vregion_free(ctx->vreg, ptr);
	else
		sof_heap_free(ctx ? ctx->heap : NULL, ptr);
}

struct mod_alloc_ctx *mod_alloc_ctx_new(struct k_heap *heap, struct vregion *vreg)
{
	struct mod_alloc_ctx *ctx = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*ctx));

	if (!ctx)
		return NULL;
	ctx->heap = heap;
	ctx->vreg = vreg;
	ctx->clients = 1;
	return ctx;
}

struct mod_alloc_ctx *mod_alloc_ctx_new_heap(size_t bytes)
{
	struct k_heap *heap = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*heap));
	struct mod_alloc_ctx *ctx;

	bytes = ALIGN_UP(bytes, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	ctx = heap ? mod_alloc_ctx_new(heap, NULL) : NULL;
	if (!ctx)
		goto err_heap;
	ctx->heap_pages = vpage_alloc(bytes / CONFIG_MM_DRV_PAGE_SIZE);
	if (!ctx->heap_pages)
		goto err_ctx;
	k_heap_init(heap, ctx->heap_pages, bytes);
	return ctx;

err_ctx:
	rfree(ctx);
err_heap:
	rfree(heap);
	return NULL;
}

/* One client more or less of a context without region. @return how many there are now */
static uint32_t count_clients(struct mod_alloc_ctx *ctx, uint32_t change)
{
	static struct k_spinlock lock;
	k_spinlock_key_t key = k_spin_lock(&lock);
	uint32_t clients = ctx->clients += change;

	k_spin_unlock(&lock, key);
	return clients;
}

void mod_alloc_ctx_get(struct mod_alloc_ctx *ctx, const void *holder)
{
	if (!ctx)
		return;
	if (ctx->vreg)
		vregion_get(ctx->vreg);
	else
		count_clients(ctx, 1);
}

void mod_alloc_ctx_put(struct mod_alloc_ctx *ctx, const void *holder)
{
	if (!ctx)
		return;
	if (ctx->vreg ? vregion_put(ctx->vreg) != NULL : count_clients(ctx, -1u) > 0)
		return;
	if (ctx->heap_pages) {
		vpage_free(ctx->heap_pages);
		rfree(ctx->heap);
	}
	rfree(ctx);
}
