/* SPDX-License-Identifier: BSD-3-Clause */
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <platform/machine.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "base/context.h"
#include "base/last_line.h"
#include "base/panic.h"
#include "base/trap.h"

#define TEXT_BYTES 1000

static adsp_fatal_fn fatal_fn;
static void *fatal_ctx;

void panic_start(adsp_fatal_fn fatal, void *ctx)
{
	fatal_fn = fatal;
	fatal_ctx = ctx;
}

void panic_stop(void)
{
	fatal_fn = NULL;
}

static void on_alarm(int number)
{
	last_line_end();
}

static void limit_report(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	sigset_t set;

	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	alarm(LAST_LINE_SECONDS);
}

void panic_end_run(int status, const char *text)
{
	static bool is_ending;

	if (is_ending)
		last_line_end(); /* with what went wrong first */
	is_ending = true;
	last_line_set(status, text);
	context.in_host++; /* for the watchdog: there is nothing to give up */
	limit_report();
	if (fatal_fn)
		fatal_fn(fatal_ctx, status, text);
	else
		fprintf(stderr, "%s\n", text);
	fflush(NULL);
	_exit(status);
}

const char *panic_source_path(const char *file)
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
	snprintf(text, sizeof(text), "firmware panic in %s at %lld us: %s (%s:%d)", context_name(),
		 (long long)context_now(), what, panic_source_path(file), line);
	panic_end_run(ADSP_EXIT_FAULT, text);
}

void panic_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	panic_va(file, line, fmt, ap);
}

void panic_host(const char *fmt, ...)
{
	char text[TEXT_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	panic_end_run(ADSP_EXIT_HOST, text);
}

SYSCALL_TRAP void platform_panic(const char *file, int line, const char *what)
{
	if (context.user_mode)
		trap_kill(K_ERR_KERNEL_OOPS, "oops", "platform_panic", 0);
	panic_at(file, line, "%s", what);
}

SYSCALL_TRAP void z_panic(const char *file, int line)
{
	if (context.user_mode)
		trap_kill(K_ERR_KERNEL_OOPS, "oops", "k_panic", 0);
	panic_at(file, line, "k_panic");
}

SYSCALL_TRAP void z_assert_fail(const char *file, int line, const char *test, const char *fmt, ...)
{
	char what[TEXT_BYTES / 2], text[TEXT_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(text, sizeof(text), "assertion %s failed%s%s", test, what[0] ? ": " : "", what);
	if (context.user_mode)
		trap_kill(K_ERR_KERNEL_OOPS, "oops", text, 0);
	panic_at(file, line, "%s", text);
}
