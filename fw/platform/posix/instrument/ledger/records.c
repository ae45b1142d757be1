/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks are found by address: the alias window is cut into parts of 64 KiB, each with one slot per 16 bytes, made
 * when the first block in it is recorded. A freed block stays as a tombstone until its address is handed out again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <adsp/machine.h>

#include "memory/shadow.h"
#include "ledger.h"

#define SLOT_BYTES 16u
#define PART_BYTES 0x10000u
#define PART_SLOTS (PART_BYTES / SLOT_BYTES)
#define PARTS      (ADSP_ALIAS_BYTES / PART_BYTES)

static struct ledger_block **parts[PARTS];
static struct ledger_space *first_space, *last_space;
static struct ledger_row *rows, *last_row;

/* ---- rows ---- */

struct ledger_row *ledger_first_row(void)
{
	return rows;
}

static struct ledger_row *row_of(enum ledger_space_kind kind, const char *name)
{
	static const char *const prefixes[] = {
		[SPACE_HEAP] = "heap ",
		[SPACE_PAGES] = "",
		[SPACE_REGION] = "vregion ",
	};
	struct ledger_row *row;

	for (row = rows; row; row = row->next) {
		if (row->kind == kind &&
		    !strncmp(row->figures.name, name, sizeof(row->figures.name) - 1))
			return row;
	}
	row = ledger_memory(sizeof(*row));
	row->kind = kind;
	snprintf(row->figures.name, sizeof(row->figures.name), "%s", name);
	snprintf(row->memory, sizeof(row->memory), "%s%.*s", prefixes[kind],
		 (int)sizeof(row->memory) - 10, name);
	if (last_row)
		last_row->next = row;
	else
		rows = row;
	last_row = row;
	return row;
}

/* ---- spaces ---- */

struct ledger_space *ledger_first_space(void)
{
	return first_space;
}

void ledger_space_open(struct ledger_space *space, enum ledger_space_kind kind, const char *name)
{
	space->kind = kind;
	space->row = row_of(kind, name);
	space->prev = last_space;
	space->next = NULL;
	if (last_space)
		last_space->next = space;
	else
		first_space = space;
	last_space = space;
}

void ledger_space_close(struct ledger_space *space, const ledger_event *event)
{
	while (space->first) {
		struct ledger_block *block = space->first;

		ledger_block_end(block, event);
		block->ended_with_space = true;
	}
	*(space->prev ? &space->prev->next : &first_space) = space->next;
	*(space->next ? &space->next->prev : &last_space) = space->prev;
}

/* ---- index ---- */

static struct ledger_block **slot_of(uint32_t offset, bool make)
{
	uint32_t at = offset - 1;
	struct ledger_block ***part = &parts[at / PART_BYTES];

	if (!*part) {
		if (!make)
			return NULL;
		*part = ledger_memory(PART_SLOTS * sizeof(**part));
	}
	return &(*part)[at % PART_BYTES / SLOT_BYTES];
}

static struct ledger_block *find(uint32_t offset)
{
	struct ledger_block **slot = offset ? slot_of(offset, false) : NULL;
	struct ledger_block *block = slot ? *slot : NULL;

	while (block && block->offset != offset)
		block = block->at_same;
	return block;
}

struct ledger_block *ledger_block_at(const void *ptr)
{
	return find(ledger_offset(ptr));
}

struct ledger_block *ledger_block_around(const void *ptr)
{
	uint32_t offset = ledger_offset(ptr);
	const struct ledger_space *space;
	struct ledger_block *block;

	for (space = offset ? first_space : NULL; space; space = space->next) {
		for (block = space->first; block; block = block->next) {
			if (offset >= block->offset && offset - block->offset < block->size)
				return block;
		}
	}
	return NULL;
}

/* ---- blocks ---- */

const char *ledger_type_name(enum ledger_block_type type)
{
	static const char *const names[] = {
		[BLOCK_HEAP] = "heap",
		[BLOCK_PAGES] = "pages",
		[BLOCK_INTERIM] = "interim",
		[BLOCK_LIFETIME] = "lifetime",
	};

	return names[type];
}

static void *block_ptr(const struct ledger_block *block)
{
	return (void *)ledger_address(block->offset, block->coherent);
}

static void mark(struct ledger_block *block)
{
	block->marker = shadow_mark(block_ptr(block), block->size);
}

void ledger_block_unmark(struct ledger_block *block)
{
	shadow_unmark(block_ptr(block), block->size, block->marker);
	block->marker = 0;
}

struct ledger_block *ledger_block_add(struct ledger_space *space, enum ledger_block_type type,
				      const void *ptr, size_t size, const ledger_event *event)
{
	uint32_t offset = ledger_offset(ptr);
	struct ledger_block *block = find(offset);
	struct ledger_block **slot;

	if (!block) {
		block = ledger_memory(sizeof(*block));
		slot = slot_of(offset, true);
		block->offset = offset;
		block->at_same = *slot;
		*slot = block;
	} else if (block->space) {
		ledger_block_end(block, event); /* its allocator thinks that it is free */
	}
	block->space = space;
	block->row = space->row;
	block->size = (uint32_t)size;
	block->type = type;
	block->coherent = ledger_address(offset, true) == (uintptr_t)ptr;
	block->boot = false;
	block->reported = false;
	block->ended_with_space = false;
	block->object = NULL;
	block->region_id = 0;
	block->copy = 0;
	block->allocated = *event;
	block->prev = space->last;
	block->next = NULL;
	*(space->last ? &space->last->next : &space->first) = block;
	space->last = block;
	ledger_lines_add(block);
	mark(block);
	ledger_log_event("alloc", block->row, ledger_type_name(type), (uintptr_t)ptr, block->size,
			 0, event);
	return block;
}

void ledger_block_end(struct ledger_block *block, const ledger_event *event)
{
	struct ledger_space *space = block->space;

	ledger_block_unmark(block);
	ledger_lines_remove(block);
	*(block->prev ? &block->prev->next : &space->first) = block->next;
	*(block->next ? &block->next->prev : &space->last) = block->prev;
	block->space = NULL;
	block->freed = *event;
	ledger_log_event("free", block->row, ledger_type_name(block->type),
			 ledger_address(block->offset, block->coherent), block->size, 0, event);
}

void ledger_block_set_coherent(struct ledger_block *block)
{
	ledger_block_unmark(block);
	ledger_lines_remove(block);
	block->coherent = true;
	ledger_lines_add(block);
	mark(block);
}

void ledger_records_mark_boot(void)
{
	struct ledger_space *space;
	struct ledger_block *block;

	for (space = first_space; space; space = space->next) {
		for (block = space->first; block; block = block->next)
			block->boot = true;
	}
}

void ledger_records_reset(void)
{
	size_t i, j;

	for (i = 0; i < PARTS; i++) {
		for (j = 0; parts[i] && j < PART_SLOTS; j++) {
			struct ledger_block *block = parts[i][j];

			while (block) {
				struct ledger_block *next = block->at_same;

				free(block);
				block = next;
			}
		}
		free(parts[i]);
		parts[i] = NULL;
	}
	while (first_space) {
		struct ledger_space *next = first_space->next;

		free(first_space); /* a region begins with its space */
		first_space = next;
	}
	last_space = NULL;
	while (rows) {
		struct ledger_row *next = rows->next;

		free(rows);
		rows = next;
	}
	last_row = NULL;
	memset(&ledger_calls, 0, sizeof(ledger_calls));
}
