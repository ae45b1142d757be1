/* SPDX-License-Identifier: BSD-3-Clause */
/* A first suite for a topology. */
#ifndef TESTBENCH_CLI_SUITE_INIT_H
#define TESTBENCH_CLI_SUITE_INIT_H

/**
 * Print it: a scenario for each PCM direction that plays. The topology is named from the folder of the file that standard
 * output goes to, or else from the current one.
 * @return exit status
 */
int suite_init(const char *verb, const char *topology);

#endif
