/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a user thread is killed for what it asked of the kernel: any code on its OS thread says why, here, and raises a
 * signal. The handler of faults (fault/) finds the request and does the rest on the signal stack, as the thread's own
 * stack may hold anything.
 */
#ifndef POSIX_TRAP_H
#define POSIX_TRAP_H

#include <stdbool.h>
#include <platform/machine.h>
#include <zephyr/toolchain.h>

#include "base/context.h"

struct trap_request {
	const char *kind;    /* of the fault, one word; NULL: no request */
	unsigned int reason; /* K_ERR_* */
	unsigned int interface;
	char check[160]; /* what was wrong */
};

extern struct trap_request trap_request;

/** A user thread ends when it comes to the kernel next, for what a signal handler has noted. */
extern volatile bool trap_is_postponed;

/** Instead of the signal, in a process that runs user code alone: passes the request on and does not return. Else NULL. */
extern void (*trap_elsewhere)(void);

/** Code between a user and the kernel: faults in it, and calls through it, are those of whoever called it. */
#define SYSCALL_TRAP __attribute__((section("syscall_traps"), noinline))

/**
 * Kill the running user thread. In user mode or in kernel mode.
 * @param reason	K_ERR_*
 * @param kind		of the fault, one word; kept by reference
 * @param interface	functions between the user's code and the trap: 1 for a call, 0 for the trap itself
 */
void trap_kill(unsigned int reason, const char *kind, const char *check, unsigned int interface)
	__attribute__((noreturn));

/** At the head of each kernel function that user threads must not call. */
#define KERNEL_ONLY()                                 \
	do {                                          \
		if (unlikely(context.user_mode))      \
			platform_forbidden(__func__); \
	} while (0)

#endif
