/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's memory before and after an attack: each time the attacker goes to user mode, every page that it may not
 * write is summed up, and again when it is caught, before the kernel has done anything about it. What is found goes to
 * standard error at the end. It wraps the machine's mmu_enter_user() and baton_escape().
 *
 * And after a fault the same run is made again in the same machine, without the attack; its samples go to the same
 * outputs, behind those of the first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/audio/module_adapter/user_module.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "base/context.h"
#include "cli/run_execute.h"
#include "guard.h"
#include "memory/memory_map.h"
#include "memory/mmu.h"
#include "memory/shadow.h"
#include "sched/baton.h"

#define MAX_PAGES 0x4000

extern char __firmware_data_start[], __firmware_data_end[];

struct sum {
	uintptr_t page;
	uint64_t value;
};

bool guard_armed;
static bool over; /* the attacker has been caught */

uintptr_t guard_dram(void)
{
	uintptr_t at = ADSP_CACHED_BASE;
	const char *bank;
	uint32_t offset;

	while ((bank = memory_bank_of((void *)at, &offset)) && strcmp(bank, "dram"))
		at += MEMORY_PAGE;
	return at;
}

static struct sum before[MAX_PAGES], after[MAX_PAGES];
static size_t num_before, num_after;
static uintptr_t changed;
static bool compared;

/* ---- sums ---- */

SHADOW_BLIND static uint64_t sum_of(const uint64_t *words)
{
	uint64_t sum = 0xcbf29ce484222325u;

	for (size_t i = 0; i < MEMORY_PAGE / sizeof(*words); i++)
		sum = (sum ^ ((const volatile uint64_t *)words)[i]) * 0x100000001b3u;
	return sum;
}

/* @return number of sums in the list now */
static size_t add_range(const struct k_thread *thread, uintptr_t start, uintptr_t end,
			struct sum *list, size_t count)
{
	static unsigned char present[0x10000];

	start &= ~(uintptr_t)(MEMORY_PAGE - 1);
	end = ROUND_UP(end, (uintptr_t)MEMORY_PAGE);
	if ((end - start) / MEMORY_PAGE > sizeof(present) ||
	    mincore((void *)start, end - start, present))
		abort();
	for (uintptr_t page = start; page < end; page += MEMORY_PAGE) {
		/* pages that nobody has ever touched stay untouched; what is the attacker's may change */
		if (!(present[(page - start) / MEMORY_PAGE] & 1) ||
		    mmu_may_access(thread, page, MEMORY_PAGE, true))
			continue;
		if (count == MAX_PAGES)
			abort();
		list[count++] = (struct sum){ page, sum_of((const uint64_t *)page) };
	}
	return count;
}

/* Through the cached alias: the other one shows the same memory. */
static size_t take_sums(const struct k_thread *thread, struct sum *list)
{
	uintptr_t start, end;
	size_t count = 0;

	shadow_blind_begin();
	for (unsigned int i = 0; memory_bank_range(i, &start, &end); i++) {
		if (start & ADSP_ALIAS_BIT)
			count = add_range(thread, start, end, list, count);
	}
	count = add_range(thread, (uintptr_t)__firmware_data_start, (uintptr_t)__firmware_data_end,
			  list, count);
	shadow_blind_end();
	return count;
}

/* A page that was not there before holds nothing. */
static void compare(void)
{
	size_t i = 0, n;

	for (n = 0; n < num_after && !changed; n++) {
		while (i < num_before && before[i].page < after[n].page)
			i++;
		if (i < num_before && before[i].page == after[n].page &&
		    before[i].value != after[n].value)
			changed = after[n].page;
	}
	compared = true;
}

/* ---- what is wrapped ---- */

void __real_mmu_enter_user(const struct k_thread *thread);
void __wrap_mmu_enter_user(const struct k_thread *thread);
void __real_baton_escape(struct k_thread *thread) __attribute__((noreturn));
void __wrap_baton_escape(struct k_thread *thread) __attribute__((noreturn));
void __real_run_execute(const struct run_options *options, struct run_report *report);
void __wrap_run_execute(const struct run_options *options, struct run_report *report);

static struct processing_module *victim;
static char *victim_stack;

static struct processing_module *view_of(const struct k_thread *thread)
{
	const struct module_instance *instance = thread->custom_data;

	return &instance->user->view.memory->view.mod;
}

static void tell_addresses(const struct k_thread *thread)
{
	struct module_instance *instance = thread->custom_data;
	struct guard_known *known = module_get_private_data(view_of(thread));

	if (!known)
		return;
	known->victim = victim;
	known->victim_stack = victim_stack;
	known->own_stack = (char *)thread->stack_info.start;
	known->instance = instance;
	known->input = comp_first_source(instance->mod.dev);
	known->output = comp_first_sink(instance->mod.dev);
	known->event = instance->user->event;
	known->over = over;
	guard_armed |= known->is_next && !over;
}

void __wrap_mmu_enter_user(const struct k_thread *thread)
{
	if (!context.user_mode && !strcmp(thread->name, GUARD_VICTIM)) {
		victim = view_of(thread);
		victim_stack = (char *)thread->stack_info.start + thread->stack_info.size - 256;
	} else if (!context.user_mode && !strcmp(thread->name, GUARD_ATTACKER)) {
		tell_addresses(thread);
		if (guard_armed)
			num_before = take_sums(thread, before);
	}
	__real_mmu_enter_user(thread);
}

void __wrap_baton_escape(struct k_thread *thread)
{
	const struct z_syscall *call = thread->syscall;

	if (guard_armed) {
		/* that the thread is in a call is noted in its own object, in kernel memory */
		thread->syscall = NULL;
		num_after = take_sums(thread, after);
		thread->syscall = call;
		shadow_blind_begin(); /* most of what was summed up was never written */
		compare();
		shadow_blind_end();
	}
	guard_armed = false;
	over = true;
	__real_baton_escape(thread);
}

void __wrap_run_execute(const struct run_options *options, struct run_report *report)
{
	struct run_options ours = *options;

	ours.prove_recovery = true;
	__real_run_execute(&ours, report);
}

__attribute__((destructor)) static void tell(void)
{
	if (changed)
		fprintf(stderr, "guard: page 0x%lx has changed\n", (unsigned long)changed);
	else if (compared)
		fprintf(stderr, "guard: %zu pages are as before\n", num_before);
}
