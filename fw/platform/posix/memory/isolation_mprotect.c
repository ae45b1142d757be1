/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Isolation by page protection. Where memory stands, low to high:
 *
 *   0x40000000 banks, uncached | the firmware's .data and .bss | 0x60000000 banks, cached
 *
 * and in the banks what belongs to the kernel, then the stacks and the regions of user threads, then what nobody uses.
 * What a change of view costs is the number of mprotect() calls, of mappings in their ranges, of page tables that hold
 * a page, of those pages, and of the 2 MiB steps through what is empty. So
 * - what nobody uses is away: it need not be closed, and the first module's view closes one range of each alias;
 * - the variables are memory of the same file as the banks, so that the two are one mapping;
 * - mappings that are protected apart stay apart (memory_set_apart());
 * - with each new view the page tables of what it closes are dropped: pages that were touched once cost nothing after;
 * - ranges are not joined over the gap between the aliases: its steps take longer than a call.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "base/context.h"
#include "base/debugger.h"
#include "base/linux_calls.h"
#include "base/panic.h"
#include "base/valgrind.h"
#include "memory/isolation.h"
#include "memory/memory_map.h"

#define MAX_SPANS (2 * ADSP_MAX_BANKS + 1 + MMU_MAX_CODE)

static bool fills_at_once;                /* else fill() does, at the first access */
static struct mmu_range spans[MAX_SPANS]; /* memory that user mode must not touch but by grant */
static unsigned int num_spans;

/* What is forbidden to each thread. */
struct closed {
	struct mmu_range range[MAX_SPANS + MMU_MAX_GRANTS];
	unsigned int count;
};

static struct closed closed_to[Z_MAX_THREADS];
static const struct closed *closed; /* now; NULL: nothing is */

/* ---- layout ---- */

/* Spans that touch become one. */
static void join_spans(void)
{
	unsigned int i, n = 0;

	for (i = 1; i < num_spans; i++) {
		if (spans[n].end == spans[i].start)
			spans[n].end = spans[i].end;
		else
			spans[++n] = spans[i];
	}
	num_spans = num_spans ? n + 1 : 0;
}

static void use(struct mmu_range cached, bool used)
{
	memory_protect((void *)cached.start, cached.end - cached.start,
		       used ? PROT_READ | PROT_WRITE : PROT_NONE);
}

/* What no area has: the end of hpsram, and dram but for the libraries there. */
static void close_the_rest(void)
{
	struct mmu_range rest;
	size_t bytes = 0;

	rest.start = (uintptr_t)memory_area(MEMORY_PAGES, &bytes);
	rest.start += bytes;
	rest.end = memory_bank_end(rest.start - 1);
	if (rest.start < rest.end)
		use(rest, false);
	rest.start = (uintptr_t)memory_dram(&bytes);
	rest.end = rest.start + bytes;
	if (rest.start)
		use(rest, false);
}

static void start(void)
{
	struct mmu_range data = mmu_firmware_data();
	struct mmu_range bank;
	unsigned int i;

	/* Valgrind repeats an access that faulted with registers that may be old */
	fills_at_once = under_valgrind() || debugger_present;
	num_spans = 0;
	closed = NULL;
	for (i = 0; memory_bank_range(i, &bank.start, &bank.end); i++)
		mmu_add_sorted(spans, &num_spans, bank);
	if (data.end > data.start)
		mmu_add_sorted(spans, &num_spans, data);
	join_spans();
	close_the_rest();
}

static void stop(void)
{
	num_spans = 0;
}

/* ---- code that was loaded ---- */

/* What is left of a span on both sides; the spans stay in order. */
static void cut_spans(struct mmu_range code)
{
	unsigned int i, n = num_spans;

	for (i = 0; i < n; i++) {
		struct mmu_range behind = { code.end, spans[i].end };

		if (code.start < spans[i].start || code.end > spans[i].end)
			continue;
		spans[i].end = code.start;
		mmu_add_sorted(spans, &num_spans, behind);
		return;
	}
}

static void join_cut(struct mmu_range code)
{
	unsigned int i;

	for (i = 0; i + 1 < num_spans; i++) {
		if (spans[i].end != code.start || spans[i + 1].start != code.end)
			continue;
		spans[i].end = spans[i + 1].end;
		num_spans--;
		memmove(&spans[i + 1], &spans[i + 2], (num_spans - i - 1) * sizeof(spans[0]));
		return;
	}
}

/* ---- the view ---- */

static void set_protection(struct mmu_range range, int prot)
{
	if (mprotect((void *)range.start, range.end - range.start, prot))
		panic_host("mprotect of 0x%lx-0x%lx: %s", (unsigned long)range.start,
			   (unsigned long)range.end, strerror(errno));
}

/* Unmapped pages fault whatever their protection: those at the ends of the range are left out. */
static void add_closed(struct closed *c, uintptr_t from, uintptr_t to)
{
	while (from < to && memory_is_away(from))
		from += MEMORY_PAGE;
	while (from < to && memory_is_away(to - MEMORY_PAGE))
		to -= MEMORY_PAGE;
	if (from < to)
		c->range[c->count++] = (struct mmu_range){ from, to };
}

/* All of the spans but the grants. */
static void find_closed(struct closed *c, const struct mmu_range *writable, unsigned int count)
{
	unsigned int i, g = 0;

	c->count = 0;
	for (i = 0; i < num_spans; i++) {
		uintptr_t at = spans[i].start;

		for (; g < count && writable[g].start < spans[i].end; g++) {
			add_closed(c, at, writable[g].start);
			if (writable[g].end > at)
				at = writable[g].end;
		}
		add_closed(c, at, spans[i].end);
	}
}

static void enter(const struct k_thread *thread, const struct mmu_view *view, bool changed)
{
	struct closed *own = &closed_to[thread->index];
	unsigned int i;

	if (changed) {
		find_closed(own, view->writable, view->num_writable);
		for (i = 0; i < own->count; i++)
			memory_forget_pages(own->range[i].start,
					    own->range[i].end - own->range[i].start);
	}
	closed = own;
	for (i = 0; i < own->count; i++)
		set_protection(own->range[i], PROT_NONE);
	for (i = 0; fills_at_once && i < view->num_readable; i++)
		set_protection(view->readable[i], PROT_READ);
}

static void leave(void)
{
	unsigned int i;

	for (i = 0; closed && i < closed->count; i++)
		set_protection(closed->range[i], PROT_READ | PROT_WRITE);
	closed = NULL;
}

static bool fill(uintptr_t page)
{
	return !mprotect((void *)page, MEMORY_PAGE, PROT_READ);
}

/* ---- grants ---- */

static void set_apart(const struct k_mem_partition *part, bool apart)
{
	if (part->attr & Z_MEM_U_W && memory_contains((void *)part->start, part->size))
		memory_set_apart(part->start, part->size, apart);
}

static void grant(const struct k_mem_domain *domain, const struct k_mem_partition *part)
{
	set_apart(part, true);
}

static void revoke(const struct k_mem_domain *domain, const struct k_mem_partition *part)
{
	set_apart(part, false);
}

const struct isolation isolation_mprotect = {
	.id = ADSP_ISOLATION_MPROTECT,
	.name = "mprotect",
	.start = start,
	.stop = stop,
	.enter = enter,
	.leave = leave,
	.fill = fill,
	.use = use,
	.grant = grant,
	.revoke = revoke,
	.open_code = cut_spans,
	.close_code = join_cut,
};
