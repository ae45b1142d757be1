/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <program_path.h>

#include "suite/suite_tool.h"

#define MAX_WORDS 12

static const char suppressions[] = "--suppressions=" SUITE_SUPPRESSIONS;

/* As the preset valgrind has it. */
static const struct {
	const char *name;
	const char *words[MAX_WORDS];
} launchers[] = {
	{ "valgrind",
	  { "valgrind", "--quiet", suppressions, "--error-exitcode=9", "--leak-check=full",
	    "--errors-for-leak-kinds=definite,possible", "--fair-sched=yes", "--num-callers=30" } },
	{ "helgrind",
	  { "valgrind", "--tool=helgrind", "--quiet", "--error-exitcode=9", "--fair-sched=yes",
	    "--num-callers=30" } },
};

/* "BUILDS/debug/adspbench" is "BUILDS/asan/adspbench" in the build of that preset. */
static const char *sibling(struct suite *suite, const char *program, const char *preset)
{
	const char *name = strrchr(program, '/'), *folder = name;

	while (folder > program && folder[-1] != '/')
		folder--;
	return suite_format(suite, "%.*s%s%s", (int)(folder - program), program, preset, name);
}

static char **of_launcher(struct suite *suite, const char *const *words, const char *program)
{
	char **argv = suite_alloc(suite, (MAX_WORDS + 2) * sizeof(*argv));
	size_t count = 0;

	for (size_t i = 0; i < MAX_WORDS && words[i]; i++) {
		/* an installed program has no sources */
		if (!strcmp(words[i], suppressions) && access(SUITE_SUPPRESSIONS, R_OK) < 0)
			continue;
		argv[count++] = suite_format(suite, "%s", words[i]);
	}
	argv[count] = suite_format(suite, "%s", program);
	return argv;
}

char **suite_tool(struct suite *suite, const char *name, char *err, size_t err_size)
{
	static const char *const none[1];
	char program[PATH_MAX];
	const char *other;
	int ret = program_path(program);

	if (ret) {
		snprintf(err, err_size, "the program's own path is not known: %s", strerror(-ret));
		return NULL;
	}
	for (size_t i = 0; i < sizeof(launchers) / sizeof(launchers[0]); i++)
		if (!strcmp(launchers[i].name, name))
			return of_launcher(suite, launchers[i].words, program);
	other = sibling(suite, program, name);
	if (access(other, X_OK) == 0)
		return of_launcher(suite, none, other);
	snprintf(
		err, err_size,
		"%s: not there: expected %s, made by cmake --preset %s && cmake --build --preset %s --target adspbench",
		other, SUITE_TOOL_NAMES, name, name);
	return NULL;
}

const char *suite_tool_finding(struct suite *suite, const char *report)
{
	/* in this order: a summary stands behind what it sums up */
	static const char *const marks[] = {
		"ERROR: AddressSanitizer",
		"WARNING: ThreadSanitizer",
		"runtime error: ",
		"Invalid ",
		"uninitialised",
		"leaked block: ",
		"ERROR: ",
		"definitely lost",
		"possibly lost",
		"data race",
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *at = strstr(report, marks[i]), *begin = at;

		while (begin && begin > report && begin[-1] != '\n')
			begin--;
		if (begin)
			return suite_format(suite, "%.*s", (int)strcspn(begin, "\n"), begin);
	}
	return "";
}
