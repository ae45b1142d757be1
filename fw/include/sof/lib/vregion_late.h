/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The other shape of regions: one size; allocations are for the region's lifetime until it is switched, and then from a
 * heap that is made of what is left. A file of that shape that is dropped in (ADSP_OVERRIDE) gets these declarations from
 * <sof/lib/vregion.h>; fw/lib/vregion_late.c makes of its functions those that this firmware calls. So that both can be
 * linked, the declarations give the functions of the file other names for the linker.
 */
#ifndef SOF_LIB_VREGION_LATE_H
#define SOF_LIB_VREGION_LATE_H

#include <stddef.h>
#include <stdint.h>

struct vregion;

enum vregion_mem_type {
	VREGION_MEM_TYPE_INTERIM,
	VREGION_MEM_TYPE_LIFETIME,
	VREGION_MEM_TYPE_INVALID,
};

/** A region as vregion_for_each() shows it. */
struct vregion_snapshot {
	uintptr_t base;
	size_t size;
	unsigned int pages;
	size_t lifetime_used;
	int lifetime_free_count;
	unsigned int use_count;
};

/** @return the region, one reference held by the caller; NULL */
struct vregion *vregion_create(size_t memsize) __asm__("late_vregion_create");

/** From now on allocations come from a heap in what is left of the region. */
void vregion_set_interim(struct vregion *vr) __asm__("late_vregion_set_interim");

struct vregion *vregion_get(struct vregion *vr) __asm__("late_vregion_get");

/** @return NULL once it is destroyed */
struct vregion *vregion_put(struct vregion *vr) __asm__("late_vregion_put");

void *vregion_alloc(struct vregion *vr, size_t size) __asm__("late_vregion_alloc");
void *vregion_alloc_align(struct vregion *vr, size_t size,
			  size_t alignment) __asm__("late_vregion_alloc_align");
void *vregion_alloc_coherent(struct vregion *vr,
			     size_t size) __asm__("late_vregion_alloc_coherent");
void *vregion_alloc_coherent_align(struct vregion *vr, size_t size,
				   size_t alignment) __asm__("late_vregion_alloc_coherent_align");
void vregion_free(struct vregion *vr, void *ptr) __asm__("late_vregion_free");
void vregion_info(struct vregion *vr) __asm__("late_vregion_info");
void vregion_mem_info(struct vregion *vr, size_t *size,
		      uintptr_t *start) __asm__("late_vregion_mem_info");

/** Call fn for each region; it must not call regions. */
void vregion_for_each(void (*fn)(int idx, const struct vregion_snapshot *s, void *ctx),
		      void *ctx) __asm__("late_vregion_for_each");

#endif
