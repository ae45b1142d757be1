/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Isolation by memory protection keys (x86-64 with PKU): each page has one of 16 keys, and a register of the processor
 * says which keys the OS thread may use. Going to user mode and back is one write of that register.
 *
 * All of emulated memory and the firmware's variables have the key `closed`. What a thread may write has a key of its own,
 * as long as there are keys: then the thread that was not in user mode for longest gives its key away. What it may read
 * gets the key `readable` at the first touch, and keeps it until another thread goes to user mode.
 *
 * User code could write the register, too. And Linux begins each signal handler with a register that closes all keys but
 * the first, so handlers open them (handler()).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "base/panic.h"
#include "memory/isolation.h"
#include "memory/memory_map.h"

#if defined(__x86_64__)

#include <cpuid.h>

#define MAX_KEYS    16
#define OSPKE       (1u << 4) /* in ecx: Linux has switched them on */
#define MAX_FILLED  64
#define NO_ACCESS   1u
#define NO_WRITE    2u
#define ALL_CLOSED  0x55555555u
#define KEY(n, how) ((uint32_t)(how) << (2 * (n)))

/* A key and who has it. */
struct owner {
	int key;
	const struct k_thread *thread; /* NULL: nobody */
	struct mmu_view view;          /* what has the key: the writable ranges */
	unsigned long last;            /* when it was in user mode */
};

static int closed, readable;
static struct owner owners[MAX_KEYS];
static unsigned int num_owners;
static struct owner *current; /* in user mode now, or last */
static unsigned long turns;
static uintptr_t filled[MAX_FILLED];
static unsigned int num_filled;

static inline void set_register(uint32_t value)
{
	__asm__ volatile("wrpkru" : : "a"(value), "c"(0), "d"(0) : "memory");
}

static void set_key(struct mmu_range range, int prot, int key)
{
	if (pkey_mprotect((void *)range.start, range.end - range.start, prot, key))
		panic_host("pkey_mprotect of 0x%lx-0x%lx: %s", (unsigned long)range.start,
			   (unsigned long)range.end, strerror(errno));
}

static void close_range(struct mmu_range range)
{
	set_key(range, PROT_READ | PROT_WRITE, closed);
}

/* ---- keys ---- */

static bool works(char *why, size_t why_size)
{
	unsigned int eax, ebx, ecx = 0, edx;

	if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && ecx & OSPKE)
		return true;
	snprintf(why, why_size, "the processor, or Linux, has no memory protection keys (pku)");
	return false;
}

static void start(void)
{
	struct mmu_range range = mmu_firmware_data();
	unsigned int i;
	int key;

	closed = pkey_alloc(0, 0);
	readable = pkey_alloc(0, 0);
	num_owners = 0;
	current = NULL;
	num_filled = 0;
	while (num_owners < MAX_KEYS && (key = pkey_alloc(0, 0)) >= 0)
		owners[num_owners++] = (struct owner){ .key = key };
	if (closed < 0 || readable < 0 || !num_owners)
		panic_host("no memory protection keys are left");
	if (range.end > range.start)
		close_range(range);
	for (i = 0; memory_bank_range(i, &range.start, &range.end); i++)
		close_range(range);
}

static void stop(void)
{
	struct mmu_range range = mmu_firmware_data();
	unsigned int i;

	if (range.end > range.start)
		set_key(range, PROT_READ | PROT_WRITE, 0);
	for (i = 0; memory_bank_range(i, &range.start, &range.end); i++)
		set_key(range, PROT_READ | PROT_WRITE, 0);
	while (num_owners)
		pkey_free(owners[--num_owners].key);
	pkey_free(readable);
	pkey_free(closed);
}

static void give_up_key(struct owner *owner)
{
	unsigned int i;

	for (i = 0; i < owner->view.num_writable; i++)
		close_range(owner->view.writable[i]);
	owner->view.num_writable = 0;
	owner->thread = NULL;
}

/* Its own, a free one, or another's. */
static struct owner *owner_for(const struct k_thread *thread)
{
	struct owner *found = &owners[0];
	unsigned int i;

	for (i = 0; i < num_owners; i++) {
		if (owners[i].thread == thread)
			return &owners[i];
	}
	for (i = 1; i < num_owners; i++) {
		if (found->thread && (!owners[i].thread || owners[i].last < found->last))
			found = &owners[i];
	}
	if (found->thread)
		give_up_key(found);
	found->thread = thread;
	return found;
}

/* ---- the view ---- */

static bool has_range(const struct mmu_view *view, struct mmu_range range)
{
	unsigned int i;

	for (i = 0; i < view->num_writable; i++) {
		if (view->writable[i].start == range.start && view->writable[i].end == range.end)
			return true;
	}
	return false;
}

static void change_view(struct owner *owner, const struct mmu_view *view)
{
	unsigned int i;

	for (i = 0; i < owner->view.num_writable; i++) {
		if (!has_range(view, owner->view.writable[i]))
			close_range(owner->view.writable[i]);
	}
	for (i = 0; i < view->num_writable; i++) {
		if (!has_range(&owner->view, view->writable[i]))
			set_key(view->writable[i], PROT_READ | PROT_WRITE, owner->key);
	}
	owner->view = *view;
}

static bool is_as_before(const struct mmu_view *a, const struct mmu_view *b)
{
	return a->num_writable == b->num_writable &&
	       !memcmp(a->writable, b->writable, a->num_writable * sizeof(a->writable[0]));
}

static void drop_filled(void)
{
	while (num_filled) {
		uintptr_t page = filled[--num_filled];

		close_range((struct mmu_range){ page, page + MEMORY_PAGE });
	}
}

static void enter(const struct k_thread *thread, const struct mmu_view *view, bool changed)
{
	struct owner *owner = current;

	if (!owner || owner->thread != thread) {
		drop_filled();
		owner = owner_for(thread);
		current = owner;
	}
	if (!is_as_before(&owner->view, view))
		change_view(owner, view);
	owner->last = ++turns;
	set_register((ALL_CLOSED & ~KEY(0, NO_ACCESS) & ~KEY(owner->key, NO_ACCESS) &
		      ~KEY(readable, NO_ACCESS)) |
		     KEY(readable, NO_WRITE));
}

static void leave(void)
{
	set_register(0);
}

static bool set_key_of_page(uintptr_t page, int key)
{
	return !pkey_mprotect((void *)page, MEMORY_PAGE, PROT_READ | PROT_WRITE, key);
}

/* From a signal handler, with everything open; it ends with the register of user mode. The oldest page gives way. */
static bool fill(uintptr_t page)
{
	static unsigned int oldest;
	unsigned int slot = num_filled;

	if (num_filled == MAX_FILLED) {
		slot = oldest++ % MAX_FILLED;
		if (!set_key_of_page(filled[slot], closed))
			return false;
	}
	if (!set_key_of_page(page, readable))
		return false;
	filled[slot] = page;
	num_filled = MAX(num_filled, slot + 1);
	return true;
}

/* ---- changes ---- */

static void revoke(const struct k_mem_domain *domain, const struct k_mem_partition *part)
{
	const struct mmu_range range = { part->start, part->start + part->size };
	unsigned int i, n;

	drop_filled();
	for (i = 0; i < num_owners; i++) {
		struct mmu_view *view = &owners[i].view;

		if (!owners[i].thread || owners[i].thread->mem_domain_info.mem_domain != domain)
			continue;
		for (n = 0; n < view->num_writable; n++) {
			if (view->writable[n].start != range.start)
				continue;
			close_range(range);
			view->num_writable--;
			memmove(&view->writable[n], &view->writable[n + 1],
				(view->num_writable - n) * sizeof(view->writable[0]));
			break;
		}
	}
}

static void end(const struct k_thread *thread)
{
	unsigned int i;

	for (i = 0; i < num_owners; i++) {
		if (owners[i].thread == thread)
			give_up_key(&owners[i]);
	}
}

static void open_code(struct mmu_range code)
{
	set_key(code, PROT_READ | PROT_EXEC, 0);
}

const struct isolation isolation_pkey = {
	.id = ADSP_ISOLATION_PKEY,
	.name = "pkey",
	.works = works,
	.start = start,
	.stop = stop,
	.enter = enter,
	.leave = leave,
	.fill = fill,
	.handler = leave,
	.revoke = revoke,
	.end = end,
	.mapped = close_range,
	.open_code = open_code,
	.close_code = close_range,
};

#else

static bool works(char *why, size_t why_size)
{
	snprintf(why, why_size, "this processor has no memory protection keys");
	return false;
}

const struct isolation isolation_pkey = {
	.id = ADSP_ISOLATION_PKEY,
	.name = "pkey",
	.works = works,
};

#endif
