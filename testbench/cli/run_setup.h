/* SPDX-License-Identifier: BSD-3-Clause */
/* From files and topology to streams that run. */
#ifndef TESTBENCH_CLI_RUN_SETUP_H
#define TESTBENCH_CLI_RUN_SETUP_H

#include "cli/run_session.h"

/** Open the streams and choose all formats; nothing is sent. */
int run_setup_configure(struct run_session *session);

/** Connect the ends and set the controls, so that streams can start. */
int run_setup_connect(struct run_session *session);

/** Stop and close the streams, as far as they got. */
void run_setup_teardown(struct run_session *session);

#endif
