/* SPDX-License-Identifier: BSD-3-Clause */
/* The options of `adspbench run` and `adspbench sweep`: one row says everything about one option. */
#ifndef TESTBENCH_CLI_RUN_OPTION_TABLE_H
#define TESTBENCH_CLI_RUN_OPTION_TABLE_H

#include "cli/run_options.h"

enum run_verb {
	RUN_VERB_RUN = 1,
	RUN_VERB_SWEEP = 2,
};

struct run_option {
	char letter;          /* 0: has a long name only */
	const char *name;     /* NULL: a heading of --help */
	const char *argument; /* the value's name in --help; NULL: takes none */
	const char *expected; /* in "-r '1': expected a rate" */
	unsigned int verbs;
	/* Take a value, which may be cut in place. @return false: not what is expected */
	bool (*take)(struct run_options *options, const struct run_option *option, char *value);
	size_t field;      /* offset in struct run_options, for parsers that fill one field */
	uint64_t min, max; /* of numbers */
	const char *help;  /* lines separated by \n */
	bool repeats;      /* may be given more than once */
};

#define RUN_OPTIONS_MAX 64 /* rows at most */

/** In the order of --help; the last row's help is NULL. */
extern const struct run_option run_option_table[];

#endif
