/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run_ledger.h"
#include "report/json_file.h"
#include "report/memory_report.h"

static void write_entry(void *ctx, const struct adsp_ledger_entry *entry)
{
	memory_report_print_entry(entry, ctx);
}

int run_ledger_open(struct run_ledger *ledger, const struct run_options *options,
		    struct run_error *error)
{
	char err[512];

	adsp_ledger_enable(!options->no_ledger);
	adsp_ledger_log(NULL, NULL, NULL);
	if (options->memory_report_path &&
	    json_file_check(options->memory_report_path, err, sizeof(err)) < 0)
		return run_fail(error, CLI_BAD_INPUT, "--memory-report: %s", err);
	if (!options->ledger_log.path)
		return 0;
	ledger->history = fopen(options->ledger_log.path, "we");
	if (!ledger->history)
		return run_fail(error, CLI_BAD_INPUT, "%s: cannot be written: %s",
				options->ledger_log.path, strerror(errno));
	adsp_ledger_log(options->ledger_log.name, write_entry, ledger->history);
	return 0;
}

void run_ledger_take_streaming(struct run_ledger *ledger, const struct run_options *options)
{
	if (!options->memory_report_path || !adsp_ledger_enabled())
		return;
	json_decref(ledger->streaming);
	ledger->streaming = memory_report_snapshot();
}

void run_ledger_judge(struct run_error *error)
{
	struct adsp_ledger_verdict *first;
	char before[sizeof(error->text)];
	size_t count = adsp_ledger_judge();

	if (!count || error->status == CLI_ISOLATION)
		return;
	snprintf(before, sizeof(before), "%s", error->text);
	if (error->status == CLI_LEAK)
		return;
	if (!memory_report_verdicts(&first))
		return;
	error->status = CLI_GOOD;
	run_fail(error, CLI_LEAK, "%zu ledger verdict%s; %s: %.400s%s%.200s", count,
		 count == 1 ? "" : "s", adsp_ledger_kind_name(first->kind), first->text,
		 before[0] ? "; before that: " : "", before);
	free(first);
}

static void close_history(struct run_ledger *ledger, const struct run_options *options,
			  struct run_error *error)
{
	adsp_ledger_log(NULL, NULL, NULL);
	if (ledger->history && (ferror(ledger->history) | fclose(ledger->history)) != 0)
		run_fail(error, CLI_BAD_INPUT, "%s: cannot be written", options->ledger_log.path);
	ledger->history = NULL;
}

void run_ledger_close(struct run_ledger *ledger, const struct run_options *options,
		      struct run_report *report, struct run_error *error)
{
	char err[512];

	close_history(ledger, options, error);
	report->ledger_known = adsp_ledger_enabled();
	if (!report->ledger_known)
		return;
	report->num_regions = memory_report_regions(&report->regions);
	report->num_verdicts = memory_report_verdicts(&report->verdicts);
	report->total_verdicts = adsp_ledger_verdict_count();
	if (options->memory_report_path &&
	    json_file_write(memory_report_json(ledger->streaming), options->memory_report_path, err,
			    sizeof(err)) < 0)
		run_fail(error, CLI_BAD_INPUT, "--memory-report: %s", err);
	else if (!options->memory_report_path)
		json_decref(ledger->streaming);
	ledger->streaming = NULL;
}
