/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A fault is met by a signal handler (handler.c), which notes what there is to see, or by the kernel, when user code runs
 * elsewhere. Its report is made of that by ordinary code, on a stack of its own. Then the thread jumps to its first
 * frame, where nothing of what it did to its stack matters, and ends there in kernel mode.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <zephyr/internal/syscall_handler.h>

#include <adsp/inspect.h>

#include "base/context.h"
#include "base/last_line.h"
#include "base/panic.h"
#include "base/signals.h"
#include "base/trap.h"
#include "fault/fault.h"
#include "fault/fault_words.h"
#include "fault/place.h"
#include "fault/record.h"
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
	last_line_drop();
	thread_kill_self(reason, fault->text);
}

static void report_user_request(const struct fault_record *record)
{
	struct adsp_fault_info *fault = new_fault();

	snprintf(fault->kind, sizeof(fault->kind), "%s", record->request.kind);
	snprintf(fault->access, sizeof(fault->access), "%s", record->request.check);
	fault_words_site(fault, record->frames, record->num_frames);
	kill_culprit(fault, record->request.reason);
}

static void report_user_signal(const struct fault_record *record)
{
	struct adsp_fault_info *fault;

	if (mmu_fill_error())
		panic_host("mprotect of 0x%lx, which user mode may read: %s",
			   (unsigned long)(uintptr_t)record->info.si_addr,
			   strerror(mmu_fill_error()));
	fault = new_fault();
	fault_words_signal(fault, record);
	fault_words_site(fault, record->frames, record->num_frames);
	kill_culprit(fault, K_ERR_CPU_EXCEPTION);
}

static void report_user_hung(const struct fault_record *record)
{
	struct adsp_fault_info *fault = new_fault();

	snprintf(fault->kind, sizeof(fault->kind), "hung");
	snprintf(fault->access, sizeof(fault->access), "%s", record->verdict);
	fault_words_site(fault, record->frames, record->num_frames);
	kill_culprit(fault, K_ERR_HUNG);
}

/* ---- faults of the kernel ---- */

/* They end the run. */
static void report_kernel_signal(const struct fault_record *record)
{
	static char text[sizeof(((struct adsp_fault_info *)0)->text) + ADSP_LEDGER_TEXT];
	static struct adsp_fault_info fault;
	size_t length;

	snprintf(fault.thread, sizeof(fault.thread), "%s", context_name());
	fault_words_signal(&fault, record);
	fault_words_site(&fault, record->frames, record->num_frames);
	fault_words_join(&fault, "fault");
	length = (size_t)snprintf(text, sizeof(text), "%s", fault.text);
	ledger_fault(record->info.si_addr, &record->registers, text + length,
		     sizeof(text) - length);
	panic_end_run(ADSP_EXIT_FAULT, text);
}

/* So does firmware that does not come back, but for what its machine has played until then. */
static void report_kernel_hung(const struct fault_record *record)
{
	static struct adsp_fault_info fault;

	fault = (struct adsp_fault_info){ .kind = "hung" };
	snprintf(fault.thread, sizeof(fault.thread), "%s", context_name());
	snprintf(fault.access, sizeof(fault.access), "%s",
		 record->verdict ? record->verdict : record->request.check);
	fault_words_site(&fault, record->frames, record->num_frames);
	fault_words_join(&fault, "no return");
	context.halted = fault.text;
	trap_request.kind = NULL;
	ledger_abandon_calls();
	last_line_drop();
	if (!context_in_supervisor())
		thread_kill_self(K_ERR_HUNG, fault.text);
	supervisor_give_up();
}

/* Work of the firmware's own mode that has asked for what it must not, or that has no end. */
static void report_kernel_request(const struct fault_record *record)
{
	static struct adsp_fault_info fault;

	if (record->request.reason == K_ERR_HUNG)
		report_kernel_hung(record);
	snprintf(fault.thread, sizeof(fault.thread), "%s", context_name());
	snprintf(fault.kind, sizeof(fault.kind), "%s", record->request.kind);
	snprintf(fault.access, sizeof(fault.access), "%s", record->request.check);
	fault_words_site(&fault, record->frames, record->num_frames);
	fault_words_join(&fault, "fault");
	panic_end_run(ADSP_EXIT_FAULT, fault.text);
}

static void report_request(const struct fault_record *record)
{
	if (context_in_supervisor())
		report_kernel_request(record);
	else
		report_user_request(record);
}

/* ---- reports ---- */

/* What is known without a look at anything but the record. */
static void say_what_is_certain(const struct fault_record *record)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "fault in %s at %lld us: %s %d, address 0x%lx, instruction 0x%lx; it cannot be "
		 "reported: there was a second fault meanwhile",
		 context_name(), (long long)context_now(),
		 record->cause == FAULT_REQUEST ? record->request.kind :
		 record->verdict                ? record->verdict :
						  "signal",
		 record->number, (unsigned long)(uintptr_t)record->info.si_addr,
		 (unsigned long)place_of_instruction(&record->registers));
	last_line_set(ADSP_EXIT_FAULT, text);
}

void fault_report(void *arg)
{
	static void (*const reports[])(const struct fault_record *record) = {
		[FAULT_REQUEST] = report_request,
		[FAULT_USER_SIGNAL] = report_user_signal,
		[FAULT_USER_HUNG] = report_user_hung,
		[FAULT_KERNEL_SIGNAL] = report_kernel_signal,
		[FAULT_KERNEL_HUNG] = report_kernel_hung,
	};
	const struct fault_record *record = arg;

	mmu_leave_user();
	say_what_is_certain(record);
	reports[record->cause](record);
}

/* ---- arrays on the stack ---- */

void __stack_chk_fail(void);

/* The compiler calls it in the place of a return, when what stands above a function's arrays was overwritten. */
SYSCALL_TRAP void __stack_chk_fail(void)
{
	static const char overrun[] = "an array on the stack was written past its end";
	struct adsp_fault_info fault = { .kind = "stack" };
	uintptr_t frames[ADSP_LEDGER_FRAMES];

	if (context.user_mode || k_current_get()->options & K_USER)
		trap_kill(K_ERR_STACK_CHK_FAIL, "stack", overrun, 0);
	snprintf(fault.thread, sizeof(fault.thread), "%s", context_name());
	snprintf(fault.access, sizeof(fault.access), "%s", overrun);
	fault_words_site(&fault, frames, place_of_call(0, frames));
	fault_words_join(&fault, "fault");
	panic_end_run(ADSP_EXIT_FAULT, fault.text);
}

/* ---- user code in another process ---- */

static struct fault_record elsewhere;

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
static void note_hung(void)
{
	elsewhere.cause = FAULT_USER_HUNG;
	elsewhere.verdict = watchdog_verdict();
	elsewhere.num_frames = process_is_handing_over() ?
				       place_of_call(1, elsewhere.frames) :
				       place_of_signal(process_registers(), elsewhere.frames);
}

static void note_signal(const struct process_stop *stop)
{
	elsewhere.cause = FAULT_USER_SIGNAL;
	elsewhere.number = stop->number;
	elsewhere.info = stop->info;
	elsewhere.num_frames = place_of_signal(process_registers(), elsewhere.frames);
}

static void note_request(const struct trap_request *request)
{
	elsewhere.cause = FAULT_REQUEST;
	elsewhere.request = *request;
	elsewhere.num_frames = place_of_call(request->interface, elsewhere.frames);
}

void fault_elsewhere(const struct process_stop *stop)
{
	if (stop->message == PROCESS_DEAD)
		fault_by_end(stop->number);
	memset(&elsewhere, 0, sizeof(elsewhere));
	memcpy(&elsewhere.registers, process_registers(), sizeof(elsewhere.registers));
	if (stop->request)
		note_request(stop->request);
	else if (stop->number == WATCHDOG_SIGNAL)
		note_hung();
	else
		note_signal(stop);
	fault_report(&elsewhere);
	__builtin_unreachable();
}
