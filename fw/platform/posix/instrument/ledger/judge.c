/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is left when nobody should hold anything. One cause, one verdict: what stands or falls with a region or a copy
 * that has leaked is not reported again.
 */
#include "ledger.h"

static void judge_region(struct ledger_region *region, const ledger_event *now)
{
	const struct ledger_reference *reference;
	struct adsp_ledger_verdict *verdict;

	if (region->boot || region->reported)
		return;
	region->reported = true;
	verdict = ledger_verdict(ADSP_LEDGER_REFERENCE_LEAK, region->space.row, now);
	verdict->address = ledger_address(region->base, false);
	verdict->size = region->size;
	verdict->references = region->refs;
	for (reference = region->references; reference; reference = reference->next)
		ledger_verdict_site(verdict, reference->creator ? "created" : "taken",
				    &reference->taken);
	ledger_verdict_note(
		verdict, "%u of %u gets unmatched%s", region->refs, region->gets,
		region->guessed ? "; puts that name no holder were matched by call site" : "");
}

static void judge_copy(struct ledger_copy *copy, const ledger_event *now)
{
	struct adsp_ledger_verdict *verdict;

	if (copy->reported)
		return;
	copy->reported = true;
	verdict = ledger_verdict(ADSP_LEDGER_FAST_GET, NULL, now);
	verdict->address = ledger_address(copy->sram, false);
	verdict->size = copy->size;
	ledger_verdict_site(verdict, "taken", &copy->taken);
	ledger_verdict_note(verdict, "get without a put");
}

/*
 * fast_get may keep the table of what it has handed out for as long as the firmware runs. What it keeps is bounded by
 * what was out at one time; a table that grows with use is a leak all the same.
 */
static bool is_entry_of_copies(const struct ledger_block *block)
{
	return block->copy && block->offset != block->copy;
}

static bool copies_table_grows(void)
{
	const struct ledger_space *space;
	const struct ledger_block *block;
	unsigned int entries = 0;

	for (space = ledger_first_space(); space; space = space->next) {
		for (block = space->kind == SPACE_REGION ? NULL : space->first; block;
		     block = block->next)
			entries += is_entry_of_copies(block);
	}
	return entries > ledger_copies_most_held();
}

static void judge_block(struct ledger_block *block, const ledger_event *now)
{
	struct adsp_ledger_verdict *verdict;

	if (block->boot || block->reported || ledger_copy_is_held(block->copy) ||
	    (block->region_id && ledger_region_by_id(block->region_id)) ||
	    ledger_domains_stand_in(block))
		return;
	block->reported = true;
	verdict = ledger_verdict(block->object ? ADSP_LEDGER_OBJECT_LEFT : ADSP_LEDGER_BLOCK_LEFT,
				 block->row, now);
	ledger_verdict_block(verdict, block);
	ledger_verdict_site(verdict, "allocated", &block->allocated);
	if (block->object)
		ledger_verdict_note(verdict, "%s", block->object);
}

void ledger_judge_heap_end(struct ledger_space *heap, const ledger_event *event)
{
	struct adsp_ledger_verdict *verdict;
	struct ledger_block *block;

	for (block = heap->first; block; block = block->next) {
		if (block->reported)
			continue;
		block->reported = true;
		verdict = ledger_verdict(ADSP_LEDGER_BLOCK_LEFT, block->row, event);
		ledger_verdict_block(verdict, block);
		ledger_verdict_site(verdict, "allocated", &block->allocated);
		ledger_verdict_site(verdict, "heap ended", event);
	}
}

size_t adsp_ledger_judge(void)
{
	struct ledger_space *space;
	struct ledger_block *block;
	struct ledger_copy *copy;
	bool table_leaks;
	ledger_event now;

	if (!ledger_on)
		return adsp_ledger_verdict_count();
	ledger_event_now(&now, NULL);
	for (space = ledger_first_space(); space; space = space->next) {
		if (space->kind == SPACE_REGION)
			judge_region((struct ledger_region *)space, &now);
	}
	for (copy = ledger_first_copy(); copy; copy = copy->next)
		judge_copy(copy, &now);
	ledger_domains_judge(&now);
	table_leaks = copies_table_grows();
	for (space = ledger_first_space(); space; space = space->next) {
		for (block = space->kind == SPACE_REGION ? NULL : space->first; block;
		     block = block->next) {
			if (table_leaks || !is_entry_of_copies(block))
				judge_block(block, &now);
		}
	}
	return adsp_ledger_verdict_count();
}
