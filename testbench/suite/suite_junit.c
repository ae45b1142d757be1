/* SPDX-License-Identifier: BSD-3-Clause */
/* JUnit XML: a test suite for each file, a test case for each scenario. */
#include <stdint.h>
#include <string.h>

#include "suite/suite_report.h"

/* Bytes of a U+FFFE or U+FFFF at @text; 0: it is another character. */
static size_t no_character(const char *text)
{
	return !strncmp(text, "\xef\xbf\xbe", 3) || !strncmp(text, "\xef\xbf\xbf", 3) ? 3 : 0;
}

/* XML 1.0 has no room for control characters, not even as references. */
static void print_escaped(FILE *out, const char *text)
{
	static const struct {
		char c;
		const char *as;
	} special[] = {
		{ '&', "&amp;" },  { '<', "&lt;" },   { '>', "&gt;" },
		{ '"', "&quot;" }, { '\n', "&#10;" }, { '\t', "&#9;" },
	};

	for (; *text; text++) {
		size_t i = 0;

		while (i < sizeof(special) / sizeof(special[0]) && special[i].c != *text)
			i++;
		if (i < sizeof(special) / sizeof(special[0])) {
			fputs(special[i].as, out);
		} else if (no_character(text)) {
			fputc('?', out);
			text += no_character(text) - 1;
		} else {
			fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, out);
		}
	}
}

static void print_attribute(FILE *out, const char *name, const char *text)
{
	fprintf(out, " %s=\"", name);
	print_escaped(out, text);
	fputc('"', out);
}

/* Readers take one failure of a case: all are in its text. */
static void print_failure(FILE *out, const json_t *scenario)
{
	const json_t *failures = json_object_get(scenario, "failures");
	bool error = !strcmp(suite_text(scenario, "verdict"), "error");
	const json_t *first = json_array_get(failures, 0);
	const char *kind = error ? "error" : "failure";
	json_t *item;
	size_t i;

	fprintf(out, "   <%s", kind);
	print_attribute(out, "message",
			first ? suite_text(first, "text") : suite_text(scenario, "message"));
	print_attribute(out, "type", first ? suite_text(first, "expectation") : "error");
	fputc('>', out);
	json_array_foreach(failures, i, item)
	{
		fprintf(out, "%s:%d: ", suite_text(item, "file"),
			(int)json_integer_value(json_object_get(item, "line")));
		print_escaped(out, suite_text(item, "text"));
		fputc('\n', out);
	}
	print_escaped(out, suite_text(scenario, "reproduce"));
	fprintf(out, "</%s>\n", kind);
}

static void print_output(FILE *out, const json_t *scenario)
{
	fputs("   <system-out>", out);
	print_escaped(out, suite_text(scenario, "command"));
	if (*suite_text(scenario, "folder")) {
		fputs("\n[[ATTACHMENT|", out);
		print_escaped(out, suite_text(scenario, "folder"));
		fputs("result.json]]", out);
	}
	fputs("</system-out>\n", out);
	if (*suite_text(scenario, "stderr")) {
		fputs("   <system-err>", out);
		print_escaped(out, suite_text(scenario, "stderr"));
		fputs("</system-err>\n", out);
	}
}

/* "tests/suite.yaml": dots group in readers, and slashes do in names of files. */
static void print_class(FILE *out, const char *file)
{
	fputs(" classname=\"", out);
	for (; *file; file++)
		print_escaped(out, (char[]){ *file == '/' ? '.' : *file, '\0' });
	fputc('"', out);
}

static void print_case(FILE *out, const json_t *scenario)
{
	const char *verdict = suite_text(scenario, "verdict");

	fputs("  <testcase", out);
	print_attribute(out, "name", suite_text(scenario, "name"));
	print_class(out, suite_text(scenario, "file"));
	fprintf(out, " time=\"%.3f\">\n", json_number_value(json_object_get(scenario, "seconds")));
	if (!strcmp(verdict, "skip")) {
		fputs("   <skipped", out);
		print_attribute(out, "message", suite_text(scenario, "message"));
		fputs("/>\n", out);
	} else if (strcmp(verdict, "pass") != 0) {
		print_failure(out, scenario);
		print_output(out, scenario);
	}
	fputs("  </testcase>\n", out);
}

/* What readers want of all suites and of each. */
static void print_counts(FILE *out, const json_t *result, const char *name)
{
	json_int_t fail = suite_result_count(result, "fail");
	json_int_t error = suite_result_count(result, "error");
	json_int_t skip = suite_result_count(result, "skip");
	json_int_t all = fail + error + skip + suite_result_count(result, "pass");

	print_attribute(out, "name", name);
	fprintf(out, " tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%.3f\"", (int)all,
		(int)fail, (int)error, json_number_value(json_object_get(result, "seconds")));
}

int suite_write_junit(const json_t *result, FILE *out)
{
	json_t *item;
	size_t i;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", out);
	print_counts(out, result, "adspbench");
	fputs(">\n <testsuite", out);
	print_counts(out, result, "adspbench suite");
	/* Jenkins takes this one of a suite alone */
	fprintf(out, " skipped=\"%d\">\n", (int)suite_result_count(result, "skip"));
	json_array_foreach(json_object_get(result, "scenarios"), i, item) print_case(out, item);
	fputs(" </testsuite>\n</testsuites>\n", out);
	return 0;
}
