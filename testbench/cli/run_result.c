/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/run_result.h"
#include "cli/stop_signal.h"
#include "util/output_file.h"

void run_report_fail_output(const struct run_options *options, struct run_report *report,
			    const char *err)
{
	report->status = stop_signal_result(options->max_host_time_s, report->message,
					    sizeof(report->message));
	if (report->status)
		return;
	report->status = CLI_OUTPUT;
	snprintf(report->message, sizeof(report->message), "%s", err);
}

int run_report_result(const struct run_options *options, struct run_report *report)
{
	char err[512];

	if (options->report_path && !report->hands_off && !options->discard_outputs &&
	    run_report_write_json(report, options->report_path, err, sizeof(err)) < 0 &&
	    report->status == CLI_GOOD)
		run_report_fail_output(options, report, err);
	if (!options->quiet)
		run_report_print(report,
				 output_file_has_stdout() || options->command ? stderr : stdout);
	fflush(stdout);
	if (report->status != CLI_GOOD)
		cli_fail(report->verb ? report->verb : "run", (enum cli_exit)report->status, "%s",
			 report->message);
	return report->status;
}
