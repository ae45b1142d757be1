/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Freed pages stay out of the pool, with no access, until the pool runs short: then the oldest go back. Who touches
 * one still holds a pointer into a region that is gone.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include <rtos/cache.h>

#include "../heap_hooks.h"
#include "../memory_map.h"
#include "ledger.h"

struct pages {
	struct pages *next;
	uint32_t offset, bytes;
	struct ledger_row *row;
	bool is_region;
	ledger_event created;
	ledger_event destroyed;
};

static struct pages *oldest, *newest;

bool ledger_quarantine_holds(const void *ptr)
{
	const struct pages *pages = oldest;

	while (pages && pages->offset != ledger_offset(ptr))
		pages = pages->next;
	return pages;
}

void ledger_pages_hold(void *ptr, size_t bytes, const void *site)
{
	struct pages *pages = ledger_memory(sizeof(*pages));
	const struct ledger_region *region = ledger_region_by_pages(ledger_offset(ptr));
	const struct ledger_block *block = ledger_block_at(ptr);

	pages->offset = ledger_offset(ptr);
	pages->bytes = (uint32_t)bytes;
	if (region) {
		pages->row = region->space.row;
		pages->is_region = true;
		pages->created = region->created;
	} else if (block) {
		pages->row = block->row;
		pages->created = block->allocated;
	}
	ledger_event_now(&pages->destroyed, site);
	memory_protect(ptr, bytes, PROT_NONE);
	*(newest ? &newest->next : &oldest) = pages;
	newest = pages;
}

void *ledger_pages_release(void)
{
	struct pages *pages = oldest;
	void *ptr;

	if (!pages)
		return NULL;
	ptr = (void *)ledger_address(pages->offset, false);
	memory_protect(ptr, pages->bytes, PROT_READ | PROT_WRITE);
	oldest = pages->next;
	if (!oldest)
		newest = NULL;
	free(pages);
	return ptr;
}

bool ledger_quarantine_touched(const void *addr, const ledger_event *event)
{
	uint32_t offset = ledger_offset(addr);
	struct adsp_ledger_verdict *verdict;
	const struct pages *pages;

	for (pages = offset ? oldest : NULL; pages; pages = pages->next) {
		if (offset >= pages->offset && offset - pages->offset < pages->bytes)
			break;
	}
	if (!pages)
		return false;
	verdict = ledger_verdict(ADSP_LEDGER_TOUCHED, pages->row, event);
	verdict->address = (uintptr_t)addr;
	verdict->size = pages->bytes;
	ledger_verdict_site(verdict, "touched", event);
	ledger_verdict_site(verdict, pages->is_region ? "created" : "allocated", &pages->created);
	ledger_verdict_site(verdict, pages->is_region ? "destroyed" : "freed", &pages->destroyed);
	return true;
}

/* The banks are unmapped, or about to be. */
void ledger_quarantine_reset(void)
{
	while (oldest) {
		struct pages *next = oldest->next;

		free(oldest);
		oldest = next;
	}
	newest = NULL;
}
