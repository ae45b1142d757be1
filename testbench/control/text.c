/* SPDX-License-Identifier: BSD-3-Clause */
/* Text under parse, files read whole, and diagnostics that point at a place. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <util/input_files.h>
#include <util/text.h>

#include "internal.h"

#define MAX_FILE_BYTES (1u << 20) /* a full bytes control as text has a fifth of it */

static void place(const struct control_text *text, const char *at, char *out, size_t size)
{
	if (text->file)
		snprintf(out, size, CONTROL_PATH ":%u:%u", text->file, text->line,
			 (unsigned int)(at - text->start) + 1);
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
	text->at += strspn(text->at, CONTROL_BLANKS);
	return *text->at;
}

int control_read_file(const char *path, struct control_bytes *out)
{
	FILE *file = fopen(path, "rbe");
	int ret = 0;

	if (!file)
		return -errno;
	input_files_note(path);
	out->data = malloc(MAX_FILE_BYTES + 1);
	if (!out->data) {
		fclose(file);
		return -ENOMEM;
	}
	errno = 0;
	out->size = fread(out->data, 1, MAX_FILE_BYTES + 1, file);
	if (ferror(file))
		ret = errno ? -errno : -EIO;
	else if (out->size > MAX_FILE_BYTES)
		ret = -EFBIG;
	fclose(file);
	if (ret) {
		free(out->data);
		out->data = NULL;
		return ret;
	}
	out->data[out->size] = '\0';
	return 0;
}
