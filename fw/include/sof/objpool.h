/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Object pool: equal-sized objects in chunks of 2, 4, 8, 16, 32, 32, ... each with a 32-bit mask of what is in
 * use. Objects are zeroed when their chunk is made. Chunks come from a heap or a region and go back there at
 * objpool_prune() only.
 */
#ifndef SOF_OBJPOOL_H
#define SOF_OBJPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sof/list.h>

struct k_heap;
struct vregion;

struct objpool_head {
	struct list_item list; /* chunks, oldest first */
	struct k_heap *heap;   /* used when vreg is NULL; NULL: kernel heap */
	struct vregion *vreg;
	uint32_t flags; /* of the first allocation, for all */
	size_t size;    /* of the first allocation, for all */
};

static inline void objpool_init(struct objpool_head *head, struct k_heap *heap,
				struct vregion *vreg)
{
	list_init(&head->list);
	head->heap = heap;
	head->vreg = vreg;
	head->flags = 0;
	head->size = 0;
}

/**
 * @param size	equal for all objects of a pool
 * @param flags	SOF_MEM_FLAG_*, equal for all objects of a pool
 * @return lowest free slot of the oldest chunk with one; NULL on size 0, other size or flags, no memory
 */
void *objpool_alloc(struct objpool_head *head, size_t size, uint32_t flags);

/** @return 0, -EINVAL when data is no object in use of this pool */
int objpool_free(struct objpool_head *head, void *data);

typedef bool (*objpool_iterate_cb)(void *data, void *arg);

/** Call cb for each object in use until it returns true. @return 0 when it did, -ENOENT else */
int objpool_iterate(struct objpool_head *head, objpool_iterate_cb cb, void *arg);

/** Give all chunks back, objects in use included; the pool is empty and may be used with another size. */
void objpool_prune(struct objpool_head *head);

#endif
