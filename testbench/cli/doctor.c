/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench doctor: is this machine fit for runs, tests and tools? */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "cli/cli.h"
#include "cli/doctor.h"

#define MAX_FINDINGS 16

struct report {
	const char *names[MAX_FINDINGS];
	struct doctor_finding findings[MAX_FINDINGS];
	size_t count;
	unsigned int totals[DOCTOR_FAIL + 1]; /* by status */
};

static const char *const status_names[] = {
	[DOCTOR_OK] = "ok",
	[DOCTOR_WARN] = "warn",
	[DOCTOR_FAIL] = "fail",
};

void doctor_say(struct doctor_finding *finding, enum doctor_status status, const char *format, ...)
{
	va_list args;

	finding->status = status;
	finding->cure[0] = '\0';
	va_start(args, format);
	vsnprintf(finding->found, sizeof(finding->found), format, args);
	va_end(args);
}

void doctor_cure(struct doctor_finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finding->cure, sizeof(finding->cure), format, args);
	va_end(args);
}

static void look(struct report *report, const struct doctor_check *checks)
{
	for (; checks->name && report->count < MAX_FINDINGS; checks++) {
		struct doctor_finding *finding = &report->findings[report->count];

		checks->look(finding);
		report->names[report->count++] = checks->name;
		report->totals[finding->status]++;
	}
}

static void print_text(const struct report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct doctor_finding *finding = &report->findings[i];

		printf("%-4s  %-15s %s\n", status_names[finding->status], report->names[i],
		       finding->found);
		if (finding->cure[0])
			printf("      %-15s cure: %s\n", "", finding->cure);
	}
	printf("\n%s: %u ok, %u warn, %u fail\n",
	       report->totals[DOCTOR_FAIL] ? "runs will not work here" : "runs will work here",
	       report->totals[DOCTOR_OK], report->totals[DOCTOR_WARN], report->totals[DOCTOR_FAIL]);
}

static int print_json(const struct report *report)
{
	json_t *checks = json_array();
	json_t *root = json_pack("{s:b, s:o}", "runs_will_work", !report->totals[DOCTOR_FAIL],
				 "checks", checks);
	int failed = !root;

	for (size_t i = 0; root && i < report->count; i++) {
		const struct doctor_finding *finding = &report->findings[i];

		failed |= json_array_append_new(
			checks, json_pack("{s:s, s:s, s:s, s:s}", "name", report->names[i],
					  "status", status_names[finding->status], "found",
					  finding->found, "cure", finding->cure));
	}
	if (!failed)
		failed = json_dumpf(root, stdout, JSON_INDENT(2)) || putchar('\n') == EOF;
	json_decref(root);
	return failed ? cli_fail("doctor", CLI_BAD_INPUT, "cannot write the report") : CLI_GOOD;
}

static int print_help(void)
{
	puts("adspbench doctor: check this machine and say the cure of what is wrong\n"
	     "\n"
	     "usage: adspbench doctor [--json]\n"
	     "\n"
	     "  --json      print the findings as JSON\n"
	     "  -h, --help  print this\n"
	     "\n"
	     "Each line is ok, warn (runs work, something beside them will not) or fail (no run can work).\n"
	     "Exit status: 0 runs will work, 1 usage, 3 they will not.\n"
	     "\n"
	     "example: adspbench doctor --json | jq '.checks[] | select(.status != \"ok\")'");
	return CLI_GOOD;
}

int cli_doctor(int argc, char **argv)
{
	struct report report = { .count = 0 };
	bool json = false;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return print_help();
		if (strcmp(argv[i], "--json"))
			return cli_usage_error("doctor", "unknown argument '%s', expected --json",
					       argv[i]);
		json = true;
	}
	look(&report, doctor_machine_checks);
	look(&report, doctor_tool_checks);
	if (!json) {
		print_text(&report);
	} else {
		int failed = print_json(&report);

		if (failed)
			return failed;
	}
	return report.totals[DOCTOR_FAIL] ? CLI_FIRMWARE : CLI_GOOD;
}
