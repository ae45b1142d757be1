/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <zephyr/sys/util.h>

#include "base/signals.h"

static const int fault_signals[] = {
	SIGSEGV, SIGBUS,  SIGILL, SIGFPE, SIGSYS,
#if !defined(__SANITIZE_THREAD__) /* the watchdog's there */
	SIGABRT, SIGTRAP,
#endif
};
static struct sigaction old_actions[ARRAY_SIZE(fault_signals)];
static char signal_stack[SIGNALS_STACK_BYTES];
static stack_t old_signal_stack;
static signals_fn fault_handler;

static bool is_taken(int number)
{
	struct sigaction action;

	return !sigaction(number, NULL, &action) && action.sa_flags & SA_SIGINFO &&
	       action.sa_sigaction == fault_handler;
}

static void take(struct sigaction *old)
{
	struct sigaction action = { .sa_sigaction = fault_handler,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	size_t i;

	/* what is noted must be done with before the watchdog looks */
	sigaddset(&action.sa_mask, WATCHDOG_SIGNAL);
	sigaddset(&action.sa_mask, TIMER_SIGNAL);
	for (i = 0; i < ARRAY_SIZE(fault_signals); i++) {
		if (!is_taken(fault_signals[i]))
			sigaction(fault_signals[i], &action, old ? &old[i] : NULL);
	}
}

void signals_start(signals_fn handler)
{
	stack_t stack = { .ss_sp = signal_stack, .ss_size = sizeof(signal_stack) };

	fault_handler = handler;
	if (KERNEL_FAULTS_ARE_OURS)
		sigaltstack(&stack, &old_signal_stack);
	take(old_actions);
}

void signals_take(void)
{
	take(NULL);
}

void signals_stop(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fault_signals); i++)
		sigaction(fault_signals[i], &old_actions[i], NULL);
	if (KERNEL_FAULTS_ARE_OURS)
		sigaltstack(&old_signal_stack, NULL);
}

void signals_thread_stack(void *stack)
{
	stack_t thread_stack = { .ss_sp = stack, .ss_size = SIGNALS_STACK_BYTES };

	sigaltstack(&thread_stack, NULL);
}

void *signals_restorer(void)
{
	/* as Linux has it */
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		uint64_t mask;
	} action = { .restorer = NULL };

	syscall(SYS_rt_sigaction, SIGSEGV, NULL, &action, sizeof(action.mask));
	return action.restorer;
}

void signals_spare(sigset_t *set)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fault_signals); i++)
		sigdelset(set, fault_signals[i]);
	sigdelset(set, WATCHDOG_SIGNAL);
}
