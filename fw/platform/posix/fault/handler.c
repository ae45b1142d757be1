/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The signal handlers of faults and of code that does not come back. Whoever was interrupted may hold any lock of the C
 * library, and its stack may be anything: so a handler notes what there is to see, and leaves for a stack of its own,
 * where the report is made as by any other code (fault.c). Nothing here allocates, formats or looks names up; the test
 * symbols.handlers lists what it may call. A fault in the report ends the process with one line.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <adsp/machine.h>

#include "base/context.h"
#include "base/cpu_state.h"
#include "base/last_line.h"
#include "base/linux_calls.h"
#include "base/panic.h"
#include "base/signals.h"
#include "base/trap.h"
#include "fault/fault.h"
#include "fault/frames.h"
#include "fault/handler.h"
#include "fault/place.h"
#include "fault/record.h"
#include "memory/mmu.h"
#include "memory/process.h"
#include "sched/stack_switch.h"
#include "sched/watchdog.h"

#define STACK_BYTES 0x80000u /* names are looked up on it */
#define GUARD_BYTES 0x10000u

static struct fault_record record; /* one context runs at a time */
static struct fault_record postponed;
static char *memory; /* guard, stack */
static struct stack_switch stack;

int handler_start(void)
{
	memory = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_NONE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return -ENOMEM;
	if (mprotect(memory + GUARD_BYTES, STACK_BYTES, PROT_READ | PROT_WRITE)) {
		munmap(memory, GUARD_BYTES + STACK_BYTES);
		return -ENOMEM;
	}
	stack_switch_init(&stack, memory + GUARD_BYTES, STACK_BYTES);
	frames_start();
	trap_request.kind = NULL;
	trap_is_postponed = false;
	last_line_drop();
	return 0;
}

void handler_stop(void)
{
	stack_switch_fini(&stack);
	munmap(memory, GUARD_BYTES + STACK_BYTES);
}

static void begin(enum fault_cause cause, const void *registers)
{
	if (context.linux_calls)
		*context.linux_calls = LINUX_CALLS_PASS;
	last_line_set(ADSP_EXIT_FAULT, "a fault came while another one was reported");
	memset(&record, 0, sizeof(record));
	record.cause = cause;
	memcpy(&record.registers, registers, REGISTER_BYTES);
}

/* Linux may go on as if the handler had returned. */
static void __noreturn leave(void)
{
	if (trap_is_postponed) /* it came first */
		record = postponed;
	trap_is_postponed = false;
	pthread_sigmask(SIG_SETMASK, &record.registers.uc_sigmask, NULL);
	stack_switch_renew(&stack);
	stack_switch_call(&stack, fault_report, &record);
	__builtin_unreachable();
}

static void __noreturn leave_for_request(const void *registers)
{
	begin(FAULT_REQUEST, registers);
	record.request = trap_request;
	record.num_frames = place_of_call(trap_request.interface, record.frames);
	leave();
}

static void __noreturn leave_for_signal(enum fault_cause cause, int number, const siginfo_t *info,
					const void *registers)
{
	begin(cause, registers);
	record.number = number;
	memcpy(&record.info, info, sizeof(record.info));
	record.num_frames = place_of_signal(registers, record.frames);
	leave();
}

#if defined(__x86_64__)

static bool is_for_memory(int call)
{
	return call == SYS_mmap || call == SYS_munmap || call == SYS_mprotect ||
	       call == SYS_mremap || call == SYS_madvise || call == SYS_brk;
}

/*
 * Functions of the C library that take memory ask Linux for it with a lock held that the kernel needs as well: they are
 * told that there is none, and come to their end. Then so does the thread.
 */
static bool postpone(int number, const siginfo_t *info, void *registers)
{
	long answer;

	if (number != SIGSYS || !is_for_memory(info->si_syscall) || place_is_in_program(registers))
		return false;
	*context.linux_calls = LINUX_CALLS_PASS;
	/* brk() answers where the end of the data is, and that has not changed */
	answer = info->si_syscall == SYS_brk ? syscall(SYS_brk, 0) : -ENOMEM;
	if (!trap_is_postponed) {
		begin(FAULT_USER_SIGNAL, registers);
		record.number = number;
		memcpy(&record.info, info, sizeof(record.info));
		record.num_frames = place_of_signal(registers, record.frames);
		postponed = record;
		trap_is_postponed = true;
		last_line_drop();
	}
	*context.linux_calls = LINUX_CALLS_TRAP;
	((ucontext_t *)registers)->uc_mcontext.gregs[REG_RAX] = answer;
	return true;
}

#else

static bool postpone(int number, const siginfo_t *info, void *registers)
{
	return false;
}

#endif

static void __noreturn leave_for_hung(enum fault_cause cause, const char *verdict,
				      const void *registers)
{
	begin(cause, registers);
	record.verdict = verdict;
	record.num_frames = place_of_signal(registers, record.frames);
	leave();
}

/*
 * Only code of the firmware can be left where it stands: a lock of the machine, the host or the C library would never
 * be given back. A user thread is met at the end of its system call, should that come.
 */
static bool may_be_left(const void *registers)
{
	return !context.in_host && place_is_in_firmware(registers) &&
	       (!(context.current->options & K_USER) || watchdog_is_overdue());
}

void fault_hung(const char *what, const void *registers)
{
	if (place_is_in_checker(registers))
		return;
	if (last_line_is_set()) { /* a report is under way, and may wait for a lock that the culprit has kept */
		if (last_line_is_late())
			last_line_end();
		return;
	}
	if (!context.user_mode) {
		if (may_be_left(registers))
			leave_for_hung(FAULT_KERNEL_HUNG, what, registers);
	} else if (!process_interrupt()) {
		leave_for_hung(FAULT_USER_HUNG, what, registers);
	}
}

CPU_STATE_UNKNOWN void fault_on_signal(int number, siginfo_t *info, void *registers)
{
	bool is_access = number == SIGSEGV || number == SIGBUS;

	cpu_state_set();
	mmu_open_handler();
	frames_go_on();
	if (KERNEL_FAULTS_ARE_OURS && last_line_is_set())
		last_line_end();
	if (trap_request.kind)
		leave_for_request(registers);
	if (context.user_mode) {
		if (postpone(number, info, registers))
			return;
		if (is_access && !place_is_fetch(registers) &&
		    mmu_fill((uintptr_t)info->si_addr, place_is_write(registers)))
			return;
		leave_for_signal(FAULT_USER_SIGNAL, number, info, registers);
	}
	if (KERNEL_FAULTS_ARE_OURS)
		leave_for_signal(FAULT_KERNEL_SIGNAL, number, info, registers);
	panic_stop(); /* it happens again, for the sanitizer to see */
	signals_stop();
	if (!is_access)
		raise(number);
}
