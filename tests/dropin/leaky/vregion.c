/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A third region allocator, which leaks: whoever has freed a lifetime block makes it keep its pages for ever. It is
 * otherwise complete, and its blocks are records in kernel memory instead of a heap.
 */
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/spinlock.h>
#include <sof/common.h>
#include <sof/lib/vpage.h>
#include <sof/lib/vregion.h>
#include <sof/platform.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(vregion);

#define MAX_BLOCKS   64
#define LARGEST_PART (1u << 30)

struct block {
	size_t start, end; /* offsets in the interim part, in ascending order */
};

struct vregion {
	struct k_spinlock lock;
	uint8_t *base;
	size_t interim, lifetime; /* bytes of each part, interim first */
	size_t used;              /* of the lifetime part */
	uint32_t users, freed, num_blocks;
	struct block blocks[MAX_BLOCKS];
};

struct vregion *vregion_create(size_t lifetime_size, size_t interim_size)
{
	struct vregion *vr;

	if (lifetime_size - 1 >= LARGEST_PART || interim_size - 1 >= LARGEST_PART)
		return NULL;
	vr = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*vr));
	if (!vr)
		return NULL;
	vr->interim = ALIGN_UP(interim_size, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	vr->lifetime = ALIGN_UP(lifetime_size, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	vr->base = vpage_alloc((vr->interim + vr->lifetime) / CONFIG_MM_DRV_PAGE_SIZE);
	if (!vr->base) {
		rfree(vr);
		return NULL;
	}
	vr->users = 1;
	return vr;
}

struct vregion *vregion_get(struct vregion *vr)
{
	k_spinlock_key_t key;

	if (!vr)
		return NULL;
	key = k_spin_lock(&vr->lock);
	vr->users++;
	k_spin_unlock(&vr->lock, key);
	return vr;
}

struct vregion *vregion_put(struct vregion *vr)
{
	k_spinlock_key_t key;
	uint32_t users;

	if (!vr)
		return NULL;
	key = k_spin_lock(&vr->lock);
	users = --vr->users;
	k_spin_unlock(&vr->lock, key);
	if (users)
		return vr;
	/* the leak */
	if (!vr->freed)
		vpage_free(vr->base);
	rfree(vr);
	return NULL;
}

/* First fit between the records. */
static void *interim_take(struct vregion *vr, size_t size, size_t align)
{
	size_t at = 0;
	uint32_t n;

	if (vr->num_blocks == MAX_BLOCKS)
		return NULL;
	for (n = 0; n < vr->num_blocks; n++) {
		at = ALIGN_UP(at, align);
		if (at <= vr->blocks[n].start && size <= vr->blocks[n].start - at)
			break;
		at = vr->blocks[n].end;
	}
	at = ALIGN_UP(at, align);
	if (n == vr->num_blocks && (at > vr->interim || size > vr->interim - at))
		return NULL;
	for (uint32_t i = vr->num_blocks++; i > n; i--)
		vr->blocks[i] = vr->blocks[i - 1];
	vr->blocks[n] = (struct block){ at, ALIGN_UP(at + size, (size_t)PLATFORM_DCACHE_ALIGN) };
	return vr->base + at;
}

static void interim_give(struct vregion *vr, size_t at)
{
	for (uint32_t n = 0; n < vr->num_blocks; n++) {
		if (vr->blocks[n].start != at)
			continue;
		vr->num_blocks--;
		for (; n < vr->num_blocks; n++)
			vr->blocks[n] = vr->blocks[n + 1];
		return;
	}
	LOG_ERR("free of %zu, where no block begins", at);
}

static void *lifetime_take(struct vregion *vr, size_t size, size_t align)
{
	size_t at = ALIGN_UP(vr->used, align);

	if (at > vr->lifetime || size > vr->lifetime - at)
		return NULL;
	vr->used = at + size;
	return vr->base + vr->interim + at;
}

void *vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size, size_t align)
{
	k_spinlock_key_t key;
	void *ptr = NULL;

	if (!vr || !size || size > LARGEST_PART || align > CONFIG_MM_DRV_PAGE_SIZE)
		return NULL;
	if (align < PLATFORM_DCACHE_ALIGN)
		align = PLATFORM_DCACHE_ALIGN;
	key = k_spin_lock(&vr->lock);
	if (type == VREGION_MEM_TYPE_INTERIM)
		ptr = interim_take(vr, size, align);
	else if (type == VREGION_MEM_TYPE_LIFETIME)
		ptr = lifetime_take(vr, size, align);
	k_spin_unlock(&vr->lock, key);
	return ptr;
}

void *vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_align(vr, type, size, 0);
}

void *vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
				   size_t align)
{
	void *ptr =
		vregion_alloc_align(vr, type, ALIGN_UP(size, (size_t)PLATFORM_DCACHE_ALIGN), align);

	return ptr ? sys_cache_uncached_ptr_get(ptr) : NULL;
}

void *vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_coherent_align(vr, type, size, 0);
}

void vregion_free(struct vregion *vr, void *ptr)
{
	k_spinlock_key_t key;
	size_t at;

	if (!vr || !ptr)
		return;
	at = (uintptr_t)sys_cache_cached_ptr_get(ptr) - (uintptr_t)vr->base;
	key = k_spin_lock(&vr->lock);
	if (at < vr->interim)
		interim_give(vr, at);
	else if (at < vr->interim + vr->lifetime)
		vr->freed++;
	k_spin_unlock(&vr->lock, key);
}

void vregion_info(struct vregion *vr)
{
	if (vr)
		LOG_INF("region %p: %zu bytes, %u blocks", (void *)vr->base,
			vr->interim + vr->lifetime, vr->num_blocks);
}

void vregion_mem_info(struct vregion *vr, size_t *size, uintptr_t *start)
{
	if (size)
		*size = vr ? vr->interim + vr->lifetime : 0;
	if (start)
		*start = vr ? (uintptr_t)vr->base : 0;
}
