/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A third object pool. Its chunks are two blocks each: a descriptor, always cached, and the objects, cached or not as
 * the pool's flags say, each object on cache lines of its own.
 */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <rtos/bit.h>
#include <rtos/symbol.h>
#include <sof/common.h>
#include <sof/lib/vregion.h>
#include <sof/list.h>
#include <sof/objpool.h>
#include <sof/platform.h>
#include <zephyr/kernel.h>

struct chunk {
	struct list_item list;
	uint8_t *objects;
	uint32_t taken;
	unsigned int count;
};

static void *take(struct objpool_head *head, size_t bytes, uint32_t flags)
{
	void *ptr;

	if (!head->vreg)
		ptr = sof_heap_alloc(head->heap, flags, bytes, PLATFORM_DCACHE_ALIGN);
	else if (flags & SOF_MEM_FLAG_COHERENT)
		ptr = vregion_alloc_coherent(head->vreg, VREGION_MEM_TYPE_INTERIM, bytes);
	else
		ptr = vregion_alloc(head->vreg, VREGION_MEM_TYPE_INTERIM, bytes);
	if (ptr)
		memset(ptr, 0, bytes);
	return ptr;
}

static void give(struct objpool_head *head, void *ptr)
{
	if (head->vreg)
		vregion_free(head->vreg, ptr);
	else
		sof_heap_free(head->heap, ptr);
}

static size_t stride(const struct objpool_head *head)
{
	return ALIGN_UP(head->size, (size_t)PLATFORM_DCACHE_ALIGN);
}

static struct chunk *grow(struct objpool_head *head, unsigned int count)
{
	struct chunk *chunk;

	if (stride(head) < head->size || stride(head) > SIZE_MAX / count)
		return NULL;
	chunk = take(head, sizeof(*chunk), head->flags & ~SOF_MEM_FLAG_COHERENT);
	if (!chunk)
		return NULL;
	chunk->count = count;
	chunk->objects = take(head, count * stride(head), head->flags);
	if (!chunk->objects) {
		give(head, chunk);
		return NULL;
	}
	list_item_append(&chunk->list, &head->list);
	return chunk;
}

void *objpool_alloc(struct objpool_head *head, size_t size, uint32_t flags)
{
	struct chunk *chunk = NULL;
	unsigned int count = 2, slot;
	struct list_item *pos;

	if (!size)
		return NULL;
	if (list_is_empty(&head->list)) {
		head->size = size;
		head->flags = flags;
	} else if (head->size != size || head->flags != flags) {
		return NULL;
	}
	list_for_item(pos, &head->list) {
		chunk = list_item(pos, struct chunk, list);
		for (slot = 0; slot < chunk->count; slot++)
			if (!(chunk->taken & BIT(slot)))
				goto found;
		count = MIN(2 * chunk->count, 32u);
	}
	chunk = grow(head, count);
	if (!chunk)
		return NULL;
	slot = 0;
found:
	chunk->taken |= (uint32_t)BIT(slot);
	return chunk->objects + slot * stride(head);
}
EXPORT_SYMBOL(objpool_alloc);

int objpool_free(struct objpool_head *head, void *data)
{
	struct list_item *pos;

	list_for_item(pos, &head->list) {
		struct chunk *chunk = list_item(pos, struct chunk, list);

		for (unsigned int slot = 0; slot < chunk->count; slot++) {
			if (data != chunk->objects + slot * stride(head))
				continue;
			if (!(chunk->taken & BIT(slot)))
				return -EINVAL;
			chunk->taken &= ~(uint32_t)BIT(slot);
			return 0;
		}
	}
	return -EINVAL;
}
EXPORT_SYMBOL(objpool_free);

int objpool_iterate(struct objpool_head *head, bool (*cb)(void *data, void *arg), void *arg)
{
	struct list_item *pos;

	list_for_item(pos, &head->list) {
		struct chunk *chunk = list_item(pos, struct chunk, list);

		for (unsigned int slot = 0; slot < chunk->count; slot++)
			if (chunk->taken & BIT(slot) &&
			    cb(chunk->objects + slot * stride(head), arg))
				return 0;
	}
	return -ENOENT;
}
EXPORT_SYMBOL(objpool_iterate);

void objpool_prune(struct objpool_head *head)
{
	struct list_item *pos, *next;

	list_for_item_safe(pos, next, &head->list) {
		struct chunk *chunk = list_item(pos, struct chunk, list);

		list_item_del(&chunk->list);
		give(head, chunk->objects);
		give(head, chunk);
	}
}
EXPORT_SYMBOL(objpool_prune);
