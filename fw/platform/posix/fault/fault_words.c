/* SPDX-License-Identifier: BSD-3-Clause */
/* What a fault was about: whose memory, which instruction, which block. */
#include <stdio.h>
#include <string.h>

#include <platform/machine.h>
#include <rtos/cache.h>
#include <zephyr/app_memory/mem_domain.h>

#include <adsp/inspect.h>
#include <adsp/ledger.h>

#include "base/linux_calls.h"
#include "fault/fault_words.h"
#include "fault/place.h"
#include "instrument/ledger/control.h"
#include "kernel/stack.h"
#include "kernel/vpage.h"
#include "memory/library_memory.h"
#include "memory/memory_map.h"
#include "memory/isolation.h"
#include "memory/mmu.h"
#include "sched/scheduler.h"
#include "sched/supervisor.h"

/* ---- whose memory ---- */

/* The user thread whose domain may write there. */
static const struct k_thread *owner_of(uintptr_t addr)
{
	unsigned int i, p;

	for (i = 0; i < Z_MAX_THREADS; i++) {
		const struct k_thread *thread = sched_thread(i);

		for (p = 0; thread && thread->options & K_USER && p < CONFIG_MAX_DOMAIN_PARTITIONS;
		     p++) {
			const struct k_mem_partition *part =
				&thread->mem_domain_info.mem_domain->partitions[p];

			if (part->size && part->attr & Z_MEM_U_W && addr - part->start < part->size)
				return thread;
		}
	}
	return NULL;
}

static const struct {
	unsigned int area;
	const char *name;
} area_names[] = {
	{ MEMORY_OBJECTS, "kernel objects" },
	{ MEMORY_HEAP, "kernel heap" },
	{ MEMORY_BUFFER_HEAP, "buffer heap of core 0" },
	{ MEMORY_BUFFER_HEAP + 1, "buffer heap of core 1" },
	{ MEMORY_BUFFER_HEAP + 2, "buffer heap of core 2" },
	{ MEMORY_BUFFER_HEAP + 3, "buffer heap of core 3" },
	{ MEMORY_BUFFER_HEAP + 4, "buffer heap of core 4" },
	{ MEMORY_PAGES, "page pool" },
	{ MEMORY_STACKS, "stack pool" },
	{ MEMORY_WINDOW, "mailbox: registers and DSP box" },
	{ MEMORY_WINDOW + 1, "mailbox: host box" },
	{ MEMORY_WINDOW + 2, "mailbox: debug window" },
	{ MEMORY_WINDOW + 3, "mailbox: trace window" },
};

static bool in_area(unsigned int area, const char *cached)
{
	size_t size = 0;
	const char *base = memory_area(area, &size);

	return base && cached >= base && cached < base + size;
}

/* The page above a stack may be the page below a region: either was left. */
static const char *words_of_guard(const char *cached, bool is_above)
{
	const char *next = cached - (uintptr_t)cached % MEMORY_PAGE + MEMORY_PAGE;

	if (!is_above)
		return ": stack overflow";
	return owner_of((uintptr_t)next) ? ": stack overrun, or underrun of a region" :
					   ": stack overrun";
}

static void describe_victim(const struct k_thread *self, uintptr_t addr, char *out, size_t size)
{
	const char *cached = sys_cache_cached_ptr_get((void *)addr);
	const struct k_thread *owner = owner_of(addr);
	const char *name;
	bool is_above;
	uint32_t offset;
	size_t i;

	out[0] = '\0';
	if (mmu_is_firmware_data(addr)) {
		snprintf(out, size, "firmware globals");
		return;
	}
	name = supervisor_guard_of((void *)addr);
	if (name) {
		snprintf(out, size, "guard %s the stack of LL code and message handlers: overrun",
			 name);
		return;
	}
	if (!memory_bank_of((void *)addr, &offset)) {
		snprintf(out, size, "no memory of the DSP");
		return;
	}
	if (owner) {
		snprintf(out, size, "region of %s", owner == self ? "its own" : owner->name);
		return;
	}
	name = stack_guard_of(cached, &is_above);
	if (name) {
		snprintf(out, size, "guard page of the stack of %s%s", name,
			 words_of_guard(cached, is_above));
		return;
	}
	name = stack_owner_of(cached);
	if (name) {
		snprintf(out, size, "stack of %s", name);
		return;
	}
	if (in_area(MEMORY_PAGES, cached)) {
		snprintf(out, size,
			 vpage_is_free(cached) ? "freed or never used pages" :
						 "pages of the kernel");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(area_names); i++) {
		if (in_area(area_names[i].area, cached)) {
			snprintf(out, size, "%s", area_names[i].name);
			return;
		}
	}
	if (library_memory_is_data((uintptr_t)cached)) {
		snprintf(out, size, "global variables of a library");
		return;
	}
	snprintf(out, size, "unused memory of bank %s", memory_bank_of((void *)addr, &offset));
}

/* ---- names ---- */

void fault_words_site(struct adsp_fault_info *fault, const uintptr_t *frames, unsigned int count)
{
	struct adsp_ledger_event event = { .time_us = 0 };

	memcpy(event.frame, frames, count * sizeof(*frames));
	if (count)
		adsp_ledger_site(&event, fault->site, sizeof(fault->site));
	else
		snprintf(fault->site, sizeof(fault->site), "an address outside the program");
}

/* ---- the whole ---- */

static void describe_access(const siginfo_t *info, uintptr_t addr, char *out, size_t size)
{
	uint32_t offset;
	const char *bank = memory_bank_of((void *)addr, &offset);

	if (info->si_code == SI_KERNEL && !addr)
		snprintf(out, size, "an impossible address");
	else if (bank)
		snprintf(out, size, "0x%lx (%s + 0x%x, %s)", (unsigned long)addr, bank, offset,
			 sys_cache_is_ptr_cached((void *)addr) ? "cached" : "uncached");
	else if (mmu_is_firmware_data(addr))
		snprintf(out, size, "a global variable");
	else
		snprintf(out, size, "0x%lx", (unsigned long)addr);
}

static const char *kind_of_access(uintptr_t addr, const void *registers)
{
	if (addr == place_of_instruction(registers) || place_is_fetch(registers))
		return "execute";
	return place_is_write(registers) ? "write" : "read";
}

void fault_words_signal(struct adsp_fault_info *fault, const struct fault_record *record)
{
	const siginfo_t *info = &record->info;
	const int number = record->number;
	uintptr_t addr = (uintptr_t)info->si_addr;
	char name[40];

	if (number == SIGSYS) {
		snprintf(fault->kind, sizeof(fault->kind), "linux");
		linux_calls_name(info->si_syscall, name, sizeof(name));
		snprintf(fault->access, sizeof(fault->access), "%s() is no call of the DSP", name);
		return;
	}
	if (number != SIGSEGV && number != SIGBUS) {
		snprintf(fault->kind, sizeof(fault->kind), "signal");
		snprintf(fault->access, sizeof(fault->access), "%s", strsignal(number));
		return;
	}
	snprintf(fault->kind, sizeof(fault->kind), "%s", kind_of_access(addr, &record->registers));
	describe_access(info, addr, fault->access, sizeof(fault->access));
	describe_victim(k_current_get(), addr, fault->victim, sizeof(fault->victim));
	ledger_nearest(info->si_addr, fault->nearest, sizeof(fault->nearest));
}

void fault_words_join(struct adsp_fault_info *fault, const char *what)
{
	bool is_access = fault->victim[0];
	const char *owner = context_in_supervisor() ? platform_owner : NULL;

	snprintf(fault->text, sizeof(fault->text), "%s in %s%s%s at %lld us: %s%s%s%s%s; %s%s%s",
		 what, fault->thread, owner ? " for " : "", owner ? owner : "",
		 (long long)context_now(), fault->kind, is_access ? " of " : ": ", fault->access,
		 is_access ? ": " : "", fault->victim, fault->site, fault->nearest[0] ? "; " : "",
		 fault->nearest);
}
