/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Regions by a file of the other shape (sof/lib/vregion_late.h). A region becomes interim with its first interim block;
 * blocks for its lifetime that come later are taken from the same heap. Linked when such a file is dropped in only.
 */
#include <stdbool.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/common.h>
#include <sof/lib/vregion.h>
#include <sof/platform.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(vregion_late);

struct late; /* a region of the file */

struct late *late_vregion_create(size_t size);
void late_vregion_set_interim(struct late *late);
struct late *late_vregion_get(struct late *late);
struct late *late_vregion_put(struct late *late);
void *late_vregion_alloc_align(struct late *late, size_t size, size_t align);
void *late_vregion_alloc_coherent_align(struct late *late, size_t size, size_t align);
void late_vregion_free(struct late *late, void *ptr);
void late_vregion_info(struct late *late);
void late_vregion_mem_info(struct late *late, size_t *size, uintptr_t *start);

struct vregion {
	struct late *late;
	bool interim; /* it has been switched */
};

struct vregion *vregion_create(size_t lifetime, size_t interim)
{
	const size_t page = CONFIG_MM_DRV_PAGE_SIZE;
	struct vregion *vr;

	if (!lifetime || !interim || lifetime > UINT32_MAX / 2 || interim > UINT32_MAX / 2) {
		LOG_ERR("no region of %zu and %zu bytes", lifetime, interim);
		return NULL;
	}
	vr = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*vr));
	if (!vr)
		return NULL;
	vr->late = late_vregion_create(ALIGN_UP(lifetime, page) + ALIGN_UP(interim, page));
	if (vr->late)
		return vr;
	rfree(vr);
	return NULL;
}

struct vregion *vregion_get(struct vregion *vr)
{
	if (vr)
		late_vregion_get(vr->late);
	return vr;
}

struct vregion *vregion_put(struct vregion *vr)
{
	if (!vr || late_vregion_put(vr->late))
		return vr;
	rfree(vr);
	return NULL;
}

/* @return false: no region, size or type */
static bool choose_part(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	if (!vr || !size)
		return false;
	if (type != VREGION_MEM_TYPE_INTERIM && type != VREGION_MEM_TYPE_LIFETIME) {
		LOG_ERR("no memory type %d", (int)type);
		return false;
	}
	if (type == VREGION_MEM_TYPE_INTERIM &&
	    !__atomic_exchange_n(&vr->interim, true, __ATOMIC_ACQ_REL))
		late_vregion_set_interim(vr->late);
	return true;
}

void *vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size, size_t align)
{
	return choose_part(vr, type, size) ?
		       late_vregion_alloc_align(vr->late, size,
						MAX(align, (size_t)PLATFORM_DCACHE_ALIGN)) :
		       NULL;
}

void *vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_align(vr, type, size, 0);
}

void *vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
				   size_t align)
{
	return choose_part(vr, type, size) ?
		       late_vregion_alloc_coherent_align(
			       vr->late, size, MAX(align, (size_t)PLATFORM_DCACHE_ALIGN)) :
		       NULL;
}

void *vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	return vregion_alloc_coherent_align(vr, type, size, 0);
}

void vregion_free(struct vregion *vr, void *ptr)
{
	if (vr && ptr)
		late_vregion_free(vr->late, ptr);
}

/* Whether a block was written past its end is not to be seen from here. */
bool vregion_block_is_good(struct vregion *vr, const void *ptr)
{
	uintptr_t start, at = (uintptr_t)sys_cache_cached_ptr_get((void *)ptr);
	size_t size;

	if (!vr)
		return false;
	late_vregion_mem_info(vr->late, &size, &start);
	return at >= start && at - start < size;
}

void vregion_info(struct vregion *vr)
{
	if (vr)
		late_vregion_info(vr->late);
}

void vregion_mem_info(struct vregion *vr, size_t *size, uintptr_t *start)
{
	if (vr) {
		late_vregion_mem_info(vr->late, size, start);
		return;
	}
	if (size)
		*size = 0;
	if (start)
		*start = 0;
}
