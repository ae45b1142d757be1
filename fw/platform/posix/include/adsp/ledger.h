/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ledger: who holds what in the firmware's memory, and what is wrong with it.
 *
 * Switched on before adsp_machine_start(), it records every region with its references and blocks, every block of
 * every heap, raw pages, fast_get copies, kernel objects and memory domains: when, on whose behalf, from which call
 * site. It keeps its records in host memory, where the firmware cannot see them. What a driver took must be gone when the
 * driver has gone: adsp_ledger_judge() says what is not. Other verdicts fall at once. A bad free is a verdict and goes
 * no further.
 *
 * All records stay readable after adsp_machine_stop(), until the next start. Off, it costs one branch per call.
 * The functions that fill an array return how many there are; at most max are written.
 */
#ifndef ADSP_LEDGER_H
#define ADSP_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ADSP_LEDGER_FRAMES 16
#define ADSP_LEDGER_NAME   64
#define ADSP_LEDGER_SYMBOL 160
#define ADSP_LEDGER_TEXT   1024
#define ADSP_LEDGER_SITES  4

/** Decides for the next adsp_machine_start(); off by default. */
void adsp_ledger_enable(bool on);

/** Does the machine that runs, or ran last, have a ledger? */
bool adsp_ledger_enabled(void);

/* ---- events ---- */

struct adsp_ledger_event {
	uint64_t time_us;                    /* virtual */
	const char *owner;                   /* module on whose behalf ("src.2.1"), or "firmware" */
	uintptr_t frame[ADSP_LEDGER_FRAMES]; /* return addresses, innermost first; 0 ends */
};

/**
 * Where it happened: the innermost function that is no allocation wrapper, as "function (file:line)", file
 * relative to the source tree.
 */
void adsp_ledger_site(const struct adsp_ledger_event *event, char *out, size_t size);

/**
 * The whole call stack, innermost first, inlined functions included.
 * @return number of lines; at most max are written
 */
size_t adsp_ledger_stack(const struct adsp_ledger_event *event, char (*out)[ADSP_LEDGER_SYMBOL],
			 size_t max);

/* ---- verdicts ---- */

enum adsp_ledger_kind {
	ADSP_LEDGER_GOOD,
	ADSP_LEDGER_REFERENCE_LEAK,    /* a region is still referenced at the end */
	ADSP_LEDGER_OVER_PUT,          /* a reference was given back by somebody who holds none */
	ADSP_LEDGER_USE_AFTER_DESTROY, /* get, alloc or free of a region that is gone */
	ADSP_LEDGER_WRONG_CONTEXT,     /* block of one region or heap freed to another */
	ADSP_LEDGER_DOUBLE_FREE,
	ADSP_LEDGER_INTERIOR_FREE, /* of an address inside a block */
	ADSP_LEDGER_FOREIGN_FREE,  /* of something that was never allocated */
	ADSP_LEDGER_OVERFLOW,      /* bytes behind a block were overwritten */
	ADSP_LEDGER_INTERIM_LEFT,  /* interim block in a region that is destroyed */
	ADSP_LEDGER_BLOCK_LEFT,    /* block of a heap, or pages, left at the end */
	ADSP_LEDGER_ALIAS,         /* block handed out through one alias, freed through the other */
	ADSP_LEDGER_SHARED_LINE,   /* a cached and an uncached block share a cache line */
	ADSP_LEDGER_FAST_GET,      /* gets and puts of a copy do not match */
	ADSP_LEDGER_TOUCHED,       /* a page of a destroyed region was accessed; the run ends */
	ADSP_LEDGER_OBJECT_LEFT,   /* kernel object left at the end */
	ADSP_LEDGER_DOMAIN_LEFT,   /* memory domain that was never ended */
	ADSP_LEDGER_PARTITION_LEFT, /* partition that outlives its domain's end or the memory it grants */
	ADSP_LEDGER_KINDS,
};

/** "reference-leak", "over-put", ...; "good". */
const char *adsp_ledger_kind_name(enum adsp_ledger_kind kind);

/** One thing that had a part in it. */
struct adsp_ledger_role {
	const char *role; /* "allocated", "freed", "taken", "destroyed", ... */
	struct adsp_ledger_event event;
};

struct adsp_ledger_verdict {
	enum adsp_ledger_kind kind;
	char memory[ADSP_LEDGER_NAME]; /* "vregion src.2.1", "heap kernel", "pages", "fast_get", "domain" */
	char module[ADSP_LEDGER_NAME]; /* on whose behalf the memory was taken */
	uint64_t time_us;
	uintptr_t address;   /* of the block, as handed out; of the region; 0: none */
	uint32_t size;       /* bytes */
	bool coherent;       /* handed out through the uncached alias */
	uint32_t references; /* left, for a reference leak */
	unsigned int num_sites;
	struct adsp_ledger_role sites[ADSP_LEDGER_SITES];
	char text[ADSP_LEDGER_TEXT]; /* one line, symbolised */
};

/** In the order in which they fell. The first 1000 are kept; the return value counts all. */
size_t adsp_ledger_verdicts(struct adsp_ledger_verdict *out, size_t max);

/** Number of verdicts so far. */
size_t adsp_ledger_verdict_count(void);

/**
 * Judge now: what was taken since the firmware had booted should be gone. Each leak is found once; call it again
 * after each repetition.
 * @return number of verdicts so far
 */
size_t adsp_ledger_judge(void);

/* ---- what there is and was ---- */

/** All regions of one name: a module that is made again gets another region under the same name. */
struct adsp_ledger_region {
	char name[ADSP_LEDGER_NAME]; /* module that created it, or "0x60040000" */
	uint32_t size; /* bytes of the largest; lifetime and interim part of that one */
	uint32_t lifetime_size;
	uint32_t interim_size;
	uint32_t lifetime_used; /* most in any of them; blocks count in whole cache lines */
	uint32_t interim_now;   /* in all that live */
	uint32_t interim_peak; /* how far blocks reached in any of them: a part of this size would have done */
	uint32_t refs_now;    /* to all that live */
	uint32_t refs_peak;   /* most to any of them */
	uint32_t generations; /* how many were created */
	uint32_t live;        /* how many of them are there now */
	uint32_t verdicts;
	enum adsp_ledger_kind verdict; /* first one */
};

/** In the order of their first creation. */
size_t adsp_ledger_regions(struct adsp_ledger_region *out, size_t max);

struct adsp_ledger_block {
	char memory[ADSP_LEDGER_NAME]; /* as in a verdict */
	const char *type; /* "lifetime", "interim", "heap", "pages"; of an object "event", "thread" */
	uintptr_t address; /* as handed out */
	uint32_t size;     /* bytes asked for */
	bool coherent;
	bool boot;   /* allocated before the firmware had booted */
	bool leaked; /* a verdict says so */
	struct adsp_ledger_event allocated;
};

/** Live blocks: heaps, then pages, then regions; oldest first. */
size_t adsp_ledger_blocks(struct adsp_ledger_block *out, size_t max);

struct adsp_ledger_reference {
	char memory[ADSP_LEDGER_NAME]; /* "vregion src.2.1" or "fast_get" */
	uintptr_t address;             /* of the region or the copy */
	uintptr_t holder; /* whom it was taken for; 0: not known, the creator, or no emulated memory */
	bool creator;
	struct adsp_ledger_event taken;
};

/** Live references to regions, and gets of fast_get copies; oldest region first. */
size_t adsp_ledger_references(struct adsp_ledger_reference *out, size_t max);

struct adsp_ledger_domain {
	uintptr_t address;
	bool boot; /* made before the firmware had booted, or the default one */
	struct adsp_ledger_event made;
};

/** Memory domains that were made and not ended, oldest first. */
size_t adsp_ledger_domains(struct adsp_ledger_domain *out, size_t max);

struct adsp_ledger_partition {
	char memory[ADSP_LEDGER_NAME]; /* whose memory it grants, as in a verdict; "": of no region or block */
	uintptr_t domain;              /* its address */
	uintptr_t address;             /* of the first byte */
	uint32_t size;                 /* bytes */
	bool writable;                 /* by user threads */
	bool boot;
	struct adsp_ledger_event added;
};

/** Partitions in them, by domain, oldest first. */
size_t adsp_ledger_partitions(struct adsp_ledger_partition *out, size_t max);

/* ---- history ---- */

/** One line of the history. Its texts are valid during the call. */
struct adsp_ledger_entry {
	const char *
		action; /* "create", "get", "put", "alloc", "free", "domain init", a verdict's name */
	const char *memory;
	const char *type; /* of a block; "" */
	uintptr_t address;
	uint32_t size;
	uint32_t references; /* to the region, after the event */
	const struct adsp_ledger_event *event;
};

typedef void (*adsp_ledger_log_fn)(void *ctx, const struct adsp_ledger_entry *entry);

/**
 * Tell every event as it happens. Call before the start; it holds for all following machines.
 * fn runs on the stack of whoever caused the event, which may be small: it should copy, and look up names later.
 * @param name	only what concerns this region or heap, or was done on behalf of this module; NULL: all
 * @param fn	NULL: off
 */
void adsp_ledger_log(const char *name, adsp_ledger_log_fn fn, void *ctx);

#endif
