/* SPDX-License-Identifier: BSD-3-Clause */
/* --module FILE: loadable modules, for each verb that starts the firmware. */
#ifndef TESTBENCH_CLI_MODULE_FILES_H
#define TESTBENCH_CLI_MODULE_FILES_H

#include "cli/verb.h"

#define MODULE_FILES_MAX 15 /* libraries of the firmware */

struct module_files {
	const char *path[MODULE_FILES_MAX]; /* as given; they are of the command line */
	size_t count;
};

/** Add a file to the struct module_files of the option's field. @return false: no name */
bool module_files_take(void *target, const struct cli_option *option, char *value);

/** Row of a table of options. @param offset of the struct module_files */
#define MODULE_FILES_OPTION(offset)                                                            \
	{                                                                                      \
		0, "module", "FILE", "a file that `adspbench module build` has made",          \
			module_files_take,                                                     \
			.field = (offset), .repeats = true, .most = MODULE_FILES_MAX,          \
			.help = "load the modules of FILE before anything else; one with the " \
				"UUID of a built-in one is taken instead of it (repeatable, "  \
				"up to 15)",                                                   \
	}

#endif
