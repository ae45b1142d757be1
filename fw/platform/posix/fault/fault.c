/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A fault is looked at on the signal stack, while the registers of the culprit are at hand; then the thread jumps to
 * its first frame, where nothing of what it did to its stack matters, and ends there in kernel mode.
 */
#include <stdio.h>
#include <string.h>

#include <zephyr/internal/syscall_handler.h>

#include <adsp/inspect.h>

#include "sched/baton.h"
#include "fault/fault.h"
#include "fault/fault_words.h"
#include "memory/heap_hooks.h"
#include "base/log.h"
#include "memory/mmu.h"

#define MAX_FAULTS 64

static const char hung[] = "it does not yield";

static struct adsp_fault_info faults[MAX_FAULTS];
static size_t num_faults;
static const struct adsp_fault_info *dying_of; /* the death that is under way */
static unsigned int reason;

/* What the kernel has against the running thread; told to the signal handler. */
static struct {
	const char *kind; /* NULL: nothing */
	unsigned int reason;
	unsigned int interface;
	char check[sizeof(((struct adsp_fault_info *)0)->access)];
} charge;

void fault_start(void)
{
	num_faults = 0;
	charge.kind = NULL;
	fault_words_start();
}

size_t adsp_inspect_faults(struct adsp_fault_info *out, size_t max)
{
	size_t n = MIN(MIN(num_faults, (size_t)MAX_FAULTS), max);

	if (n)
		memcpy(out, faults, n * sizeof(*out));
	return num_faults;
}

/* ---- the record ---- */

static struct adsp_fault_info *new_fault(void)
{
	static struct adsp_fault_info spare;
	struct adsp_fault_info *fault = num_faults < MAX_FAULTS ? &faults[num_faults] : &spare;

	num_faults++;
	charge.kind = NULL; /* whatever the thread dies of, it dies once */
	*fault = (struct adsp_fault_info){ .thread = "" };
	snprintf(fault->thread, sizeof(fault->thread), "%s", k_thread_name_get(k_current_get()));
	return fault;
}

static void __noreturn die(struct adsp_fault_info *fault, unsigned int why)
{
	fault_words_join(fault, "isolation fault");
	dying_of = fault;
	reason = why;
	ledger_abandon_calls();
	baton_escape(k_current_get());
}

void fault_bury(void)
{
	log_line(ADSP_LOG_ERR, "kernel", "%s", dying_of->text);
	k_current_get()->syscall = NULL;
	k_sys_fatal_error_handler(reason, NULL);
	k_thread_abort(k_current_get());
	__builtin_unreachable();
}

/* ---- what brings a thread here ---- */

static void __noreturn punish(void)
{
	const char *kind = charge.kind;
	struct adsp_fault_info *fault = new_fault();

	snprintf(fault->kind, sizeof(fault->kind), "%s", kind);
	snprintf(fault->access, sizeof(fault->access), "%s", charge.check);
	fault_words_site_of_call(fault, charge.interface);
	die(fault, charge.reason);
}

bool fault_signal(int number, const siginfo_t *info, const void *context)
{
	bool is_access = number == SIGSEGV || number == SIGBUS;
	struct adsp_fault_info *fault;

	if (charge.kind) {
		mmu_leave_user();
		punish();
	}
	if (!mmu_user_mode)
		return false;
	if (is_access && mmu_fill((uintptr_t)info->si_addr, fault_words_is_write(context)))
		return true;
	mmu_leave_user();
	fault = new_fault();
	fault_words_signal(fault, number, info, context);
	fault_words_site_of_signal(fault, context);
	die(fault, K_ERR_CPU_EXCEPTION);
}

void fault_hung(const void *context)
{
	struct adsp_fault_info *fault;

	mmu_leave_user();
	fault = new_fault();
	snprintf(fault->kind, sizeof(fault->kind), "hung");
	snprintf(fault->access, sizeof(fault->access), "%s", hung);
	fault_words_site_of_signal(fault, context);
	die(fault, K_ERR_HUNG);
}

/* What may be left of the thread's stack is the culprit's choice: the rest happens on the signal stack. */
static void __noreturn bring_a_charge(unsigned int why, const char *kind, const char *check,
				      unsigned int interface)
{
	snprintf(charge.check, sizeof(charge.check), "%s", check);
	charge.reason = why;
	charge.interface = interface;
	charge.kind = kind;
	raise(SIGILL);
	__builtin_unreachable();
}

void fault_hung_in_call(void)
{
	bring_a_charge(K_ERR_HUNG, "hung", hung, 1);
}

void fault_oops(const char *kind, const char *check, unsigned int interface)
{
	bring_a_charge(K_ERR_KERNEL_OOPS, kind, check, interface);
}
