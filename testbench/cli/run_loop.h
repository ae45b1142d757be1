/* SPDX-License-Identifier: BSD-3-Clause */
/* The time in which the streams run. */
#ifndef TESTBENCH_CLI_RUN_LOOP_H
#define TESTBENCH_CLI_RUN_LOOP_H

#include "cli/run_session.h"

/** Let time pass until every output is complete, or something ends the run. */
int run_loop(struct run_session *session);

/** Fail the run if a signal or --max-host-time asked for its end. @return 0 go on, -1 failed */
int run_stopped(struct run_session *session);

#endif
