/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inside of the ledger. Everything is in host memory; addresses of emulated memory are kept as offsets from the alias
 * base, so that no leak checker takes the records for references to a block.
 *
 *   state.c       whether it records, calls that are under way, addresses
 *   records.c     spaces (heaps, regions, pages), their blocks, and where a block is found by its address
 *   regions.c     regions and references
 *   copies.c      gets of fast_get copies
 *   domains.c     memory domains and their partitions
 *   frees.c       what is wrong with a pointer that is given back
 *   lines.c       cache lines and their users
 *   line_check.c  lines that users of both aliases share
 *   judge.c       what is left at the end
 *   verdicts.c    the list of verdicts, and their words
 *   quarantine.c  pages of destroyed regions
 *   nearest.c     the block that a fault was about
 *   events.c      time, owner and call stack of an event; the history
 *   symbols.c     names of return addresses
 *   wrap_*.c      where calls of the firmware are intercepted
 *   hooks.c       the observer of the machine's heaps and pages
 *
 * One row per name outlives all else, so that a block which was freed long ago can still say where it was.
 */
#ifndef POSIX_LEDGER_H
#define POSIX_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/ledger.h>

#define LEDGER_LINE CONFIG_DCACHE_LINE_SIZE

typedef struct adsp_ledger_event ledger_event;

/* Recording now? Zero until the first start that asks for it. */
extern bool ledger_on;

/** Zeroed host memory; a run without it has no sense. */
void *ledger_memory(size_t bytes);

/* ---- addresses ---- */

uint32_t ledger_offset(const void *ptr); /* 0: not in emulated memory */
uintptr_t ledger_address(uint32_t offset, bool coherent);

/* ---- events ---- */

/** @param site return address of the call that is recorded: where the stack begins */
void ledger_event_now(ledger_event *event, const void *site);
/** The same for code that was interrupted, from the signal's context. */
void ledger_event_of_signal(ledger_event *event, const void *registers);
void ledger_events_start(void);

struct ledger_row;
void ledger_log_event(const char *action, const struct ledger_row *row, const char *type,
		      uintptr_t address, uint32_t size, uint32_t references,
		      const ledger_event *event);

/** Machine code whose frames are no part of anybody's stack. */
#define LEDGER_WRAP __attribute__((section("ledger_wraps"), noinline, used))

/* ---- spaces and blocks ---- */

enum ledger_space_kind {
	SPACE_HEAP,
	SPACE_PAGES,
	SPACE_REGION
};

/* All spaces that had one name. */
struct ledger_row {
	struct ledger_row *next;
	enum ledger_space_kind kind;
	char memory[ADSP_LEDGER_NAME];     /* "heap kernel" */
	struct adsp_ledger_region figures; /* of regions; name and verdicts of all */
};

enum ledger_block_type {
	BLOCK_HEAP,
	BLOCK_PAGES,
	BLOCK_INTERIM,
	BLOCK_LIFETIME
};

struct ledger_block {
	struct ledger_block *at_same;     /* next one in the same slot of the index */
	struct ledger_block *prev, *next; /* live: in its space, oldest first */
	struct ledger_space *space;       /* NULL: freed */
	struct ledger_row *row;
	uint32_t offset;
	uint32_t size;
	enum ledger_block_type type;
	bool coherent;
	bool boot;
	bool reported;         /* a verdict has been given: no second one */
	bool ended_with_space; /* freed by the end of its space, not by a call */
	const char *object;    /* kind of kernel object that it is; NULL: none */
	uint32_t region_id;    /* part of that region's own metadata; 0: no */
	uint32_t copy;         /* made for that fast_get copy, LEDGER_NO_COPY; 0: by others */
	uintptr_t marker;      /* for leak checkers, see shadow.h */
	ledger_event allocated;
	ledger_event freed;
};

struct ledger_space {
	struct ledger_space *prev, *next; /* all that live, oldest first */
	enum ledger_space_kind kind;
	struct ledger_row *row;
	struct ledger_block *first, *last;
};

struct ledger_space *ledger_first_space(void);
void ledger_space_open(struct ledger_space *space, enum ledger_space_kind kind, const char *name);
/** Blocks that still live end; the caller frees the space itself. */
void ledger_space_close(struct ledger_space *space, const ledger_event *event);

struct ledger_row *ledger_first_row(void);

struct ledger_block *ledger_block_add(struct ledger_space *space, enum ledger_block_type type,
				      const void *ptr, size_t size, const ledger_event *event);
/** The block becomes a tombstone. */
void ledger_block_end(struct ledger_block *block, const ledger_event *event);
/** Leak checkers need not know it any more. */
void ledger_block_unmark(struct ledger_block *block);
/** The alias turned out to be the uncached one. */
void ledger_block_set_coherent(struct ledger_block *block);

/** Record of the block that begins there, alive or freed; NULL: none. */
struct ledger_block *ledger_block_at(const void *ptr);
/** Live block that covers the address; slow. */
struct ledger_block *ledger_block_around(const void *ptr);

const char *ledger_type_name(enum ledger_block_type type);
void ledger_records_reset(void);
void ledger_records_mark_boot(void);

/* ---- lines ---- */

void ledger_lines_reset(void);
void ledger_lines_add(const struct ledger_block *block);
void ledger_lines_remove(const struct ledger_block *block);
/** Does a user of the other alias stand in one of the block's lines? */
bool ledger_lines_have_other_users(const struct ledger_block *block);
bool ledger_lines_meet(const struct ledger_block *a, const struct ledger_block *b);
/** Complain when a block shares a line with a user of the other alias. */
void ledger_check_lines(struct ledger_block *block);

/* ---- regions ---- */

struct vregion;

struct ledger_reference {
	struct ledger_reference *next; /* newest first */
	uintptr_t holder;              /* inverted, as it may point anywhere; 0: not known */
	bool creator;
	ledger_event taken;
};

struct ledger_region {
	struct ledger_space space;  /* first: a space of kind SPACE_REGION is this */
	struct ledger_region *next; /* of those that live, or that were destroyed */
	uint32_t id;
	uint32_t vr; /* offset of the firmware's descriptor */
	uint32_t base, size, lifetime_size, interim_size;
	uint32_t interim_base; /* where its heap begins; base: it has none that is known */
	bool has_pages;        /* from the page pool, at base */
	bool pages_gone;
	bool reported;
	bool boot;
	bool exact;   /* the firmware reports which of its bytes are in use */
	bool guessed; /* a put was matched without knowing its holder */
	uint32_t lifetime_used, interim_now;
	uint32_t refs, gets;
	struct ledger_reference *references;
	struct ledger_reference *given_back; /* the last of each holder that has none now */
	ledger_event created;
	ledger_event last_put;
	ledger_event destroyed;
};

struct ledger_region *ledger_region_find(const struct vregion *vr);
struct ledger_region *ledger_region_find_destroyed(const struct vregion *vr);
struct ledger_region *ledger_region_by_id(uint32_t id);
struct ledger_region *ledger_region_by_pages(uint32_t base);

void ledger_region_created(struct vregion *vr, uint32_t base, uint32_t size, bool has_pages,
			   size_t lifetime, size_t interim, const ledger_event *event);
void ledger_region_got(struct ledger_region *region, const void *holder, const ledger_event *event);

/** Find and drop the reference that is given back. @return false: there is none, a verdict has been given */
bool ledger_region_put(struct ledger_region *region, const void *holder, const ledger_event *event);
void ledger_region_destroyed(struct ledger_region *region, const ledger_event *event);
void ledger_region_block(struct ledger_region *region, const struct ledger_block *block,
			 bool begins);
void ledger_regions_reset(void);
void ledger_regions_mark_boot(void);

/* ---- fast_get ---- */

struct ledger_copy {
	struct ledger_copy *next; /* oldest first */
	uint32_t sram, ctx, size;
	bool reported;
	ledger_event taken;
};

#define LEDGER_NO_COPY 1u /* no address: what was to be copied was not */

struct ledger_copy *ledger_first_copy(void);
bool ledger_copy_is_held(uint32_t sram);
/** Copies that were held at one time, at most; one that could not be made counts. */
unsigned int ledger_copies_most_held(void);
void ledger_copy_failed(void);
void ledger_copy_got(const void *ctx, const void *sram, size_t size, const ledger_event *event);
/** @return false: nothing to give back, a verdict has been given */
bool ledger_copy_put(const void *ctx, const void *sram, const ledger_event *event);
void ledger_copies_reset(void);

/* ---- domains ---- */

struct k_mem_domain;
struct k_mem_partition;

void ledger_domain_init(const struct k_mem_domain *domain, const void *site);
void ledger_domain_deinit(const struct k_mem_domain *domain, const void *site);
void ledger_partition_add(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			  const void *site);
void ledger_partition_remove(const struct k_mem_domain *domain, const struct k_mem_partition *part,
			     const void *site);

/** Complain about the domains and partitions that are left. */
void ledger_domains_judge(const ledger_event *event);
/** Memory goes back; complain when a domain grants it. */
void ledger_domains_memory_freed(uint32_t offset, uint32_t size, const ledger_event *event);
/** Does a domain stand in the block that has been complained about? */
bool ledger_domains_stand_in(const struct ledger_block *block);
void ledger_domains_mark_boot(void);
void ledger_domains_reset(void);

/* ---- frees ---- */

/** A pointer was given to `to` (its row's memory) that is no live block of it: say why. */
void ledger_bad_free(const char *to, const void *ptr, const ledger_event *event);
/** A block is freed whose heap finds that it was written past its end. */
void ledger_overflow(struct ledger_block *block, const ledger_event *event);
/** Complain when a block is freed through the other alias. */
void ledger_check_alias(const struct ledger_block *block, const void *ptr,
			const ledger_event *event);

/** A heap's memory goes back: what is in it was never freed. */
void ledger_judge_heap_end(struct ledger_space *heap, const ledger_event *event);

/* ---- verdicts ---- */

/**
 * Start a verdict. The caller fills in what it knows and adds sites; the words are made when somebody asks for them.
 * @return never NULL
 */
struct adsp_ledger_verdict *ledger_verdict(enum adsp_ledger_kind kind, struct ledger_row *row,
					   const ledger_event *event);
void ledger_verdict_block(struct adsp_ledger_verdict *verdict, struct ledger_block *block);
void ledger_verdict_site(struct adsp_ledger_verdict *verdict, const char *role,
			 const ledger_event *event);
/** Words that the sites do not hold; printf-style. */
void ledger_verdict_note(struct adsp_ledger_verdict *verdict, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/** Replace the note by the whole line. Only for a copy. */
void ledger_verdict_put_in_words(struct adsp_ledger_verdict *verdict);
void ledger_verdicts_invert_addresses(void);
void ledger_verdicts_reset(void);

/* ---- quarantine ---- */

void ledger_quarantine_reset(void);
/** @return the verdict when a freed page was touched, else NULL */
const struct adsp_ledger_verdict *ledger_quarantine_touched(const void *addr,
							    const ledger_event *event);
bool ledger_quarantine_holds(const void *ptr);
void ledger_pages_hold(void *ptr, size_t bytes, const void *site);
/** Give back the oldest half of the pages. @return false: there were none */
bool ledger_pages_release(void (*give_back)(void *ptr));

/* ---- symbols ---- */

/** Give up the debug information; names that were looked up stay. */
void ledger_symbols_close(void);

/* ---- calls that are under way ---- */

extern struct ledger_calls {
	unsigned int region;          /* inside a vregion_*() function */
	unsigned int heap;            /* inside an alloc function that may convert the alias */
	const void *holder;           /* given to mod_alloc_ctx_*() */
	struct ledger_block *freeing; /* by vregion_free(), which takes it for good */
	uint32_t pages, pages_bytes;  /* taken since vregion_create() began */
	uint32_t interim_base;        /* of the heap that it made */
	bool idle_reported; /* platform_memory_idle() was called since vregion_create() began */
	bool collecting;    /* keep the heap blocks that are allocated now */
	unsigned int num_collected;
	struct ledger_block *collected[8];
} ledger_calls;

#endif
