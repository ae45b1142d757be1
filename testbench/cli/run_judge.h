/* SPDX-License-Identifier: BSD-3-Clause */
/* What a good run is blamed for all the same, when --fail-on asks for it. */
#ifndef TESTBENCH_CLI_RUN_JUDGE_H
#define TESTBENCH_CLI_RUN_JUDGE_H

#include "cli/run_error.h"
#include "cli/run_options.h"
#include "report/run_report.h"

/** Parse words as "xrun,error", cutting in place. @return false: one is unknown */
bool run_judge_parse(char *words, unsigned int *fail_on);

/** Fail with what there is of it. The report's counts are known. */
void run_judge(const struct run_report *report, unsigned int fail_on, struct run_error *error);

#endif
