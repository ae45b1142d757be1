/* SPDX-License-Identifier: BSD-3-Clause */
/* The signals that Linux sends for what the running code did, and the stacks they are handled on. */
#ifndef POSIX_SIGNALS_H
#define POSIX_SIGNALS_H

#include <signal.h>

#if defined(__SANITIZE_ADDRESS__)
#define KERNEL_FAULTS_ARE_OURS 0 /* the sanitizer's own report says more */
#else
#define KERNEL_FAULTS_ARE_OURS 1
#endif

/*
 * ThreadSanitizer keeps signals back until the thread calls the C library, which a thread that hangs never does; but
 * not those that the processor raises.
 */
#if defined(__SANITIZE_THREAD__)
#define TIMER_SIGNAL    SIGTRAP
#define WATCHDOG_SIGNAL SIGABRT
#else
#define TIMER_SIGNAL    (SIGRTMIN + 2)
/** Sent to the OS thread of the culprit; the supervisor's gets the timer's. */
#define WATCHDOG_SIGNAL (SIGRTMIN + 3)
#endif

/** Room for the handler of a thread whose own stack may be the fault. */
#define SIGNALS_STACK_BYTES 0x80000

typedef void (*signals_fn)(int number, siginfo_t *info, void *context);

/** Take over the fault signals; the calling OS thread handles them on a stack of its own. */
void signals_start(signals_fn handler);

/** Take them over again, should somebody else (a test runner) have done so meanwhile. */
void signals_take(void);

/** Give them back. */
void signals_stop(void);

/** The calling OS thread handles its faults on `stack`, of SIGNALS_STACK_BYTES, for as long as it lives. */
void signals_thread_stack(void *stack);

/** What a signal handler returns to, in the C library; NULL: not known. */
void *signals_restorer(void);

/** Leave them and WATCHDOG_SIGNAL unblocked in a set of signals to block. */
void signals_spare(sigset_t *set);

#endif
