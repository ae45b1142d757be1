/* SPDX-License-Identifier: BSD-3-Clause */
/* The audio files of a run. */
#ifndef TESTBENCH_CLI_RUN_FILES_H
#define TESTBENCH_CLI_RUN_FILES_H

#include "cli/run_session.h"

int run_files_open(struct run_session *session);

/** Give the outputs their names, or keep what there is as partial files; close all files. */
void run_files_close(struct run_session *session, bool good);

#endif
