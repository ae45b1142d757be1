/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A region allocator of the other shape, written from its declarations: one size, a line of blocks first, then a heap in what
 * is left of it.
 */
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/mutex.h>
#include <sof/common.h>
#include <sof/lib/vpage.h>
#include <sof/lib/vregion.h>
#include <sof/platform.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(vregion);

struct vregion {
	struct vregion *next; /* of all */
	struct k_mutex lock;
	unsigned int users;
	unsigned int pages;
	uintptr_t start, at, end; /* at: where the line ends, and the heap begins */
	int given;                /* blocks of the line that were freed */
	enum vregion_mem_type mode;
	struct k_heap heap;
};

static struct vregion *all;

struct vregion *vregion_create(size_t memsize)
{
	const size_t page = CONFIG_MM_DRV_PAGE_SIZE;
	struct vregion *vr = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*vr));

	if (!vr)
		return NULL;
	vr->pages = (unsigned int)(ALIGN_UP(memsize, page) / page);
	vr->start = (uintptr_t)vpage_alloc(vr->pages);
	if (!vr->start) {
		rfree(vr);
		return NULL;
	}
	k_mutex_init(&vr->lock);
	vr->users = 1;
	vr->at = vr->start;
	vr->end = vr->start + vr->pages * page;
	vr->mode = VREGION_MEM_TYPE_LIFETIME;
	vr->next = all;
	all = vr;
	return vr;
}

void vregion_set_interim(struct vregion *vr)
{
	k_mutex_lock(&vr->lock, K_FOREVER);
	if (vr->mode == VREGION_MEM_TYPE_LIFETIME) {
		vr->at = ALIGN_UP(vr->at, (uintptr_t)PLATFORM_DCACHE_ALIGN);
		vr->mode = vr->end - vr->at < 256 ? VREGION_MEM_TYPE_INVALID :
						    VREGION_MEM_TYPE_INTERIM;
		if (vr->mode == VREGION_MEM_TYPE_INTERIM)
			k_heap_init(&vr->heap, (void *)vr->at, vr->end - vr->at);
	} else {
		LOG_WRN("interim already");
	}
	k_mutex_unlock(&vr->lock);
}

struct vregion *vregion_get(struct vregion *vr)
{
	k_mutex_lock(&vr->lock, K_FOREVER);
	vr->users++;
	k_mutex_unlock(&vr->lock);
	return vr;
}

struct vregion *vregion_put(struct vregion *vr)
{
	struct vregion **link = &all;
	unsigned int left;

	k_mutex_lock(&vr->lock, K_FOREVER);
	left = --vr->users;
	k_mutex_unlock(&vr->lock);
	if (left)
		return vr;
	while (*link != vr)
		link = &(*link)->next;
	*link = vr->next;
	vpage_free((void *)vr->start);
	rfree(vr);
	return NULL;
}

static void *take_from_line(struct vregion *vr, size_t size, size_t alignment)
{
	const uintptr_t at = ALIGN_UP(vr->at, (uintptr_t)alignment);

	if (at > vr->end || size > vr->end - at)
		return NULL;
	vr->at = at + size;
	return (void *)at;
}

void *vregion_alloc_align(struct vregion *vr, size_t size, size_t alignment)
{
	void *block = NULL;

	alignment = MAX(alignment, (size_t)PLATFORM_DCACHE_ALIGN);
	k_mutex_lock(&vr->lock, K_FOREVER);
	if (vr->mode == VREGION_MEM_TYPE_LIFETIME)
		block = take_from_line(vr, size, alignment);
	else if (vr->mode == VREGION_MEM_TYPE_INTERIM)
		block = k_heap_aligned_alloc(&vr->heap, alignment, size, K_NO_WAIT);
	k_mutex_unlock(&vr->lock);
	if (!block)
		LOG_WRN("no room for %zu bytes", size);
	return block;
}

void *vregion_alloc(struct vregion *vr, size_t size)
{
	return vregion_alloc_align(vr, size, 0);
}

void *vregion_alloc_coherent_align(struct vregion *vr, size_t size, size_t alignment)
{
	void *block;

	size = ALIGN_UP(size, (size_t)PLATFORM_DCACHE_ALIGN);
	block = vregion_alloc_align(vr, size, alignment);
	if (!block)
		return NULL;
	sys_cache_data_invd_range(block, size);
	return sys_cache_uncached_ptr_get(block);
}

void *vregion_alloc_coherent(struct vregion *vr, size_t size)
{
	return vregion_alloc_coherent_align(vr, size, 0);
}

void vregion_free(struct vregion *vr, void *ptr)
{
	const uintptr_t at =
		(uintptr_t)(sys_cache_is_ptr_uncached(ptr) ? sys_cache_cached_ptr_get(ptr) : ptr);

	if (at < vr->start || at >= vr->end) {
		LOG_ERR("%p is outside", ptr);
		return;
	}
	k_mutex_lock(&vr->lock, K_FOREVER);
	if (vr->mode == VREGION_MEM_TYPE_INTERIM && at >= vr->at)
		k_heap_free(&vr->heap, (void *)at);
	else
		vr->given++;
	k_mutex_unlock(&vr->lock);
}

void vregion_info(struct vregion *vr)
{
	LOG_INF("%p: %u pages, %zu bytes for its lifetime", (void *)vr->start, vr->pages,
		(size_t)(vr->at - vr->start));
}

void vregion_mem_info(struct vregion *vr, size_t *size, uintptr_t *start)
{
	if (size)
		*size = vr->end - vr->start;
	if (start)
		*start = vr->start;
}

void vregion_for_each(void (*fn)(int idx, const struct vregion_snapshot *s, void *ctx), void *ctx)
{
	int idx = 0;

	for (struct vregion *vr = all; vr; vr = vr->next) {
		const struct vregion_snapshot snapshot = {
			.base = vr->start,
			.size = vr->end - vr->start,
			.pages = vr->pages,
			.lifetime_used = vr->at - vr->start,
			.lifetime_free_count = vr->given,
			.use_count = vr->users,
		};

		fn(idx++, &snapshot, ctx);
	}
}
