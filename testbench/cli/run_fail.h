/* SPDX-License-Identifier: BSD-3-Clause */
/* Allocations that fail on purpose. */
#ifndef TESTBENCH_CLI_RUN_FAIL_H
#define TESTBENCH_CLI_RUN_FAIL_H

#include "cli/run_session.h"

/** Let the allocation fail that the options name. Call before the machine starts. */
void run_fail_alloc_arm(struct run_session *session);

/** Undo that, and complain when there was no such allocation. Call before the machine stops. */
void run_fail_alloc_disarm(struct run_session *session);

#endif
