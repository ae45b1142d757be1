/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads, as the rest of the machine needs them. */
#ifndef POSIX_THREAD_H
#define POSIX_THREAD_H

#include <zephyr/kernel.h>

/**
 * The running thread is ended, on its own OS thread at its first frame, away from what its code left on the stack.
 * Callable from a signal handler.
 * @param reason	K_ERR_*, for k_sys_fatal_error_handler()
 * @param text		the log line; kept by reference
 */
void thread_kill_self(unsigned int reason, const char *text) __noreturn;

/** Abort every thread, at power-off. */
void thread_end_all(void);

#endif
