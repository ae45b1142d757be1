/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Freed pages stay out of the pool, with no access, until the pool runs short: then the oldest half goes back, at
 * once, because neighbours cost one system call. Who touches one still holds a pointer into a region that is gone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <rtos/cache.h>

#include "memory/memory_map.h"
#include "control.h"
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
static unsigned int num_held;

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
	num_held++;
}

bool ledger_pages_release(void (*give_back)(void *ptr))
{
	unsigned int n = (num_held + 1) / 2;
	uint32_t start = 0, end = 0; /* neighbours, not unprotected yet */

	if (!n)
		return false;
	num_held -= n;
	while (n--) {
		struct pages *pages = oldest;

		if (pages->offset != end) {
			if (end)
				memory_protect((void *)ledger_address(start, false), end - start,
					       PROT_READ | PROT_WRITE);
			start = pages->offset;
		}
		end = pages->offset + pages->bytes;
		give_back((void *)ledger_address(pages->offset, false));
		oldest = pages->next;
		free(pages);
	}
	memory_protect((void *)ledger_address(start, false), end - start, PROT_READ | PROT_WRITE);
	if (!oldest)
		newest = NULL;
	return true;
}

const struct adsp_ledger_verdict *ledger_quarantine_touched(const void *addr,
							    const ledger_event *event)
{
	uint32_t offset = ledger_offset(addr);
	struct adsp_ledger_verdict *verdict;
	const struct pages *pages;

	for (pages = offset ? oldest : NULL; pages; pages = pages->next) {
		if (offset >= pages->offset && offset - pages->offset < pages->bytes)
			break;
	}
	if (!pages)
		return NULL;
	verdict = ledger_verdict(ADSP_LEDGER_TOUCHED, pages->row, event);
	verdict->address = (uintptr_t)addr;
	verdict->size = pages->bytes;
	ledger_verdict_site(verdict, "touched", event);
	ledger_verdict_site(verdict, pages->is_region ? "created" : "allocated", &pages->created);
	ledger_verdict_site(verdict, pages->is_region ? "destroyed" : "freed", &pages->destroyed);
	return verdict;
}

void ledger_fault(const void *addr, const void *registers, char *out, size_t size)
{
	const struct adsp_ledger_verdict *verdict;
	static struct adsp_ledger_verdict copy;
	ledger_event event;

	if (!ledger_on)
		return;
	ledger_event_of_signal(&event, registers);
	verdict = ledger_quarantine_touched(addr, &event);
	if (!verdict)
		return;
	copy = *verdict;
	ledger_verdict_put_in_words(&copy);
	snprintf(out, size, "\n%s: %s", adsp_ledger_kind_name(copy.kind), copy.text);
}

/* The banks are unmapped, or about to be. */
void ledger_quarantine_reset(void)
{
	num_held = 0;
	while (oldest) {
		struct pages *next = oldest->next;

		free(oldest);
		oldest = next;
	}
	newest = NULL;
}
