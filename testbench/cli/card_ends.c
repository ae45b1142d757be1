/* SPDX-License-Identifier: BSD-3-Clause */
/* The other ends of the card's streams: files that DAIs play into or are fed from, and wires between them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/card_session.h"
#include "cli/run_files.h"
#include "cli/run_params.h"
#include "cli/run_check_outputs.h"
#include "cli/run_plan_private.h"
#include "driver/graph.h"

static enum tplg_direction direction_of(const struct tplg_widget *widget)
{
	return widget->id == TPLG_WIDGET_DAI_IN ? TPLG_PLAYBACK : TPLG_CAPTURE;
}

/* @param direction	the only one that will do; NULL: any. @return widget; -1 and an error */
static int find_dai(struct card_session *session, const char *option, const char *name,
		    const enum tplg_direction *direction)
{
	const struct tplg *tplg = session->run.tplg;
	char known[400] = "";
	size_t used = 0;
	int found = -1;

	for (uint32_t w = 0; w < tplg->num_widgets; w++) {
		const struct tplg_widget *widget = &tplg->widgets[w];

		if (!drv_widget_is_dai(widget) || (direction && direction_of(widget) != *direction))
			continue;
		if (used < sizeof(known))
			used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s",
						 used ? ", " : "", widget->name);
		if (!run_plan_dai_is_called(widget, name))
			continue;
		if (found >= 0)
			return run_fail(
				&session->run.error, CLI_USAGE,
				"%s: '%s' is more than one DAI: add :playback or :capture, or "
				"take the link's or the widget's name",
				option, name);
		found = (int)w;
	}
	if (found < 0)
		return run_fail(&session->run.error, CLI_USAGE,
				"%s: no DAI '%s' in %s, which has %s", option, name, tplg->path,
				used ? known : "none");
	return found;
}

#define ALSA_PREFIX "alsa:"

/* What a value of --dai stands for, when it is no file. @return 0, -1 */
static int open_device(struct card_session *session, size_t number, const char *value, bool input)
{
	const char *device = value + strlen(ALSA_PREFIX);
	int ret;

	if (strncmp(value, ALSA_PREFIX, strlen(ALSA_PREFIX)) != 0)
		return 0;
	ret = card_alsa_open(&session->devices[number], device, input);
	return ret < 0 ? run_fail(&session->run.error, input ? CLI_BAD_INPUT : CLI_OUTPUT,
				  "--dai: ALSA device '%s': %s", device, snd_strerror(ret)) :
			 0;
}

static bool is_file(const char *value)
{
	return strcmp(value, "null") != 0 && strncmp(value, ALSA_PREFIX, strlen(ALSA_PREFIX)) != 0;
}

static int add_end(struct card_session *session, const struct run_dai_option *option)
{
	struct run_session *run = &session->run;
	int widget = find_dai(session, "--dai", option->name,
			      option->direction_set ? &option->direction : NULL);
	size_t number = run->plan.num_dais;
	struct run_plan_dai *plan = &run->plan.dais[number];

	if (widget < 0)
		return -1;
	if (run_plan_find_dai(&run->plan, widget) >= 0)
		return run_fail(&run->error, CLI_USAGE, "--dai: '%s' is named twice", option->name);
	*plan = (struct run_plan_dai){
		.widget = widget,
		.direction = direction_of(&run->tplg->widgets[widget]),
		.file = is_file(option->file) ? option->file : NULL,
		.peer = -1,
	};
	snprintf(plan->label, sizeof(plan->label), "%.60s", option->name);
	run->dais[number] = (struct run_dai){
		.plan = plan,
		.end = { .label = plan->label,
			 .file = plan->file,
			 .input = plan->direction == TPLG_CAPTURE },
	};
	run->plan.num_dais++;
	return open_device(session, number, option->file, plan->direction == TPLG_CAPTURE);
}

int card_ends_open(struct card_session *session)
{
	const struct run_options *options = session->run.options;
	char err[512];

	for (size_t i = 0; i < options->num_dais; i++)
		if (add_end(session, &options->dais[i]) < 0)
			return -1;
	if (run_check_outputs_plan(options, &session->run.plan, err, sizeof(err)) < 0) {
		session->run.report->hands_off = true;
		return run_fail(&session->run.error, CLI_USAGE, "%s", err);
	}
	return run_files_open(&session->run);
}

int card_ends_wire(struct card_session *session)
{
	static const enum tplg_direction sides[] = { TPLG_PLAYBACK, TPLG_CAPTURE };
	struct run_session *run = &session->run;

	for (size_t i = 0; i < run->options->num_loopbacks; i++) {
		const struct run_loopback_option *option = &run->options->loopbacks[i];
		int tx = find_dai(session, "--loopback", option->tx, &sides[0]);
		int rx = tx < 0 ? -1 : find_dai(session, "--loopback", option->rx, &sides[1]);

		if (rx < 0)
			return -1;
		if (run_plan_find_dai(&run->plan, rx) >= 0)
			return run_fail(&run->error, CLI_USAGE, "--dai: '%s' is fed by a loopback",
					option->rx);
		if (card_loopback(run->card, run->tplg->widgets[tx].name,
				  run->tplg->widgets[rx].name) < 0)
			return run_fail_card(run);
	}
	return 0;
}

static bool is_wired(struct card_session *session, int widget)
{
	const struct run_options *options = session->run.options;

	for (size_t i = 0; i < options->num_loopbacks; i++)
		if (run_plan_dai_is_called(&session->run.tplg->widgets[widget],
					   options->loopbacks[i].rx) &&
		    direction_of(&session->run.tplg->widgets[widget]) == TPLG_CAPTURE)
			return true;
	return false;
}

/* Of all options up to one: a clock may drift and stop. */
static struct adsp_dma_clock clock_of(struct card_session *session, size_t last, int dai)
{
	const struct run_options *options = session->run.options;
	struct adsp_dma_clock clock = { 0 };

	for (size_t i = 0; i <= last; i++)
		if (find_dai(session, options->clocks[i].option, options->clocks[i].dai,
			     options->clocks[i].direction_set ? &options->clocks[i].direction :
								NULL) == dai)
			run_plan_add_clock(&clock, &options->clocks[i]);
	return clock;
}

int card_ends_set_clocks(struct card_session *session)
{
	struct run_session *run = &session->run;

	for (size_t i = 0; i < run->options->num_clocks; i++) {
		const struct run_clock_option *option = &run->options->clocks[i];
		int dai = find_dai(session, option->option, option->dai,
				   option->direction_set ? &option->direction : NULL);
		struct adsp_dma_clock clock;

		if (dai < 0)
			return -1;
		if (is_wired(session, dai))
			return run_fail(&run->error, CLI_USAGE,
					"%s: '%s' is fed by a loopback and has its clock",
					option->option, option->dai);
		clock = clock_of(session, i, dai);
		if (card_link_set_clock(run->card, run->tplg->widgets[dai].name, &clock) < 0)
			return run_fail_card(run);
	}
	return 0;
}

/* ---- when their formats are known ---- */

static int fail_format(struct run_session *run, const struct run_end *end,
		       const struct audio_spec *now)
{
	run_fail(&run->error, CLI_OUTPUT,
		 "%s: %s holds %u Hz, %u channels, %s, and a stream wants %u Hz, %u channels, %s",
		 end->label, end->file ? end->file : "the device", end->spec.rate,
		 end->spec.channels, sample_format_name(end->spec.format), now->rate, now->channels,
		 sample_format_name(now->format));
	return -EINVAL;
}

static int begin_device(struct run_session *run, const struct run_end *end, struct card_alsa *alsa,
			struct adsp_dma_client *client)
{
	int ret = card_alsa_begin(alsa, &end->spec);

	*client = card_alsa_client(alsa);
	if (ret < 0)
		run_fail(&run->error, CLI_OUTPUT,
			 "ALSA device '%s' does not take %u Hz, %u channels, %s: %s", alsa->device,
			 end->spec.rate, end->spec.channels, sample_format_name(end->spec.format),
			 snd_strerror(ret));
	return ret;
}

static int begin_file(struct run_session *run, struct run_end *end, struct adsp_dma_client *client)
{
	char err[512];

	if (end->reader && audio_reader_deliver(end->reader, &end->spec, run->options->convert, err,
						sizeof(err)) < 0) {
		run_fail(&run->error, CLI_BAD_INPUT, "%s: %s", end->label, err);
		return -EINVAL;
	}
	if (end->writer && audio_writer_begin(end->writer, &end->spec, err, sizeof(err)) < 0) {
		run_fail(&run->error, CLI_OUTPUT, "%s", err);
		return -EINVAL;
	}
	if (end->input)
		audio_source_init(&end->source, end->reader, &end->spec);
	else
		audio_sink_init(&end->sink, end->writer, &end->spec, end->node_id,
				AUDIO_SINK_UNLIMITED);
	*client = end->input ? end->source.client : end->sink.client;
	return 0;
}

static int begin(struct card_session *session, size_t number, const char *widget)
{
	struct run_session *run = &session->run;
	struct run_end *end = &run->dais[number].end;
	struct card_alsa *alsa = &session->devices[number];
	struct adsp_dma_client client;
	int ret = 0;

	end->delivering = true;
	if (alsa->pcm)
		ret = begin_device(run, end, alsa, &client);
	else if (end->file)
		ret = begin_file(run, end, &client);
	if (ret < 0 || (!alsa->pcm && !end->file))
		return ret;
	ret = card_link_set_client(run->card, widget, &client);
	if (ret < 0)
		run_fail_card(run);
	return ret;
}

int card_ends_configure(void *ctx)
{
	struct card_session *session = ctx;
	struct run_session *run = &session->run;

	for (size_t d = 0; d < run->plan.num_dais; d++) {
		struct run_end *end = &run->dais[d].end;
		const char *widget = run->tplg->widgets[run->dais[d].plan->widget].name;
		const struct drv_endpoint *link = card_link(run->card, widget);
		struct audio_spec spec;

		if (!link)
			continue;
		if (!run_params_from_ipc4(&link->format, &spec)) {
			run_fail(&run->error, CLI_BAD_INPUT,
				 "%s: no file can hold the link's format", end->label);
			return -EINVAL;
		}
		if (end->delivering && memcmp(&spec, &end->spec, sizeof(spec)) &&
		    (end->file || session->devices[d].pcm))
			return fail_format(run, end, &spec);
		if (end->delivering)
			continue;
		end->spec = spec;
		end->node_id = link->node_id;
		if (begin(session, d, widget) < 0)
			return -EINVAL;
	}
	return 0;
}

int card_ends_check(struct card_session *session)
{
	struct run_session *run = &session->run;

	for (size_t d = 0; d < run->plan.num_dais; d++) {
		const struct run_end *end = &run->dais[d].end;

		if (session->devices[d].error)
			return run_fail(&run->error, CLI_OUTPUT, "ALSA device '%s': %s",
					session->devices[d].device,
					snd_strerror(session->devices[d].error));
		if (end->input && end->source.error < 0)
			return run_fail(&run->error, CLI_BAD_INPUT, "%s",
					audio_reader_error(end->reader));
		if (!end->input && end->sink.error < 0)
			return run_fail(&run->error, CLI_OUTPUT, "%s",
					audio_writer_error(end->writer));
	}
	return 0;
}

void card_ends_collect(const struct card_session *session)
{
	struct run_report *report = session->run.report;
	size_t num_dais = session->run.plan.num_dais;

	for (size_t d = 0; d < num_dais; d++) {
		struct report_end *end = &report->ends[report->num_ends - num_dais + d];

		if (!session->devices[d].pcm)
			continue;
		end->file = session->run.options->dais[d].file;
		end->frames = session->devices[d].frames;
	}
}

void card_ends_close(struct card_session *session)
{
	for (size_t d = 0; d < RUN_MAX_FILES; d++)
		card_alsa_close(&session->devices[d]);
	snd_config_update_free_global(); /* what libasound has read to open them */
}
