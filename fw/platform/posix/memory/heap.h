/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bounded allocator behind k_heap.
 *
 * The heap's memory is cut into granules of 16 bytes. The records are an array of one record per granule in host
 * memory, so nothing that the owner of the heap's memory writes can damage them:
 *
 *   memory   | chunk A          | chunk B  | chunk C               | end
 *   record   [A . . . . . . . . B . . . . C . . . . . . . . . . . E]	'.' is never read
 *
 * The record of a chunk's first granule holds its length, its left neighbour's length, whether it is used, and
 * while it is free its place in a free list. The end record is used, so that nothing coalesces beyond.
 * Free chunks hang in bins by size, four to each power of two; a bit per bin says that it is not empty.
 *
 * A used chunk has at least HEAP_GUARD_BYTES behind what was asked for, filled with a pattern that shows an
 * overflow when the block is freed.
 */
#ifndef POSIX_HEAP_H
#define POSIX_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEAP_GRANULE     16u
#define HEAP_GUARD_BYTES 8u
#define HEAP_BINS        128

struct heap_chunk {
	uint32_t length; /* granules */
	uint32_t left;   /* granules of the left neighbour; 0 for the first */
	uint32_t used : 1;
	uint32_t next : 31;         /* free: in the bin, HEAP_NONE at its end */
	uint32_t asked_or_previous; /* used: bytes asked for; free: in the bin, HEAP_NONE at its head */
};

struct z_heap {
	struct z_heap *next_heap; /* of all heaps, oldest first; k_heap.c keeps the list */
	const void *owner;
	void *ledger; /* the ledger's record of it */
	char *base;
	uint32_t granules;
	struct heap_chunk *chunks;
	uint64_t bin_bits[HEAP_BINS / 64];
	uint32_t bins[HEAP_BINS];
	uint32_t used; /* granules */
	uint32_t peak;
	uint32_t blocks;
	uint64_t allocs;
	uint64_t failures;
};

/** What is wrong with a pointer that was given back; NULL: nothing. */
typedef const char *heap_fault;

/** The fault of a block whose guard is damaged. The records are right: whoever writes to the memory could do it. */
extern const char heap_written_past[];

/** One free chunk over [mem, mem + bytes), rounded inwards to granules. @return NULL no room or no host memory */
struct z_heap *heap_create(void *mem, size_t bytes);
void heap_destroy(struct z_heap *heap);

/** @param align power of two @return NULL for 0 bytes or no room */
void *heap_alloc(struct z_heap *heap, size_t align, size_t bytes);

/** @return NULL, or what is wrong with ptr (then nothing was changed) */
heap_fault heap_free(struct z_heap *heap, void *ptr);

/** Is ptr a live and undamaged block? Sets bytes to the size asked for. */
heap_fault heap_check_block(const struct z_heap *heap, const void *ptr, size_t *bytes);

/** Change a live block's size in place. @return false when it does not fit */
bool heap_resize(struct z_heap *heap, void *ptr, size_t bytes);

/** Walk all chunks and bins. @return NULL, or what is wrong */
heap_fault heap_validate(const struct z_heap *heap);

/** Bytes of the largest chunk that is free now. */
size_t heap_largest_free(const struct z_heap *heap);

#endif
