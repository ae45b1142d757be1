/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults: what happened is kept. A user thread is killed for its own, everything else goes on; the kernel's own ends the run. */
#ifndef POSIX_FAULT_H
#define POSIX_FAULT_H

#include <signal.h>

struct process_stop;

/** Forget the faults of the last machine. */
void fault_start(void);

/** Handler of the fault signals, for signals_start(). */
void fault_on_signal(int number, siginfo_t *info, void *registers);

/**
 * The running context does not come back, for watchdog_start(). A user thread is killed; work in kernel mode is given
 * up, and the machine with it (adsp_machine_halted()).
 */
void fault_hung(const char *what, const void *registers);

/**
 * Make the report of a fault, and end what it is the end of: the thread, the run, or the machine. Does not return. In no
 * signal handler, with an OS thread that is the culprit's. For stack_switch_call().
 * @param record	a struct fault_record
 */
void fault_report(void *record);

/** User code that runs in another process has faulted or ended, for syscall_on_fault(). */
void fault_elsewhere(const struct process_stop *stop) __attribute__((noreturn));

#endif
