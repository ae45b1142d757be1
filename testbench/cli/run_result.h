/* SPDX-License-Identifier: BSD-3-Clause */
/* The result of a run, for files, people and the shell. */
#ifndef TESTBENCH_CLI_RUN_RESULT_H
#define TESTBENCH_CLI_RUN_RESULT_H

#include "cli/run_options.h"
#include "report/run_report.h"

/** Write the report's file, print the summary and the error. @return exit status */
int run_report_result(const struct run_options *options, struct run_report *report);

#endif
