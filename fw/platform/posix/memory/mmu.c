/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where memory stands, low to high:
 *
 *   0x40000000 banks, uncached | 0x60000000 banks, cached | 0x68000000 the firmware's .data and .bss
 *
 * What a change of view costs is the number of mprotect() calls, of mappings in their ranges, of page tables that hold
 * a page, of those pages, and of the 2 MiB steps through what is empty. So mappings that are protected apart stay apart
 * (memory_set_apart()), and a gap is passed over only where that keeps the calls below MAX_CALLS.
 *
 * The gaps are filled with mappings that hold nothing: whoever touches them gets SIGBUS whatever their protection.
 * Where a gap is taken by somebody else (Valgrind), the ranges on its two sides are always protected one by one.
 */
#include <errno.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/kernel.h>

#include "base/context.h"
#include "base/linux_calls.h"
#include "base/panic.h"
#include "memory/memory_map.h"
#include "memory/mmu.h"

#define MAX_CODE      15 /* libraries */
#define MAX_SPANS     (2 * ADSP_MAX_BANKS + 1 + MAX_CODE)
#define MAX_GRANTS    (CONFIG_MAX_DOMAIN_PARTITIONS + 1)
#define MAX_CONSTANTS (8 + MAX_CODE)
#define MAX_CALLS     4 /* of mprotect(), where gaps allow it */

struct range {
	uintptr_t start, end;
};

/* Set by the linker script around the firmware's .data and .bss; absent when there are none. */
extern char __firmware_data_start[] __attribute__((weak));
extern char __firmware_data_end[] __attribute__((weak));

static bool protects;                 /* the chosen isolation */
static bool fills_at_once;            /* else mmu_fill() does, at the first access */
static struct range spans[MAX_SPANS]; /* memory that user mode must not touch but by grant */
static unsigned int num_spans;
static struct range gaps[MAX_SPANS]; /* between two spans, filled by us */
static unsigned int num_gaps;
static struct range constants[MAX_CONSTANTS];
static unsigned int num_constants;
static struct range user_stack; /* of the thread that runs in user mode */

/* What is forbidden now, and what may come in. */
static struct range closed[MAX_SPANS + MAX_GRANTS];
static unsigned int num_closed;
static struct range readable[CONFIG_MAX_DOMAIN_PARTITIONS];
static unsigned int num_readable;

/* ---- layout ---- */

static struct range firmware_data(void)
{
	uintptr_t start = (uintptr_t)__firmware_data_start;
	uintptr_t end = (uintptr_t)__firmware_data_end;

	return (struct range){ start & ~(uintptr_t)(MEMORY_PAGE - 1),
			       ROUND_UP(end, (uintptr_t)MEMORY_PAGE) };
}

bool mmu_is_firmware_data(uintptr_t addr)
{
	return addr >= (uintptr_t)__firmware_data_start && addr < (uintptr_t)__firmware_data_end;
}

static void add_sorted(struct range *list, unsigned int *count, struct range new)
{
	unsigned int i = (*count)++;

	for (; i && list[i - 1].start > new.start; i--)
		list[i] = list[i - 1];
	list[i] = new;
}

/* Spans that touch become one; the gaps between the others are filled. */
static void join_spans(void)
{
	unsigned int i, n = 0;

	for (i = 1; i < num_spans; i++) {
		struct range gap = { spans[n].end, spans[i].start };

		if (gap.start == gap.end) {
			spans[n].end = spans[i].end;
			continue;
		}
		if (memory_map_nothing(gap.start, gap.end - gap.start, true))
			gaps[num_gaps++] = gap;
		spans[++n] = spans[i];
	}
	num_spans = num_spans ? n + 1 : 0;
}

static int note_constants(struct dl_phdr_info *info, size_t size, void *arg)
{
	const ElfW(Phdr) *header = info->dlpi_phdr;
	unsigned int i;

	for (i = 0; i < info->dlpi_phnum && num_constants < MAX_CONSTANTS; i++, header++) {
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		if ((header->p_type == PT_LOAD && !(header->p_flags & PF_W)) ||
		    header->p_type == PT_GNU_RELRO)
			constants[num_constants++] =
				(struct range){ start, start + header->p_memsz };
	}
	return 1; /* the program itself comes first; libraries are no part of the DSP */
}

/* There each mprotect() costs milliseconds. */
static bool under_valgrind(void)
{
#if __has_include(<valgrind/valgrind.h>)
	return RUNNING_ON_VALGRIND;
#else
	return false;
#endif
}

static enum adsp_isolation chosen(enum adsp_isolation wish)
{
	if (wish != ADSP_ISOLATION_DEFAULT)
		return wish;
	return under_valgrind() ? ADSP_ISOLATION_NONE : ADSP_ISOLATION_MPROTECT;
}

void mmu_start(enum adsp_isolation isolation)
{
	struct range data = firmware_data();
	struct range bank;
	unsigned int i;

	context.user_mode = false;
	protects = chosen(isolation) == ADSP_ISOLATION_MPROTECT;
	/* Valgrind repeats an access that faulted with registers that may be old */
	fills_at_once = under_valgrind();
	num_spans = 0;
	num_gaps = 0;
	num_closed = 0;
	num_readable = 0;
	num_constants = 0;
	dl_iterate_phdr(note_constants, NULL);
	if (!protects)
		return;
	for (i = 0; memory_bank_range(i, &bank.start, &bank.end); i++)
		add_sorted(spans, &num_spans, bank);
	if (data.end > data.start)
		add_sorted(spans, &num_spans, data);
	join_spans();
}

void mmu_stop(void)
{
	mmu_leave_user();
	while (num_gaps) {
		num_gaps--;
		munmap((void *)gaps[num_gaps].start, gaps[num_gaps].end - gaps[num_gaps].start);
	}
	num_spans = 0;
	protects = false;
}

enum adsp_isolation adsp_machine_isolation(void)
{
	return protects ? ADSP_ISOLATION_MPROTECT : ADSP_ISOLATION_NONE;
}

/* ---- code that was loaded ---- */

/* What is left of a span on both sides; the spans stay in order. */
static void cut_spans(struct range code)
{
	unsigned int i, n = num_spans;

	for (i = 0; i < n; i++) {
		struct range behind = { code.end, spans[i].end };

		if (code.start < spans[i].start || code.end > spans[i].end)
			continue;
		spans[i].end = code.start;
		add_sorted(spans, &num_spans, behind);
		return;
	}
}

static void join_cut(struct range code)
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

bool mmu_open_code(uintptr_t start, size_t bytes)
{
	const struct range code = { start, start + bytes };

	if (num_constants == MAX_CONSTANTS || num_spans == MAX_SPANS)
		return false;
	memory_set_apart(start, bytes, true);
	if (mprotect((void *)start, bytes, PROT_READ | PROT_EXEC))
		return false;
	constants[num_constants++] = code;
	cut_spans(code);
	return true;
}

void mmu_close_code(uintptr_t start, size_t bytes)
{
	unsigned int i;

	for (i = 0; i < num_constants; i++) {
		if (constants[i].start == start)
			constants[i] = constants[--num_constants];
	}
	join_cut((struct range){ start, start + bytes });
	mprotect((void *)start, bytes, PROT_READ | PROT_WRITE);
	memory_set_apart(start, bytes, false);
}

/* ---- the view ---- */

static void set_protection(struct range range, int prot)
{
	if (mprotect((void *)range.start, range.end - range.start, prot))
		panic_at(__FILE__, __LINE__, "mprotect of 0x%lx-0x%lx: %s",
			 (unsigned long)range.start, (unsigned long)range.end, strerror(errno));
}

static struct range stack_range(const struct k_thread *thread)
{
	uintptr_t start = thread->stack_info.start;

	return (struct range){ start, start + thread->stack_info.size };
}

/* Writable grants in order of address; the readable ones are set aside. */
static unsigned int sort_grants(const struct k_thread *thread, struct range *writable)
{
	unsigned int count = 0, i;

	num_readable = 0;
	add_sorted(writable, &count, stack_range(thread));
	for (i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		const struct k_mem_partition *part =
			&thread->mem_domain_info.mem_domain->partitions[i];
		struct range range = { part->start, part->start + part->size };

		if (!part->size)
			continue;
		if (part->attr & Z_MEM_U_W)
			add_sorted(writable, &count, range);
		else if (part->attr & Z_MEM_U_R)
			readable[num_readable++] = range;
	}
	return count;
}

/* Unmapped pages fault whatever their protection: those at the ends of the range are left out. */
static void add_closed(uintptr_t start, uintptr_t end)
{
	while (start < end && memory_is_away(start))
		start += MEMORY_PAGE;
	while (start < end && memory_is_away(end - MEMORY_PAGE))
		end -= MEMORY_PAGE;
	if (start < end)
		closed[num_closed++] = (struct range){ start, end };
}

/* All of the spans but the grants. */
static void find_closed(const struct range *writable, unsigned int count)
{
	unsigned int i, g = 0;

	num_closed = 0;
	for (i = 0; i < num_spans; i++) {
		uintptr_t at = spans[i].start;

		for (; g < count && writable[g].start < spans[i].end; g++) {
			add_closed(at, writable[g].start);
			if (writable[g].end > at)
				at = writable[g].end;
		}
		add_closed(at, spans[i].end);
	}
}

static bool is_gap(uintptr_t start, uintptr_t end)
{
	unsigned int i;

	for (i = 0; i < num_gaps; i++) {
		if (gaps[i].start == start && gaps[i].end == end)
			return true;
	}
	return false;
}

/* The closed range that is joined to the one before it over the smallest gap; 0: none can be. */
static unsigned int nearest_to_its_neighbour(void)
{
	uintptr_t width, best_width = UINTPTR_MAX;
	unsigned int i, best = 0;

	for (i = 1; i < num_closed; i++) {
		width = closed[i].start - closed[i - 1].end;
		if (width < best_width && is_gap(closed[i - 1].end, closed[i].start)) {
			best = i;
			best_width = width;
		}
	}
	return best;
}

/* A gap costs less than a call too many. */
static void join_closed(void)
{
	unsigned int i;

	while (num_closed > MAX_CALLS && (i = nearest_to_its_neighbour())) {
		closed[i - 1].end = closed[i].end;
		num_closed--;
		memmove(&closed[i], &closed[i + 1], (num_closed - i) * sizeof(closed[0]));
	}
}

void mmu_enter_user(const struct k_thread *thread)
{
	struct range writable[MAX_GRANTS];
	unsigned int i;

	if (context.user_mode)
		return;
	user_stack = stack_range(thread);
	if (protects) {
		find_closed(writable, sort_grants(thread, writable));
		join_closed();
		for (i = 0; i < num_closed; i++)
			set_protection(closed[i], PROT_NONE);
		for (i = 0; fills_at_once && i < num_readable; i++)
			set_protection(readable[i], PROT_READ);
	}
	context.user_mode = true;
	if (protects)
		*context.linux_calls = LINUX_CALLS_TRAP;
}

bool mmu_has_user_stack(const void *here, size_t bytes)
{
	uintptr_t at = (uintptr_t)here;

	return at >= user_stack.start && at < user_stack.end && at - user_stack.start >= bytes;
}

void mmu_leave_user(void)
{
	unsigned int i;

	if (!context.user_mode)
		return;
	*context.linux_calls = LINUX_CALLS_PASS;
	context.user_mode = false;
	for (i = 0; i < num_closed; i++)
		set_protection(closed[i], PROT_READ | PROT_WRITE);
	num_closed = 0;
}

bool mmu_fill(uintptr_t addr, bool write)
{
	uintptr_t page = addr & ~(uintptr_t)(MEMORY_PAGE - 1);
	unsigned int i = 0;
	bool filled;

	while (i < num_readable && (addr < readable[i].start || addr >= readable[i].end))
		i++;
	if (write || i == num_readable)
		return false;
	*context.linux_calls = LINUX_CALLS_PASS;
	filled = !mprotect((void *)page, MEMORY_PAGE, PROT_READ);
	*context.linux_calls = LINUX_CALLS_TRAP;
	return filled;
}

/* ---- what a thread may touch ---- */

static bool covers(struct range range, uintptr_t *start, uintptr_t end)
{
	if (*start < range.start || *start >= range.end)
		return false;
	*start = MIN(end, range.end);
	return true;
}

/* Does one grant cover the first bytes? Then go on behind it. */
static bool advance(const struct k_thread *thread, uintptr_t *start, uintptr_t end, bool write)
{
	k_mem_partition_attr_t needed = write ? Z_MEM_U_W : Z_MEM_U_R;
	unsigned int i;

	if (covers(stack_range(thread), start, end))
		return true;
	for (i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		const struct k_mem_partition *part =
			&thread->mem_domain_info.mem_domain->partitions[i];

		if (part->size && part->attr & needed &&
		    covers((struct range){ part->start, part->start + part->size }, start, end))
			return true;
	}
	for (i = 0; !write && i < num_constants; i++) {
		if (covers(constants[i], start, end))
			return true;
	}
	return false;
}

bool mmu_may_access(const struct k_thread *thread, uintptr_t start, size_t size, bool write)
{
	uintptr_t end = start + size;

	if (end < start)
		return false;
	while (start < end) {
		if (!advance(thread, &start, end, write))
			return false;
	}
	return true;
}
