// SPDX-License-Identifier: BSD-3-Clause
/* Diagnostics that point at a place in a script or an assignment. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <util/text.h>

#include "internal.h"

static void place(const struct control_text *text, const char *at, char *out, size_t size)
{
	if (text->file)
		snprintf(out, size, "%s:%u:%u", text->file, text->line, (unsigned int)(at - text->start) + 1);
	else
		snprintf(out, size, "control '%.100s'", text->start);
}

int control_fail(struct control_text *text, const char *at, const char *fmt, ...)
{
	char where[256], what[sizeof(text->err->text) - sizeof(where) - 2];
	va_list args;

	place(text, at, where, sizeof(where));
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	text->err->kind = text->file ? DRV_ERROR_TOPOLOGY : DRV_ERROR_USAGE;
	snprintf(text->err->text, sizeof(text->err->text), "%s: %s", where, what);
	text_make_printable(text->err->text);
	return -EINVAL;
}

void control_warn(struct control_text *text, const char *at, const char *fmt, ...)
{
	char where[256], what[512], line[sizeof(where) + sizeof(what) + 2];
	va_list args;

	if (!text->warn)
		return;
	place(text, at, where, sizeof(where));
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	snprintf(line, sizeof(line), "%s: %s", where, what);
	text_make_printable(line);
	text->warn(text->warn_ctx, line);
}

char control_skip_blanks(struct control_text *text)
{
	text->at += strspn(text->at, " \t\r\n");
	return *text->at;
}
