/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <adsp/machine.h>

#include "cli/run_collect.h"
#include "cli/run_doubts.h"
#include "cli/run_execute.h"
#include "cli/run_expect.h"
#include "cli/run_fail.h"
#include "cli/run_files.h"
#include "cli/run_judge.h"
#include "cli/run_loop.h"
#include "cli/run_prepare.h"
#include "cli/run_session.h"
#include "cli/stop_signal.h"
#include "cli/run_setup.h"
#include "cli/run_result.h"
#include "cli/run_timeline.h"
#include "util/output_file.h"

/* ---- the log ---- */

/* Outputs that are no audio must be writable too, before anything runs. */
int run_open_log(struct run_session *session)
{
	const struct run_options *options = session->options;
	char err[512];

	session->log = (struct run_log){ .file = stderr,
					 .level = options->log_level,
					 .recorder = options->recorder };
	if (options->discard_outputs)
		return 0;
	if (options->report_path &&
	    run_report_check_path(options->report_path, err, sizeof(err)) < 0)
		return run_fail(&session->error, CLI_OUTPUT, "%s", err);
	if (!options->log_path)
		return 0;
	if (output_file_open(options->log_path, &session->log.output, err, sizeof(err)) < 0)
		return run_fail(&session->error, CLI_OUTPUT, "%s", err);
	session->log.file = output_file_stream(session->log.output);
	return 0;
}

static void close_log(struct run_session *session)
{
	struct output_file *file = session->log.output;
	char err[512];

	session->log.file = stderr;
	session->log.output = NULL;
	if (file && session->report->hands_off)
		output_file_abort(file);
	else if (file && output_file_commit(file, err, sizeof(err)) < 0)
		run_fail(&session->error, CLI_OUTPUT, "%s", err);
}

/* ---- the driver's news ---- */

/* The machine knows more about an exception than the firmware reports. */
static void fail_by_fault(struct run_session *session, const struct drv_event *event)
{
	struct adsp_fault_info fault;

	if (adsp_inspect_faults(&fault, 1) > 0)
		run_fail(&session->fatal, CLI_ISOLATION, "%s", fault.text);
	else
		run_fail(&session->fatal, CLI_ISOLATION, "%s: the firmware caught an exception",
			 event->source);
}

/* What there is to tell when all is well. */
static const bool is_usual[DRV_EVENT_KINDS] = {
	[DRV_EVENT_CONTROL] = true,    [DRV_EVENT_STREAM_END] = true,  [DRV_EVENT_PHRASE] = true,
	[DRV_EVENT_PRIVACY_ON] = true, [DRV_EVENT_PRIVACY_OFF] = true,
};

static void on_event(void *ctx, const struct drv_event *event)
{
	struct run_session *session = ctx;
	char text[160];

	snprintf(text, sizeof(text), "%s from %s", drv_event_kind_name(event->kind), event->source);
	if (event->count == 1)
		run_log_line(&session->log, is_usual[event->kind] ? ADSP_LOG_INF : ADSP_LOG_WRN,
			     adsp_time_us(), "driver", text);

	switch (event->kind) {
	case DRV_EVENT_PROCESS_ERROR:
		run_fail(&session->fatal, CLI_FIRMWARE, "%s: processing failed with error %d",
			 event->source, (int)event->data);
		break;
	case DRV_EVENT_EXCEPTION:
		fail_by_fault(session, event);
		break;
	case DRV_EVENT_CONTROL:
		if (session->control_changed)
			session->control_changed(session, event->source);
		break;
	case DRV_EVENT_WATCHDOG:
		run_fail(&session->fatal, CLI_FIRMWARE, "%s: watchdog", event->source);
		break;
	default:
		break;
	}
}

static void on_driver_log(void *ctx, bool warning, const char *text)
{
	struct run_session *session = ctx;

	run_log_line(&session->log, warning ? ADSP_LOG_WRN : ADSP_LOG_DBG, adsp_time_us(), "driver",
		     text);
}

/* ---- the end ---- */

/* What fails when we are to stop, because its code is given up or its wait is ended, has not failed by itself. */
static void blame_stop(struct run_session *session)
{
	const struct run_error failure = session->error;

	if (failure.status == CLI_LEAK)
		return;
	session->error = (struct run_error){ .status = CLI_GOOD };
	if (!run_stopped(session))
		session->error = failure;
}

/* Files get their names or stay partial, the report its result. */
void run_finish(struct run_session *session)
{
	struct run_report *report = session->report;
	bool whole = report->iterations == session->options->iterations;
	const int first = session->error.status;

	/* after a leak the files are good all the same, and when a report cannot be written */
	bool good = session->error.status == CLI_GOOD ||
		    (session->error.status == CLI_LEAK && whole);

	run_ledger_close(&session->ledger, session->options, report, &session->error);
	run_files_close(session, good);
	run_report_count(report);
	report->counts.warnings = session->log.warnings;
	report->counts.errors = session->log.errors;
	run_judge(report, session->options->fail_on, &session->error);
	run_expect_judge(session);
	close_log(session);
	/* an output or what it is compared with may have been waited for */
	if ((session->error.status == CLI_OUTPUT || session->error.status == CLI_BAD_INPUT) &&
	    first == CLI_GOOD)
		blame_stop(session);
	report->status = session->error.status;
	snprintf(report->message, sizeof(report->message), "%s", session->error.text);
}

/* The machine has come to its end, and with it the process: report what is known. */
static void on_fatal(void *ctx, int status, const char *text)
{
	struct run_session *session = ctx;

	if (session->log.bar)
		fputs("\r\033[K", stderr);
	fprintf(stderr, "%s\n", text);
	session->error.status = CLI_GOOD;
	run_fail(&session->error, CLI_FIRMWARE, "%s: %.*s",
		 status == ADSP_EXIT_HOST ? "the host has no more" : "the firmware died",
		 (int)strcspn(text, "\n"), text);
	/* what the ledger knows is the cause, and what comes after it a consequence */
	run_ledger_blame(&session->error);
	if (session->error.status != CLI_LEAK)
		session->error.status = status;
	if (session->report->num_ends == 0)
		run_collect_streams(session, false);
	if (card_driver(session->card))
		run_collect_events(session);
	run_collect_modules(session);
	run_finish(session);
	if (session->options->died)
		session->options->died(session->options->died_ctx, session->report);
	if (run_report_result(session->options, session->report) == CLI_LEAK)
		_exit(CLI_LEAK);
}

/* ---- the card ---- */

int run_make_card(struct run_session *session)
{
	const struct run_options *options = session->options;
	const struct card_config config = {
		.tplg = session->tplg,
		.machine = {
			.profile = &session->profile,
			.log_level = options->fail_on & (RUN_WARNING | RUN_ERROR) &&
						     options->log_level < ADSP_LOG_WRN ?
					     ADSP_LOG_WRN :
					     options->log_level,
			.log = run_log_line,
			.log_ctx = &session->log,
			.fatal = on_fatal,
			.fatal_ctx = session,
			.isolation = options->isolation,
			.dp_costs = options->dp_costs,
			.num_dp_costs = options->num_dp_costs,
			.watchdog_ms = options->watchdog_ms,
		},
		.event = on_event,
		.log = on_driver_log,
		.ctx = session,
		.lenient = options->lenient,
		.modules = options->modules.path,
		.num_modules = options->modules.count,
	};
	char err[512] = "";
	int ret;

	ret = adsp_profile_load(options->platform, &session->profile, err, sizeof(err));
	if (ret < 0)
		return run_fail(&session->error, ret == -ENOENT ? CLI_USAGE : CLI_BAD_INPUT,
				"--platform: %s", err);
	if (card_create(&config, &session->card) < 0)
		return run_fail(&session->error, CLI_FIRMWARE, "out of memory");
	run_fail_alloc_arm(session);
	return 0;
}

/* ---- repeated runs ---- */

static int compare_memory(struct run_session *session)
{
	struct run_memory now;
	char text[256];

	run_memory_take(&now);
	if (session->iteration == 0)
		session->after_first = now;
	else if (run_memory_compare(&session->after_first, &now, text, sizeof(text)) < 0)
		return run_fail(&session->error, CLI_LEAK, "run %u: %s", session->iteration + 1,
				text);
	return 0;
}

static int run_once(struct run_session *session)
{
	bool last = session->iteration + 1 == session->options->iterations, failed;
	int ret;

	run_timeline_rewind(session);
	ret = card_probe(session->card) < 0 ? run_fail_card(session) : 0;
	if (ret == 0)
		ret = run_setup_configure(session);
	if (ret == 0 && session->iteration == 0)
		run_doubts_of_encoders(session);
	if (ret == 0)
		ret = run_setup_connect(session);
	if (ret == 0)
		ret = run_loop(session);
	if (ret == 0) {
		session->report->iterations++;
		run_collect_controls(session);
	} else {
		blame_stop(session);
	}
	failed = session->error.status != CLI_GOOD;
	if (ret < 0 || last) {
		run_collect_streams(session, true);
		run_ledger_take_streaming(&session->ledger, session->options);
	}

	run_setup_teardown(session);
	if (!failed && session->error.status != CLI_GOOD)
		blame_stop(session);
	if (session->error.status != CLI_GOOD || last)
		run_collect_events(session);
	if (card_driver(session->card))
		session->report->stalled |= drv_unanswered(card_driver(session->card)) > 0;
	card_remove(session->card);
	/* whatever failed because a module was killed: that is why */
	if (session->fatal.status == CLI_ISOLATION &&
	    (session->error.status == CLI_GOOD || session->error.status == CLI_FIRMWARE)) {
		session->error = session->fatal;
		if (!failed)
			blame_stop(session);
	}
	/* nor does a machine that has given up answer the driver */
	if (adsp_machine_halted() && session->error.status != CLI_EXPECTATION && !stop_signal()) {
		session->error = (struct run_error){ .status = CLI_GOOD };
		run_fail(&session->error, CLI_FIRMWARE, "%s", adsp_machine_halted());
	}
	if (adsp_machine_running() && !adsp_machine_halted())
		run_ledger_judge(&session->error);
	if (session->error.status == CLI_GOOD)
		compare_memory(session);
	return session->error.status == CLI_GOOD ? 0 : -1;
}

/*
 * A run that failed in a clean way has left the machine as it was: the same run is good now. The first error stays the
 * result.
 */
static void run_again(struct run_session *session)
{
	const struct run_error first = session->error;

	if (adsp_machine_halted())
		adsp_machine_stop();
	session->error = (struct run_error){ 0 };
	session->fatal = (struct run_error){ 0 };
	session->iteration = 0;
	session->report->num_ends = 0;
	session->report->num_modules = 0;
	session->report->num_routes = 0;
	session->report->recovered = run_once(session) == 0;
	if (!session->report->recovered) {
		const struct run_error again = session->error;

		session->error = (struct run_error){ .status = first.status };
		snprintf(session->error.text, sizeof(session->error.text),
			 "%.400s; the same run again: %.400s", first.text, again.text);
		return;
	}
	session->error = first;
}

void run_execute(const struct run_options *options, struct run_report *report)
{
	struct run_session *session = calloc(1, sizeof(*session));
	int ret;

	report->verb = "run";
	report->topology = options->topology;
	report->platform = options->platform;
	if (!session) {
		report->status = CLI_FIRMWARE;
		snprintf(report->message, sizeof(report->message), "out of memory");
		return;
	}
	session->options = options;
	session->report = report;

	ret = run_open_log(session);
	if (ret == 0)
		ret = run_ledger_open(&session->ledger, options, &session->error);
	if (ret == 0)
		ret = run_prepare(session);
	if (ret == 0)
		ret = run_make_card(session);
	if (ret < 0)
		blame_stop(session);
	for (session->iteration = 0; ret == 0 && session->iteration < options->iterations;
	     session->iteration++)
		ret = run_once(session);
	if (options->prove_recovery &&
	    (session->error.status == CLI_FIRMWARE || session->error.status == CLI_ISOLATION))
		run_again(session);
	run_fail_alloc_disarm(session);
	run_collect_modules(session);
	if (session->error.status == CLI_GOOD)
		run_doubts_after(session);
	card_destroy(session->card);
	run_finish(session);

	for (size_t i = 0; i < session->num_actions; i++)
		control_action_release(&session->actions[i]);
	control_script_free(session->script);
	run_timeline_free(session);
	tplg_free(session->tplg);
	free(session);
}
