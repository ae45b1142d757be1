/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A fault is looked at on the signal stack, while the registers of the culprit are at hand; then the thread jumps to
 * its first frame, where nothing of what it did to its stack matters, and ends there in kernel mode.
 */
#include <errno.h>
#include <execinfo.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

#include <rtos/cache.h>
#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/internal/syscall_handler.h>

#include <adsp/inspect.h>
#include <adsp/ledger.h>

#include "baton.h"
#include "fault.h"
#include "log.h"
#include "memory_map.h"
#include "mmu.h"
#include "panic.h"
#include "scheduler.h"
#include "stack.h"
#include "thread.h"
#include "vpage.h"

#define MAX_FAULTS	64
#define MAX_FRAMES	16

static struct adsp_fault_info faults[MAX_FAULTS];
static size_t num_faults;
static unsigned int reason;		/* of the death that is under way */

void fault_start(void)
{
	void *frame;

	num_faults = 0;
	backtrace(&frame, 1);	/* it loads a library at the first call: not in a signal handler */
}

size_t adsp_inspect_faults(struct adsp_fault_info *out, size_t max)
{
	size_t kept = MIN(num_faults, (size_t)MAX_FAULTS);

	if (kept)
		memcpy(out, faults, MIN(kept, max) * sizeof(*out));
	return num_faults;
}

/* ---- whose memory ---- */

/* The user thread whose domain may write there. */
static const struct k_thread *owner_of(uintptr_t addr)
{
	unsigned int i, p;

	for (i = 0; i < Z_MAX_THREADS; i++) {
		const struct k_thread *thread = sched_thread(i);

		for (p = 0; thread && thread->options & K_USER && p < CONFIG_MAX_DOMAIN_PARTITIONS; p++) {
			const struct k_mem_partition *part = &thread->mem_domain_info.mem_domain->partitions[p];

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

static void describe_victim(const struct k_thread *self, uintptr_t addr, char *out, size_t size)
{
	const char *cached = sys_cache_cached_ptr_get((void *)addr);
	const struct k_thread *owner = owner_of(addr);
	const char *name;
	uint32_t offset;
	size_t i;

	out[0] = '\0';
	if (mmu_is_firmware_data(addr)) {
		snprintf(out, size, "firmware globals");
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
	name = stack_guard_of(cached);
	if (name) {
		snprintf(out, size, "guard page of the stack of %s: stack overflow", name);
		return;
	}
	name = stack_owner_of(cached);
	if (name) {
		snprintf(out, size, "stack of %s", name);
		return;
	}
	if (in_area(MEMORY_PAGES, cached)) {
		snprintf(out, size, vpage_is_free(cached) ? "freed or never used pages" : "pages of the kernel");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(area_names); i++) {
		if (in_area(area_names[i].area, cached)) {
			snprintf(out, size, "%s", area_names[i].name);
			return;
		}
	}
	snprintf(out, size, "unused memory of bank %s", memory_bank_of((void *)addr, &offset));
}

/* ---- which instruction ---- */

static uintptr_t program_counter(const void *context)
{
	const ucontext_t *uc = context;

#if defined(__x86_64__)
	return (uintptr_t)uc->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return (uintptr_t)uc->uc_mcontext.pc;
#else
#error "where is the program counter?"
#endif
}

static bool was_write(const void *context)
{
	const ucontext_t *uc = context;

#if defined(__x86_64__)
	return uc->uc_mcontext.gregs[REG_ERR] & 2;
#else
	const struct _aarch64_ctx *head = (const void *)uc->uc_mcontext.__reserved;

	/* the fault's syndrome is one of the records behind the registers; bit 6: write */
	for (; head->magic; head = (const void *)((const char *)head + head->size)) {
		if (head->magic == ESR_MAGIC)
			return ((const struct esr_context *)head)->esr & 1u << 6;
	}
	return false;
#endif
}

static bool in_program(uintptr_t pc)
{
	extern const char __executable_start[], etext[];

	return pc >= (uintptr_t)__executable_start && pc < (uintptr_t)etext;
}

static bool in_trap(const void *return_address)
{
	extern const char __start_syscall_traps[], __stop_syscall_traps[];
	const char *at = return_address;

	return at > __start_syscall_traps && at <= __stop_syscall_traps;
}

/* @param frames return addresses, innermost first */
static void name_site(const uintptr_t *frames, unsigned int count, char *out, size_t size)
{
	struct adsp_ledger_event event = { .time_us = 0 };

	memcpy(event.frame, frames, MIN(count, (unsigned int)ADSP_LEDGER_FRAMES) * sizeof(*frames));
	if (count)
		adsp_ledger_site(&event, out, size);
	else
		snprintf(out, size, "an address outside the program");
}

/* Where the program was when it called what faulted: a library's own instruction says little. */
static unsigned int program_frames(uintptr_t pc, uintptr_t *out)
{
	void *frames[MAX_FRAMES];
	int count, i;
	unsigned int n = 0;

	if (in_program(pc) && !in_trap((void *)(pc + 1))) {
		out[0] = pc + 1;
		return 1;
	}
	count = backtrace(frames, MAX_FRAMES);
	for (i = 0; i < count && frames[i] != (void *)pc && frames[i] != (void *)(pc + 1); i++)
		;
	for (; i < count && n < ADSP_LEDGER_FRAMES; i++) {
		if (in_program((uintptr_t)frames[i]) && !in_trap(frames[i]))
			out[n++] = (uintptr_t)frames[i];
	}
	return n;
}

/* The user's own frames: those that called the trap's caller. */
static unsigned int caller_frames(uintptr_t *out)
{
	void *frames[MAX_FRAMES];
	int count = backtrace(frames, MAX_FRAMES);
	int i, first = 0;
	unsigned int n = 0;

	for (i = 0; i < count; i++) {
		if (in_trap(frames[i]))
			first = i + 2;	/* the frame between is f() itself */
	}
	for (i = first; i < count && n < ADSP_LEDGER_FRAMES; i++) {
		if (in_program((uintptr_t)frames[i]))
			out[n++] = (uintptr_t)frames[i];
	}
	return n;
}

/* ---- the record ---- */

static struct adsp_fault_info *new_fault(const char *kind)
{
	static struct adsp_fault_info spare;
	struct adsp_fault_info *fault = num_faults < MAX_FAULTS ? &faults[num_faults] : &spare;

	num_faults++;
	*fault = (struct adsp_fault_info){ .thread = "" };
	snprintf(fault->thread, sizeof(fault->thread), "%s", k_thread_name_get(k_current_get()));
	snprintf(fault->kind, sizeof(fault->kind), "%s", kind);
	return fault;
}

static void __noreturn die(struct adsp_fault_info *fault, unsigned int why)
{
	bool is_access = fault->victim[0];

	snprintf(fault->text, sizeof(fault->text), "isolation fault in %s at %lld us: %s%s%s%s%s; %s", fault->thread,
		 (long long)sched_now(), fault->kind, is_access ? " of " : ": ", fault->access,
		 is_access ? ": " : "", fault->victim, fault->site);
	reason = why;
	baton_escape(k_current_get());
}

void fault_bury(void)
{
	const size_t last = MIN(num_faults, (size_t)MAX_FAULTS) - 1;

	log_line(ADSP_LOG_ERR, "kernel", "%s", faults[last].text);
	k_current_get()->syscall = NULL;
	k_sys_fatal_error_handler(reason, NULL);
	k_thread_abort(k_current_get());
	__builtin_unreachable();
}

/* ---- what brings a thread here ---- */

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

bool fault_signal(int number, const siginfo_t *info, const void *context)
{
	bool is_access = number == SIGSEGV || number == SIGBUS;
	uintptr_t addr = (uintptr_t)info->si_addr;
	uintptr_t pc = program_counter(context);
	uintptr_t frames[ADSP_LEDGER_FRAMES];
	struct adsp_fault_info *fault;
	unsigned int count;

	if (!mmu_user_mode)
		return false;
	if (is_access && mmu_fill(addr, was_write(context)))
		return true;
	mmu_leave_user();
	fault = new_fault(!is_access ? "signal" : addr == pc ? "execute" : was_write(context) ? "write" : "read");
	if (is_access) {
		describe_access(info, addr, fault->access, sizeof(fault->access));
		describe_victim(k_current_get(), addr, fault->victim, sizeof(fault->victim));
	} else {
		snprintf(fault->access, sizeof(fault->access), "%s", strsignal(number));
	}
	count = program_frames(pc, frames);
	name_site(frames, count, fault->site, sizeof(fault->site));
	die(fault, K_ERR_CPU_EXCEPTION);
}

void fault_hung(const void *context)
{
	struct adsp_fault_info *fault;
	uintptr_t frames[ADSP_LEDGER_FRAMES];
	unsigned int count = program_frames(program_counter(context), frames);

	mmu_leave_user();
	fault = new_fault("hung");
	snprintf(fault->access, sizeof(fault->access), "it does not yield");
	name_site(frames, count, fault->site, sizeof(fault->site));
	die(fault, K_ERR_HUNG);
}

void fault_oops(const char *kind, const char *check, const char *file, int line)
{
	struct adsp_fault_info *fault = new_fault(kind);
	uintptr_t frames[ADSP_LEDGER_FRAMES];
	unsigned int count = caller_frames(frames);

	snprintf(fault->access, sizeof(fault->access), "%s", check);
	name_site(frames, count, fault->site, sizeof(fault->site));
	die(fault, K_ERR_KERNEL_OOPS);
}
