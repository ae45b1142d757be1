/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is notified of all heaps, pages, stacks, kernel objects and memory domains: the ledger (instrument/ledger/) writes
 * down who holds what, a memory checker (shadow_observer.c) learns what may be touched. Without an observer a call costs
 * one branch.
 *
 * `site` is the return address of the firmware's call. What begins is reported after the machine's own records are right,
 * in the order in which observers were added; what ends is reported before the memory can be handed out again, in reverse
 * order.
 */
#ifndef POSIX_OBSERVER_H
#define POSIX_OBSERVER_H

#include <stdbool.h>
#include <stddef.h>

struct k_mem_domain;
struct k_mem_partition;
struct z_heap;

/** Functions that are NULL are not called. */
struct observer {
	/* a heap: none of its memory is allocated; its memory has gone back, and live blocks with it */
	void (*heap_begin)(struct z_heap *heap);
	void (*heap_end)(struct z_heap *heap);
	void (*heap_alloc)(struct z_heap *heap, void *ptr, size_t bytes, const void *site);
	void (*heap_free)(struct z_heap *heap, void *ptr, size_t bytes, const void *site);
	/* ptr is no live, undamaged block: true: that is reported, the free goes no further */
	bool (*heap_bad_free)(struct z_heap *heap, void *ptr, const void *site);

	/* the page pool: no page is in use */
	void (*pages_begin)(void *mem, size_t bytes);
	void (*pages_alloc)(void *ptr, size_t bytes, const void *site);
	/* true: the observer keeps the pages out of the pool until pages_reclaim() */
	bool (*pages_free)(void *ptr, size_t bytes, const void *site);
	/* ptr is no start of pages in use: true: that is reported */
	bool (*pages_bad_free)(void *ptr, const void *site);
	bool (*pages_are_kept)(const void *ptr);
	/* the pool runs short: give back some of the pages that are kept; false: there were none */
	bool (*pages_reclaim)(void (*give_back)(void *ptr));

	void (*stack_alloc)(void *ptr, size_t bytes, const void *site);
	void (*stack_free)(void *ptr, const void *site);

	/* kernel objects; their memory is a heap's */
	void (*object_alloc)(void *obj, const char *name, const void *site);
	/* obj is no object that can be freed */
	void (*object_bad_free)(void *obj, const void *site);

	/* memory domains; one that ends is still there, with its partitions */
	void (*domain_begin)(const struct k_mem_domain *domain, const void *site);
	void (*domain_end)(const struct k_mem_domain *domain, const void *site);
	void (*partition_add)(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			      const void *site);
	void (*partition_remove)(const struct k_mem_domain *domain,
				 const struct k_mem_partition *part, const void *site);
};

/** No observers: before the machine's parts start. */
void observers_start(void);

/** @param observer	kept by reference; one that is registered already is not added again */
void observer_add(const struct observer *observer);
/** Unknown: no-op. */
void observer_remove(const struct observer *observer);

/* ---- for those who are observed; each calls all observers ---- */

void observe_heap_begin(struct z_heap *heap);
void observe_heap_end(struct z_heap *heap);
void observe_heap_alloc(struct z_heap *heap, void *ptr, size_t bytes, const void *site);
void observe_heap_free(struct z_heap *heap, void *ptr, size_t bytes, const void *site);
bool observe_heap_bad_free(struct z_heap *heap, void *ptr, const void *site);

void observe_pages_begin(void *mem, size_t bytes);
void observe_pages_alloc(void *ptr, size_t bytes, const void *site);
bool observe_pages_free(void *ptr, size_t bytes, const void *site);
bool observe_pages_bad_free(void *ptr, const void *site);
bool observe_pages_are_kept(const void *ptr);
bool observe_pages_reclaim(void (*give_back)(void *ptr));

void observe_stack_alloc(void *ptr, size_t bytes, const void *site);
void observe_stack_free(void *ptr, const void *site);

void observe_object_alloc(void *obj, const char *name, const void *site);
void observe_object_bad_free(void *obj, const void *site);

void observe_domain_begin(const struct k_mem_domain *domain, const void *site);
void observe_domain_end(const struct k_mem_domain *domain, const void *site);
void observe_partition_add(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			   const void *site);
void observe_partition_remove(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			      const void *site);

#endif
