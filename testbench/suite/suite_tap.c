/* SPDX-License-Identifier: BSD-3-Clause */
/* Test Anything Protocol, version 14. */
#include <stdlib.h>
#include <string.h>

#include "suite/suite_report.h"
#include "util/text.h"

/* '#' begins a directive, and a backslash escapes it. */
static void print_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '#' || *text == '\\')
			fputc('\\', out);
		fputc(*text == '\n' ? ' ' : *text, out);
	}
}

/* JSON strings are YAML but for characters that nothing prints. */
static void print_text(FILE *out, const char *text)
{
	char *clean = strdup(text);
	json_t *json;

	if (clean)
		text_make_printable_lines(clean);
	json = json_string(clean ? clean : "");
	json_dumpf(json, out, JSON_ENCODE_ANY);
	json_decref(json);
	free(clean);
}

/* Diagnostics are YAML. */
static int print_diagnostics(FILE *out, const json_t *scenario)
{
	json_t *item;
	size_t i;

	fputs("  ---\n  message: ", out);
	print_text(out, suite_text(scenario, "message"));
	fputs("\n  reproduce: ", out);
	print_text(out, suite_text(scenario, "reproduce"));
	fputs("\n  failures:\n", out);
	json_array_foreach(json_object_get(scenario, "failures"), i, item)
	{
		fputs("    - ", out);
		print_text(out, suite_text(item, "text"));
		fputc('\n', out);
	}
	fputs("  ...\n", out);
	return 0;
}

int suite_write_tap(const json_t *result, FILE *out)
{
	const json_t *scenarios = json_object_get(result, "scenarios");
	json_t *item;
	size_t i;

	fprintf(out, "TAP version 14\n1..%zu\n", json_array_size(scenarios));
	json_array_foreach((json_t *)scenarios, i, item)
	{
		const char *verdict = suite_text(item, "verdict");
		bool skipped = !strcmp(verdict, "skip");
		bool good = skipped || !strcmp(verdict, "pass");

		fprintf(out, "%s %zu - ", good ? "ok" : "not ok", i + 1);
		print_escaped(out, suite_text(item, "name"));
		if (skipped) {
			fputs(" # SKIP ", out);
			print_escaped(out, suite_text(item, "message"));
		}
		fputc('\n', out);
		if (!good)
			print_diagnostics(out, item);
	}
	return 0;
}
