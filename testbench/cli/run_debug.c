/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <program_path.h>

#include "cli/cli.h"
#include "cli/run_debug.h"
#include "cli/shipped.h"
#include "cli/verb.h"

#define SCRIPT "debugger.py"

/* "--debug gdb" and "--debug=gdb". @return how many words of argv, 0: another option */
static int words_of(const char *option, const char *word)
{
	size_t length = strlen(option);

	if (strncmp(word, option, length) != 0)
		return 0;
	return word[length] == '=' ? 1 : !word[length] ? 2 : 0;
}

/* The run's own words, up to the command. @return behind the last one */
static char **add_run(char **out, int argc, char **argv, const struct run_options *options)
{
	const int end = options->command ? argc - options->words.num_operands - 1 : argc;
	int skip;

	for (int i = 0; i < end; i += skip ? skip : 1) {
		skip = i ? words_of("--debug", argv[i]) + words_of("--debug-at", argv[i]) : 0;
		if (!skip)
			*out++ = argv[i];
	}
	return out;
}

/* Of a build with AddressSanitizer: its search for leaks does not work in a debugger. */
static void leave_leaks_alone(void)
{
	const char *given = getenv("ASAN_OPTIONS");
	char all[1024];

	snprintf(all, sizeof(all), "%.900s%sdetect_leaks=0", given ? given : "", given ? ":" : "");
	setenv("ASAN_OPTIONS", all, 1);
}

int run_debug(int argc, char **argv, const struct run_options *options)
{
	char program[PATH_MAX], script[PATH_MAX + 64];
	const bool by_word = options->command; /* else --debug */
	char **words = calloc((size_t)argc + 8, sizeof(*words)), **next = words;

	if (!words || program_path(program))
		return cli_fail("run", CLI_FIRMWARE, "%s", strerror(errno));
	if (!shipped_file(script, sizeof(script), SCRIPT, ADSP_TOOLS "/" SCRIPT, NULL)) {
		free(words);
		return cli_fail("run", CLI_BAD_INPUT,
				"no " SCRIPT ": adspbench is not installed completely");
	}
	*next++ = by_word ? options->command[0] : (char *)options->debugger;
	*next++ = (char *)"-q";
	*next++ = (char *)"-x"; /* before the words that tell gdb what to do */
	*next++ = script;
	for (int i = 1; by_word && i < options->words.num_operands; i++)
		*next++ = options->command[i];
	*next++ = (char *)"--args";
	*next++ = program;
	next = add_run(next, argc, argv, options);
	*next = NULL;
	if (options->debug_at)
		setenv("ADSP_DEBUG_AT", options->debug_at, 1);
	else
		unsetenv("ADSP_DEBUG_AT");
	leave_leaks_alone();
	execvp(words[0], words);
	cli_fail("run", CLI_BAD_INPUT, "--debug: %s: %s", words[0],
		 errno == ENOENT ? "not found; the package gdb has it" : strerror(errno));
	free(words);
	return CLI_BAD_INPUT;
}
