/* SPDX-License-Identifier: BSD-3-Clause */
/* What is wrong with a pointer that was given back. */
#include <string.h>

#include "ledger.h"

static struct adsp_ledger_verdict *bad_block(enum adsp_ledger_kind kind, struct ledger_block *block,
					     const char *to, const ledger_event *event)
{
	struct adsp_ledger_verdict *verdict = ledger_verdict(kind, block->row, event);

	ledger_verdict_block(verdict, block);
	ledger_verdict_site(verdict, "allocated", &block->allocated);
	if (!block->space)
		ledger_verdict_site(verdict,
				    block->ended_with_space ? "freed with its memory" : "freed",
				    &block->freed);
	ledger_verdict_site(verdict, kind == ADSP_LEDGER_DOUBLE_FREE ? "freed again" : "freed",
			    event);
	ledger_verdict_note(verdict, "%s", to);
	return verdict;
}

void ledger_bad_free(const char *to, const void *ptr, const ledger_event *event)
{
	struct ledger_block *block = ledger_block_at(ptr);
	struct ledger_block *around;
	struct adsp_ledger_verdict *verdict;

	if (block && block->space) {
		if (!strcmp(block->row->memory, to))
			bad_block(ADSP_LEDGER_OVERFLOW, block,
				  "the bytes behind the block were overwritten", event);
		else
			bad_block(ADSP_LEDGER_WRONG_CONTEXT, block, to, event);
		block->reported = true; /* it stays where it is, which is no news */
		return;
	}
	around = ledger_block_around(ptr);
	if (around && !block) {
		verdict = bad_block(ADSP_LEDGER_INTERIOR_FREE, around, to, event);
		verdict->address = (uintptr_t)ptr;
		ledger_verdict_note(verdict, "%u bytes into the block of %u B",
				    ledger_offset(ptr) - around->offset, around->size);
		return;
	}
	if (block) {
		bad_block(ADSP_LEDGER_DOUBLE_FREE, block, to, event);
		return;
	}
	verdict = ledger_verdict(ADSP_LEDGER_FOREIGN_FREE, NULL, event);
	verdict->address = (uintptr_t)ptr;
	ledger_verdict_site(verdict, "freed", event);
	ledger_verdict_note(verdict, "%s", to);
}

void ledger_overflow(struct ledger_block *block, const ledger_event *event)
{
	struct adsp_ledger_verdict *verdict =
		ledger_verdict(ADSP_LEDGER_OVERFLOW, block->row, event);

	ledger_verdict_block(verdict, block);
	ledger_verdict_site(verdict, "allocated", &block->allocated);
	ledger_verdict_site(verdict, "freed", event);
	ledger_verdict_note(verdict, "the bytes behind the block were overwritten");
}

void ledger_check_alias(const struct ledger_block *block, const void *ptr,
			const ledger_event *event)
{
	struct adsp_ledger_verdict *verdict;

	if ((uintptr_t)ptr == ledger_address(block->offset, block->coherent))
		return;
	verdict = ledger_verdict(ADSP_LEDGER_ALIAS, block->row, event);
	ledger_verdict_block(verdict, (struct ledger_block *)block);
	ledger_verdict_site(verdict, "allocated", &block->allocated);
	ledger_verdict_site(verdict, "freed", event);
	ledger_verdict_note(verdict, "handed out through the %s alias, freed through the %s one",
			    block->coherent ? "uncached" : "cached",
			    block->coherent ? "cached" : "uncached");
}
