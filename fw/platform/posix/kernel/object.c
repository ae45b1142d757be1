/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "base/trap.h"
#include "kernel/object.h"
#include "memory/memory_map.h"
#include "memory/observer.h"

#define BUCKETS 64u

struct object {
	struct k_object public; /* first: k_object_find() returns it */
	struct object *next;
	int thread_index; /* of a thread object that was allocated; else -1 */
};

Z_SECTION_BOUND(const struct z_static_object *const, __start_z_static_objects);
Z_SECTION_BOUND(const struct z_static_object *const, __stop_z_static_objects);

static const size_t object_bytes[K_OBJ_LAST] = {
	[K_OBJ_MUTEX] = sizeof(struct k_mutex),
	[K_OBJ_SEM] = sizeof(struct k_sem),
	[K_OBJ_EVENT] = sizeof(struct k_event),
	[K_OBJ_THREAD] = sizeof(struct k_thread),
};

static const char *const object_names[K_OBJ_LAST] = {
	[K_OBJ_MUTEX] = "mutex",
	[K_OBJ_SEM] = "semaphore",
	[K_OBJ_EVENT] = "event",
	[K_OBJ_THREAD] = "thread",
};

static struct object *buckets[BUCKETS];
static struct k_heap pool;
static uint32_t indexes_taken = 1; /* bit 0: the supervisor */

static struct object **link_of(const void *obj)
{
	uintptr_t key = (uintptr_t)obj;
	struct object **link = &buckets[(key >> 4 ^ key >> 10) % BUCKETS];

	while (*link && (*link)->public.name != obj)
		link = &(*link)->next;
	return link;
}

/* ---- permissions ---- */

static void permit(struct object *object, int index)
{
	object->public.perms[index / 8] |= (uint8_t)BIT(index % 8);
}

static bool permitted(const struct object *object, int index)
{
	return object->public.perms[index / 8] & BIT(index % 8);
}

static bool permitted_to_any(const struct object *object)
{
	static const uint8_t none[CONFIG_MAX_THREAD_BYTES];

	return memcmp(object->public.perms, none, sizeof(none));
}

/* An allocated thread has its index before it is created, any other one only while it lives; -1 none. */
static int index_of(const struct k_thread *thread)
{
	struct object *object = *link_of(thread);

	if (object && object->thread_index >= 0)
		return object->thread_index;
	return thread->state ? thread->index : -1;
}

static void free_object(struct object *object)
{
	void *obj = object->public.name;

	object_forget(obj);
	k_heap_free(&pool, obj);
}

/* An allocated object that nobody may use any more is gone. */
static void forbid(struct object *object, int index)
{
	object->public.perms[index / 8] &= (uint8_t)~BIT(index % 8);
	if (object->public.flags & K_OBJ_FLAG_ALLOC && !permitted_to_any(object))
		free_object(object);
}

/* ---- the machine's side ---- */

struct k_object *object_know(void *obj, enum k_objects type, uint8_t flags)
{
	struct object **link = link_of(obj);
	struct object *object = *link;

	if (!object) {
		object = calloc(1, sizeof(*object));
		if (!object)
			return NULL;
		*link = object;
	}
	*object = (struct object){
		.public = { .name = obj, .type = (uint8_t)type, .flags = flags },
		.next = object->next,
		.thread_index = -1,
	};
	permit(object, k_current_get()->index);
	return &object->public;
}

void object_forget(const void *obj)
{
	struct object **link = link_of(obj);
	struct object *object = *link;

	if (!object)
		return;
	*link = object->next;
	if (object->thread_index >= 0)
		indexes_taken &= ~(uint32_t)BIT(object->thread_index);
	free(object);
}

int object_start(void)
{
	const struct z_static_object *const *ref;
	size_t size = 0;
	void *mem = memory_area(MEMORY_OBJECTS, &size);

	indexes_taken = 1;
	k_heap_init(&pool, mem, size);
	for (ref = __start_z_static_objects; ref < __stop_z_static_objects; ref++) {
		if (!object_know((*ref)->object, (*ref)->type, K_OBJ_FLAG_INITIALIZED))
			return -ENOMEM;
	}
	return 0;
}

void object_stop(void)
{
	unsigned int i;

	for (i = 0; i < BUCKETS; i++) {
		while (buckets[i])
			object_forget(buckets[i]->public.name);
	}
}

unsigned int object_allocated(void)
{
	const struct object *object;
	unsigned int i, n = 0;

	for (i = 0; i < BUCKETS; i++) {
		for (object = buckets[i]; object; object = object->next)
			n += object->public.flags & K_OBJ_FLAG_ALLOC ? 1 : 0;
	}
	return n;
}

static int take_index(void)
{
	int index;

	for (index = 1; index < Z_MAX_THREADS; index++) {
		if (!(indexes_taken & BIT(index))) {
			indexes_taken |= (uint32_t)BIT(index);
			return index;
		}
	}
	return -1;
}

int object_thread_index(const struct k_thread *thread)
{
	struct object *object = *link_of(thread);

	return object && object->thread_index >= 0 ? object->thread_index : take_index();
}

void object_thread_begin(struct k_thread *thread, const void *stack, const struct k_thread *parent)
{
	struct object *object;
	unsigned int i;

	if (parent) {
		for (i = 0; i < BUCKETS; i++) {
			for (object = buckets[i]; object; object = object->next) {
				if (permitted(object, parent->index))
					permit(object, thread->index);
			}
		}
	}
	k_object_init(thread);
	k_object_init(stack);
	k_object_access_grant(thread, thread);
}

void object_thread_end(struct k_thread *thread, const void *stack)
{
	struct object *object = *link_of(thread);
	struct object *stack_object = *link_of(stack);
	int index = thread->index;
	unsigned int i;

	if (stack_object)
		stack_object->public.flags &= (uint8_t)~K_OBJ_FLAG_INITIALIZED;
	if (object)
		object->public.flags &= (uint8_t)~K_OBJ_FLAG_INITIALIZED;
	if (!object || object->thread_index < 0)
		indexes_taken &= ~(uint32_t)BIT(index);
	for (i = 0; i < BUCKETS; i++) {
		struct object *next;

		for (object = buckets[i]; object; object = next) {
			next = object->next;
			if (permitted(object, index))
				forbid(object, index);
		}
	}
}

/* ---- the firmware's side ---- */

void *k_object_alloc(enum k_objects otype)
{
	struct k_object *known;
	void *obj;
	int index = -1;

	KERNEL_ONLY();
	if (otype >= K_OBJ_LAST || !object_bytes[otype])
		return NULL;
	obj = k_heap_calloc(&pool, 1, object_bytes[otype], K_NO_WAIT);
	if (!obj)
		return NULL;
	if (otype == K_OBJ_THREAD) {
		index = take_index();
		if (index < 0)
			goto err;
	}
	known = object_know(obj, otype, K_OBJ_FLAG_ALLOC);
	if (!known)
		goto err_index;
	CONTAINER_OF(known, struct object, public)->thread_index = index;
	observe_object_alloc(obj, object_names[otype], __builtin_return_address(0));
	return obj;

err_index:
	if (index >= 0)
		indexes_taken &= ~(uint32_t)BIT(index);
err:
	k_heap_free(&pool, obj);
	return NULL;
}

void k_object_free(void *obj)
{
	struct object *object;

	KERNEL_ONLY();
	object = obj ? *link_of(obj) : NULL;
	if (!object || !(object->public.flags & K_OBJ_FLAG_ALLOC)) {
		observe_object_bad_free(obj, __builtin_return_address(0));
		return;
	}
	if (object->public.type == K_OBJ_THREAD && ((struct k_thread *)obj)->state)
		panic_at(__FILE__, __LINE__, "k_object_free: thread %s is alive",
			 ((struct k_thread *)obj)->name);
	free_object(object);
}

void k_object_access_grant(const void *object, struct k_thread *thread)
{
	struct object *known;
	int index;

	KERNEL_ONLY();
	known = *link_of(object);
	index = index_of(thread);
	if (known && index >= 0)
		permit(known, index);
}

void k_object_access_revoke(const void *object, struct k_thread *thread)
{
	struct object *known;
	int index;

	KERNEL_ONLY();
	known = *link_of(object);
	index = index_of(thread);
	if (known && index >= 0 && permitted(known, index))
		forbid(known, index);
}

void k_object_release(const void *object)
{
	KERNEL_ONLY();
	k_object_access_revoke(object, k_current_get());
}

void k_object_access_all_grant(const void *object)
{
	struct object *known;

	KERNEL_ONLY();
	known = *link_of(object);
	if (known)
		known->public.flags |= K_OBJ_FLAG_PUBLIC;
}

struct k_object *k_object_find(const void *obj)
{
	struct object *object;

	KERNEL_ONLY();
	object = *link_of(obj);
	return object ? &object->public : NULL;
}

void k_object_init(const void *obj)
{
	struct object *object;

	KERNEL_ONLY();
	object = *link_of(obj);
	if (object)
		object->public.flags |= K_OBJ_FLAG_INITIALIZED;
}

int k_object_validate(struct k_object *ko, enum k_objects otype, enum _obj_init_check init)
{
	KERNEL_ONLY();
	if (!ko || (otype != K_OBJ_ANY && ko->type != otype))
		return -EBADF;
	if (!(ko->flags & K_OBJ_FLAG_PUBLIC) &&
	    !permitted(CONTAINER_OF(ko, struct object, public), k_current_get()->index))
		return -EPERM;
	if (init == _OBJ_INIT_TRUE && !(ko->flags & K_OBJ_FLAG_INITIALIZED))
		return -EINVAL;
	if (init == _OBJ_INIT_FALSE && ko->flags & K_OBJ_FLAG_INITIALIZED)
		return -EADDRINUSE;
	return 0;
}
