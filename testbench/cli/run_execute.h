/* SPDX-License-Identifier: BSD-3-Clause */
/* A whole run. */
#ifndef TESTBENCH_CLI_RUN_EXECUTE_H
#define TESTBENCH_CLI_RUN_EXECUTE_H

#include "cli/run_options.h"
#include "report/run_report.h"

/** Do everything. The report is filled as far as the run got, its status and message are the result. */
void run_execute(const struct run_options *options, struct run_report *report);

#endif
