/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ends user threads that never come back to the kernel. It goes by the processor time of this process, so neither a
 * busy host nor a debugger sets it off.
 */
#ifndef POSIX_WATCHDOG_H
#define POSIX_WATCHDOG_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * ThreadSanitizer keeps signals back until the thread calls the C library, which a thread that hangs never does; but
 * not those that the processor raises.
 */
#if defined(__SANITIZE_THREAD__)
#define TIMER_SIGNAL    SIGTRAP
#define WATCHDOG_SIGNAL SIGABRT
#else
#define TIMER_SIGNAL    (SIGRTMIN + 2)
/** Sent to the OS thread of the culprit; all others block it. */
#define WATCHDOG_SIGNAL (SIGRTMIN + 3)
#endif

/**
 * @param limit_ms	processor time; 0: the default
 * @param hung		kills the running user thread; called by a signal handler on its OS thread, does not return
 */
void watchdog_start(uint32_t limit_ms, void (*hung)(const void *registers));
void watchdog_stop(void);

/** A user thread begins or has ended: the timer runs while there is one. */
void watchdog_thread_begin(void);
void watchdog_thread_end(void);

/** The running user thread has had its time without once giving way to others. */
bool watchdog_has_expired(void);

/** User mode begins on the calling OS thread. */
void watchdog_guard_caller(void);

#endif
