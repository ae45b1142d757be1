/* SPDX-License-Identifier: BSD-3-Clause */
/* -D and -I of verbs whose operands are topologies. */
#ifndef TESTBENCH_CLI_SOURCE_OPTIONS_H
#define TESTBENCH_CLI_SOURCE_OPTIONS_H

#include "cli/verb.h"

/** Refuse -D and -I when no operand is a source. An error has been printed. @return CLI_GOOD, CLI_USAGE */
int source_options_check(const char *verb, const struct cli_words *words);

#endif
