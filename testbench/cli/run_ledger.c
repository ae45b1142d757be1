/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run_ledger.h"
#include "report/json_file.h"
#include "report/memory_report.h"
#include "trace/recorder.h"
#include "util/output_file.h"

/* An entry as it happened. Owner, action and type stay valid as long as the ledger. */
struct raw_entry {
	struct adsp_ledger_entry entry;
	struct adsp_ledger_event event;
	char memory[ADSP_LEDGER_NAME];
};

/*
 * Runs in the middle of the firmware, perhaps on a small stack, so names of places are looked up later.
 */
static void keep_entry(void *ctx, const struct adsp_ledger_entry *entry)
{
	struct run_ledger *ledger = ctx;
	struct raw_entry raw = { .entry = *entry, .event = *entry->event };

	recorder_memory(ledger->recorder, entry);
	if (!ledger->events)
		return;
	snprintf(raw.memory, sizeof(raw.memory), "%s", entry->memory);
	fwrite(&raw, sizeof(raw), 1, ledger->events);
	ledger->entries++;
}

static void write_entries(FILE *events, FILE *history)
{
	struct raw_entry raw;

	rewind(events);
	while (fread(&raw, sizeof(raw), 1, events) == 1) {
		raw.entry.event = &raw.event;
		raw.entry.memory = raw.memory;
		memory_report_print_entry(&raw.entry, history);
	}
}

int run_ledger_open(struct run_ledger *ledger, const struct run_options *options,
		    struct run_error *error)
{
	char err[512];

	adsp_ledger_enable(!options->no_ledger);
	adsp_ledger_log(NULL, NULL, NULL);
	ledger->recorder = options->recorder;
	if (ledger->recorder)
		adsp_ledger_log(NULL, keep_entry, ledger);
	if (options->memory_report_path &&
	    json_file_check(options->memory_report_path, err, sizeof(err)) < 0)
		return run_fail(error, CLI_OUTPUT, "--memory-report: %s", err);
	if (!options->ledger_log.path)
		return 0;
	if (output_file_open(options->ledger_log.path, &ledger->history, err, sizeof(err)) < 0)
		return run_fail(error, CLI_OUTPUT, "%s", err);
	ledger->events = tmpfile();
	if (!ledger->events)
		return run_fail(error, CLI_FIRMWARE, "--ledger-log: no temporary file: %s",
				strerror(errno));
	adsp_ledger_log(options->ledger_log.name, keep_entry, ledger);
	return 0;
}

void run_ledger_take_streaming(struct run_ledger *ledger, const struct run_options *options)
{
	if (!options->memory_report_path || !adsp_ledger_enabled())
		return;
	json_decref(ledger->streaming);
	ledger->streaming = memory_report_snapshot();
}

void run_ledger_blame(struct run_error *error)
{
	struct adsp_ledger_verdict *first;
	char before[sizeof(error->text)];
	size_t count = adsp_ledger_verdict_count();

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

void run_ledger_judge(struct run_error *error)
{
	adsp_ledger_judge();
	run_ledger_blame(error);
}

static void close_history(struct run_ledger *ledger, bool keep, struct run_error *error)
{
	char err[512];

	adsp_ledger_log(NULL, NULL, NULL);
	if (ledger->events) {
		write_entries(ledger->events, output_file_stream(ledger->history));
		if ((ferror(ledger->events) | fclose(ledger->events)) != 0)
			run_fail(error, CLI_FIRMWARE,
				 "--ledger-log: the temporary file is not whole");
	}
	ledger->events = NULL;
	if (ledger->history && !keep)
		output_file_abort(ledger->history);
	else if (ledger->history && output_file_commit(ledger->history, err, sizeof(err)) < 0)
		run_fail(error, CLI_OUTPUT, "%s", err);
	ledger->history = NULL;
}

void run_ledger_close(struct run_ledger *ledger, const struct run_options *options,
		      struct run_report *report, struct run_error *error)
{
	char err[512];

	close_history(ledger, !report->hands_off, error);
	report->ledger_known = adsp_ledger_enabled();
	if (!report->ledger_known)
		return;
	report->num_regions = memory_report_regions(&report->regions);
	report->num_verdicts = memory_report_verdicts(&report->verdicts);
	report->total_verdicts = adsp_ledger_verdict_count();
	if (!options->memory_report_path || report->hands_off)
		json_decref(ledger->streaming);
	else if (json_file_write(memory_report_json(ledger->streaming), options->memory_report_path,
				 err, sizeof(err)) < 0)
		run_fail(error, CLI_OUTPUT, "--memory-report: %s", err);
	ledger->streaming = NULL;
}
