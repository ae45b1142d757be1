/* SPDX-License-Identifier: BSD-3-Clause */
/* The result of a run, for files, people and the shell. */
#ifndef TESTBENCH_CLI_RUN_RESULT_H
#define TESTBENCH_CLI_RUN_RESULT_H

#include "cli/run_options.h"
#include "report/run_report.h"

/**
 * A good run has an output that cannot be written: that is its result. When it is because nobody reads the output and
 * the program is to stop, that is.
 */
void run_report_fail_output(const struct run_options *options, struct run_report *report,
			    const char *err);

/** Write the report's file, print the summary and the error. @return exit status */
int run_report_result(const struct run_options *options, struct run_report *report);

#endif
