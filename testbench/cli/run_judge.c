/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include "cli/run_judge.h"

static const struct {
	const char *name;
	enum run_trouble bit;
} troubles[] = {
	{ "xrun", RUN_XRUN },         { "warning", RUN_WARNING }, { "error", RUN_ERROR },
	{ "deadline", RUN_DEADLINE }, { "click", RUN_CLICK },     { "control", RUN_CONTROL },
};

#define NUM_TROUBLES (sizeof(troubles) / sizeof(troubles[0]))

bool run_judge_parse(char *words, unsigned int *fail_on)
{
	char *word;

	while ((word = strsep(&words, ",")) != NULL) {
		size_t i = 0;

		while (i < NUM_TROUBLES && strcmp(troubles[i].name, word) != 0)
			i++;
		if (i == NUM_TROUBLES)
			return false;
		*fail_on |= troubles[i].bit;
	}
	return true;
}

static uint64_t count_of(const struct run_report *report, enum run_trouble trouble)
{
	switch (trouble) {
	case RUN_XRUN:
		return report->counts.xruns + report->counts.mixer_underruns;
	case RUN_WARNING:
		return report->counts.warnings;
	case RUN_ERROR:
		return report->counts.errors;
	case RUN_DEADLINE:
		return report->counts.missed;
	case RUN_CONTROL:
		return report->counts.differing;
	case RUN_CLICK: /* run_expect.c */
		break;
	}
	return 0;
}

static void describe(const struct run_report *report, enum run_trouble trouble, char *text,
		     size_t size)
{
	struct run_report part = { .counts = report->counts };
	uint64_t lines = count_of(report, trouble);

	if (trouble == RUN_WARNING || trouble == RUN_ERROR) {
		snprintf(text, size, "%llu line%s in the log", (unsigned long long)lines,
			 lines == 1 ? "" : "s");
		return;
	}
	if (trouble == RUN_CONTROL) {
		snprintf(text, size, "%s", report->differing_control);
		return;
	}
	part.counts.errors = 0;
	if (trouble == RUN_XRUN)
		part.counts.missed = 0;
	else
		part.counts.xruns = part.counts.mixer_underruns = 0;
	run_report_describe(&part, text, size);
}

void run_judge(const struct run_report *report, unsigned int fail_on, struct run_error *error)
{
	for (size_t i = 0; i < NUM_TROUBLES; i++) {
		char text[sizeof(report->differing_control)];

		if (!(fail_on & troubles[i].bit) || !count_of(report, troubles[i].bit))
			continue;
		describe(report, troubles[i].bit, text, sizeof(text));
		run_fail(error, CLI_EXPECTATION, "--fail-on %s: %s", troubles[i].name, text);
	}
}
