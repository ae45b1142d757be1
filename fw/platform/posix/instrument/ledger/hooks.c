/* SPDX-License-Identifier: BSD-3-Clause */
/* Start and end of recording, and the observer of the machine's heaps, pages, objects and domains. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <platform/machine.h>

#include "kernel/k_heap.h"
#include "memory/memory_map.h"
#include "memory/observer.h"
#include "memory/shadow.h"
#include "control.h"
#include "ledger.h"

static bool wanted, kept;
static struct ledger_space *pages_space, *stacks_space;

/* ---- heaps ---- */

static void on_heap_begin(struct z_heap *heap)
{
	const uint32_t base = ledger_offset(heap->base);
	struct ledger_space *space;
	char name[ADSP_LEDGER_NAME];

	/* the inside of a region; its first heap, should it have several */
	if (ledger_calls.region && (!ledger_calls.interim_base || base < ledger_calls.interim_base))
		ledger_calls.interim_base = base;
	if (ledger_calls.region || !memory_contains(heap->base, 1))
		return;
	k_heap_name(heap, name, sizeof(name));
	space = ledger_memory(sizeof(*space));
	ledger_space_open(space, SPACE_HEAP, name);
	heap->ledger = space;
}

static void on_heap_end(struct z_heap *heap)
{
	struct ledger_space *space = heap->ledger;
	ledger_event event;

	if (!space)
		return;
	ledger_event_now(&event, NULL);
	ledger_judge_heap_end(space, &event);
	ledger_space_close(space, &event);
	free(space);
	heap->ledger = NULL;
}

static void on_heap_alloc(struct z_heap *heap, void *ptr, size_t bytes, const void *site)
{
	struct ledger_block *block;
	ledger_event event;

	if (!heap->ledger)
		return;
	ledger_event_now(&event, site);
	block = ledger_block_add(heap->ledger, BLOCK_HEAP, ptr, bytes, &event);
	if (!ledger_calls.heap)
		ledger_check_lines(block);
	if (ledger_calls.collecting &&
	    ledger_calls.num_collected <
		    sizeof(ledger_calls.collected) / sizeof(ledger_calls.collected[0]))
		ledger_calls.collected[ledger_calls.num_collected++] = block;
}

static void on_heap_free(struct z_heap *heap, void *ptr, size_t bytes, const void *site)
{
	struct ledger_block *block = heap->ledger ? ledger_block_at(ptr) : NULL;
	ledger_event event;

	if (!block || !block->space)
		return;
	ledger_event_now(&event, site);
	if (block->size >= CONFIG_MM_DRV_PAGE_SIZE)
		ledger_domains_memory_freed(block->offset, block->size, &event);
	ledger_block_end(block, &event);
}

static bool on_heap_bad_free(struct z_heap *heap, void *ptr, const void *site)
{
	const struct ledger_space *space = heap->ledger;
	ledger_event event;

	if (!ledger_offset(heap->base))
		return false;
	ledger_event_now(&event, site);
	if (ledger_calls.freeing && ledger_calls.freeing == ledger_block_at(ptr))
		ledger_overflow(ledger_calls.freeing, &event);
	else
		ledger_bad_free(space ? space->row->memory : "the inside of a region", ptr, &event);
	return true;
}

/* ---- kernel objects ---- */

static void on_object_alloc(void *obj, const char *name, const void *site)
{
	struct ledger_block *block = ledger_block_at(obj);
	ledger_event event;

	if (!block || !block->space)
		return;
	block->object = name;
	ledger_event_now(&event, site);
	ledger_log_event("object", block->row, name, (uintptr_t)obj, block->size, 0, &event);
}

static void on_object_bad_free(void *obj, const void *site)
{
	const struct ledger_block *block = ledger_block_at(obj);
	ledger_event event;

	if (!block || block->space || !block->object)
		return;
	ledger_event_now(&event, site);
	ledger_bad_free(block->row->memory, obj, &event);
}

/* ---- pages and stacks ---- */

static void add_raw(struct ledger_space **space, const char *name, void *ptr, size_t bytes,
		    const void *site)
{
	ledger_event event;

	if (!*space) {
		*space = ledger_memory(sizeof(**space));
		ledger_space_open(*space, SPACE_PAGES, name);
	}
	ledger_event_now(&event, site);
	ledger_block_add(*space, BLOCK_PAGES, ptr, bytes, &event);
}

static void end_raw(void *ptr, const void *site)
{
	struct ledger_block *block = ledger_block_at(ptr);
	ledger_event event;

	if (!block || !block->space || block->type != BLOCK_PAGES)
		return;
	ledger_event_now(&event, site);
	ledger_block_end(block, &event);
}

static void on_pages_alloc(void *ptr, size_t bytes, const void *site)
{
	if (ledger_calls.region) {
		ledger_calls.pages = ledger_offset(ptr);
		ledger_calls.pages_bytes = (uint32_t)bytes;
		return;
	}
	add_raw(&pages_space, "pages", ptr, bytes, site);
}

static void end_pages(void *ptr, size_t bytes, const void *site)
{
	struct ledger_region *region = ledger_region_by_pages(ledger_offset(ptr));
	ledger_event event;

	if (region) { /* judged as a whole, when its put returns */
		region->pages_gone = true;
		return;
	}
	ledger_event_now(&event, site);
	ledger_domains_memory_freed(ledger_offset(ptr), (uint32_t)bytes, &event);
	end_raw(ptr, site);
}

static bool on_pages_free(void *ptr, size_t bytes, const void *site)
{
	ledger_pages_hold(ptr, bytes, site);
	end_pages(ptr, bytes, site);
	return true;
}

static bool on_pages_bad_free(void *ptr, const void *site)
{
	ledger_event event;

	ledger_event_now(&event, site);
	ledger_bad_free("pages", ptr, &event);
	return true;
}

static void on_stack_alloc(void *ptr, size_t bytes, const void *site)
{
	add_raw(&stacks_space, "stacks", ptr, bytes, site);
}

static void on_stack_free(void *ptr, const void *site)
{
	end_raw(ptr, site);
}

/* ---- what the firmware reports ---- */

void platform_memory_idle(void *ptr, size_t bytes)
{
	ledger_calls.idle_reported = true;
	shadow_close(ptr, bytes);
}

void platform_memory_used(void *ptr, size_t bytes)
{
	shadow_open(ptr, bytes);
}

static const struct observer ledger_observer = {
	.heap_begin = on_heap_begin,
	.heap_end = on_heap_end,
	.heap_alloc = on_heap_alloc,
	.heap_free = on_heap_free,
	.heap_bad_free = on_heap_bad_free,
	.pages_alloc = on_pages_alloc,
	.pages_free = on_pages_free,
	.pages_bad_free = on_pages_bad_free,
	.pages_are_kept = ledger_quarantine_holds,
	.pages_reclaim = ledger_pages_release,
	.stack_alloc = on_stack_alloc,
	.stack_free = on_stack_free,
	.object_alloc = on_object_alloc,
	.object_bad_free = on_object_bad_free,
	.domain_begin = ledger_domain_init,
	.domain_end = ledger_domain_deinit,
	.partition_add = ledger_partition_add,
	.partition_remove = ledger_partition_remove,
};

/* ---- start and end ---- */

void adsp_ledger_enable(bool on)
{
	wanted = on;
}

bool adsp_ledger_enabled(void)
{
	return kept;
}

static void forget(void)
{
	ledger_regions_reset();
	ledger_copies_reset();
	ledger_domains_reset();
	ledger_quarantine_reset();
	ledger_lines_reset();
	ledger_records_reset();
	ledger_verdicts_reset();
	pages_space = stacks_space = NULL;
}

void ledger_start(void)
{
	forget();
	ledger_events_start();
	ledger_on = kept = wanted;
	if (ledger_on)
		observer_add(&ledger_observer);
	platform_owner_set(ledger_on ? "boot" : NULL);
}

void ledger_booted(void)
{
	platform_owner_set(NULL);
	if (!ledger_on)
		return;
	ledger_records_mark_boot();
	ledger_regions_mark_boot();
	ledger_domains_mark_boot();
}

void ledger_abandon_calls(void)
{
	memset(&ledger_calls, 0, sizeof(ledger_calls));
}

void ledger_stop(void)
{
	ledger_on = false;
	observer_remove(&ledger_observer);
}

/* By itself, or with the region or the copy that it belongs to. */
static bool is_leaked(const struct ledger_block *block)
{
	const struct ledger_region *region = block->space->kind == SPACE_REGION ?
						     (const struct ledger_region *)block->space :
						     ledger_region_by_id(block->region_id);

	return block->reported || (region && region->reported) || ledger_copy_is_held(block->copy);
}

/* A checker's report has call stacks alone: say before it whose each block was. */
static void note_leaked(const struct ledger_block *block)
{
	char site[ADSP_LEDGER_SYMBOL], text[ADSP_LEDGER_SYMBOL + 2 * ADSP_LEDGER_NAME + 64];

	adsp_ledger_site(&block->allocated, site, sizeof(site));
	snprintf(text, sizeof(text), "leaked block: %u bytes of %s, in %s, allocated at %s",
		 block->size, block->allocated.owner, block->row->memory, site);
	shadow_note(text);
}

/* Only what leaked stays marked; then the checker has its say, and all marks go. */
void ledger_leak_check(void)
{
	struct ledger_space *space;
	struct ledger_block *block;
	bool leaked = false;

	for (space = ledger_first_space(); space; space = space->next) {
		for (block = space->first; block; block = block->next) {
			if (!is_leaked(block)) {
				ledger_block_unmark(block);
				continue;
			}
			leaked = true;
			if (shadow_is_active())
				note_leaked(block);
		}
	}
	if (leaked && shadow_is_active()) {
		memory_scrub();
		ledger_symbols_close(); /* what it holds is no business of the checker's */
		ledger_verdicts_invert_addresses();
		shadow_leak_check();
		ledger_verdicts_invert_addresses();
	}
	for (space = ledger_first_space(); space; space = space->next) {
		for (block = space->first; block; block = block->next)
			ledger_block_unmark(block);
	}
	ledger_quarantine_reset();
}

__attribute__((destructor)) static void forget_at_exit(void)
{
	forget();
}
