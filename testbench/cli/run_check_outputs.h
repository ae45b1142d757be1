/* SPDX-License-Identifier: BSD-3-Clause */
/* What a run writes must be files of their own: one written twice, or read and written, ends as neither. */
#ifndef TESTBENCH_CLI_RUN_CHECK_OUTPUTS_H
#define TESTBENCH_CLI_RUN_CHECK_OUTPUTS_H

#include "cli/run_options.h"
#include "cli/run_plan.h"

/**
 * Compare the files that the command line names, by what they are and not by how they are called. Devices may be
 * named twice. To be called before anything is opened for writing.
 * @param err	one line on failure
 * @return 0, -EINVAL
 */
int run_check_outputs_options(const struct run_options *options, char *err, size_t err_size);

/**
 * Find an input that can be read once only: standard input, or a FIFO.
 * @return its name; NULL: none
 */
const char *run_find_stream_input(const struct run_options *options);

/** The same when the plan knows which DAIs' files are outputs. */
int run_check_outputs_plan(const struct run_options *options, const struct run_plan *plan,
			   char *err, size_t err_size);

#endif
