/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A cache line that has a cached and an uncached user loses the writes of one of them. Only the first and the last
 * line of a block can be shared; each line counts who stands in it.
 */
#include <stdlib.h>

#include <adsp/machine.h>

#include "ledger.h"

#define PART_LINES 1024u
#define PARTS      (ADSP_ALIAS_BYTES / LEDGER_LINE / PART_LINES)

struct line {
	uint8_t users[2]; /* cached, uncached */
};

static struct line *parts[PARTS];

static struct line *line_at(uint32_t number)
{
	struct line **part = &parts[number / PART_LINES];

	if (!*part)
		*part = ledger_memory(PART_LINES * sizeof(**part));
	return &(*part)[number % PART_LINES];
}

static uint32_t first_line(const struct ledger_block *block)
{
	return (block->offset - 1) / LEDGER_LINE;
}

static uint32_t last_line(const struct ledger_block *block)
{
	return (block->offset - 1 + block->size - 1) / LEDGER_LINE;
}

static void count(const struct ledger_block *block, int change)
{
	uint32_t first = first_line(block), last = last_line(block);

	line_at(first)->users[block->coherent] =
		(uint8_t)(line_at(first)->users[block->coherent] + change);
	if (last != first)
		line_at(last)->users[block->coherent] =
			(uint8_t)(line_at(last)->users[block->coherent] + change);
}

void ledger_lines_add(const struct ledger_block *block)
{
	count(block, 1);
}

void ledger_lines_remove(const struct ledger_block *block)
{
	count(block, -1);
}

bool ledger_lines_have_other_users(const struct ledger_block *block)
{
	return line_at(first_line(block))->users[!block->coherent] ||
	       line_at(last_line(block))->users[!block->coherent];
}

bool ledger_lines_meet(const struct ledger_block *a, const struct ledger_block *b)
{
	return first_line(a) <= last_line(b) && first_line(b) <= last_line(a);
}

void ledger_lines_reset(void)
{
	unsigned int i;

	for (i = 0; i < PARTS; i++) {
		free(parts[i]);
		parts[i] = NULL;
	}
}
