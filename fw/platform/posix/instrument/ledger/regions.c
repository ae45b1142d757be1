/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Regions and who references them. A region that is gone is remembered, so that a report about a late user of it can say where
 * it was destroyed; only the last KEEP of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rtos/cache.h>

#include "memory/heap.h"
#include "ledger.h"

#define KEEP 256

static struct ledger_region *regions;   /* live, newest first */
static struct ledger_region *destroyed; /* newest first */
static unsigned int num_destroyed;
static uint32_t last_id;

/* ---- finding ---- */

static struct ledger_region *find(struct ledger_region *list, uint32_t vr)
{
	while (list && (!vr || list->vr != vr))
		list = list->next;
	return list;
}

struct ledger_region *ledger_region_find(const struct vregion *vr)
{
	return find(regions, ledger_offset(vr));
}

struct ledger_region *ledger_region_find_destroyed(const struct vregion *vr)
{
	return find(destroyed, ledger_offset(vr));
}

struct ledger_region *ledger_region_by_id(uint32_t id)
{
	struct ledger_region *region = regions;

	while (region && region->id != id)
		region = region->next;
	return region;
}

struct ledger_region *ledger_region_by_pages(uint32_t base)
{
	struct ledger_region *region = regions;

	while (region && (!region->has_pages || region->base != base))
		region = region->next;
	return region;
}

/* ---- life ---- */

static struct adsp_ledger_region *figures(const struct ledger_region *region)
{
	return &region->space.row->figures;
}

static void raise_to(uint32_t *peak, uint32_t value)
{
	if (value > *peak)
		*peak = value;
}

static uint32_t page_up(size_t bytes)
{
	return (uint32_t)((bytes + CONFIG_MM_DRV_PAGE_SIZE - 1) &
			  ~(size_t)(CONFIG_MM_DRV_PAGE_SIZE - 1));
}

void ledger_region_created(struct vregion *vr, uint32_t base, uint32_t size, bool has_pages,
			   size_t lifetime, size_t interim, const ledger_event *event)
{
	struct ledger_region *region = ledger_memory(sizeof(*region));
	struct adsp_ledger_region *sums;
	char name[ADSP_LEDGER_NAME];

	if (strcmp(event->owner, "firmware"))
		snprintf(name, sizeof(name), "%s", event->owner);
	else
		snprintf(name, sizeof(name), "0x%lx", (unsigned long)ledger_address(base, false));
	ledger_space_open(&region->space, SPACE_REGION, name);
	region->id = ++last_id;
	region->vr = ledger_offset(vr);
	region->base = region->interim_base = base;
	region->size = size;
	region->lifetime_size = page_up(lifetime);
	region->interim_size = page_up(interim);
	region->has_pages = has_pages;
	region->created = *event;
	region->next = regions;
	regions = region;

	sums = figures(region);
	if (size > sums->size) {
		sums->size = size;
		sums->lifetime_size = region->lifetime_size;
		sums->interim_size = region->interim_size;
	}
	sums->generations++;
	sums->live++;
	ledger_log_event("create", region->space.row, "", ledger_address(base, false), size, 1,
			 event);
	ledger_region_got(region, NULL, event);
	region->references->creator = true;
}

static void drop_list(struct ledger_reference **list)
{
	while (*list) {
		struct ledger_reference *next = (*list)->next;

		free(*list);
		*list = next;
	}
}

static void drop_references(struct ledger_region *region)
{
	drop_list(&region->references);
	drop_list(&region->given_back);
}

static void forget_oldest(void)
{
	struct ledger_region **link = &destroyed;

	while ((*link)->next)
		link = &(*link)->next;
	free(*link);
	*link = NULL;
	num_destroyed--;
}

/* Blocks that the module should have freed; what belongs to a copy that somebody still holds is reported with the copy. */
static void judge_interim(struct ledger_region *region, const ledger_event *event)
{
	struct ledger_block *block;

	for (block = region->space.first; block; block = block->next) {
		struct adsp_ledger_verdict *verdict;

		if (block->type != BLOCK_INTERIM || block->reported ||
		    ledger_copy_is_held(block->copy))
			continue;
		block->reported = true;
		verdict = ledger_verdict(ADSP_LEDGER_INTERIM_LEFT, region->space.row, event);
		ledger_verdict_block(verdict, block);
		ledger_verdict_site(verdict, "allocated", &block->allocated);
		ledger_verdict_site(verdict, "region destroyed", event);
	}
}

void ledger_region_destroyed(struct ledger_region *region, const ledger_event *event)
{
	struct ledger_region **link = &regions;
	struct adsp_ledger_region *sums = figures(region);
	const size_t verdicts = adsp_ledger_verdict_count();

	region->destroyed = *event;
	judge_interim(region, event);
	/* who destroys it too early leaves its partitions as well: one cause, one verdict */
	if (!region->refs && adsp_ledger_verdict_count() == verdicts)
		ledger_domains_memory_freed(region->base, region->size, event);
	ledger_space_close(&region->space, event);
	sums->interim_now -= region->interim_now;
	sums->refs_now -= region->refs;
	sums->live--;
	drop_references(region);
	while (*link != region)
		link = &(*link)->next;
	*link = region->next;
	region->next = destroyed;
	destroyed = region;
	ledger_log_event("destroy", region->space.row, "", ledger_address(region->base, false),
			 region->size, 0, event);
	if (++num_destroyed > KEEP)
		forget_oldest();
}

/* ---- references ---- */

/* Either alias of an object is the same holder. */
static uintptr_t hide(const void *holder)
{
	return holder ? ~(uintptr_t)sys_cache_cached_ptr_get((void *)holder) : 0;
}

/* Where in the list a holder stands. NULL: nowhere, or it is not known */
static struct ledger_reference **find_holder(struct ledger_reference **list, uintptr_t holder)
{
	while (*list && (*list)->holder != holder)
		list = &(*list)->next;
	return holder && *list ? list : NULL;
}

/* Its memory may be another holder's later, so what it gave back counts until then. */
static void forget_given_back(struct ledger_region *region, uintptr_t holder)
{
	struct ledger_reference **link = find_holder(&region->given_back, holder);
	struct ledger_reference *old = link ? *link : NULL;

	if (!old)
		return;
	*link = old->next;
	free(old);
}

void ledger_region_got(struct ledger_region *region, const void *holder, const ledger_event *event)
{
	struct ledger_reference *reference = ledger_memory(sizeof(*reference));

	reference->holder = hide(holder);
	forget_given_back(region, reference->holder);
	reference->taken = *event;
	reference->next = region->references;
	region->references = reference;
	region->refs++;
	region->gets++;
	figures(region)->refs_now++;
	raise_to(&figures(region)->refs_peak, region->refs);
	if (region->gets > 1)
		ledger_log_event("get", region->space.row, "", ledger_address(region->base, false),
				 region->size, region->refs, event);
}

/*
 * A holder gives back its own reference; the creator's passes on, so anybody may give it back, once, who has not given
 * back one of its own. Where no holder is known, the best guess: taken without a holder on behalf of the same module,
 * then without a holder, then the creator's, then the newest.
 */
static struct ledger_reference **match(struct ledger_region *region, uintptr_t holder,
				       const ledger_event *event)
{
	const bool was_holder = find_holder(&region->given_back, holder);
	struct ledger_reference **best = NULL, **link;
	unsigned int best_rank = 0;

	for (link = &region->references; *link; link = &(*link)->next) {
		const struct ledger_reference *reference = *link;
		unsigned int rank = 0;

		if (holder)
			rank = reference->holder == holder       ? 2 :
			       reference->creator && !was_holder ? 1 :
								   0;
		else if (reference->creator)
			rank = 2;
		else if (reference->holder)
			rank = 1;
		else
			rank = reference->taken.owner == event->owner ? 4 : 3;
		if (rank > best_rank) {
			best_rank = rank;
			best = link;
		}
	}
	if (!holder && region->refs > 1)
		region->guessed = true;
	return best;
}

bool ledger_region_put(struct ledger_region *region, const void *holder, const ledger_event *event)
{
	struct ledger_reference **link = match(region, hide(holder), event);
	struct ledger_reference *reference;
	struct adsp_ledger_verdict *verdict;

	if (!link) {
		verdict = ledger_verdict(ADSP_LEDGER_OVER_PUT, region->space.row, event);
		verdict->address = ledger_address(region->base, false);
		verdict->size = region->size;
		verdict->references = region->refs;
		ledger_verdict_site(verdict, "put again", event);
		if (region->last_put.owner)
			ledger_verdict_site(verdict, "last good put", &region->last_put);
		if (region->references)
			ledger_verdict_site(verdict, "still held, taken",
					    &region->references->taken);
		ledger_verdict_note(
			verdict, "put by a holder that holds none, %u reference%s of others left",
			region->refs, region->refs == 1 ? "" : "s");
		return false;
	}
	reference = *link;
	*link = reference->next;
	reference->next = region->given_back;
	region->given_back = reference;
	region->refs--;
	region->last_put = *event;
	figures(region)->refs_now--;
	ledger_log_event("put", region->space.row, "", ledger_address(region->base, false),
			 region->size, region->refs, event);
	return true;
}

/* ---- blocks ---- */

static uint32_t whole_lines(uint32_t bytes)
{
	return (bytes + LEDGER_LINE - 1) / LEDGER_LINE * LEDGER_LINE;
}

void ledger_region_block(struct ledger_region *region, const struct ledger_block *block,
			 bool begins)
{
	uint32_t lines = whole_lines(block->size);

	if (block->type == BLOCK_LIFETIME) {
		if (begins)
			region->lifetime_used += lines;
		raise_to(&figures(region)->lifetime_used, region->lifetime_used);
		return;
	}
	if (begins) {
		region->interim_now += lines;
		figures(region)->interim_now += lines;
		/* a part that ends here would have done: gaps between blocks count */
		raise_to(&figures(region)->interim_peak,
			 whole_lines(block->offset - region->interim_base + block->size +
				     HEAP_GUARD_BYTES));
	} else {
		region->interim_now -= lines;
		figures(region)->interim_now -= lines;
	}
}

/* ---- reports and resets ---- */

size_t adsp_ledger_regions(struct adsp_ledger_region *out, size_t max)
{
	const struct ledger_row *row;
	size_t n = 0;

	for (row = ledger_first_row(); row; row = row->next) {
		if (row->kind != SPACE_REGION)
			continue;
		if (n < max)
			out[n] = row->figures;
		n++;
	}
	return n;
}

void ledger_regions_mark_boot(void)
{
	struct ledger_region *region;

	for (region = regions; region; region = region->next)
		region->boot = true;
}

/* Live ones go with their spaces. */
void ledger_regions_reset(void)
{
	while (regions) {
		drop_references(regions);
		regions = regions->next;
	}
	while (destroyed) {
		struct ledger_region *next = destroyed->next;

		free(destroyed);
		destroyed = next;
	}
	num_destroyed = 0;
	last_id = 0;
}
