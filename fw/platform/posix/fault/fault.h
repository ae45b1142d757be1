/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults of user threads: what happened is kept, the thread dies, everything else goes on. */
#ifndef POSIX_FAULT_H
#define POSIX_FAULT_H

#include <signal.h>
#include <stdbool.h>

/** Forget the faults of the last machine. */
void fault_start(void);

/**
 * A signal that Linux sent for what the running code did.
 * @return false: it was the kernel's doing; true: go on, a granted page is there now. Does not return when the
 *	   user thread that did it dies
 */
bool fault_signal(int number, const siginfo_t *info, const void *context);

/** The running user thread has never yielded; from a signal handler on it. Does not return. */
void fault_hung(const void *context) __attribute__((noreturn));

/** The same at the end of one of its system calls, in kernel mode. */
void fault_hung_in_call(void) __attribute__((noreturn));

/**
 * The running user thread dies for what it has asked of the kernel. In user mode or in kernel mode.
 * @param interface	functions between the user's code and the trap: 1 for a call, 0 for the trap itself
 */
void fault_oops(const char *kind, const char *check, unsigned int interface)
	__attribute__((noreturn));

/** The rest of the thread's death, on its own OS thread, away from what its code left on the stack. */
void fault_bury(void) __attribute__((noreturn));

#endif
