/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench card: a topology as a sound card for ALSA programs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cli/card_session.h"
#include "cli/run_collect.h"
#include "cli/run_execute.h"
#include "cli/run_option_table.h"
#include "cli/run_prepare.h"
#include "cli/run_result.h"
#include "cli/stop_signal.h"

/* ---- before the card ---- */

/* A card for one command is not in the way of others. */
static void name_card(struct card_session *session)
{
	const struct run_options *options = session->run.options;

	if (options->card_name)
		snprintf(session->name, sizeof(session->name), "%.60s", options->card_name);
	else if (options->command)
		snprintf(session->name, sizeof(session->name), "adsp-%d", (int)getpid());
	else
		snprintf(session->name, sizeof(session->name), "adsp");
	snprintf(session->id, sizeof(session->id), "%.15s",
		 options->card_name ? options->card_name : "adsp");
	for (char *dot = session->id; (dot = strchr(dot, '.')) != NULL;)
		*dot = '_';
	session->pace = options->pace >= 0 ? (enum live_pace)options->pace :
			options->command   ? LIVE_PACE_FREE :
					     LIVE_PACE_REAL;
}

static int prepare(struct card_session *session)
{
	struct run_session *run = &session->run;

	name_card(session);
	session->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (session->wake_fd < 0)
		return run_fail(&run->error, CLI_FIRMWARE, "no eventfd: %s", strerror(errno));
	stop_signal_wake(session->wake_fd);
	if (live_card_dir(session->name, session->dir) < 0)
		return run_fail(&run->error, CLI_USAGE,
				"$XDG_RUNTIME_DIR is too long for the card's socket");
	if (run_open_log(run) < 0 || run_ledger_open(&run->ledger, run->options, &run->error) < 0 ||
	    run_load_topology(run) < 0 || card_ends_open(session) < 0 || run_load_controls(run) < 0)
		return -1;
	return run_make_card(run);
}

/* ---- the card runs ---- */

static void on_live_log(void *ctx, bool warning, const char *text)
{
	struct card_session *session = ctx;

	run_log_line(&session->run.log, warning ? ADSP_LOG_WRN : ADSP_LOG_DBG, adsp_time_us(),
		     "card", text);
}

/* The driver says which widget's; those who listen ask for the values. */
static void on_control(struct run_session *run, const char *widget)
{
	struct card_session *session = (struct card_session *)run; /* its first field */
	int number = tplg_find_widget(run->tplg, widget);

	for (uint32_t i = 0; session->server && number != TPLG_NONE && i < run->tplg->num_controls;
	     i++)
		if (run->tplg->controls[i].widget == number)
			live_server_control_changed(session->server, i);
}

static int apply_controls(struct run_session *run)
{
	struct control_error error;

	for (size_t i = 0; i < run->num_actions; i++)
		if (control_action_apply(&run->actions[i], card_driver(run->card), &error) < 0)
			return run_fail(&run->error, run_status_of(error.kind), "%s", error.text);
	return 0;
}

static int open_server(struct card_session *session)
{
	struct run_session *run = &session->run;
	const struct live_config config = {
		.card = run->card,
		.tplg = run->tplg,
		.name = session->name,
		.id = session->id,
		.dir = session->dir,
		.pace = session->pace,
		.wake_fd = session->wake_fd,
		.configured = card_ends_configure,
		.log = on_live_log,
		.ctx = session,
	};
	char err[512];
	int ret = live_server_open(&config, &session->server, err, sizeof(err));

	if (ret == -EADDRINUSE)
		return run_fail(&run->error, CLI_USAGE, "--name %s: %s", session->name, err);
	return ret < 0 ? run_fail(&run->error, CLI_OUTPUT, "%s", err) : 0;
}

static bool has_ended(const struct card_session *session)
{
	const struct run_session *run = &session->run;

	if (run->error.status != CLI_GOOD || adsp_machine_halted())
		return true;
	if (run->options->command)
		return session->child_ended;
	return stop_signal() != 0;
}

/* Has a signal come? */
static bool take_wake_ups(const struct card_session *session)
{
	uint64_t count;
	ssize_t got;

	do
		got = read(session->wake_fd, &count, sizeof(count));
	while (got < 0 && errno == EINTR);
	return got > 0;
}

static int serve(struct card_session *session)
{
	struct run_session *run = &session->run;
	int64_t ret = 0;

	while (ret >= 0 && !has_ended(session)) {
		int wait_ms = card_status_draw(session);

		if (take_wake_ups(session))
			card_command_look(session);
		if (card_script_step(session) < 0 || card_ends_check(session) < 0 ||
		    has_ended(session))
			break;
		ret = live_server_turn(session->server, card_script_due(session), wait_ms);
	}
	card_status_end(session);
	if (ret < 0)
		run_fail(&run->error, CLI_FIRMWARE, "the card's sockets: %s", strerror((int)-ret));
	return run->error.status == CLI_GOOD ? 0 : -1;
}

/* What clients have done, before their streams are closed. */
static void collect(struct card_session *session)
{
	struct run_report *report = session->run.report;
	struct run_memory memory;
	struct live_use use;

	for (size_t i = 0; session->server && live_server_use(session->server, i, &use) &&
			   report->num_ends < REPORT_MAX_ENDS;
	     i++) {
		struct report_end *end = &report->ends[report->num_ends++];

		*end = (struct report_end){
			.input = use.direction == TPLG_PLAYBACK,
			.spec = { use.params.rate, use.params.channels,
				  (enum sample_format)use.params.format },
			.frames = use.frames,
			.xruns = use.xruns,
			.streams = use.opened,
		};
		snprintf(end->label, sizeof(end->label), "PCM %u %s", use.pcm_id,
			 tplg_direction_name(use.direction));
	}
	run_collect_streams(&session->run, true);
	card_ends_collect(session);
	report->num_streams = report->num_ends - session->run.plan.num_dais;
	if (!report->num_streams || !adsp_machine_running())
		return;
	run_memory_take(&memory);
	memcpy(report->heaps, memory.heaps, sizeof(report->heaps));
	report->num_heaps = memory.num_heaps;
	report->pages = memory.pages;
	report->users = memory.users;
	report->memory_known = true;
}

/* Take all down and judge what is left. */
static void end_card(struct card_session *session)
{
	struct run_session *run = &session->run;

	collect(session);
	run_ledger_take_streaming(&run->ledger, run->options);
	live_server_close(session->server);
	session->server = NULL;
	run_collect_events(run);
	run->report->stalled |= drv_unanswered(card_driver(run->card)) > 0;
	if (card_remove(run->card) < 0)
		run_fail_card(run);
	if (run->fatal.status != CLI_GOOD)
		run_fail(&run->error, run->fatal.status, "%s", run->fatal.text);
	if (adsp_machine_halted()) {
		run->error = (struct run_error){ .status = CLI_GOOD };
		run_fail(&run->error, CLI_FIRMWARE, "%s", adsp_machine_halted());
	} else if (adsp_machine_running()) {
		run_ledger_judge(&run->error);
	}
}

static void execute(struct card_session *session)
{
	struct run_session *run = &session->run;
	int ret = prepare(session);

	if (ret == 0 && card_probe(run->card) < 0)
		ret = run_fail_card(run);
	else if (ret == 0)
		ret = card_ends_wire(session);
	if (ret == 0)
		ret = card_ends_set_clocks(session);
	if (ret == 0)
		ret = apply_controls(run);
	if (ret == 0)
		ret = open_server(session);
	if (ret == 0)
		ret = card_config_write(session);
	if (ret == 0 && run->options->command)
		ret = card_command_start(session);
	else if (ret == 0)
		card_say_hello(session);
	if (ret == 0)
		serve(session);
	card_command_stop(session);
	card_config_remove(session);
	if (run->card && card_driver(run->card))
		end_card(session);
	run_collect_modules(run);
	card_destroy(run->card);
	card_ends_close(session);
	run->report->iterations = run->options->iterations;
	run_finish(run);
}

/* ---- the verb ---- */

static void release(struct card_session *session)
{
	struct run_session *run = &session->run;

	for (size_t i = 0; i < run->num_actions; i++)
		control_action_release(&run->actions[i]);
	control_script_free(run->script);
	tplg_free(run->tplg);
	stop_signal_wake(-1);
	if (session->wake_fd >= 0)
		close(session->wake_fd);
	free(session);
}

/* The command's status stays, unless the card has worse to tell. */
static int card_with(const struct run_options *options, struct run_report *report)
{
	struct card_session *session = calloc(1, sizeof(*session));
	int status, own;

	if (!session)
		return cli_fail("card", CLI_FIRMWARE, "out of memory");
	session->wake_fd = -1;
	session->run.options = options;
	session->run.report = report;
	session->run.control_changed = on_control;
	report->verb = "card";
	report->topology = options->topology;
	report->platform = options->platform;
	stop_signal_catch();
	execute(session);
	if (session->child_ended) {
		report->command = options->command[0];
		report->command_status = session->child_status;
	}
	own = session->child_ended ? session->child_status : CLI_GOOD;
	status = run_report_result(options, report);
	release(session);
	return status != CLI_GOOD ? status : own;
}

static int card(int argc, char **argv)
{
	struct run_options options;
	struct run_report *report;
	char err[1024];
	int status;

	if (run_options_parse(argc, argv, &options, err, sizeof(err)) < 0)
		return cli_usage_error("card", "%s", err);
	if (options.words.help) {
		cli_print_help(&cli_card_verb);
		run_options_free(&options);
		return CLI_GOOD;
	}
	report = calloc(1, sizeof(*report));
	status = report ? card_with(&options, report) :
			  cli_fail("card", CLI_FIRMWARE, "out of memory");
	if (report)
		run_report_release(report);
	free(report);
	run_options_free(&options);
	return status;
}

const struct cli_verb cli_card_verb = {
	.name = "card",
	.summary = "be a sound card that any ALSA program plays to and records from",
	.usage = "-t TOPOLOGY [OPTION]...\n-t TOPOLOGY [OPTION]... -- COMMAND [ARGUMENT]...",
	.about =
		"Power the machine on, load a topology, and let ALSA programs play to its PCMs, record from them\n"
		"and turn its controls. With a COMMAND that one is started with an ALSA configuration in which\n"
		"adsp:, hw:, plughw: and default are this card, with a library in LD_PRELOAD for which it is card 0, and\n"
		"the card ends with it; without, it runs until SIGINT or SIGTERM.",
	.options = run_option_table,
	.bit = RUN_VERB_CARD,
	.notes =
		"The exit status is the COMMAND's (127: not found), unless the card has something worse to tell:\n"
		"its own statuses are those of adspbench run. Files of --dai get their names at the end.",
	.examples =
		"adspbench card -t nocodec.tplg --loopback SSP2=SSP2 -- aplay -r 8000 -D hw:0,2 x.wav\n"
		"adspbench card -t playback-gain-16.tplg --dai HDA0=out.wav -- aplay in.wav\n"
		"adspbench card -t playback-gain-16.tplg   # and in another terminal what it says",
	.run = card,
};
