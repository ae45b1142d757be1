/* SPDX-License-Identifier: BSD-3-Clause */
/* What GitHub shows: annotations at lines of files, and the summary of a step. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "suite/suite_report.h"
#include "util/path.h"

#define MAX_ANNOTATIONS 10       /* of a step are shown */
#define MAX_SUMMARY     (900000) /* bytes: 1 MiB and nothing is shown */
#define MAX_ROWS        500

/* What would end a property or a line of a workflow command goes as %XX. */
static void print_escaped(const char *text, const char *special, FILE *out)
{
	for (; *text; text++) {
		if (strchr(special, *text))
			fprintf(out, "%%%02X", (unsigned char)*text);
		else
			fputc(*text, out);
	}
}

static bool is_bad(const json_t *scenario)
{
	const char *verdict = suite_text(scenario, "verdict");

	return !strcmp(verdict, "fail") || !strcmp(verdict, "error");
}

void suite_report_annotations(const json_t *result, FILE *out)
{
	unsigned int count = 0;
	char file[PATH_MAX];
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(result, "scenarios"), i, item)
	{
		const json_t *first = json_array_get(json_object_get(item, "failures"), 0);
		const json_t *where = first ? first : item;

		if (!is_bad(item) || count++ >= MAX_ANNOTATIONS)
			continue;
		path_for_report(suite_text(where, "file"), file);
		fputs("::error file=", out);
		print_escaped(file, "%\r\n:,", out);
		fprintf(out,
			",line=%d,title=", (int)json_integer_value(json_object_get(where, "line")));
		print_escaped(suite_text(item, "name"), "%\r\n:,", out);
		fputs("::", out);
		print_escaped(first ? suite_text(first, "text") : suite_text(item, "message"),
			      "%\r\n", out);
		fputc('\n', out);
	}
	if (count > MAX_ANNOTATIONS)
		fprintf(out, "::error::%u more scenarios failed: see the log and the summary\n",
			count - MAX_ANNOTATIONS);
}

/* A cell of a table: one line, of which nothing is Markdown or HTML. */
static void print_cell(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (strchr("|\\`*_[]~$", *text))
			fprintf(out, "\\%c", *text);
		else if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '&')
			fputs("&amp;", out);
		else
			fputc(*text == '\n' ? ' ' : *text, out);
	}
}

int suite_write_summary(const json_t *result, FILE *out)
{
	json_int_t fail = suite_result_count(result, "fail") + suite_result_count(result, "error");
	unsigned int rows = 0;
	long start = ftell(out);
	json_t *item;
	size_t i;

	fprintf(out, "### adspbench: %s\n\n%d passed, %d failed, %d skipped in %.1f s\n",
		fail ? "failed" : "passed", (int)suite_result_count(result, "pass"), (int)fail,
		(int)suite_result_count(result, "skip"),
		json_number_value(json_object_get(result, "seconds")));
	if (!fail)
		return 0;
	fputs("\n| scenario | what was missed | to reproduce |\n|---|---|---|\n", out);
	json_array_foreach(json_object_get(result, "scenarios"), i, item)
	{
		const json_t *first = json_array_get(json_object_get(item, "failures"), 0);

		if (!is_bad(item) || rows++ >= MAX_ROWS || ftell(out) - start > MAX_SUMMARY)
			continue;
		fputs("| ", out);
		print_cell(suite_text(item, "name"), out);
		fputs(" | ", out);
		print_cell(first ? suite_text(first, "text") : suite_text(item, "message"), out);
		fputs(" | ", out);
		print_cell(suite_text(item, "reproduce"), out);
		fputs(" |\n", out);
	}
	return 0;
}

int suite_report_step_summary(const json_t *result, char *err, size_t err_size)
{
	const char *path = getenv("GITHUB_STEP_SUMMARY");
	FILE *file;
	int ret = 0;

	if (!path || !*path)
		return 0;
	file = fopen(path, "ae");
	if (file) {
		suite_write_summary(result, file);
		if ((ferror(file) | fclose(file)) == 0)
			return 0;
	}
	ret = -errno;
	snprintf(err, err_size, "GITHUB_STEP_SUMMARY: %s: %s", path, strerror(errno));
	return ret;
}
