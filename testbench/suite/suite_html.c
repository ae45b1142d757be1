/* SPDX-License-Identifier: BSD-3-Clause */
/* One file for a browser: the page of report.html with the result in it. It loads nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "suite/suite_report.h"

#define MARK "@RESULT@" /* where the result goes */

/* The page as a constant of the program. */
__asm__(".pushsection .rodata\n"
	"suite_page:\n"
	".incbin \"" SUITE_PAGE "\"\n"
	".byte 0\n"
	".popsection\n");

extern const char suite_page[];

/* In a script element "</script" would end it, and "<!--" begin a comment: '<' is written as its code. */
static int dump(const char *buffer, size_t size, void *ctx)
{
	FILE *out = ctx;

	for (size_t i = 0; i < size; i++) {
		if (buffer[i] == '<')
			fputs("\\u003c", out);
		else
			fputc(buffer[i], out);
	}
	return 0;
}

int suite_write_html(const json_t *result, FILE *out)
{
	const char *mark = strstr(suite_page, MARK);

	fwrite(suite_page, 1, (size_t)(mark - suite_page), out);
	if (json_dump_callback(result, dump, out, JSON_COMPACT | JSON_REAL_PRECISION(6)))
		return -ENOMEM;
	fputs(mark + strlen(MARK), out);
	return 0;
}
