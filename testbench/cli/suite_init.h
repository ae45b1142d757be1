/* SPDX-License-Identifier: BSD-3-Clause */
/* A first suite for a topology. */
#ifndef TESTBENCH_CLI_SUITE_INIT_H
#define TESTBENCH_CLI_SUITE_INIT_H

#include "cli/source_options.h"

/**
 * Print it: a scenario for each PCM direction that plays. The topology, and folders of its includes, are named from the
 * folder of the file that standard output goes to, or else from the current one.
 * @param sources	of a topology's source
 * @return exit status
 */
int suite_init(const char *verb, const char *topology, const struct source_options *sources);

#endif
