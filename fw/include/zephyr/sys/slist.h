/* SPDX-License-Identifier: BSD-3-Clause */
/* Singly linked list with head and tail. Nodes stand inside the caller's objects; a list of zeroes is empty. */
#ifndef ZEPHYR_SYS_SLIST_H
#define ZEPHYR_SYS_SLIST_H

#include <stdbool.h>
#include <stddef.h>

#include <zephyr/sys/util.h>

struct _snode {
	struct _snode *next;
};

typedef struct _snode sys_snode_t;

struct _slist {
	sys_snode_t *head;
	sys_snode_t *tail;
};

typedef struct _slist sys_slist_t;

#define SYS_SLIST_STATIC_INIT(ptr) \
	{                          \
		NULL, NULL         \
	}

static inline void sys_slist_init(sys_slist_t *list)
{
	list->head = NULL;
	list->tail = NULL;
}

static inline bool sys_slist_is_empty(const sys_slist_t *list)
{
	return !list->head;
}

static inline sys_snode_t *sys_slist_peek_head(const sys_slist_t *list)
{
	return list->head;
}

static inline sys_snode_t *sys_slist_peek_tail(const sys_slist_t *list)
{
	return list->tail;
}

/** @return the node after `node`; NULL at the end or for NULL */
static inline sys_snode_t *sys_slist_peek_next(const sys_snode_t *node)
{
	return node ? node->next : NULL;
}

static inline void sys_slist_prepend(sys_slist_t *list, sys_snode_t *node)
{
	node->next = list->head;
	list->head = node;
	if (!list->tail)
		list->tail = node;
}

static inline void sys_slist_append(sys_slist_t *list, sys_snode_t *node)
{
	node->next = NULL;
	if (list->tail)
		list->tail->next = node;
	else
		list->head = node;
	list->tail = node;
}

/** Insert after prev; prev NULL: at the head. */
static inline void sys_slist_insert(sys_slist_t *list, sys_snode_t *prev, sys_snode_t *node)
{
	if (!prev) {
		sys_slist_prepend(list, node);
		return;
	}
	node->next = prev->next;
	prev->next = node;
	if (list->tail == prev)
		list->tail = node;
}

/** Unlink `node`, which follows prev (NULL: it is the head). */
static inline void sys_slist_remove(sys_slist_t *list, sys_snode_t *prev, sys_snode_t *node)
{
	if (prev)
		prev->next = node->next;
	else
		list->head = node->next;
	if (list->tail == node)
		list->tail = prev;
	node->next = NULL;
}

/** Take the head off. @return NULL when empty */
static inline sys_snode_t *sys_slist_get(sys_slist_t *list)
{
	sys_snode_t *node = list->head;

	if (node)
		sys_slist_remove(list, NULL, node);
	return node;
}

/** @return false when node is not on the list */
static inline bool sys_slist_find_and_remove(sys_slist_t *list, sys_snode_t *node)
{
	sys_snode_t *prev = NULL;
	sys_snode_t *at;

	for (at = list->head; at; prev = at, at = at->next) {
		if (at == node) {
			sys_slist_remove(list, prev, node);
			return true;
		}
	}
	return false;
}

static inline size_t sys_slist_len(const sys_slist_t *list)
{
	const sys_snode_t *at;
	size_t n = 0;

	for (at = list->head; at; at = at->next)
		n++;
	return n;
}

#define SYS_SLIST_CONTAINER(node, obj, member) \
	((node) ? CONTAINER_OF(node, __typeof__(*(obj)), member) : NULL)

#define SYS_SLIST_PEEK_HEAD_CONTAINER(list, obj, member)           \
	({                                                         \
		sys_snode_t *slist_n_ = sys_slist_peek_head(list); \
		SYS_SLIST_CONTAINER(slist_n_, obj, member);        \
	})

#define SYS_SLIST_PEEK_NEXT_CONTAINER(obj, member)                         \
	({                                                                 \
		sys_snode_t *slist_n_ = (obj) ? (obj)->member.next : NULL; \
		SYS_SLIST_CONTAINER(slist_n_, obj, member);                \
	})

#define SYS_SLIST_FOR_EACH_NODE(list, node) \
	for (node = sys_slist_peek_head(list); node; node = sys_slist_peek_next(node))

/* The safe forms allow the body to unlink the node it stands on. */
#define SYS_SLIST_FOR_EACH_NODE_SAFE(list, node, save)                                 \
	for (node = sys_slist_peek_head(list), save = sys_slist_peek_next(node); node; \
	     node = save, save = sys_slist_peek_next(node))

#define SYS_SLIST_FOR_EACH_CONTAINER(list, obj, member)                   \
	for (obj = SYS_SLIST_PEEK_HEAD_CONTAINER(list, obj, member); obj; \
	     obj = SYS_SLIST_PEEK_NEXT_CONTAINER(obj, member))

#define SYS_SLIST_FOR_EACH_CONTAINER_SAFE(list, obj, save, member)   \
	for (obj = SYS_SLIST_PEEK_HEAD_CONTAINER(list, obj, member), \
	    save = SYS_SLIST_PEEK_NEXT_CONTAINER(obj, member);       \
	     obj; obj = save, save = SYS_SLIST_PEEK_NEXT_CONTAINER(obj, member))

#endif
