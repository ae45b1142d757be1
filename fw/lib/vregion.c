/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/spinlock.h>
#include <sof/common.h>
#include <sof/lib/vpage.h>
#include <sof/lib/vregion.h>
#include <sof/platform.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

#ifdef CONFIG_SOF_VREGIONS

LOG_MODULE_REGISTER(vregion);

struct vregion {
	uint8_t *base; /* cached alias */
	size_t size;   /* bytes, both parts */
	struct k_spinlock lock;
	uint32_t use_count;

	struct k_heap interim; /* [base, base + interim_size) */
	size_t interim_size;

	uint8_t *lifetime_base; /* [base + interim_size, base + size) */
	size_t lifetime_used;
	uint32_t free_count; /* lifetime blocks freed, which gives nothing back */
};

static size_t lifetime_size(const struct vregion *vr)
{
	return vr->size - vr->interim_size;
}

static size_t lifetime_used(struct vregion *vr)
{
	k_spinlock_key_t key = k_spin_lock(&vr->lock);
	size_t used = vr->lifetime_used;

	k_spin_unlock(&vr->lock, key);
	return used;
}

static size_t interim_free(struct vregion *vr)
{
	struct sys_memory_stats stats;

	return sys_heap_runtime_stats_get(&vr->interim.heap, &stats) ? 0 : stats.free_bytes;
}

struct vregion *vregion_create(size_t lifetime, size_t interim)
{
	struct vregion *vr;
	size_t pages;

	if (!lifetime || !interim || lifetime > UINT32_MAX / 2 || interim > UINT32_MAX / 2) {
		LOG_ERR("bad region: lifetime %zu, interim %zu bytes", lifetime, interim);
		return NULL;
	}
	lifetime = ALIGN_UP(lifetime, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	interim = ALIGN_UP(interim, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	pages = (lifetime + interim) / CONFIG_MM_DRV_PAGE_SIZE;

	vr = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*vr));
	if (!vr)
		return NULL;
	vr->base = vpage_alloc(pages);
	if (!vr->base) {
		LOG_ERR("no %zu contiguous pages for a region", pages);
		rfree(vr);
		return NULL;
	}
	vr->size = lifetime + interim;
	vr->interim_size = interim;
	vr->lifetime_base = vr->base + interim;
	vr->use_count = 1;
	k_heap_init(&vr->interim, vr->base, interim);
	platform_memory_idle(vr->lifetime_base, lifetime);
	LOG_DBG("region %p: %zu pages, lifetime %zu, interim %zu", (void *)vr->base, pages,
		lifetime, interim);
	return vr;
}

struct vregion *vregion_get(struct vregion *vr)
{
	k_spinlock_key_t key;

	if (!vr)
		return NULL;
	key = k_spin_lock(&vr->lock);
	vr->use_count++;
	k_spin_unlock(&vr->lock, key);
	return vr;
}

struct vregion *vregion_put(struct vregion *vr)
{
	k_spinlock_key_t key;
	uint32_t left;

	if (!vr)
		return NULL;
	key = k_spin_lock(&vr->lock);
	left = --vr->use_count;
	k_spin_unlock(&vr->lock, key);
	if (left)
		return vr;

	LOG_DBG("region %p: destroyed", (void *)vr->base);
	vpage_free(vr->base);
	rfree(vr);
	return NULL;
}

static void *lifetime_alloc(struct vregion *vr, size_t size, size_t align)
{
	k_spinlock_key_t key = k_spin_lock(&vr->lock);
	size_t start = ALIGN_UP((uintptr_t)vr->lifetime_base + vr->lifetime_used, align) -
		       (uintptr_t)vr->lifetime_base;
	void *ptr = NULL;

	if (start <= lifetime_size(vr) && size <= lifetime_size(vr) - start) {
		ptr = vr->lifetime_base + start;
		vr->lifetime_used = start + size;
		platform_memory_used(ptr, size);
	}
	k_spin_unlock(&vr->lock, key);
	return ptr;
}

void *vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size, size_t align)
{
	void *ptr;

	if (!vr || !size)
		return NULL;
	align = MAX(align, (size_t)PLATFORM_DCACHE_ALIGN);
	if (size > vr->size || !IS_POWER_OF_TWO(align) || align > CONFIG_MM_DRV_PAGE_SIZE)
		goto refuse;

	switch (type) {
	case VREGION_MEM_TYPE_INTERIM:
		ptr = k_heap_aligned_alloc(&vr->interim, align, size, K_NO_WAIT);
		break;
	case VREGION_MEM_TYPE_LIFETIME:
		ptr = lifetime_alloc(vr, size, align);
		break;
	default:
		LOG_ERR("bad memory type %d", (int)type);
		return NULL;
	}
	if (ptr)
		return ptr;
refuse:
	LOG_WRN("region too small: asked %zu aligned to %zu, free %zu of %zu %s bytes", size, align,
		type == VREGION_MEM_TYPE_LIFETIME ? lifetime_size(vr) - lifetime_used(vr) :
						    interim_free(vr),
		type == VREGION_MEM_TYPE_LIFETIME ? lifetime_size(vr) : vr->interim_size,
		type == VREGION_MEM_TYPE_LIFETIME ? "lifetime" : "interim");
	return NULL;
}

void *vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_align(vr, type, size, 0);
}

void *vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
				   size_t align)
{
	void *ptr;

	/* a size that has no next line is left for vregion_alloc_align() to refuse */
	if (size <= SIZE_MAX - PLATFORM_DCACHE_ALIGN)
		size = ALIGN_UP(size, (size_t)PLATFORM_DCACHE_ALIGN);
	ptr = vregion_alloc_align(vr, type, size, align);
	if (!ptr)
		return NULL;
	sys_cache_data_invd_range(ptr, size);
	return sys_cache_uncached_ptr_get(ptr);
}

void *vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_coherent_align(vr, type, size, 0);
}

void vregion_free(struct vregion *vr, void *ptr)
{
	k_spinlock_key_t key;
	size_t offset;

	if (!vr || !ptr)
		return;
	ptr = sys_cache_cached_ptr_get(ptr);
	offset = (size_t)((uintptr_t)ptr - (uintptr_t)vr->base);
	if (offset < vr->interim_size) {
		k_heap_free(&vr->interim, ptr);
	} else if (offset < vr->size) {
		key = k_spin_lock(&vr->lock);
		vr->free_count++;
		k_spin_unlock(&vr->lock, key);
	} else {
		LOG_ERR("free of %p: not in region %p of %zu bytes", ptr, (void *)vr->base,
			vr->size);
	}
}

bool vregion_block_is_good(struct vregion *vr, const void *ptr)
{
	void *cached = sys_cache_cached_ptr_get((void *)ptr);

	return vr && (uintptr_t)cached - (uintptr_t)vr->base < vr->interim_size &&
	       sys_heap_usable_size(&vr->interim.heap, cached);
}

void vregion_info(struct vregion *vr)
{
	k_spinlock_key_t key;
	uint32_t freed, users;
	size_t used;

	if (!vr)
		return;
	key = k_spin_lock(&vr->lock);
	used = vr->lifetime_used;
	freed = vr->free_count;
	users = vr->use_count;
	k_spin_unlock(&vr->lock, key);
	LOG_INF("region %p: %zu bytes, %zu pages, lifetime %zu of %zu used, %u freed, interim %zu of %zu used, %u users",
		(void *)vr->base, vr->size, vr->size / CONFIG_MM_DRV_PAGE_SIZE, used,
		lifetime_size(vr), freed, vr->interim_size - interim_free(vr), vr->interim_size,
		users);
}

void vregion_mem_info(struct vregion *vr, size_t *size, uintptr_t *start)
{
	if (size)
		*size = vr ? vr->size : 0;
	if (start)
		*start = vr ? (uintptr_t)vr->base : 0;
}

#endif
