/* SPDX-License-Identifier: BSD-3-Clause */
/* A first suite for a topology. */
#ifndef TESTBENCH_CLI_SUITE_INIT_H
#define TESTBENCH_CLI_SUITE_INIT_H

/** Print it, to stand beside the topology: a scenario for each PCM direction that plays. @return exit status */
int suite_init(const char *verb, const char *topology);

#endif
