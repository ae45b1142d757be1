/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that ask the program to end. */
#ifndef TESTBENCH_CLI_STOP_SIGNAL_H
#define TESTBENCH_CLI_STOP_SIGNAL_H

/**
 * From now on the first SIGINT, SIGTERM or SIGHUP ends the run in order, wherever it is, and the second one ends the
 * program.
 */
void stop_signal_catch(void);

/** Signal that asked to stop; 0: none. */
int stop_signal(void);

#endif
