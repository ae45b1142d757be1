/* SPDX-License-Identifier: BSD-3-Clause */
/* How verbs speak to the user when something is wrong. */
#include <stdarg.h>
#include <stdio.h>

#include "cli/cli.h"

static void say(const char *verb, const char *format, va_list args)
{
	fprintf(stderr, "adspbench %s: ", verb);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

int cli_usage_error(const char *verb, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(verb, format, args);
	va_end(args);
	fprintf(stderr, "Try 'adspbench %s --help'.\n", verb);
	return CLI_USAGE;
}

int cli_fail(const char *verb, enum cli_exit status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(verb, format, args);
	va_end(args);
	return status;
}
