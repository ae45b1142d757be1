/* SPDX-License-Identifier: BSD-3-Clause */
/* Live blocks and references, for reports. */
#include <stdio.h>

#include "ledger.h"

static void fill_block(struct adsp_ledger_block *out, const struct ledger_block *block)
{
	*out = (struct adsp_ledger_block){
		.type = block->object ? block->object : ledger_type_name(block->type),
		.address = ledger_address(block->offset, block->coherent),
		.size = block->size,
		.coherent = block->coherent,
		.boot = block->boot,
		.leaked = block->reported,
		.allocated = block->allocated,
	};
	snprintf(out->memory, sizeof(out->memory), "%s", block->row->memory);
}

size_t adsp_ledger_blocks(struct adsp_ledger_block *out, size_t max)
{
	static const enum ledger_space_kind order[] = { SPACE_HEAP, SPACE_PAGES, SPACE_REGION };
	const struct ledger_space *space;
	const struct ledger_block *block;
	size_t i, n = 0;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		for (space = ledger_first_space(); space; space = space->next) {
			for (block = space->kind == order[i] ? space->first : NULL; block;
			     block = block->next) {
				if (n < max)
					fill_block(&out[n], block);
				n++;
			}
		}
	}
	return n;
}

static size_t region_references(struct adsp_ledger_reference *out, size_t max, size_t n,
				const struct ledger_region *region)
{
	const struct ledger_reference *reference;

	for (reference = region->references; reference; reference = reference->next, n++) {
		if (n >= max)
			continue;
		out[n] = (struct adsp_ledger_reference){
			.address = ledger_address(region->base, false),
			.holder = ledger_address(ledger_offset((void *)~reference->holder), false),
			.creator = reference->creator,
			.taken = reference->taken,
		};
		snprintf(out[n].memory, sizeof(out[n].memory), "%s", region->space.row->memory);
	}
	return n;
}

size_t adsp_ledger_references(struct adsp_ledger_reference *out, size_t max)
{
	const struct ledger_space *space;
	const struct ledger_copy *copy;
	size_t n = 0;

	for (space = ledger_first_space(); space; space = space->next) {
		if (space->kind == SPACE_REGION)
			n = region_references(out, max, n, (const struct ledger_region *)space);
	}
	for (copy = ledger_first_copy(); copy; copy = copy->next, n++) {
		if (n >= max)
			continue;
		out[n] = (struct adsp_ledger_reference){
			.memory = "fast_get",
			.address = ledger_address(copy->sram, false),
			.holder = ledger_address(copy->ctx, false),
			.taken = copy->taken,
		};
	}
	return n;
}
