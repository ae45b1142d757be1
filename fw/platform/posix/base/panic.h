/* SPDX-License-Identifier: BSD-3-Clause */
/* The two ways a run ends by force: the firmware's own panic, and a fault that Linux reports. */
#ifndef POSIX_PANIC_H
#define POSIX_PANIC_H

#include <adsp/machine.h>

/** Report with a printf-style text and end the process with ADSP_EXIT_FAULT. */
void panic_at(const char *file, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));

/** Take over the fault signals and remember who is told. */
void panic_start(adsp_fatal_fn fatal, void *ctx);

/** Take the fault signals over again, should somebody else (a test runner) have done so meanwhile. */
void panic_take_signals(void);

/** Give the fault signals back. */
void panic_stop(void);

/** Room for the fault handler of a thread whose own stack may be the fault. */
#define PANIC_STACK_BYTES 0x80000

/** The calling OS thread handles its faults on `stack`, of PANIC_STACK_BYTES, for as long as it lives. */
void panic_thread_start(void *stack);

#endif
