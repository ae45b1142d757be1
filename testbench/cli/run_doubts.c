/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/run_doubts.h"
#include "util/text.h"

__attribute__((format(printf, 3, 4))) static void warn(struct run_session *session, const char *tag,
						       const char *format, ...)
{
	char text[640];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text_make_printable(text);
	run_log_line(&session->log, ADSP_LOG_WRN, adsp_machine_running() ? adsp_time_us() : 0, tag,
		     text);
}

/* ---- what later words replace ---- */

static void doubt_defines(struct run_session *session)
{
	char text[512];
	size_t at = 0;

	while (cli_next_replaced(&session->options->words, &at, text, sizeof(text)))
		warn(session, "run", "%s", text);
}

static bool sets_the_same(const struct control_action *a, const struct control_action *b)
{
	return a->control == b->control && a->param_id == b->param_id;
}

static void doubt_controls(struct run_session *session)
{
	const struct run_words *written = &session->options->controls;

	for (size_t i = 0; i < session->num_actions; i++) {
		size_t later = session->num_actions - 1;
		unsigned int line;

		while (later > i && !sets_the_same(&session->actions[i], &session->actions[later]))
			later--;
		line = session->script ?
			       control_script_line_at_start(session->script, &session->actions[i]) :
			       0;
		if (later > i)
			warn(session, "control", "--control %.200s is replaced by --control %.200s",
			     written->word[i], written->word[later]);
		else if (line)
			warn(session, "control", "--control %.200s is replaced by %.200s:%u",
			     written->word[i], session->options->script, line);
	}
}

void run_doubts_of_words(struct run_session *session)
{
	doubt_defines(session);
	doubt_controls(session);
}

/* ---- what a header replaces ---- */

static bool doubt_rate(struct run_session *session, const struct run_end *end, bool own)
{
	const uint32_t rate = session->options->in.rate;
	const struct audio_info *info = end->reader ? audio_reader_info(end->reader) : NULL;

	/* a rate of this stream alone is compared when it is set up */
	if (!info || !rate || own || info->spec.rate == rate)
		return info != NULL;
	warn(session, "input", "%.300s: %u Hz by its header, -r %u is for raw inputs", end->file,
	     info->spec.rate, rate);
	return true;
}

/* Of a playback -c is what its PCM is asked for, too. */
static bool doubt_channels(struct run_session *session, const struct run_end *end)
{
	const uint32_t channels = session->options->in.channels;
	const struct audio_info *info = end->reader ? audio_reader_info(end->reader) : NULL;

	if (!info || !channels || info->spec.channels == channels)
		return info != NULL;
	warn(session, "input", "%.300s: %u channel%s by its header, -c %u is for raw inputs",
	     end->file, info->spec.channels, info->spec.channels == 1 ? "" : "s", channels);
	return true;
}

void run_doubts_of_encoders(struct run_session *session)
{
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		const struct run_end *end = &session->streams[s].host;

		if (end->encoder && end->file && strcmp(end->file, "-") &&
		    !audio_path_is_raw(end->file, true))
			warn(session, "output",
			     "%.300s: what %s makes is no audio, and stands in it as samples",
			     end->file, end->encoder);
	}
}

void run_doubts_of_inputs(struct run_session *session)
{
	const struct audio_spec *asked = &session->options->in;
	bool rate_used = false, channels_used = false;

	for (size_t s = 0; s < session->plan.num_streams; s++) {
		const struct run_end *host = &session->streams[s].host;

		rate_used |= doubt_rate(session, host, session->plan.streams[s].own_rate);
		channels_used |= host->input;
	}
	for (size_t d = 0; d < session->plan.num_dais; d++) {
		rate_used |= doubt_rate(session, &session->dais[d].end, false);
		channels_used |= doubt_channels(session, &session->dais[d].end);
	}
	if (asked->rate && !rate_used)
		warn(session, "run", "-r %u: there is no input; a capture's rate is -R",
		     asked->rate);
	if (asked->channels && !channels_used)
		warn(session, "run", "-c %u: there is no input; a capture's channels are -n",
		     asked->channels);
}

/* ---- names that nothing has answered to ---- */

static bool has_paid(const struct run_report *report, const char *name)
{
	size_t length = strlen(name);

	for (size_t m = 0; m < report->num_dp; m++)
		if (strncmp(report->dp[m].module, name, length) == 0 &&
		    (report->dp[m].module[length] == '\0' || report->dp[m].module[length] == '.'))
			return true;
	return false;
}

static void doubt_costs(struct run_session *session)
{
	const struct run_options *options = session->options;

	for (size_t i = 0; i < options->num_dp_costs; i++)
		if (!has_paid(session->report, options->dp_costs[i].module))
			warn(session, "run",
			     "--dp-cost %s: no data-processing module of this name has run",
			     options->dp_costs[i].module);
}

/* Something may be there and have no history: a heap of which nothing was taken. */
static bool is_there(const struct run_report *report, const char *name)
{
	for (size_t i = 0; i < report->num_heaps; i++)
		if (strncmp(name, "heap ", 5) == 0 && strcmp(report->heaps[i].name, name + 5) == 0)
			return true;
	for (size_t i = 0; i < report->num_modules; i++)
		if (strcmp(report->modules[i].component, name) == 0)
			return true;
	return false;
}

static void list_names(const struct run_report *report, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < report->num_heaps && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s\"heap %s\"",
					 used ? ", " : "", report->heaps[i].name);
	for (size_t i = 0; i < report->num_modules && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
					 report->modules[i].component);
}

static void doubt_ledger_name(struct run_session *session)
{
	const char *name = session->options->ledger_log.name;
	char names[420];

	if (!name || session->ledger.entries || is_there(session->report, name))
		return;
	list_names(session->report, names, sizeof(names));
	warn(session, "run",
	     "--ledger-log %.60s: no region, heap or module of this name, there is %s", name,
	     names);
}

static bool has_module(const struct run_report *report, const char *widget)
{
	for (size_t i = 0; i < report->num_modules; i++)
		if (strcmp(report->modules[i].widget, widget) == 0)
			return true;
	return false;
}

static void doubt_controls_of_others(struct run_session *session)
{
	for (size_t i = 0; i < session->num_actions; i++) {
		const struct tplg_control *control =
			&session->tplg->controls[session->actions[i].control];
		const char *widget = session->tplg->widgets[control->widget].name;

		if (!has_module(session->report, widget))
			warn(session, "control",
			     "--control %.200s: no stream of this run goes through %s",
			     session->options->controls.word[i], widget);
	}
}

void run_doubts_after(struct run_session *session)
{
	doubt_controls_of_others(session);
	doubt_costs(session);
	doubt_ledger_name(session);
}
