/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A second region allocator, to show that one can be dropped in. It was written from the header alone: a region is
 * two parts that differ in three operations; a mutex guards both.
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

#define LARGEST_PART (1u << 30)

struct part;

struct part_ops {
	const char *name;
	void *(*take)(struct part *part, size_t size, size_t align);
	void (*give)(struct part *part, void *ptr);
	size_t (*left)(struct part *part);
};

struct part {
	const struct part_ops *ops;
	uintptr_t start, end;
	struct k_heap heap; /* of the interim part */
	uintptr_t next;     /* of the lifetime part: where the next block may begin */
	uint32_t given;     /* lifetime blocks freed */
};

struct vregion {
	struct k_mutex lock;
	unsigned int users;
	struct part parts[2]; /* by memory type: interim below, lifetime above */
};

/* ---- interim ---- */

static void *heap_take(struct part *part, size_t size, size_t align)
{
	return k_heap_aligned_alloc(&part->heap, align, size, K_NO_WAIT);
}

static void heap_give(struct part *part, void *ptr)
{
	k_heap_free(&part->heap, ptr);
}

static size_t heap_left(struct part *part)
{
	struct sys_memory_stats stats = { 0 };

	sys_heap_runtime_stats_get(&part->heap.heap, &stats);
	return stats.free_bytes;
}

/* ---- lifetime ---- */

static void *line_take(struct part *part, size_t size, size_t align)
{
	uintptr_t at = ALIGN_UP(part->next, align);

	if (at > part->end || size > part->end - at)
		return NULL;
	part->next = at + size;
	return (void *)at;
}

static void line_give(struct part *part, void *ptr)
{
	part->given++;
}

static size_t line_left(struct part *part)
{
	return part->end - part->next;
}

static const struct part_ops interim_ops = { "interim", heap_take, heap_give, heap_left };
static const struct part_ops lifetime_ops = { "lifetime", line_take, line_give, line_left };

static size_t part_size(const struct part *part)
{
	return part->end - part->start;
}

/* ---- life ---- */

struct vregion *vregion_create(size_t lifetime_size, size_t interim_size)
{
	struct vregion *vr;
	struct part *interim, *lifetime;
	size_t low, high;
	void *pages;

	if (lifetime_size - 1 >= LARGEST_PART || interim_size - 1 >= LARGEST_PART) {
		LOG_ERR("no region of %zu lifetime and %zu interim bytes", lifetime_size,
			interim_size);
		return NULL;
	}
	low = ALIGN_UP(interim_size, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	high = ALIGN_UP(lifetime_size, (size_t)CONFIG_MM_DRV_PAGE_SIZE);
	pages = vpage_alloc((low + high) / CONFIG_MM_DRV_PAGE_SIZE);
	if (!pages) {
		LOG_ERR("no pages for a region of %zu bytes", low + high);
		return NULL;
	}
	vr = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*vr));
	if (!vr) {
		vpage_free(pages);
		return NULL;
	}
	k_mutex_init(&vr->lock);
	vr->users = 1;
	interim = &vr->parts[VREGION_MEM_TYPE_INTERIM];
	interim->ops = &interim_ops;
	interim->start = (uintptr_t)pages;
	interim->end = interim->start + low;
	k_heap_init(&interim->heap, pages, low);
	lifetime = &vr->parts[VREGION_MEM_TYPE_LIFETIME];
	lifetime->ops = &lifetime_ops;
	lifetime->start = lifetime->next = interim->end;
	lifetime->end = lifetime->start + high;
	return vr;
}

static unsigned int count_users(struct vregion *vr, int change)
{
	unsigned int users;

	k_mutex_lock(&vr->lock, K_FOREVER);
	users = vr->users += change;
	k_mutex_unlock(&vr->lock);
	return users;
}

struct vregion *vregion_get(struct vregion *vr)
{
	if (vr)
		count_users(vr, 1);
	return vr;
}

struct vregion *vregion_put(struct vregion *vr)
{
	if (!vr || count_users(vr, -1))
		return vr;
	vpage_free((void *)vr->parts[VREGION_MEM_TYPE_INTERIM].start);
	rfree(vr);
	return NULL;
}

/* ---- blocks ---- */

void *vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size, size_t align)
{
	struct part *part;
	void *ptr = NULL;
	size_t left;

	if (!vr || !size)
		return NULL;
	if ((unsigned int)type >= ARRAY_SIZE(vr->parts)) {
		LOG_ERR("memory type %d is none", (int)type);
		return NULL;
	}
	part = &vr->parts[type];
	if (align < PLATFORM_DCACHE_ALIGN)
		align = PLATFORM_DCACHE_ALIGN;

	k_mutex_lock(&vr->lock, K_FOREVER);
	if (size <= part_size(part) && align <= CONFIG_MM_DRV_PAGE_SIZE && !(align & (align - 1)))
		ptr = part->ops->take(part, size, align);
	left = part->ops->left(part);
	k_mutex_unlock(&vr->lock);
	if (!ptr)
		LOG_WRN("no room: asked %zu aligned to %zu, free %zu of %zu %s bytes", size, align,
			left, part_size(part), part->ops->name);
	return ptr;
}

void *vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_align(vr, type, size, PLATFORM_DCACHE_ALIGN);
}

void *vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
				   size_t align)
{
	size_t lines = size / PLATFORM_DCACHE_ALIGN + (size % PLATFORM_DCACHE_ALIGN != 0);
	void *ptr = vregion_alloc_align(
		vr, type,
		lines > SIZE_MAX / PLATFORM_DCACHE_ALIGN ? size : lines * PLATFORM_DCACHE_ALIGN,
		align);

	if (!ptr)
		return NULL;
	sys_cache_data_invd_range(ptr, lines * PLATFORM_DCACHE_ALIGN);
	return sys_cache_uncached_ptr_get(ptr);
}

void *vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_coherent_align(vr, type, size, PLATFORM_DCACHE_ALIGN);
}

void vregion_free(struct vregion *vr, void *ptr)
{
	uintptr_t at = (uintptr_t)sys_cache_cached_ptr_get(ptr);

	if (!vr || !ptr)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(vr->parts); i++) {
		struct part *part = &vr->parts[i];

		if (at < part->start || at >= part->end)
			continue;
		k_mutex_lock(&vr->lock, K_FOREVER);
		part->ops->give(part, (void *)at);
		k_mutex_unlock(&vr->lock);
		return;
	}
	LOG_ERR("free of %p, which is not in the region at %p", ptr, (void *)vr->parts[0].start);
}

/* ---- information ---- */

void vregion_info(struct vregion *vr)
{
	struct part *interim, *lifetime;
	size_t bytes;

	if (!vr)
		return;
	interim = &vr->parts[VREGION_MEM_TYPE_INTERIM];
	lifetime = &vr->parts[VREGION_MEM_TYPE_LIFETIME];
	vregion_mem_info(vr, &bytes, NULL);
	LOG_INF("region %p: %zu bytes, %zu pages, lifetime %zu of %zu used, %u freed, interim %zu of %zu used, %u users",
		(void *)interim->start, bytes, bytes / CONFIG_MM_DRV_PAGE_SIZE,
		part_size(lifetime) - line_left(lifetime), part_size(lifetime), lifetime->given,
		part_size(interim) - heap_left(interim), part_size(interim), vr->users);
}

void vregion_mem_info(struct vregion *vr, size_t *size, uintptr_t *start)
{
	uintptr_t from = vr ? vr->parts[VREGION_MEM_TYPE_INTERIM].start : 0;

	if (size)
		*size = vr ? vr->parts[VREGION_MEM_TYPE_LIFETIME].end - from : 0;
	if (start)
		*start = from;
}
