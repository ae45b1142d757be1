/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Doubly linked circular lists. A head and an item are the same struct; an unlinked item points to itself, so
 * deleting it twice is harmless and list_is_empty() tells whether it is linked.
 */
#ifndef SOF_LIST_H
#define SOF_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list_item {
	struct list_item *next;
	struct list_item *prev;
};

#define LIST_INIT(head)                          \
	{                                        \
		.next = &(head), .prev = &(head) \
	}

static inline void list_init(struct list_item *item)
{
	item->next = item;
	item->prev = item;
}

static inline bool list_is_empty(const struct list_item *head)
{
	return head->next == head;
}

static inline void list_insert_between(struct list_item *item, struct list_item *before,
				       struct list_item *after)
{
	item->prev = before;
	item->next = after;
	before->next = item;
	after->prev = item;
}

/** Link item as the first of the list. */
static inline void list_item_prepend(struct list_item *item, struct list_item *head)
{
	list_insert_between(item, head, head->next);
}

/** Link item as the last of the list; with a list member for head: directly before it. */
static inline void list_item_append(struct list_item *item, struct list_item *head)
{
	list_insert_between(item, head->prev, head);
}

/** Unlink; the item is empty afterwards. */
static inline void list_item_del(struct list_item *item)
{
	item->prev->next = item->next;
	item->next->prev = item->prev;
	list_init(item);
}

/** Move all items of `from` to the end of `to`, keeping their order. */
static inline void list_splice_tail(struct list_item *from, struct list_item *to)
{
	if (list_is_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	list_init(from);
}

/** Is it the one before the head? */
static inline bool list_item_is_last(const struct list_item *item, const struct list_item *head)
{
	return item->next == head;
}

/** A list head has been copied to another place: its items follow. @param old_head	where it stood */
static inline void list_relink(struct list_item *new_head, struct list_item *old_head)
{
	if (new_head->next == old_head) {
		list_init(new_head);
		return;
	}
	new_head->next->prev = new_head;
	new_head->prev->next = new_head;
}

/** Struct of the given type around a list_item. */
#define list_item(item, type, member) ((type *)(void *)((char *)(item)-offsetof(type, member)))

#define list_first_item(head, type, member) list_item((head)->next, type, member)

#define list_for_item(pos, head) for ((pos) = (head)->next; (pos) != (head); (pos) = (pos)->next)

#define list_for_item_safe(pos, tmp, head)                               \
	for ((pos) = (head)->next, (tmp) = (pos)->next; (pos) != (head); \
	     (pos) = (tmp), (tmp) = (pos)->next)

#endif
