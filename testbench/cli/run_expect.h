/* SPDX-License-Identifier: BSD-3-Clause */
/* What a run's outputs are expected to hold: --expect and --fail-on click. */
#ifndef TESTBENCH_CLI_RUN_EXPECT_H
#define TESTBENCH_CLI_RUN_EXPECT_H

#include "cli/run_session.h"

/** Before the run: does each --expect name an output, and can the outputs be read again? @return 0, -1 */
int run_expect_check(struct run_session *session);

/** When the outputs have their names: fail with the first difference or click. */
void run_expect_judge(struct run_session *session);

#endif
