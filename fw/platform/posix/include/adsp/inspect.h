/* SPDX-License-Identifier: BSD-3-Clause */
/* Read-only introspection: what the firmware did with memory. Never changes the machine. */
#ifndef ADSP_INSPECT_H
#define ADSP_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/ledger.h>

struct adsp_heap_info {
	char name[24];		/* "kernel", "buffer.0" */
	uint32_t size;		/* bytes the heap manages */
	uint32_t used;		/* bytes allocated now */
	uint32_t peak;		/* high-water mark of used */
	uint32_t blocks;	/* live blocks */
	uint64_t allocs;	/* successful allocations since start */
	uint64_t failures;	/* refused allocations since start */
};

/**
 * Figures of every heap in emulated memory that has been initialised.
 * @return number of heaps; at most max are written
 */
size_t adsp_inspect_heaps(struct adsp_heap_info *out, size_t max);

struct adsp_page_info {
	uint32_t total;		/* pages in the pool */
	uint32_t used;
	uint32_t peak;
};

/** Figures of the virtual page pool. */
void adsp_inspect_pages(struct adsp_page_info *out);

struct adsp_thread_info {
	char name[24];
	int priority;
	bool user;
	uint32_t stack_size;
	uint32_t stack_peak;	/* painted stack: bytes ever used */
};

/** @return number of threads that exist besides the supervisor; at most max are written */
size_t adsp_inspect_threads(struct adsp_thread_info *out, size_t max);

/**
 * Make the n-th firmware allocation from now fail (1 = the next), any heap or page pool; 0 switches off.
 * Counted over k_heap_* (kernel objects too), vpage_alloc() and k_thread_stack_alloc().
 */
void adsp_inspect_fail_alloc(uint64_t n);

/** Firmware allocations attempted since start. */
uint64_t adsp_inspect_alloc_count(void);

/**
 * A firmware allocation is about to be tried, the number-th since start (1 = the first). May run on the stack of a
 * firmware thread. @return true: it fails
 */
typedef bool (*adsp_alloc_fn)(void *ctx, uint64_t number, const struct adsp_ledger_event *event);

/** Tell every allocation. Call before the start; it holds for all following machines. @param fn NULL: off */
void adsp_inspect_on_alloc(adsp_alloc_fn fn, void *ctx);

#endif
