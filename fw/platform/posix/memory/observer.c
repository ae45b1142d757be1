/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/sys/util.h>

#include "base/panic.h"
#include "memory/observer.h"

#define MAX_OBSERVERS 2

static const struct observer *observers[MAX_OBSERVERS];
static unsigned int count;

void observers_start(void)
{
	count = 0;
}

static unsigned int find(const struct observer *observer)
{
	unsigned int i = 0;

	while (i < count && observers[i] != observer)
		i++;
	return i;
}

void observer_add(const struct observer *observer)
{
	if (find(observer) < count)
		return;
	if (count == MAX_OBSERVERS)
		panic_at(__FILE__, __LINE__, "more than %d observers of memory", MAX_OBSERVERS);
	observers[count++] = observer;
}

void observer_remove(const struct observer *observer)
{
	unsigned int i = find(observer);

	if (i == count)
		return;
	for (count--; i < count; i++)
		observers[i] = observers[i + 1];
}

/* What begins: oldest observer first. */
#define TELL(call, ...)                                  \
	for (unsigned int i = 0; i < count; i++) {       \
		if (observers[i]->call)                  \
			observers[i]->call(__VA_ARGS__); \
	}

/* What ends: newest observer first. */
#define TELL_IN_REVERSE(call, ...)                       \
	for (unsigned int i = count; i--;) {             \
		if (observers[i]->call)                  \
			observers[i]->call(__VA_ARGS__); \
	}

/* @return true when one of them says so; all are asked, newest first */
#define ASK(call, ...)                                          \
	bool yes = false;                                       \
                                                                \
	for (unsigned int i = count; i--;) {                    \
		if (observers[i]->call)                         \
			yes |= observers[i]->call(__VA_ARGS__); \
	}                                                       \
	return yes

void observe_heap_begin(struct z_heap *heap)
{
	TELL(heap_begin, heap)
}

void observe_heap_end(struct z_heap *heap)
{
	TELL_IN_REVERSE(heap_end, heap)
}

void observe_heap_alloc(struct z_heap *heap, void *ptr, size_t bytes, const void *site)
{
	TELL(heap_alloc, heap, ptr, bytes, site)
}

void observe_heap_free(struct z_heap *heap, void *ptr, size_t bytes, const void *site)
{
	TELL_IN_REVERSE(heap_free, heap, ptr, bytes, site)
}

bool observe_heap_bad_free(struct z_heap *heap, void *ptr, const void *site)
{
	ASK(heap_bad_free, heap, ptr, site);
}

void observe_pages_begin(void *mem, size_t bytes)
{
	TELL(pages_begin, mem, bytes)
}

void observe_pages_alloc(void *ptr, size_t bytes, const void *site)
{
	TELL(pages_alloc, ptr, bytes, site)
}

bool observe_pages_free(void *ptr, size_t bytes, const void *site)
{
	ASK(pages_free, ptr, bytes, site);
}

bool observe_pages_bad_free(void *ptr, const void *site)
{
	ASK(pages_bad_free, ptr, site);
}

bool observe_pages_are_kept(const void *ptr)
{
	ASK(pages_are_kept, ptr);
}

bool observe_pages_reclaim(void (*give_back)(void *ptr))
{
	ASK(pages_reclaim, give_back);
}

void observe_stack_alloc(void *ptr, size_t bytes, const void *site)
{
	TELL(stack_alloc, ptr, bytes, site)
}

void observe_stack_free(void *ptr, const void *site)
{
	TELL_IN_REVERSE(stack_free, ptr, site)
}

void observe_object_alloc(void *obj, const char *name, const void *site)
{
	TELL(object_alloc, obj, name, site)
}

void observe_object_bad_free(void *obj, const void *site)
{
	TELL_IN_REVERSE(object_bad_free, obj, site)
}

void observe_domain_begin(const struct k_mem_domain *domain, const void *site)
{
	TELL(domain_begin, domain, site)
}

void observe_domain_end(const struct k_mem_domain *domain, const void *site)
{
	TELL_IN_REVERSE(domain_end, domain, site)
}

void observe_partition_add(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			   const void *site)
{
	TELL(partition_add, domain, part, site)
}

void observe_partition_remove(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			      const void *site)
{
	TELL_IN_REVERSE(partition_remove, domain, part, site)
}
