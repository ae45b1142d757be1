/* SPDX-License-Identifier: BSD-3-Clause */
/* The files that scenarios read. */
#ifndef TESTBENCH_CLI_SUITE_INPUTS_H
#define TESTBENCH_CLI_SUITE_INPUTS_H

#include "suite/suite.h"

/** Note them (util/input_files.h): processes of their own read them, and the reports come from here. */
void suite_note_inputs(const struct suite_scenario *s);

#endif
