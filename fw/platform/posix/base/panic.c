/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <adsp/ledger.h>
#include <platform/machine.h>
#include <zephyr/kernel.h>

#include "fault/fault.h"
#include "fault/fault_words.h"
#include "memory/heap_hooks.h"
#include "base/log.h"
#include "memory/mmu.h"
#include "base/panic.h"
#include "sched/scheduler.h"
#include "kernel/syscall.h"

#define TEXT_BYTES 1000

#if defined(__SANITIZE_ADDRESS__)
#define KERNEL_FAULTS_ARE_OURS 0 /* the sanitizer's own report says more */
#else
#define KERNEL_FAULTS_ARE_OURS 1
#endif

static const int fault_signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };
static struct sigaction old_actions[ARRAY_SIZE(fault_signals)];
static char signal_stack[PANIC_STACK_BYTES];
static stack_t old_signal_stack;
static adsp_fatal_fn fatal_fn;
static void *fatal_ctx;

static void __noreturn end_run(const char *text)
{
	static bool ending;

	if (!ending) {
		ending = true;
		if (fatal_fn)
			fatal_fn(fatal_ctx, text);
		else
			fprintf(stderr, "%s\n", text);
	}
	fflush(NULL);
	_exit(ADSP_EXIT_FAULT);
}

/* Source paths as they are in the project, wherever it was built. */
static const char *project_path(const char *file)
{
	const char *at = strstr(file, "/fw/");
	const char *next;

	if (!at)
		return file;
	while ((next = strstr(at + 1, "/fw/")))
		at = next;
	return at + 1;
}

static void __noreturn panic_va(const char *file, int line, const char *fmt, va_list ap)
{
	char what[TEXT_BYTES];
	char text[TEXT_BYTES + 200];

	vsnprintf(what, sizeof(what), fmt, ap);
	snprintf(text, sizeof(text), "firmware panic in %s at %lld us: %s (%s:%d)",
		 k_thread_name_get(k_current_get()), (long long)sched_now(), what,
		 project_path(file), line);
	end_run(text);
}

void panic_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	panic_va(file, line, fmt, ap);
}

void platform_panic(const char *file, int line, const char *what)
{
	panic_at(file, line, "%s", what);
}

void z_panic(const char *file, int line)
{
	panic_at(file, line, "k_panic");
}

void z_assert_fail(const char *file, int line, const char *test, const char *fmt, ...)
{
	char what[TEXT_BYTES / 2];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	panic_at(file, line, "assertion %s failed%s%s", test, what[0] ? ": " : "", what);
}

SYSCALL_TRAP void z_oops(const char *file, int line)
{
	struct k_thread *self = k_current_get();

	if (mmu_user_mode)
		fault_oops("oops", "k_oops", 0);
	if (sched_in_supervisor() || self->options & K_ESSENTIAL)
		panic_at(file, line, "k_oops");
	if (self->options & K_USER)
		fault_oops("oops", "k_oops", 0);
	log_line(ADSP_LOG_ERR, "kernel", "oops in thread %s (%s:%d): killed", self->name,
		 project_path(file), line);
	k_thread_abort(self);
	__builtin_unreachable();
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	static char text[sizeof(((struct adsp_fault_info *)0)->text) + ADSP_LEDGER_TEXT];
	static struct adsp_fault_info fault;
	static bool telling;
	size_t length;

	fault_words_go_on();
	if (fault_signal(number, info, context))
		return;
	if (!KERNEL_FAULTS_ARE_OURS) {
		/* it happens again, for the sanitizer to see */
		panic_stop();
		return;
	}
	/* looking up names went wrong: what happened is in the text already */
	if (telling)
		end_run(text);
	snprintf(fault.thread, sizeof(fault.thread), "%s", k_thread_name_get(k_current_get()));
	snprintf(fault.site, sizeof(fault.site), "an unknown place");
	fault_words_signal(&fault, number, info, context);
	fault_words_join(&fault, "fault");
	snprintf(text, sizeof(text), "%s", fault.text);
	telling = true;
	fault_words_site_of_signal(&fault, context);
	fault_words_join(&fault, "fault");
	length = (size_t)snprintf(text, sizeof(text), "%s", fault.text);
	ledger_fault(info->si_addr, context, text + length, sizeof(text) - length);
	end_run(text);
}

static bool is_taken(int number)
{
	struct sigaction action;

	return !sigaction(number, NULL, &action) && action.sa_flags & SA_SIGINFO &&
	       action.sa_sigaction == on_fault;
}

static void take_signals(struct sigaction *old)
{
	struct sigaction action = { .sa_sigaction = on_fault,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fault_signals); i++) {
		if (!is_taken(fault_signals[i]))
			sigaction(fault_signals[i], &action, old ? &old[i] : NULL);
	}
}

void panic_take_signals(void)
{
	take_signals(NULL);
}

void panic_start(adsp_fatal_fn fatal, void *ctx)
{
	stack_t stack = { .ss_sp = signal_stack, .ss_size = sizeof(signal_stack) };

	fatal_fn = fatal;
	fatal_ctx = ctx;
	if (KERNEL_FAULTS_ARE_OURS)
		sigaltstack(&stack, &old_signal_stack);
	take_signals(old_actions);
}

void panic_thread_start(void *stack)
{
	stack_t thread_stack = { .ss_sp = stack, .ss_size = PANIC_STACK_BYTES };

	sigaltstack(&thread_stack, NULL);
}

void panic_stop(void)
{
	size_t i;

	fatal_fn = NULL;
	for (i = 0; i < ARRAY_SIZE(fault_signals); i++)
		sigaction(fault_signals[i], &old_actions[i], NULL);
	if (KERNEL_FAULTS_ARE_OURS)
		sigaltstack(&old_signal_stack, NULL);
}
