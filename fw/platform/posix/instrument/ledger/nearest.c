/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include "control.h"
#include "ledger.h"

#define REACH 0x10000u /* bytes in either direction that are looked through */

/* Record of the block whose first byte is `step` * n bytes away, the smallest n. */
static const struct ledger_block *search(const char *addr, int step)
{
	const struct ledger_block *block = NULL;
	unsigned int n;

	for (n = 0; n < REACH && !block; n++, addr += step)
		block = ledger_block_at(addr);
	return block;
}

/* Bytes from the end of a block that lies below. */
static uint32_t gap(const struct ledger_block *below, uint32_t offset)
{
	uint32_t end = below->offset + below->size;

	return offset < end ? 0 : offset - end;
}

static const struct ledger_block *nearest(const char *addr, uint32_t offset)
{
	const struct ledger_block *around = ledger_block_around(addr);
	const struct ledger_block *below, *above;

	if (around)
		return around;
	below = search(addr, -1);
	above = search(addr + 1, 1);
	if (below && above)
		return gap(below, offset) <= above->offset - offset ? below : above;
	return below ? below : above;
}

static void say_where(const struct ledger_block *block, uint32_t offset, char *out, size_t size)
{
	if (offset < block->offset)
		snprintf(out, size, "%u bytes before", block->offset - offset);
	else if (offset - block->offset < block->size)
		snprintf(out, size, "%u bytes into", offset - block->offset);
	else
		snprintf(out, size, "%u bytes behind", offset - block->offset - block->size);
}

void ledger_nearest(const void *addr, char *out, size_t size)
{
	uint32_t offset = ledger_on ? ledger_offset(addr) : 0;
	const struct ledger_block *block = offset ? nearest(addr, offset) : NULL;
	char where[32], allocated[ADSP_LEDGER_SYMBOL], freed[ADSP_LEDGER_SYMBOL] = "";

	out[0] = '\0';
	if (!block)
		return;
	say_where(block, offset, where, sizeof(where));
	adsp_ledger_site(&block->allocated, allocated, sizeof(allocated));
	if (!block->space)
		adsp_ledger_site(&block->freed, freed, sizeof(freed));
	snprintf(out, size, "%s a block of %u B for %s, allocated at %s%s%s", where, block->size,
		 block->allocated.owner, allocated, freed[0] ? ", freed at " : "", freed);
}
