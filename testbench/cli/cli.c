/* SPDX-License-Identifier: BSD-3-Clause */
/* Error messages of verbs. */
#include <stdarg.h>
#include <stdio.h>

#include "cli/cli.h"
#include "util/text.h"

static void say(const char *verb, const char *format, va_list args)
{
	char text[8192];

	vsnprintf(text, sizeof(text), format, args);
	text_make_printable(text);
	fprintf(stderr, "adspbench %s: %s\n", verb, text);
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
