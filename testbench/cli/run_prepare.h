/* SPDX-License-Identifier: BSD-3-Clause */
/* What is read, planned and opened before the machine starts. */
#ifndef TESTBENCH_CLI_RUN_PREPARE_H
#define TESTBENCH_CLI_RUN_PREPARE_H

#include "cli/run_session.h"

/** Load the topology, make the plan, read controls and script, open the audio files. @return 0; -1 and an error */
int run_prepare(struct run_session *session);

/** Its parts. */
int run_load_topology(struct run_session *session);
int run_load_controls(struct run_session *session);

#endif
