/* SPDX-License-Identifier: BSD-3-Clause */
/* What a run did, for its report. */
#ifndef TESTBENCH_CLI_RUN_COLLECT_H
#define TESTBENCH_CLI_RUN_COLLECT_H

#include "cli/run_session.h"

/**
 * Take everything that is gone after the teardown: positions, xruns, modules, memory.
 * @param alive	the machine can be asked; false after a panic
 */
void run_collect_streams(struct run_session *session, bool alive);

/** Take the notifications, before the driver goes. */
void run_collect_events(struct run_session *session);

/** What the data-processing modules did, and which of them were killed. */
void run_collect_modules(struct run_session *session);

/** Ask modules for the controls that were set, while they are up; when --fail-on control wants it. */
void run_collect_controls(struct run_session *session);

#endif
