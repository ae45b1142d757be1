/* SPDX-License-Identifier: BSD-3-Clause */
/* The command lines of `adspbench suite` and `adspbench report`: options, reports, and the verdict. */
#ifndef TESTBENCH_CLI_SUITE_OPTIONS_H
#define TESTBENCH_CLI_SUITE_OPTIONS_H

#include "cli/source_options.h"
#include "cli/verb.h"
#include "suite/suite_report.h"
#include "suite/suite_select.h"

struct suite_request {
	struct suite_words variables;
	struct source_options sources; /* of init */
	struct suite_selection selection;
	const char *folder, *durations, *init, *under, *alone;
	bool rerun_failed, list, schema, expectations, keep, quiet, annotations;
	uint32_t jobs;
	const char *reports[SUITE_REPORT_FORMS];
};

/* Bits of the verbs in the table. */
#define SUITE_VERB_SUITE  1u
#define SUITE_VERB_REPORT 2u

extern const struct cli_option suite_option_table[];

/**
 * Refuse early what suite_write_reports() could not write, or would write over: a file that was read
 * (util/input_files.h), or another report.
 * @return exit status; an error has been printed
 */
int suite_check_reports(const char *verb, const struct suite_request *request);

/** Write the reports that were asked for, and in a workflow annotations and summary. @return exit status */
int suite_write_reports(const char *verb, const struct suite_request *request,
			const json_t *result);

/** Where verdicts go: standard output, unless a report has it. */
FILE *suite_verdict_stream(const struct suite_request *request);

/** Print the verdict. @param status of the reports. @return exit status: that one, unless it is good */
int suite_conclude(const char *verb, const struct suite_request *request, const json_t *result,
		   int status);

#endif
