/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include "cli/run_check_outputs.h"
#include "cli/run_doubts.h"
#include "cli/run_expect.h"
#include "cli/run_files.h"
#include "cli/run_prepare.h"
#include "cli/run_timeline.h"

/* What loads and will not work, as adspbench inspect -v has it. */
static void warn_of_topology(struct run_session *session)
{
	const struct tplg *t = session->tplg;
	struct tplg_error error;

	for (uint32_t i = 0; i < t->num_warnings; i++)
		run_log_line(&session->log, ADSP_LOG_WRN, 0, "topology", t->warnings[i]);
	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (tplg_widget_check(t, (int)i, &error) < 0)
			run_log_line(&session->log, ADSP_LOG_WRN, 0, "topology", error.text);
}

int run_load_topology(struct run_session *session)
{
	const struct run_options *options = session->options;
	const struct tplg_request request = {
		.path = options->topology,
		.defines = options->defines.word,
		.num_defines = options->defines.count,
		.include_dirs = options->includes.word,
		.num_include_dirs = options->includes.count,
	};
	struct tplg_error error;

	if (tplg_load_request(&request, &session->tplg, &error) < 0)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s", error.text);
	warn_of_topology(session);
	return 0;
}

static const char *file_of(const struct run_session *session, const char *file, bool input)
{
	return file && !input && session->options->discard_outputs ? "/dev/null" : file;
}

static void make_ends(struct run_session *session)
{
	for (size_t i = 0; i < session->plan.num_streams; i++) {
		const struct run_plan_stream *plan = &session->plan.streams[i];

		session->streams[i].plan = plan;
		session->streams[i].host = (struct run_end){
			.label = plan->label,
			.file = file_of(session, plan->file, plan->direction == TPLG_PLAYBACK),
			.input = plan->direction == TPLG_PLAYBACK,
			.asked = plan->asked,
			.streams = 1u << i,
		};
	}
	for (size_t i = 0; i < session->plan.num_dais; i++) {
		const struct run_plan_dai *plan = &session->plan.dais[i];
		struct run_end *end = &session->dais[i].end;

		session->dais[i].plan = plan;
		*end = (struct run_end){
			.label = plan->label,
			.file = file_of(session, plan->file, plan->direction == TPLG_CAPTURE),
			.input = plan->direction == TPLG_CAPTURE,
			.asked = session->options->in,
		};
		for (size_t s = 0; s < session->plan.num_streams; s++)
			if (session->plan.streams[s].dais & 1u << i)
				end->streams |= 1u << s;
	}
}

static void warn_control(void *ctx, const char *text)
{
	struct run_session *session = ctx;

	run_log_line(&session->log, ADSP_LOG_WRN, 0, "control", text);
}

static void say_streams(struct run_session *session)
{
	char text[600] = "-i and -o are for";
	size_t used = strlen(text);

	if (!session->plan.passed_over[0])
		return;
	for (size_t i = 0; i < session->plan.num_streams && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s %s", i ? "," : "",
					 session->plan.streams[i].label);
	if (used < sizeof(text))
		snprintf(text + used, sizeof(text) - used,
			 "; passed over, as it cannot run here: %s", session->plan.passed_over);
	run_log_line(&session->log, ADSP_LOG_WRN, 0, "run", text);
}

/* With what topology, controls and script have read. Log, report and others may be open by now. */
static int check_outputs(struct run_session *session)
{
	char err[512];

	if (run_check_outputs_plan(session->options, &session->plan, err, sizeof(err)) == 0)
		return 0;
	session->report->hands_off = true;
	return run_fail(&session->error, CLI_USAGE, "%s", err);
}

int run_load_controls(struct run_session *session)
{
	const struct run_options *options = session->options;
	struct control_error error;

	for (size_t i = 0; i < options->controls.count; i++) {
		if (control_parse_assignment(session->tplg, options->controls.word[i], warn_control,
					     session, &session->actions[i], &error) < 0)
			return run_fail(&session->error, run_status_of(error.kind), "%s",
					error.text);
		session->num_actions++;
	}
	if (options->script && control_script_load(options->script, session->tplg, warn_control,
						   session, &session->script, &error) < 0)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s", error.text);
	run_doubts_of_words(session);
	return check_outputs(session);
}

int run_prepare(struct run_session *session)
{
	if (run_load_topology(session) < 0)
		return -1;
	if (run_plan_make(session->tplg, session->options, &session->plan, &session->error) < 0) {
		/* a plan that was not finished has no ends to close */
		session->plan.num_streams = 0;
		session->plan.num_dais = 0;
		return -1;
	}
	if (check_outputs(session) < 0)
		return -1;
	make_ends(session);
	if (run_expect_check(session) < 0)
		return -1;
	say_streams(session);
	if (run_load_controls(session) < 0 || run_timeline_make(session) < 0)
		return -1;
	if (run_files_open(session) < 0)
		return -1;
	run_doubts_of_inputs(session);
	return 0;
}
