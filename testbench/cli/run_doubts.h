/* SPDX-License-Identifier: BSD-3-Clause */
/* Words of the command line that have no effect: most often mistakes in writing. Each is a warning in the log. */
#ifndef TESTBENCH_CLI_RUN_DOUBTS_H
#define TESTBENCH_CLI_RUN_DOUBTS_H

#include "cli/run_session.h"

/** With controls loaded: words that other words replace. */
void run_doubts_of_words(struct run_session *session);

/** With inputs open: words that a file's header replaces. */
void run_doubts_of_inputs(struct run_session *session);

/** With streams configured, of the first iteration: files with a header take what an encoder makes for samples. */
void run_doubts_of_encoders(struct run_session *session);

/** After a good run, while the machine's last state can be read: names that nothing has answered to. */
void run_doubts_after(struct run_session *session);

#endif
