/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench run: stream audio files through a topology. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/run_debug.h"
#include "cli/run_execute.h"
#include "cli/run_option_table.h"
#include "cli/run_result.h"
#include "cli/stop_signal.h"
#include "report/json_file.h"
#include "report/run_report.h"
#include "trace/recorder.h"
#include "util/output_file.h"

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* The only thing that differs between two equal runs: it never goes to standard output or a report. */
static void print_speed(const struct run_report *report, double host_seconds)
{
	double seconds = (double)report->ticks / 1000 * report->iterations;

	fprintf(stderr, "adspbench run: %.3f s of audio in %.3f s, %.0f x real time\n", seconds,
		host_seconds, host_seconds > 0 ? seconds / host_seconds : 0);
}

/* ---- the trace ---- */

static int write_trace(const struct run_options *options, const struct run_report *report,
		       char *err, size_t err_size)
{
	json_t *events = json_array();
	json_t *records = recorder_json(options->recorder, SIZE_MAX);

	trace_add(records, 1, options->topology, report->ticks, events);
	json_decref(records);
	return trace_write(events, options->trace_path, err, err_size);
}

/* The machine has died: what led to it is what the trace is for. */
static void on_death(void *ctx, struct run_report *report)
{
	char err[512];

	if (write_trace(ctx, report, err, sizeof(err)) < 0)
		cli_fail("run", CLI_OUTPUT, "%s", err);
}

static void begin_trace(struct run_options *options, struct run_report *report)
{
	char err[512] = "out of memory";

	if (!options->trace_path)
		return;
	if (json_file_check(options->trace_path, err, sizeof(err)) == 0)
		options->recorder = recorder_create();
	options->died = on_death;
	options->died_ctx = options;
	if (options->recorder)
		return;
	report->status = CLI_OUTPUT;
	snprintf(report->message, sizeof(report->message), "--trace: %s", err);
}

static void end_trace(struct run_options *options, struct run_report *report)
{
	char err[512], text[600];

	if (options->recorder && !report->hands_off &&
	    write_trace(options, report, err, sizeof(err)) < 0 && report->status == CLI_GOOD) {
		snprintf(text, sizeof(text), "--trace: %s", err);
		run_report_fail_output(options, report, text);
	}
	recorder_free(options->recorder);
}

static int run(int argc, char **argv)
{
	struct run_options options;
	struct run_report *report;
	struct timespec start;
	char err[1024];
	int status;

	if (run_options_parse(argc, argv, &options, err, sizeof(err)) < 0)
		return cli_fail("run", CLI_USAGE, "%s", err);
	if (options.words.help) {
		cli_print_help(&cli_run_verb);
		run_options_free(&options);
		return CLI_GOOD;
	}
	if (options.debugger || options.command) {
		status = run_debug(argc, argv, &options);
		run_options_free(&options);
		return status;
	}
	report = calloc(1, sizeof(*report));
	if (!report) {
		run_options_free(&options);
		return cli_fail("run", CLI_FIRMWARE, "out of memory");
	}

	stop_signal_catch();
	stop_signal_after(options.max_host_time_s);
	clock_gettime(CLOCK_MONOTONIC, &start);
	begin_trace(&options, report);
	if (report->status == CLI_GOOD)
		run_execute(&options, report);
	end_trace(&options, report);
	stop_signal_done();

	status = run_report_result(&options, report);
	if (status == CLI_GOOD && !options.quiet)
		print_speed(report, seconds_since(&start));

	run_report_release(report);
	free(report);
	run_options_free(&options);
	return status;
}

const struct cli_verb cli_run_verb = {
	.name = "run",
	.summary = "stream audio files through a topology",
	.usage = RUN_USAGE RUN_DEBUG_USAGE,
	.about =
		"Build the pipelines of a topology in the firmware and stream audio files through them.",
	.options = run_option_table,
	.bit = RUN_VERB_RUN,
	.notes =
		"An output gets its name when the run has succeeded. What a run that fails has made stays as\n"
		"FILE.partial (FILE.partial.2 and so on when there is one); the old FILE stays as it was.",
	.examples =
		"adspbench run -t playback-gain-16.tplg -i in.wav -o out.wav\n"
		"adspbench run -t playback-gain-32.tplg -p 1,2 -b S32_LE -r 48000 -c 2 -i in.raw -o out.raw\n"
		"sox in.flac -t wav - | adspbench run -q -t playback-gain-16.tplg -i - -o - | aplay\n"
		"adspbench run -t mix-16.tplg --pcm 0:playback=a.wav --pcm 1:playback=b.wav \\\n"
		"              --dai HDA0=mixed.wav --control 'Master Playback Volume=30'\n"
		"adspbench run -t nocodec-ssp-24.tplg --loopback SSP0=SSP0 --pcm 0:playback=in.wav \\\n"
		"              --pcm 0:capture=out.wav\n"
		"adspbench run -t effect.conf --module foo.adspmod -i in.wav -o out.wav --debug gdb\n"
		"adspbench run -t effect.conf -i in.wav -o out.wav -- gdb -batch -ex run -ex backtrace",
	.run = run,
};
