/* SPDX-License-Identifier: BSD-3-Clause */
/* Read-only introspection: what the firmware did with memory. Never changes the machine. */
#ifndef ADSP_INSPECT_H
#define ADSP_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/ledger.h>

struct adsp_heap_info {
	char name[24];     /* "kernel", "buffer.0" */
	uint32_t size;     /* bytes the heap manages */
	uint32_t used;     /* bytes allocated now */
	uint32_t peak;     /* high-water mark of used */
	uint32_t blocks;   /* live blocks */
	uint64_t allocs;   /* successful allocations since start */
	uint64_t failures; /* refused allocations since start */
};

/**
 * Figures of every heap in emulated memory that has been initialised.
 * @return number of heaps; at most max are written
 */
size_t adsp_inspect_heaps(struct adsp_heap_info *out, size_t max);

struct adsp_page_info {
	uint32_t total; /* pages in the pool */
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
	uint32_t stack_peak; /* painted stack: bytes ever used */
};

/** @return number of threads that exist besides the supervisor; at most max are written */
size_t adsp_inspect_threads(struct adsp_thread_info *out, size_t max);

/** A user thread that was killed: isolation fault, failed check of a system call, or hung. */
struct adsp_fault_info {
	char thread[24]; /* the culprit; user threads are named for their module */
	char kind[12]; /* "read", "write", "execute", "syscall", "linux", "view", "overflow", "oops", "hung", "signal" */
	char access[160]; /* where it went: "0x60012340 (hpsram + 0x12340, cached)"; the failed check */
	char victim[96]; /* whose memory that is: "kernel heap", "region of gain.2.0"; "" */
	char site[160];  /* the instruction: "function (file:line)" */
	char nearest[320]; /* the block there, or the nearest one, with its sites; "": none, or no ledger */
	char text[1024]; /* all of it, one line */
};

/** Faults since start, oldest first. Readable until the next start. @return their number; at most max are written */
size_t adsp_inspect_faults(struct adsp_fault_info *out, size_t max);

/** Jobs of data-processing modules that ended since start, by component. */
struct adsp_dp_info {
	char module[24]; /* "gain.1.0" */
	uint64_t jobs;
	uint64_t misses;   /* ended after their deadline */
	uint64_t worst_us; /* the latest of these: by how much */
};

/** In the order of their first jobs. Readable until the next start. @return number; at most max are written */
size_t adsp_inspect_dp(struct adsp_dp_info *out, size_t max);

/** A job that has ended, in virtual time. */
struct adsp_dp_job {
	const char *module; /* valid during the call */
	uint64_t end_us, deadline_us;
	uint32_t cost_us;
};

typedef void (*adsp_job_fn)(void *ctx, const struct adsp_dp_job *job);

/** Tell every job. Call before the start; it holds for all following machines. @param fn NULL: off */
void adsp_inspect_on_job(adsp_job_fn fn, void *ctx);

/** What user threads hold now. */
struct adsp_domain_info {
	uint32_t domains; /* with threads or partitions, besides the default one */
	uint32_t partitions;
	uint32_t objects; /* kernel objects that were allocated */
	uint32_t stacks;
};

void adsp_inspect_domains(struct adsp_domain_info *out);

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
