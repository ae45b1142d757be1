/* SPDX-License-Identifier: BSD-3-Clause */
/* A whole run. */
#ifndef TESTBENCH_CLI_RUN_EXECUTE_H
#define TESTBENCH_CLI_RUN_EXECUTE_H

#include "cli/run_session.h"

/** Do everything. The report is filled as far as the run got, its status and message are the result. */
void run_execute(const struct run_options *options, struct run_report *report);

/* ---- its parts, for who keeps the card open in another way; session->options and session->report are set ---- */

/** Open the log and look at what is to be written. @return 0; -1 and an error */
int run_open_log(struct run_session *session);

/** Make the card of session->tplg. @return 0; -1 and an error */
int run_make_card(struct run_session *session);

/** Close files, ledger and log: the report is complete. */
void run_finish(struct run_session *session);

#endif
