/* SPDX-License-Identifier: BSD-3-Clause */
#include <dlfcn.h>
#include <string.h>
#include <ucontext.h>

#include <platform/machine.h>
#include <zephyr/sys/util.h>

#include "base/text.h"
#include "fault/frames.h"
#include "fault/place.h"
#include "memory/library_memory.h"
#include "memory/process.h"

uintptr_t place_of_instruction(const void *registers)
{
	const ucontext_t *uc = registers;

#if defined(__x86_64__)
	return (uintptr_t)uc->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return (uintptr_t)uc->uc_mcontext.pc;
#else
#error "where is the program counter?"
#endif
}

#if defined(__x86_64__)
#define PAGE_FAULT 14
#define WRITE      2
#define FETCH      16

static bool is_page_fault_by(const void *registers, greg_t what)
{
	const greg_t *gregs = ((const ucontext_t *)registers)->uc_mcontext.gregs;

	return gregs[REG_TRAPNO] == PAGE_FAULT && gregs[REG_ERR] & what;
}

bool place_is_write(const void *registers)
{
	return is_page_fault_by(registers, WRITE);
}

bool place_is_fetch(const void *registers)
{
	return is_page_fault_by(registers, FETCH);
}
#else
/* The fault's syndrome is one of the records behind the registers. */
static uint64_t syndrome(const ucontext_t *uc)
{
	const struct _aarch64_ctx *head = (const void *)uc->uc_mcontext.__reserved;

	for (; head->magic; head = (const void *)((const char *)head + head->size)) {
		if (head->magic == ESR_MAGIC)
			return ((const struct esr_context *)head)->esr;
	}
	return 0;
}

bool place_is_write(const void *registers)
{
	return syndrome(registers) & 1u << 6;
}

bool place_is_fetch(const void *registers)
{
	return syndrome(registers) >> 26 == 0x20; /* instruction abort */
}
#endif

static bool in_program(uintptr_t pc)
{
	extern const char __executable_start[], etext[];

	return (pc >= (uintptr_t)__executable_start && pc < (uintptr_t)etext) ||
	       library_memory_is_code(pc);
}

bool place_is_in_program(const void *registers)
{
	return in_program(place_of_instruction(registers));
}

static bool in_trap(const void *return_address)
{
	extern const char __start_syscall_traps[], __stop_syscall_traps[];
	const char *at = return_address;

	return at > __start_syscall_traps && at <= __stop_syscall_traps;
}

/* Set by the linker script; absent in programs that do not use it. */
extern const char __text_start[] __attribute__((weak));

static bool in_machine(uintptr_t pc)
{
	extern const char __start_ledger_wraps[], __stop_ledger_wraps[];

	return (pc >= (uintptr_t)machine_text_start && pc < (uintptr_t)machine_text_end) ||
	       (pc >= (uintptr_t)__start_ledger_wraps && pc < (uintptr_t)__stop_ledger_wraps) ||
	       in_trap((void *)(pc + 1));
}

/* ---- frames ---- */

/* Those of the program that are no part of the trap. */
static unsigned int keep_frames(void *const *frames, int count, uintptr_t *out)
{
	unsigned int n = 0;
	int i;

	for (i = 0; i < count && n < ADSP_LEDGER_FRAMES; i++) {
		if (in_program((uintptr_t)frames[i]) && !in_trap(frames[i]))
			out[n++] = (uintptr_t)frames[i];
	}
	return n;
}

unsigned int place_of_signal(const void *registers, uintptr_t frames[ADSP_LEDGER_FRAMES])
{
	uintptr_t pc = place_of_instruction(registers);
	void *all[FRAMES_MAX];
	int count, i;

	frames[0] = pc + 1;
	if (in_program(pc) && !in_trap((void *)(pc + 1)))
		return 1;
	count = frames_follow(all, registers == process_registers() ? registers : NULL);
	for (i = 0; i < count && all[i] != (void *)pc && all[i] != (void *)(pc + 1); i++)
		;
	return keep_frames(all + i, count - i, frames);
}

unsigned int place_of_call(unsigned int interface, uintptr_t frames[ADSP_LEDGER_FRAMES])
{
	void *all[FRAMES_MAX];
	int count = frames_follow(all, process_registers());
	int first = 0;

	while (first < count && !in_trap(all[first]))
		first++;
	first = MIN(first + 1 + (int)interface, count);
	/* some are made of several functions */
	while (first + 1 < count && in_machine((uintptr_t)all[first] - 1))
		first++;
	return keep_frames(all + first, count - first, frames);
}

bool place_is_in_firmware(const void *registers)
{
	uintptr_t frames[ADSP_LEDGER_FRAMES];

	/* the way into a system call is no place: who has called it counts */
	return place_of_signal(registers, frames) && frames[0] - 1 >= (uintptr_t)__text_start &&
	       !in_machine(frames[0] - 1);
}

#if defined(__SANITIZE_THREAD__)
bool place_is_in_checker(const void *registers)
{
	Dl_info info;

	return dladdr((void *)place_of_instruction(registers), &info) && info.dli_fname &&
	       strstr(info.dli_fname, "/libtsan.so");
}
#else
bool place_is_in_checker(const void *registers)
{
	return false;
}
#endif
