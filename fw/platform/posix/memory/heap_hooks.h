/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Instrumentation seam of all heaps, pages, stacks, kernel objects and domains: the ledger (ledger/) writes down who
 * holds what, a checker (shadow.h) is told what may be touched. Without either a call costs one branch.
 *
 * `site` is the return address of the firmware's call. on_alloc is called after the books are right, on_free before
 * the memory can be handed out again.
 */
#ifndef POSIX_HEAP_HOOKS_H
#define POSIX_HEAP_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

#include "memory/heap.h"
#include "memory/shadow.h"

struct k_mem_domain;
struct k_mem_partition;

extern bool ledger_on;

/* ---- the ledger's half; see ledger/hooks.c ---- */

/** Books are empty; recording begins if it was asked for. Memory is mapped, nothing runs. */
void ledger_start(void);
/** What lives now is the firmware's own. */
void ledger_booted(void);
/** Recording ends, the books stay. */
void ledger_stop(void);
/** Nobody uses the memory any more: let a checker report what leaked. */
void ledger_leak_check(void);

void ledger_heap_init(struct z_heap *heap);
void ledger_heap_end(struct z_heap *heap);
void ledger_heap_alloc(struct z_heap *heap, void *ptr, size_t bytes, const void *site);
void ledger_heap_free(struct z_heap *heap, void *ptr, const void *site);
bool ledger_heap_bad_free(struct z_heap *heap, void *ptr, const void *site);
void ledger_pages_alloc(void *ptr, size_t bytes, const void *site);
void ledger_pages_free(void *ptr, size_t bytes, const void *site);
void ledger_pages_bad_free(void *ptr, const void *site);
bool ledger_quarantine_holds(const void *ptr);
void ledger_pages_hold(void *ptr, size_t bytes, const void *site);
bool ledger_pages_release(void (*give_back)(void *ptr));
void ledger_stack_alloc(void *ptr, size_t bytes, const void *site);
void ledger_stack_free(void *ptr, const void *site);
void ledger_object_alloc(void *obj, const char *name, const void *site);
void ledger_object_bad_free(void *obj, const void *site);
void ledger_domain_init(const struct k_mem_domain *domain, const void *site);
void ledger_domain_deinit(const struct k_mem_domain *domain, const void *site);
void ledger_partition_add(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			  const void *site);
void ledger_partition_remove(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			     const void *site);

/**
 * A fault at addr: when it is in a page that was freed, give the verdict, and add a line with its words to out.
 * It looks up names, which takes host memory: the firmware, whose access this was, never holds the host allocator's
 * lock.
 * @param context	of the signal
 */
void ledger_fault(const void *addr, const void *context, char *out, size_t size);

/** The running thread will not come back from the calls that the ledger is watching. */
void ledger_abandon_calls(void);

/** The block at or next to an address, alive or freed: size, distance, sites. "" without a ledger; from a signal. */
void ledger_nearest(const void *addr, char *out, size_t size);

/* ---- heaps ---- */

/** A heap begins: none of its memory is allocated. */
static inline void heap_on_init(struct z_heap *heap, void *mem, size_t bytes)
{
	shadow_close(mem, bytes);
	if (ledger_on)
		ledger_heap_init(heap);
}

/** The memory of a heap has gone back; live blocks in it have died with it. */
static inline void heap_on_end(struct z_heap *heap)
{
	if (ledger_on)
		ledger_heap_end(heap);
}

static inline void heap_on_alloc(struct z_heap *heap, void *ptr, size_t bytes, const void *site)
{
	shadow_open(ptr, bytes);
	if (ledger_on)
		ledger_heap_alloc(heap, ptr, bytes, site);
}

static inline void heap_on_free(struct z_heap *heap, void *ptr, size_t bytes, const void *site)
{
	if (ledger_on)
		ledger_heap_free(heap, ptr, site);
	shadow_close(ptr, bytes);
}

/** ptr is no live, undamaged block of the heap. @return true: that is written down, the free goes no further */
static inline bool heap_on_bad_free(struct z_heap *heap, void *ptr, const void *site)
{
	return ledger_on && ledger_heap_bad_free(heap, ptr, site);
}

/* ---- pages ---- */

/** The page pool begins: no page is in use. */
static inline void vpage_on_init(void *mem, size_t bytes)
{
	shadow_close(mem, bytes);
}

static inline void vpage_on_alloc(void *ptr, size_t bytes, const void *site)
{
	shadow_open(ptr, bytes);
	if (ledger_on)
		ledger_pages_alloc(ptr, bytes, site);
}

/** @return true: the pages stay out of the pool until vpage_reclaim() gives them back */
static inline bool vpage_on_free(void *ptr, size_t bytes, const void *site)
{
	shadow_close(ptr, bytes);
	if (!ledger_on)
		return false;
	ledger_pages_hold(ptr, bytes, site);
	ledger_pages_free(ptr, bytes, site);
	return true;
}

/** ptr is no start of pages in use. @return true: that is written down */
static inline bool vpage_on_bad_free(void *ptr, const void *site)
{
	if (ledger_on)
		ledger_pages_bad_free(ptr, site);
	return ledger_on;
}

static inline bool vpage_is_held(const void *ptr)
{
	return ledger_on && ledger_quarantine_holds(ptr);
}

/** The pool runs short: give back some of the pages that are held. @return false: there were none */
static inline bool vpage_reclaim(void (*give_back)(void *ptr))
{
	return ledger_on && ledger_pages_release(give_back);
}

/* ---- thread stacks ---- */

static inline void stack_on_alloc(void *ptr, size_t bytes, const void *site)
{
	if (ledger_on)
		ledger_stack_alloc(ptr, bytes, site);
}

static inline void stack_on_free(void *ptr, const void *site)
{
	if (ledger_on)
		ledger_stack_free(ptr, site);
}

/* ---- kernel objects; their memory is a heap's ---- */

static inline void object_on_alloc(void *obj, const char *name, const void *site)
{
	if (ledger_on)
		ledger_object_alloc(obj, name, site);
}

/** obj is no object that can be freed */
static inline void object_on_bad_free(void *obj, const void *site)
{
	if (ledger_on)
		ledger_object_bad_free(obj, site);
}

/* ---- memory domains ---- */

static inline void domain_on_init(const struct k_mem_domain *domain, const void *site)
{
	if (ledger_on)
		ledger_domain_init(domain, site);
}

/** The domain is there still, with its partitions. */
static inline void domain_on_deinit(const struct k_mem_domain *domain, const void *site)
{
	if (ledger_on)
		ledger_domain_deinit(domain, site);
}

static inline void partition_on_add(const struct k_mem_domain *domain,
				    const struct k_mem_partition *part, const void *site)
{
	if (ledger_on)
		ledger_partition_add(domain, part, site);
}

static inline void partition_on_remove(const struct k_mem_domain *domain,
				       const struct k_mem_partition *part, const void *site)
{
	if (ledger_on)
		ledger_partition_remove(domain, part, site);
}

#endif
