/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtual region: contiguous pages that belong to one module and its friends.
 *
 *   base                            base + interim                  base + size
 *   | interim: k_heap, really frees | lifetime: bump pointer, only counts frees |
 *
 * The descriptor (struct vregion, its lock, count and heap control) lives in kernel memory, because a user
 * module may write everywhere inside the region.
 *
 * Ownership: the creator holds the first reference. Each further holder takes its own with vregion_get()
 * and gives it back with vregion_put(); the last put destroys the region with everything in it.
 */
#ifndef SOF_LIB_VREGION_H
#define SOF_LIB_VREGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef SOF_VREGION_LATE /* a dropped-in file of the other shape */
#include <sof/lib/vregion_late.h>
#else

struct vregion;

enum vregion_mem_type {
	VREGION_MEM_TYPE_INTERIM,  /* freed and reused while the region lives */
	VREGION_MEM_TYPE_LIFETIME, /* stays until the region goes */
};

#ifdef CONFIG_SOF_VREGIONS

/**
 * Create a region. Both sizes are rounded up to pages.
 * @return the region, one reference held by the caller; NULL when a size is 0 or memory is short
 */
struct vregion *vregion_create(size_t lifetime_size, size_t interim_size);

/** Take a reference. NULL-safe. @return vr */
struct vregion *vregion_get(struct vregion *vr);

/** Drop a reference. NULL-safe. @return vr while others hold it, NULL once it is destroyed */
struct vregion *vregion_put(struct vregion *vr);

/** Allocate, D-cache line aligned, cached alias. @return NULL when vr is NULL, size is 0 or there is no room */
void *vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size);

/** As vregion_alloc() with an alignment (power of two up to a page), raised to the D-cache line. */
void *vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
			  size_t align);

/**
 * Allocate for coherent use: the uncached alias. Size and alignment are rounded to the D-cache line and the
 * block's lines are invalidated, so no line is shared between cached and uncached users.
 */
void *vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type, size_t size);
void *vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
				   size_t align);

/** Free through either alias. An address outside the region is logged and ignored. */
void vregion_free(struct vregion *vr, void *ptr);

/** Is ptr, through either alias, a live block of the interim part that nobody has written past? */
bool vregion_block_is_good(struct vregion *vr, const void *ptr);

/** Log base, size, pages, use of each part and the number of lifetime frees. */
void vregion_info(struct vregion *vr);

/** Bounds of the region (cached alias): what its memory partition is made of. Either pointer may be NULL. */
void vregion_mem_info(struct vregion *vr, size_t *size, uintptr_t *start);

#else /* no regions: the same contract, none can be made */

static inline struct vregion *vregion_create(size_t lifetime_size, size_t interim_size)
{
	(void)lifetime_size;
	(void)interim_size;
	return NULL;
}

static inline struct vregion *vregion_get(struct vregion *vr)
{
	return vr;
}

static inline struct vregion *vregion_put(struct vregion *vr)
{
	(void)vr;
	return NULL;
}

static inline void *vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	(void)vr;
	(void)type;
	(void)size;
	return NULL;
}

static inline void *vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
					size_t align)
{
	(void)align;
	return vregion_alloc(vr, type, size);
}

static inline void *vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type,
					   size_t size)
{
	return vregion_alloc(vr, type, size);
}

static inline void *vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type,
						 size_t size, size_t align)
{
	(void)align;
	return vregion_alloc(vr, type, size);
}

static inline void vregion_free(struct vregion *vr, void *ptr)
{
	(void)vr;
	(void)ptr;
}

static inline bool vregion_block_is_good(struct vregion *vr, const void *ptr)
{
	(void)vr;
	(void)ptr;
	return false;
}

static inline void vregion_info(struct vregion *vr)
{
	(void)vr;
}

static inline void vregion_mem_info(struct vregion *vr, size_t *size, uintptr_t *start)
{
	(void)vr;
	if (size)
		*size = 0;
	if (start)
		*start = 0;
}

#endif
#endif /* SOF_VREGION_LATE */
#endif
