/* SPDX-License-Identifier: BSD-3-Clause */
/* Is a cache line shared by users of both aliases? */
#include "ledger.h"

static struct ledger_block *find_other(const struct ledger_block *block)
{
	const struct ledger_space *space;
	struct ledger_block *other;

	for (space = ledger_first_space(); space; space = space->next) {
		for (other = space->first; other; other = other->next) {
			if (other->coherent != block->coherent && ledger_lines_meet(other, block))
				return other;
		}
	}
	return NULL;
}

void ledger_check_lines(struct ledger_block *block)
{
	struct adsp_ledger_verdict *verdict;
	struct ledger_block *other;

	other = ledger_lines_have_other_users(block) ? find_other(block) : NULL;
	if (!other)
		return;
	verdict = ledger_verdict(ADSP_LEDGER_SHARED_LINE, block->row, &block->allocated);
	ledger_verdict_block(verdict, block);
	ledger_verdict_site(verdict, "allocated", &block->allocated);
	ledger_verdict_site(verdict, "neighbour allocated", &other->allocated);
	ledger_verdict_note(verdict,
			    "%s block shares a cache line with the %s block 0x%lx (%u B, %s)",
			    block->coherent ? "uncached" : "cached",
			    other->coherent ? "uncached" : "cached",
			    (unsigned long)ledger_address(other->offset, other->coherent),
			    other->size, other->row->memory);
}
