/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "memory/heap.h"
#include "memory/shadow.h"

#define HEAP_NONE      0x7fffffffu /* no chunk: end of a bin */
#define HEAP_GUARD     0xEC
#define HEAP_MAX_BYTES 0x40000000u /* so that sizes and bins have room to spare */

const char heap_written_past[] = "the bytes behind the block were overwritten (overflow?)";

/* ---- chunks ---- */

static struct heap_chunk *chunk_at(const struct z_heap *heap, uint32_t at)
{
	return &heap->chunks[at];
}

static uint32_t chunk_right(const struct z_heap *heap, uint32_t at)
{
	return at + chunk_at(heap, at)->length;
}

static char *chunk_address(const struct z_heap *heap, uint32_t at)
{
	return heap->base + (size_t)at * HEAP_GRANULE;
}

/* Of a used chunk: the bytes asked for. */
static uint32_t chunk_asked(const struct heap_chunk *chunk)
{
	return chunk->asked_or_previous;
}

static void chunk_set_asked(struct heap_chunk *chunk, size_t bytes)
{
	chunk->asked_or_previous = (uint32_t)bytes;
}

/* Of a free chunk: the one before it in its bin. */
static uint32_t chunk_previous(const struct heap_chunk *chunk)
{
	return chunk->asked_or_previous;
}

static void chunk_set_previous(struct heap_chunk *chunk, uint32_t at)
{
	chunk->asked_or_previous = at;
}

static void chunk_set_length(struct z_heap *heap, uint32_t at, uint32_t length)
{
	chunk_at(heap, at)->length = length;
	chunk_at(heap, at + length)->left = length;
}

/* Granules for a request, its guard included; 0: more than any heap has. */
static uint32_t granules_for(size_t bytes)
{
	if (bytes > HEAP_MAX_BYTES)
		return 0;
	return (uint32_t)((bytes + HEAP_GUARD_BYTES + HEAP_GRANULE - 1) / HEAP_GRANULE);
}

/* ---- guard bytes, behind the size asked for: nobody else may touch them ---- */

SHADOW_BLIND static void guard_set(const struct z_heap *heap, uint32_t at)
{
	const struct heap_chunk *chunk = chunk_at(heap, at);
	volatile char *address = chunk_address(heap, at);
	size_t i;

	shadow_blind_begin();
	for (i = chunk_asked(chunk); i < (size_t)chunk->length * HEAP_GRANULE; i++)
		address[i] = (char)HEAP_GUARD;
	shadow_blind_end();
}

/* By words where they are aligned: the end of a chunk is. */
SHADOW_BLIND static bool guard_intact(const struct z_heap *heap, uint32_t at)
{
	const struct heap_chunk *chunk = chunk_at(heap, at);
	const volatile unsigned char *byte =
		(const volatile unsigned char *)chunk_address(heap, at) + chunk_asked(chunk);
	const volatile unsigned char *end =
		byte - chunk_asked(chunk) + (size_t)chunk->length * HEAP_GRANULE;

	shadow_blind_begin();
	while ((uintptr_t)byte % sizeof(uint64_t) && *byte == HEAP_GUARD)
		byte++;
	while (!((uintptr_t)byte % sizeof(uint64_t)) && byte < end &&
	       *(const volatile uint64_t *)byte == HEAP_GUARD * 0x0101010101010101u)
		byte += sizeof(uint64_t);
	shadow_blind_end();
	return byte == end;
}

/* ---- bins ---- */

/* Lengths 1..4 have a bin each; above, the two bits below the leading one choose among four. */
static unsigned int bin_of(uint32_t length)
{
	unsigned int log2 = 31 - (unsigned int)__builtin_clz(length);

	if (log2 < 2)
		return length - 1;
	return 3 + (log2 - 2) * 4 + ((length >> (log2 - 2)) & 3);
}

static void bin_insert(struct z_heap *heap, uint32_t at)
{
	struct heap_chunk *chunk = chunk_at(heap, at);
	unsigned int bin = bin_of(chunk->length);

	chunk->used = 0;
	chunk_set_previous(chunk, HEAP_NONE);
	chunk->next = heap->bins[bin];
	if (chunk->next != HEAP_NONE)
		chunk_set_previous(chunk_at(heap, chunk->next), at);
	heap->bins[bin] = at;
	heap->bin_bits[bin / 64] |= 1ull << (bin % 64);
}

static void bin_remove(struct z_heap *heap, uint32_t at)
{
	struct heap_chunk *chunk = chunk_at(heap, at);
	unsigned int bin = bin_of(chunk->length);

	if (chunk->next != HEAP_NONE)
		chunk_set_previous(chunk_at(heap, chunk->next), chunk_previous(chunk));
	if (chunk_previous(chunk) != HEAP_NONE)
		chunk_at(heap, chunk_previous(chunk))->next = chunk->next;
	else
		heap->bins[bin] = chunk->next;
	if (heap->bins[bin] == HEAP_NONE)
		heap->bin_bits[bin / 64] &= ~(1ull << (bin % 64));
}

/* First bin from `bin` on that is not empty; HEAP_BINS: none. */
static unsigned int bin_next(const struct z_heap *heap, unsigned int bin)
{
	while (bin < HEAP_BINS) {
		uint64_t bits = heap->bin_bits[bin / 64] >> (bin % 64);

		if (bits)
			return bin + (unsigned int)__builtin_ctzll(bits);
		bin = (bin / 64 + 1) * 64;
	}
	return HEAP_BINS;
}

/* ---- finding room ---- */

/* Granules to skip at the head of a chunk so that the rest begins aligned. */
static uint32_t skip_for(const struct z_heap *heap, uint32_t at, size_t align)
{
	uintptr_t address = (uintptr_t)chunk_address(heap, at);

	return (uint32_t)(((address + align - 1) & ~(uintptr_t)(align - 1)) - address) /
	       HEAP_GRANULE;
}

/* The request's own bin holds chunks that may be too short, so each is looked at; so may alignment want. */
static uint32_t find_room(const struct z_heap *heap, uint32_t length, size_t align, uint32_t *skip)
{
	unsigned int bin;
	uint32_t at;

	for (bin = bin_next(heap, bin_of(length)); bin < HEAP_BINS; bin = bin_next(heap, bin + 1)) {
		for (at = heap->bins[bin]; at != HEAP_NONE; at = chunk_at(heap, at)->next) {
			*skip = skip_for(heap, at, align);
			if ((uint64_t)*skip + length <= chunk_at(heap, at)->length)
				return at;
		}
	}
	return HEAP_NONE;
}

/* Cut the chunk, which is in no bin, after `length` granules; the rest becomes free. */
static void split_tail(struct z_heap *heap, uint32_t at, uint32_t length)
{
	uint32_t rest = chunk_at(heap, at)->length - length;

	if (!rest)
		return;
	chunk_set_length(heap, at, length);
	chunk_set_length(heap, at + length, rest);
	bin_insert(heap, at + length);
}

static void account(struct z_heap *heap, uint32_t length)
{
	heap->used += length;
	if (heap->used > heap->peak)
		heap->peak = heap->used;
}

/* Free a chunk that is in no bin, joined with its free neighbours. */
static void release(struct z_heap *heap, uint32_t at)
{
	uint32_t right = chunk_right(heap, at);
	uint32_t left = chunk_at(heap, at)->left;

	if (!chunk_at(heap, right)->used) {
		bin_remove(heap, right);
		chunk_set_length(heap, at,
				 chunk_at(heap, at)->length + chunk_at(heap, right)->length);
	}
	if (left && !chunk_at(heap, at - left)->used) {
		bin_remove(heap, at - left);
		chunk_set_length(heap, at - left, left + chunk_at(heap, at)->length);
		at -= left;
	}
	bin_insert(heap, at);
}

/* ---- verbs ---- */

struct z_heap *heap_create(void *mem, size_t bytes)
{
	uintptr_t start = ((uintptr_t)mem + HEAP_GRANULE - 1) & ~(uintptr_t)(HEAP_GRANULE - 1);
	uintptr_t end = ((uintptr_t)mem + bytes) & ~(uintptr_t)(HEAP_GRANULE - 1);
	struct z_heap *heap;
	unsigned int i;

	if (!mem || end <= start || end - start > HEAP_MAX_BYTES)
		return NULL;
	heap = calloc(1, sizeof(*heap));
	if (!heap)
		return NULL;
	heap->base = (char *)start;
	heap->granules = (uint32_t)((end - start) / HEAP_GRANULE);
	heap->chunks = calloc(heap->granules + 1u, sizeof(*heap->chunks));
	if (!heap->chunks) {
		free(heap);
		return NULL;
	}
	for (i = 0; i < HEAP_BINS; i++)
		heap->bins[i] = HEAP_NONE;
	chunk_at(heap, heap->granules)->used = 1;
	chunk_set_length(heap, 0, heap->granules);
	bin_insert(heap, 0);
	return heap;
}

void heap_destroy(struct z_heap *heap)
{
	free(heap->chunks);
	free(heap);
}

void *heap_alloc(struct z_heap *heap, size_t align, size_t bytes)
{
	uint32_t length = granules_for(bytes);
	uint32_t at, skip;

	if (!bytes)
		return NULL;
	at = length ? find_room(heap, length, align, &skip) : HEAP_NONE;
	if (at == HEAP_NONE) {
		heap->failures++;
		return NULL;
	}
	bin_remove(heap, at);
	if (skip) {
		uint32_t whole = chunk_at(heap, at)->length;

		chunk_set_length(heap, at, skip);
		chunk_set_length(heap, at + skip, whole - skip);
		bin_insert(heap, at);
		at += skip;
	}
	chunk_at(heap, at)->used = 1;
	split_tail(heap, at, length);
	chunk_set_asked(chunk_at(heap, at), bytes);
	guard_set(heap, at);
	account(heap, length);
	heap->blocks++;
	heap->allocs++;
	return chunk_address(heap, at);
}

/*
 * The record of a granule inside a chunk may hold anything left over from earlier chunks. A granule is the start
 * of a live chunk only if both neighbours agree with its record.
 */
static bool is_chunk_start(const struct z_heap *heap, uint32_t at)
{
	const struct heap_chunk *chunk = chunk_at(heap, at);

	if (!chunk->length || chunk->length > heap->granules - at || chunk->left > at)
		return false;
	if (chunk_at(heap, at + chunk->length)->left != chunk->length)
		return false;
	return at ? chunk->left && chunk_at(heap, at - chunk->left)->length == chunk->left :
		    !chunk->left;
}

heap_fault heap_check_block(const struct z_heap *heap, const void *ptr, size_t *bytes)
{
	size_t offset = (size_t)((const char *)ptr - heap->base);
	uint32_t at;

	if ((const char *)ptr < heap->base || offset / HEAP_GRANULE >= heap->granules)
		return "the address is not in this heap";
	at = (uint32_t)(offset / HEAP_GRANULE);
	if (offset % HEAP_GRANULE || !is_chunk_start(heap, at))
		return "the address is inside a block, or of a block freed before (double free?)";
	if (!chunk_at(heap, at)->used)
		return "the block is not allocated (double free?)";
	if (!guard_intact(heap, at))
		return heap_written_past;
	*bytes = chunk_asked(chunk_at(heap, at));
	return NULL;
}

heap_fault heap_free(struct z_heap *heap, void *ptr)
{
	size_t bytes;
	heap_fault fault = heap_check_block(heap, ptr, &bytes);
	uint32_t at = (uint32_t)(((char *)ptr - heap->base) / HEAP_GRANULE);

	if (fault)
		return fault;
	heap->used -= chunk_at(heap, at)->length;
	heap->blocks--;
	release(heap, at);
	return NULL;
}

bool heap_resize(struct z_heap *heap, void *ptr, size_t bytes)
{
	uint32_t at = (uint32_t)(((char *)ptr - heap->base) / HEAP_GRANULE);
	uint32_t right = chunk_right(heap, at);
	uint32_t have = chunk_at(heap, at)->length;
	uint32_t want = granules_for(bytes);
	uint32_t room = have;

	if (!chunk_at(heap, right)->used)
		room += chunk_at(heap, right)->length;
	if (!want || want > room)
		return false;
	if (room > have) {
		bin_remove(heap, right);
		chunk_set_length(heap, at, room);
	}
	split_tail(heap, at, want);
	chunk_set_asked(chunk_at(heap, at), bytes);
	guard_set(heap, at);
	heap->used -= have;
	account(heap, want);
	return true;
}

static bool bins_valid(const struct z_heap *heap, uint32_t free_chunks)
{
	unsigned int bin;
	uint32_t at;

	for (bin = 0; bin < HEAP_BINS; bin++) {
		bool marked = heap->bin_bits[bin / 64] >> (bin % 64) & 1;

		if (marked != (heap->bins[bin] != HEAP_NONE))
			return false;
		for (at = heap->bins[bin]; at != HEAP_NONE; at = chunk_at(heap, at)->next) {
			if (!free_chunks-- || chunk_at(heap, at)->used ||
			    bin_of(chunk_at(heap, at)->length) != bin)
				return false;
		}
	}
	return !free_chunks;
}

heap_fault heap_validate(const struct z_heap *heap)
{
	uint32_t at, used = 0, blocks = 0, free_chunks = 0;
	bool last_free = false;

	for (at = 0; at < heap->granules; at = chunk_right(heap, at)) {
		const struct heap_chunk *chunk = chunk_at(heap, at);

		if (!is_chunk_start(heap, at))
			return "the chunks do not join";
		if (!chunk->used && last_free)
			return "two free chunks stand side by side";
		last_free = !chunk->used;
		if (!chunk->used) {
			free_chunks++;
			continue;
		}
		if (!guard_intact(heap, at))
			return "the bytes behind a block were overwritten (overflow?)";
		used += chunk->length;
		blocks++;
	}
	if (used != heap->used || blocks != heap->blocks)
		return "the figures do not match the chunks";
	return bins_valid(heap, free_chunks) ? NULL : "the bins do not match the free chunks";
}

size_t heap_largest_free(const struct z_heap *heap)
{
	uint32_t at, largest = 0;

	for (at = 0; at < heap->granules; at = chunk_right(heap, at)) {
		const struct heap_chunk *chunk = chunk_at(heap, at);

		if (!chunk->used && chunk->length > largest)
			largest = chunk->length;
	}
	return (size_t)largest * HEAP_GRANULE;
}
