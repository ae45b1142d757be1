/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A third region allocator, in the style of somebody who trusts his users: all that it knows about a region stands in
 * the region's own first page, heap control and mutex included. The lifetime part follows, the interim part is last.
 * A pointer's part is told by the bounds that the heap itself keeps.
 */
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/mutex.h>
#include <rtos/symbol.h>
#include <sof/common.h>
#include <sof/lib/vpage.h>
#include <sof/lib/vregion.h>
#include <sof/platform.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(vregion, CONFIG_SOF_LOG_LEVEL);

#define MOST_BYTES (64u * 1024 * 1024)
#define HEAD_BYTES CONFIG_MM_DRV_PAGE_SIZE

struct vregion {
	struct sys_mutex lock;
	struct k_heap interim;
	uint8_t *bump; /* where the next lifetime block may begin */
	uint8_t *bump_end;
	unsigned int pages;
	unsigned int holders;
	unsigned int lifetime_freed; /* lifetime blocks freed */
};

BUILD_ASSERT(sizeof(struct vregion) <= HEAD_BYTES);

static bool in_interim(struct vregion *vr, uintptr_t at)
{
	const uintptr_t start = (uintptr_t)vr->interim.heap.init_mem;

	return at >= start && at < start + vr->interim.heap.init_bytes;
}

static bool in_lifetime(struct vregion *vr, uintptr_t at)
{
	return at >= (uintptr_t)vr + HEAD_BYTES && at < (uintptr_t)vr->bump_end;
}

struct vregion *vregion_create(size_t lifetime_size, size_t interim_size)
{
	struct vregion *vr;
	unsigned int pages;

	if (!lifetime_size || !interim_size || lifetime_size > MOST_BYTES ||
	    interim_size > MOST_BYTES) {
		LOG_ERR("cannot make a region of %zu and %zu bytes", lifetime_size, interim_size);
		return NULL;
	}
	lifetime_size = ALIGN_UP(lifetime_size, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	interim_size = ALIGN_UP(interim_size, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	pages = (HEAD_BYTES + lifetime_size + interim_size) / CONFIG_MM_DRV_PAGE_SIZE;
	vr = vpage_alloc(pages);
	if (!vr) {
		LOG_ERR("cannot have %u pages", pages);
		return NULL;
	}
	sys_mutex_init(&vr->lock);
	vr->bump = (uint8_t *)vr + HEAD_BYTES;
	vr->bump_end = vr->bump + lifetime_size;
	vr->pages = pages;
	vr->holders = 1;
	vr->lifetime_freed = 0;
	k_heap_init(&vr->interim, vr->bump_end, interim_size);
	return vr;
}
EXPORT_SYMBOL(vregion_create);

struct vregion *vregion_get(struct vregion *vr)
{
	if (!vr)
		return NULL;
	sys_mutex_lock(&vr->lock, K_FOREVER);
	vr->holders++;
	sys_mutex_unlock(&vr->lock);
	return vr;
}
EXPORT_SYMBOL(vregion_get);

struct vregion *vregion_put(struct vregion *vr)
{
	unsigned int left;

	if (!vr)
		return NULL;
	sys_mutex_lock(&vr->lock, K_FOREVER);
	left = --vr->holders;
	sys_mutex_unlock(&vr->lock);
	if (left)
		return vr;
	vpage_free(vr);
	return NULL;
}
EXPORT_SYMBOL(vregion_put);

static void *bump(struct vregion *vr, size_t size, size_t align)
{
	const uintptr_t end = (uintptr_t)vr->bump_end;
	const uintptr_t at = ((uintptr_t)vr->bump + align - 1) & ~(uintptr_t)(align - 1);

	if (at > end || size > end - at)
		return NULL;
	vr->bump = (uint8_t *)at + size;
	return (void *)at;
}

void *vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size, size_t align)
{
	struct sys_memory_stats stats;
	void *ptr = NULL;

	if (!vr || !size)
		return NULL;
	if (type != VREGION_MEM_TYPE_INTERIM && type != VREGION_MEM_TYPE_LIFETIME) {
		LOG_ERR("cannot tell what memory type %d is", (int)type);
		return NULL;
	}
	align = MAX(align, (size_t)CONFIG_DCACHE_LINE_SIZE);
	if (align & (align - 1) || align > CONFIG_MM_DRV_PAGE_SIZE || size > MOST_BYTES) {
		LOG_WRN("cannot give %zu bytes aligned to %zu", size, align);
		return NULL;
	}
	sys_mutex_lock(&vr->lock, K_FOREVER);
	ptr = type == VREGION_MEM_TYPE_LIFETIME ?
		      bump(vr, size, align) :
		      k_heap_aligned_alloc(&vr->interim, align, size, K_NO_WAIT);
	sys_heap_runtime_stats_get(&vr->interim.heap, &stats);
	if (!ptr)
		LOG_WRN("cannot give %zu bytes: %zu of the interim part are free, %zu of the lifetime part",
			size, stats.free_bytes, (size_t)(vr->bump_end - vr->bump));
	sys_mutex_unlock(&vr->lock);
	return ptr;
}
EXPORT_SYMBOL(vregion_alloc_align);

void *vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_align(vr, type, size, CONFIG_DCACHE_LINE_SIZE);
}
EXPORT_SYMBOL(vregion_alloc);

void *vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
				   size_t align)
{
	void *ptr;

	if (size > MOST_BYTES)
		return NULL;
	size = ALIGN_UP(size, (size_t)CONFIG_DCACHE_LINE_SIZE);
	ptr = vregion_alloc_align(vr, type, size, align);
	if (!ptr)
		return NULL;
	sys_cache_data_flush_range(ptr, size);
	sys_cache_data_invd_range(ptr, size);
	return sys_cache_uncached_ptr_get(ptr);
}
EXPORT_SYMBOL(vregion_alloc_coherent_align);

void *vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_coherent_align(vr, type, size, CONFIG_DCACHE_LINE_SIZE);
}
EXPORT_SYMBOL(vregion_alloc_coherent);

void vregion_free(struct vregion *vr, void *ptr)
{
	if (!vr || !ptr)
		return;
	if (sys_cache_is_ptr_uncached(ptr))
		ptr = sys_cache_cached_ptr_get(ptr);
	sys_mutex_lock(&vr->lock, K_FOREVER);
	if (in_interim(vr, (uintptr_t)ptr))
		k_heap_free(&vr->interim, ptr);
	else if (in_lifetime(vr, (uintptr_t)ptr))
		vr->lifetime_freed++;
	else
		LOG_ERR("cannot free %p, which is elsewhere", ptr);
	sys_mutex_unlock(&vr->lock);
}
EXPORT_SYMBOL(vregion_free);

void vregion_info(struct vregion *vr)
{
	if (!vr)
		return;
	LOG_INF("region %p: %u bytes, %u pages, heap of %zu, %u lifetime blocks freed, %u holders",
		(void *)vr, vr->pages * CONFIG_MM_DRV_PAGE_SIZE, vr->pages,
		vr->interim.heap.init_bytes, vr->lifetime_freed, vr->holders);
}
EXPORT_SYMBOL(vregion_info);

void vregion_mem_info(struct vregion *vr, size_t *size, uintptr_t *start)
{
	if (size)
		*size = vr ? (size_t)vr->pages * CONFIG_MM_DRV_PAGE_SIZE : 0;
	if (start)
		*start = (uintptr_t)vr;
}
EXPORT_SYMBOL(vregion_mem_info);
