/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A second object pool, to show that one can be dropped in. It was written from the header alone: a chunk keeps the
 * mask of what is free, so that looking for room is looking for a mask that is not zero.
 */
#include <errno.h>
#include <rtos/alloc.h>
#include <rtos/bit.h>
#include <sof/common.h>
#include <sof/lib/vregion.h>
#include <sof/list.h>
#include <sof/objpool.h>
#include <zephyr/kernel.h>

struct chunk {
	struct list_item link;
	uint32_t all; /* one bit for each object */
	uint32_t free;
	uint64_t objects[];
};

static size_t words_of(const struct objpool_head *head)
{
	return head->size / sizeof(uint64_t) + (head->size % sizeof(uint64_t) != 0);
}

/* A chunk's mask has its ones at the bottom. */
static uint32_t bits(uint32_t mask)
{
	return mask == UINT32_MAX ? 32 : (uint32_t)__builtin_ctz(~mask);
}

/* ---- where chunks come from ---- */

static void *backing_take(struct objpool_head *head, size_t bytes)
{
	if (!head->vreg)
		return sof_heap_alloc(head->heap, head->flags, bytes, 0);
	if (head->flags & SOF_MEM_FLAG_COHERENT)
		return vregion_alloc_coherent(head->vreg, VREGION_MEM_TYPE_INTERIM, bytes);
	return vregion_alloc(head->vreg, VREGION_MEM_TYPE_INTERIM, bytes);
}

static void backing_give(struct objpool_head *head, void *ptr)
{
	if (head->vreg)
		vregion_free(head->vreg, ptr);
	else
		sof_heap_free(head->heap, ptr);
}

static struct chunk *chunk_add(struct objpool_head *head)
{
	uint32_t all = 0x3;
	struct chunk *chunk;
	size_t words;

	if (!list_is_empty(&head->list)) {
		uint32_t last = list_item(head->list.prev, struct chunk, link)->all;

		all = last == UINT32_MAX ? last : last << (bits(last)) | last;
	}
	if (__builtin_mul_overflow(words_of(head), (size_t)bits(all), &words) ||
	    words > (SIZE_MAX - sizeof(*chunk)) / sizeof(uint64_t))
		return NULL;
	chunk = backing_take(head, sizeof(*chunk) + words * sizeof(uint64_t));
	if (!chunk)
		return NULL;
	for (size_t i = 0; i < words; i++)
		chunk->objects[i] = 0;
	chunk->all = chunk->free = all;
	list_item_append(&chunk->link, &head->list);
	return chunk;
}

/* ---- objects ---- */

void *objpool_alloc(struct objpool_head *head, size_t size, uint32_t flags)
{
	struct chunk *chunk = NULL;
	struct list_item *pos;
	uint32_t slot;

	if (!size)
		return NULL;
	if (list_is_empty(&head->list)) {
		head->size = size;
		head->flags = flags;
	}
	if (head->size != size || head->flags != flags)
		return NULL;
	list_for_item(pos, &head->list) {
		chunk = list_item(pos, struct chunk, link);
		if (chunk->free)
			break;
		chunk = NULL;
	}
	if (!chunk)
		chunk = chunk_add(head);
	if (!chunk)
		return NULL;
	slot = (uint32_t)__builtin_ctz(chunk->free);
	chunk->free &= chunk->free - 1;
	return chunk->objects + slot * words_of(head);
}

int objpool_free(struct objpool_head *head, void *data)
{
	const size_t step = words_of(head) * sizeof(uint64_t);
	struct list_item *pos;

	list_for_item(pos, &head->list) {
		struct chunk *chunk = list_item(pos, struct chunk, link);
		uint8_t *object = (uint8_t *)chunk->objects;

		for (uint32_t bit = 1; bit & chunk->all; bit <<= 1, object += step) {
			if (object != data)
				continue;
			if (chunk->free & bit)
				return -EINVAL;
			chunk->free |= bit;
			return 0;
		}
	}
	return -EINVAL;
}

int objpool_iterate(struct objpool_head *head, bool (*cb)(void *data, void *arg), void *arg)
{
	struct list_item *pos;

	list_for_item(pos, &head->list) {
		struct chunk *chunk = list_item(pos, struct chunk, link);

		for (uint32_t slot = 0; slot < bits(chunk->all); slot++)
			if (!(chunk->free & BIT(slot)) &&
			    cb(chunk->objects + slot * words_of(head), arg))
				return 0;
	}
	return -ENOENT;
}

void objpool_prune(struct objpool_head *head)
{
	while (!list_is_empty(&head->list)) {
		struct chunk *chunk = list_item(head->list.next, struct chunk, link);

		list_item_del(&chunk->link);
		backing_give(head, chunk);
	}
}
