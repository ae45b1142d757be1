/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <rtos/alloc.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/objpool.h>

#define OBJPOOL_FIRST_CHUNK   2
#define OBJPOOL_LARGEST_CHUNK 32 /* bits of the mask */
#define OBJPOOL_ALIGN         8

struct objpool_chunk {
	struct list_item list;
	uint32_t count; /* objects */
	uint32_t used;  /* bit n: object n is in use */
	uint8_t data[] __attribute__((aligned(OBJPOOL_ALIGN)));
};

static struct mod_alloc_ctx pool_ctx(const struct objpool_head *head)
{
	return (struct mod_alloc_ctx){ .heap = head->heap, .vreg = head->vreg };
}

static size_t object_stride(const struct objpool_head *head)
{
	return ALIGN_UP(head->size, (size_t)OBJPOOL_ALIGN);
}

static uint32_t chunk_full_mask(const struct objpool_chunk *chunk)
{
	return chunk->count == OBJPOOL_LARGEST_CHUNK ? UINT32_MAX : (1u << chunk->count) - 1;
}

static struct objpool_chunk *chunk_new(struct objpool_head *head)
{
	struct mod_alloc_ctx ctx = pool_ctx(head);
	struct objpool_chunk *chunk;
	uint32_t count = OBJPOOL_FIRST_CHUNK;

	if (!list_is_empty(&head->list)) {
		chunk = list_item(head->list.prev, struct objpool_chunk, list);
		count = MIN(chunk->count * 2, (uint32_t)OBJPOOL_LARGEST_CHUNK);
	}
	if (object_stride(head) > (SIZE_MAX - sizeof(*chunk)) / count)
		return NULL;
	chunk = sof_ctx_zalloc(&ctx, head->flags, sizeof(*chunk) + count * object_stride(head), 0);
	if (!chunk)
		return NULL;
	chunk->count = count;
	list_item_append(&chunk->list, &head->list);
	return chunk;
}

void *objpool_alloc(struct objpool_head *head, size_t size, uint32_t flags)
{
	struct objpool_chunk *chunk;
	struct list_item *pos;
	uint32_t slot;

	if (!size || size > SIZE_MAX - OBJPOOL_ALIGN)
		return NULL;
	if (list_is_empty(&head->list)) {
		head->size = size;
		head->flags = flags;
	} else if (size != head->size || flags != head->flags) {
		return NULL;
	}

	list_for_item(pos, &head->list) {
		chunk = list_item(pos, struct objpool_chunk, list);
		if (chunk->used != chunk_full_mask(chunk))
			goto found;
	}
	chunk = chunk_new(head);
	if (!chunk)
		return NULL;
found:
	slot = (uint32_t)__builtin_ctz(~chunk->used);
	chunk->used |= 1u << slot;
	return chunk->data + slot * object_stride(head);
}

int objpool_free(struct objpool_head *head, void *data)
{
	struct list_item *pos;

	list_for_item(pos, &head->list) {
		struct objpool_chunk *chunk = list_item(pos, struct objpool_chunk, list);
		size_t offset = (size_t)((uintptr_t)data - (uintptr_t)chunk->data);
		size_t slot = offset / object_stride(head);

		if (slot >= chunk->count)
			continue;
		if (offset % object_stride(head) || !(chunk->used & (1u << slot)))
			return -EINVAL;
		chunk->used &= ~(1u << slot);
		return 0;
	}
	return -EINVAL;
}

int objpool_iterate(struct objpool_head *head, bool (*cb)(void *data, void *arg), void *arg)
{
	struct list_item *pos;

	list_for_item(pos, &head->list) {
		struct objpool_chunk *chunk = list_item(pos, struct objpool_chunk, list);

		for (uint32_t slot = 0; slot < chunk->count; slot++) {
			if (chunk->used & (1u << slot) &&
			    cb(chunk->data + slot * object_stride(head), arg))
				return 0;
		}
	}
	return -ENOENT;
}

void objpool_prune(struct objpool_head *head)
{
	struct mod_alloc_ctx ctx = pool_ctx(head);
	struct list_item *pos, *next;

	list_for_item_safe(pos, next, &head->list) {
		list_item_del(pos);
		sof_ctx_free(&ctx, list_item(pos, struct objpool_chunk, list));
	}
}
