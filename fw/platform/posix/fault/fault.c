/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A fault is looked at on the signal stack, while the registers of the culprit are at hand; then the thread jumps to
 * its first frame, where nothing of what it did to its stack matters, and ends there in kernel mode.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <zephyr/internal/syscall_handler.h>

#include <adsp/inspect.h>

#include "base/context.h"
#include "base/cpu_state.h"
#include "base/panic.h"
#include "base/signals.h"
#include "base/trap.h"
#include "fault/fault.h"
#include "fault/fault_words.h"
#include "fault/frames.h"
#include "instrument/ledger/control.h"
#include "kernel/thread.h"
#include "memory/mmu.h"
#include "memory/process.h"
#include "sched/supervisor.h"
#include "sched/watchdog.h"

#define MAX_FAULTS 64

static struct adsp_fault_info faults[MAX_FAULTS];
static size_t num_faults;

void fault_start(void)
{
	num_faults = 0;
	trap_request.kind = NULL;
	frames_start();
}

size_t adsp_inspect_faults(struct adsp_fault_info *out, size_t max)
{
	size_t n = MIN(MIN(num_faults, (size_t)MAX_FAULTS), max);

	if (n)
		memcpy(out, faults, n * sizeof(*out));
	return num_faults;
}

/* ---- faults of user threads ---- */

static struct adsp_fault_info *new_fault(void)
{
	static struct adsp_fault_info spare;
	struct adsp_fault_info *fault = num_faults < MAX_FAULTS ? &faults[num_faults] : &spare;

	num_faults++;
	trap_request.kind = NULL; /* a thread is killed once, for the first reason */
	*fault = (struct adsp_fault_info){ .thread = "" };
	snprintf(fault->thread, sizeof(fault->thread), "%s", context_name());
	return fault;
}

/*
 * A function of stdio that made a Linux call holds the lock of its stream, which the host needs to report all this. The
 * locks are recursive, and this is the OS thread that owns them.
 */
static void release_stdio(void)
{
#if defined(__GLIBC__)
	/* as the C library has it */
	const struct stdio_lock {
		int lock, count;
		void *owner;
	} * lock;
	FILE *const streams[] = { stdin, stdout, stderr };

	for (size_t i = 0; i < ARRAY_SIZE(streams); i++) {
		lock = (const struct stdio_lock *)streams[i]->_lock;
		while (lock->count > 0 && lock->owner == (void *)pthread_self())
			funlockfile(streams[i]);
	}
#endif
}

static void __noreturn kill_culprit(struct adsp_fault_info *fault, unsigned int reason)
{
	fault_words_join(fault, "isolation fault");
	ledger_abandon_calls();
	release_stdio();
	thread_kill_self(reason, fault->text);
}

static void __noreturn fault_by_request(void)
{
	struct trap_request request = trap_request;
	struct adsp_fault_info *fault;

	mmu_leave_user();
	fault = new_fault();
	snprintf(fault->kind, sizeof(fault->kind), "%s", request.kind);
	snprintf(fault->access, sizeof(fault->access), "%s", request.check);
	fault_words_site_of_call(fault, request.interface);
	kill_culprit(fault, request.reason);
}

static void __noreturn fault_by_signal(int number, const siginfo_t *info, const void *registers)
{
	struct adsp_fault_info *fault;

	mmu_leave_user();
	fault = new_fault();
	fault_words_signal(fault, number, info, registers);
	fault_words_site_of_signal(fault, registers);
	kill_culprit(fault, K_ERR_CPU_EXCEPTION);
}

/* ---- faults of the kernel ---- */

/* They end the run: with what is known already when looking up names goes wrong. */
static void __noreturn fault_of_kernel(int number, siginfo_t *info, void *registers)
{
	static char text[sizeof(((struct adsp_fault_info *)0)->text) + ADSP_LEDGER_TEXT];
	static struct adsp_fault_info fault;
	static bool reporting;
	size_t length;

	if (reporting)
		panic_end_run(ADSP_EXIT_FAULT, text);
	snprintf(fault.thread, sizeof(fault.thread), "%s", context_name());
	snprintf(fault.site, sizeof(fault.site), "an unknown place");
	fault_words_signal(&fault, number, info, registers);
	fault_words_join(&fault, "fault");
	snprintf(text, sizeof(text), "%s", fault.text);
	reporting = true;
	fault_words_site_of_signal(&fault, registers);
	fault_words_join(&fault, "fault");
	length = (size_t)snprintf(text, sizeof(text), "%s", fault.text);
	ledger_fault(info->si_addr, registers, text + length, sizeof(text) - length);
	panic_end_run(ADSP_EXIT_FAULT, text);
}

/* ---- arrays on the stack ---- */

void __stack_chk_fail(void);

/* The compiler calls it in the place of a return, when what stands above a function's arrays was overwritten. */
SYSCALL_TRAP void __stack_chk_fail(void)
{
	static const char overrun[] = "an array on the stack was written past its end";
	struct adsp_fault_info fault = { .kind = "stack" };

	if (context.user_mode || k_current_get()->options & K_USER)
		trap_kill(K_ERR_STACK_CHK_FAIL, "stack", overrun, 0);
	snprintf(fault.thread, sizeof(fault.thread), "%s", context_name());
	snprintf(fault.access, sizeof(fault.access), "%s", overrun);
	fault_words_site_of_call(&fault, 0);
	fault_words_join(&fault, "fault");
	panic_end_run(ADSP_EXIT_FAULT, fault.text);
}

/* ---- code that does not come back ---- */

static void __noreturn hung_in_user_mode(const char *what, const void *registers)
{
	struct adsp_fault_info *fault;

	mmu_leave_user();
	fault = new_fault();
	snprintf(fault->kind, sizeof(fault->kind), "hung");
	snprintf(fault->access, sizeof(fault->access), "%s", what);
	fault_words_site_of_signal(fault, registers);
	kill_culprit(fault, K_ERR_HUNG);
}

/*
 * Only code of the firmware can be left where it stands: a lock of the machine, the host or the C library would never
 * be given back.
 */
static void hung_in_kernel_mode(const char *what, const void *registers)
{
	static struct adsp_fault_info fault;

	if (context.in_host || !fault_words_is_in_firmware(registers))
		return;
	/* a user thread is met at the end of its system call, should that come */
	if (context.current->options & K_USER && !watchdog_is_overdue())
		return;
	fault = (struct adsp_fault_info){ .kind = "hung" };
	snprintf(fault.thread, sizeof(fault.thread), "%s", context_name());
	snprintf(fault.access, sizeof(fault.access), "%s", what);
	fault_words_site_of_signal(&fault, registers);
	fault_words_join(&fault, "no return");
	context.halted = fault.text;
	ledger_abandon_calls();
	if (!context_in_supervisor())
		thread_kill_self(K_ERR_HUNG, fault.text);
	watchdog_leave_handler();
	supervisor_give_up();
}

void fault_hung(const char *what, const void *registers)
{
	if (fault_words_is_in_checker(registers))
		return;
	if (!context.user_mode)
		hung_in_kernel_mode(what, registers);
	else if (!process_interrupt())
		hung_in_user_mode(what, registers);
}

/* ---- user code in another process ---- */

static void __noreturn fault_by_end(int number)
{
	struct adsp_fault_info *fault;

	mmu_leave_user();
	fault = new_fault();
	snprintf(fault->kind, sizeof(fault->kind), "signal");
	snprintf(fault->access, sizeof(fault->access), "%s", strsignal(number));
	snprintf(fault->site, sizeof(fault->site), "an unknown place");
	kill_culprit(fault, K_ERR_CPU_EXCEPTION);
}

/* It may be on its way to the kernel, or back. */
static void __noreturn hung_elsewhere(void)
{
	struct adsp_fault_info *fault;

	if (!process_is_handing_over())
		hung_in_user_mode(watchdog_verdict(), process_registers());
	mmu_leave_user();
	fault = new_fault();
	snprintf(fault->kind, sizeof(fault->kind), "hung");
	snprintf(fault->access, sizeof(fault->access), "%s", watchdog_verdict());
	fault_words_site_of_call(fault, 1);
	kill_culprit(fault, K_ERR_HUNG);
}

void fault_elsewhere(const struct process_stop *stop)
{
	if (stop->message == PROCESS_DEAD)
		fault_by_end(stop->number);
	if (stop->request) {
		trap_request = *stop->request;
		fault_by_request();
	}
	if (stop->number == WATCHDOG_SIGNAL)
		hung_elsewhere();
	fault_by_signal(stop->number, &stop->info, process_registers());
}

/* ---- signals ---- */

CPU_STATE_UNKNOWN void fault_on_signal(int number, siginfo_t *info, void *registers)
{
	bool is_access = number == SIGSEGV || number == SIGBUS;

	cpu_state_set();
	mmu_open_handler();
	frames_go_on();
	if (trap_request.kind)
		fault_by_request();
	if (context.user_mode) {
		if (is_access &&
		    mmu_fill((uintptr_t)info->si_addr, fault_words_is_write(registers)))
			return;
		fault_by_signal(number, info, registers);
	}
	if (KERNEL_FAULTS_ARE_OURS)
		fault_of_kernel(number, info, registers);
	panic_stop(); /* it happens again, for the sanitizer to see */
	signals_stop();
	if (!is_access)
		raise(number);
}
