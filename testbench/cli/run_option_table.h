/* SPDX-License-Identifier: BSD-3-Clause */
/* The options of `adspbench run`, `adspbench sweep` and `adspbench card`: one row says everything about one option. */
#ifndef TESTBENCH_CLI_RUN_OPTION_TABLE_H
#define TESTBENCH_CLI_RUN_OPTION_TABLE_H

#include "cli/run_options.h"

/* Which rows are of one verb only. */
enum run_verb {
	RUN_VERB_RUN = 1,
	RUN_VERB_SWEEP = 2,
	RUN_VERB_CARD = 4,
	RUN_VERBS_OF_FILES = RUN_VERB_RUN |
			     RUN_VERB_SWEEP, /* those that stream files by themselves */
};

/** In the order of --help; the last row's help is NULL. The target is a struct run_options. */
extern const struct cli_option run_option_table[];

#endif
