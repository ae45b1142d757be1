/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults: what happened is kept. A user thread dies of its own, everything else goes on; the kernel's own ends the run. */
#ifndef POSIX_FAULT_H
#define POSIX_FAULT_H

#include <signal.h>

/** Forget the faults of the last machine. */
void fault_start(void);

/** Handler of the fault signals, for signals_start(). */
void fault_on_signal(int number, siginfo_t *info, void *registers);

/** The running user thread has never yielded; from a signal handler on it, for watchdog_start(). Does not return. */
void fault_hung(const void *registers) __attribute__((noreturn));

#endif
