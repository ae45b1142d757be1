/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench run --debug: the same run, started by gdb. */
#ifndef TESTBENCH_CLI_RUN_DEBUG_H
#define TESTBENCH_CLI_RUN_DEBUG_H

#include "cli/run_options.h"

/**
 * Become gdb. It gets tools/debugger.py, and the words of this run without --debug, --debug-at and the command.
 * @param argc,argv	of the verb
 * @return exit status; gdb cannot be run
 */
int run_debug(int argc, char **argv, const struct run_options *options);

#endif
