/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench doctor: is this machine fit for runs, tests and tools? */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "cli/verb.h"
#include "cli/doctor.h"
#include "report/json_file.h"

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
	finding->fix[0] = '\0';
	va_start(args, format);
	vsnprintf(finding->found, sizeof(finding->found), format, args);
	va_end(args);
}

void doctor_fix(struct doctor_finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finding->fix, sizeof(finding->fix), format, args);
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
		if (finding->fix[0])
			printf("      %-15s fix: %s\n", "", finding->fix);
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
					  finding->found, "fix", finding->fix));
	}
	failed |= json_print(root, 0) < 0;
	return failed ? cli_fail("doctor", CLI_FIRMWARE, "out of memory") : CLI_GOOD;
}

struct request {
	bool json;
};

static const struct cli_option options[] = {
	{ 0, "json", NULL, NULL, cli_take_flag, offsetof(struct request, json),
	  .help = "print the findings as JSON" },
	{ .help = NULL },
};

static int check(const struct request *request)
{
	struct report report = { .count = 0 };
	int status = CLI_GOOD;

	look(&report, doctor_machine_checks);
	look(&report, doctor_tool_checks);
	if (request->json)
		status = print_json(&report);
	else
		print_text(&report);
	if (status == CLI_GOOD && report.totals[DOCTOR_FAIL])
		status = CLI_FIRMWARE;
	return status;
}

static int run(int argc, char **argv)
{
	struct request request = { .json = false };
	struct cli_words words;
	int status = cli_parse(&cli_doctor_verb, argc, argv, &request, &words);

	if (status != CLI_GOOD)
		return status;
	if (words.num_operands)
		status = cli_usage_error(argv[0], "unexpected word '%s'", words.operands[0]);
	else if (!words.help)
		status = check(&request);
	cli_words_free(&words);
	return status;
}

const struct cli_verb cli_doctor_verb = {
	.name = "doctor",
	.summary = "check this machine and say how to fix what is wrong",
	.usage = "[--json]",
	.about =
		"Check this machine and say how to fix what is wrong. Each line is ok, warn (runs work, something\n"
		"beside them will not) or fail (no run can work).",
	.options = options,
	.examples = "adspbench doctor\n"
		    "adspbench doctor --json | jq '.checks[] | select(.status != \"ok\")'",
	.statuses = "0 runs will work, 1 usage, 3 they will not",
	.run = run,
};
