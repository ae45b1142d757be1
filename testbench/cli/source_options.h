/* SPDX-License-Identifier: BSD-3-Clause */
/* -D and -I of verbs whose operands are topologies. */
#ifndef TESTBENCH_CLI_SOURCE_OPTIONS_H
#define TESTBENCH_CLI_SOURCE_OPTIONS_H

#include "cli/verb.h"
#include "topology/tplg.h"

/** What they said: words of the command line. */
struct source_options {
	const char **defines, **includes;
	size_t num_defines, num_includes;
};

/** Rows of a table of options. `offset` is that of a struct source_options in what the table fills in. */
#define SOURCE_OPTIONS(offset) SOURCE_OPTIONS_OF(offset, 0)
/** The same, for the verbs of a table with these bits alone. */
#define SOURCE_OPTIONS_OF(offset, bits)                                                    \
	{ 'D',                                                                             \
	  "define",                                                                        \
	  "NAME=VALUE",                                                                    \
	  "NAME=VALUE",                                                                    \
	  source_take_define,                                                              \
	  (offset),                                                                        \
	  .repeats = true,                                                                 \
	  .keyed = true,                                                                   \
	  .verbs = (bits),                                                                 \
	  .help = "set a variable of a topology's source" },                               \
	{                                                                                  \
		'I', "include", "DIR", "a folder", source_take_include, (offset),          \
			.repeats = true, .verbs = (bits),                                  \
			.help = "look for a source's includes there, after its own folder" \
	}

bool source_take_define(void *target, const struct cli_option *option, char *value);
bool source_take_include(void *target, const struct cli_option *option, char *value);

/** Room for the words of a command line. source_options_free() is due in any case. @return 0, -ENOMEM */
int source_options_init(struct source_options *options, int argc);
void source_options_free(struct source_options *options);

/** Refuse -D and -I when no operand is a source. An error has been printed. @return CLI_GOOD, CLI_USAGE */
int source_options_check(const char *verb, const struct cli_words *words);

/** A request for a topology. Variables are for sources: compiled files may stand beside them. */
struct tplg_request source_options_request(const struct source_options *options, const char *path);

/** Say why such a topology was not loaded, which a signal may be. @return exit status */
int source_options_fail(const char *verb, const struct tplg_error *error);

#endif
