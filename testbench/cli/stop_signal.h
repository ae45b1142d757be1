/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that ask the program to end, and the time in which it should. */
#ifndef TESTBENCH_CLI_STOP_SIGNAL_H
#define TESTBENCH_CLI_STOP_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * From now on the first SIGINT, SIGTERM or SIGHUP ends the run in order, wherever it is, and the second one ends the
 * program at once. Signals within 200 ms of the first are the same request. Calls of Linux that wait return with EINTR
 * then, also those that begin to wait later.
 */
void stop_signal_catch(void);

/** Signal that asked to stop; 0: none. */
int stop_signal(void);

/** Such a signal also makes this eventfd readable, for those who wait. -1: none. */
void stop_signal_wake(int fd);

/** So does the end of a child. @return 0, or -1 with errno */
int stop_signal_wake_by_children(void);

/** Ask to stop after some time of the host's clock. @param seconds	0: never */
void stop_signal_after(uint32_t seconds);

/** Has that time gone by? */
bool stop_signal_expired(void);

/**
 * What a run ends with that was asked to stop.
 * @param limit_s	of stop_signal_after()
 * @param text	a line that says why
 * @return exit status; 0: nobody has asked
 */
int stop_signal_result(uint32_t limit_s, char *text, size_t size);

/** What waits from now on is waited for: the summary has been asked for, too. A second signal still ends the program. */
void stop_signal_done(void);

#endif
