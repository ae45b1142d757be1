/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds contexts that do not come back: user threads that never give way, kernel threads, and supervisor work of the
 * firmware. It goes by the processor time of this process, so neither a busy host nor a debugger sets it off; and by
 * whether the thread sleeps in a Linux call.
 */
#ifndef POSIX_WATCHDOG_H
#define POSIX_WATCHDOG_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * Deals with the running context, which does not come back; called by a signal handler on its OS thread. Returns when
 * that is not possible at this instruction: it is called again soon.
 * @param what	"it does not yield", "it is blocked in a Linux call"
 */
typedef void (*watchdog_fn)(const char *what, const void *registers);

/** @param limit_ms processor time; 0: the default */
void watchdog_start(uint32_t limit_ms, watchdog_fn hung);
void watchdog_stop(void);

/** From now on less time is given, a quarter of a second. From a signal handler. */
void watchdog_hurry(void);

/** The running thread has had its time without once giving way to others. */
bool watchdog_has_expired(void);

/** What is wrong with it, as watchdog_fn is told; never NULL. */
const char *watchdog_verdict(void);

/**
 * For calls of the firmware that the host takes part in, at their end: work of the supervisor that has had its time ends
 * here. One that makes nothing but such calls is never met where it could be left.
 */
void watchdog_meet(void);

/** And since then the same time twice again. */
bool watchdog_is_overdue(void);

#endif
