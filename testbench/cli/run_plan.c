/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run_plan_private.h"

int run_plan_find_path(const struct run_planner *p, int host, enum tplg_direction direction,
		       struct drv_path *path)
{
	if (drv_path_find(p->tplg, host, direction, path) == 0)
		return 0;
	drv_path_release(path);
	return run_fail(p->error, CLI_FIRMWARE, "out of memory");
}

int run_plan_find_dai(const struct run_plan *plan, int widget)
{
	for (size_t i = 0; i < plan->num_dais; i++)
		if (plan->dais[i].widget == widget)
			return (int)i;
	return -1;
}

bool run_plan_has_stream(const struct run_plan *plan, const struct tplg_pcm *pcm,
			 enum tplg_direction direction)
{
	for (size_t i = 0; i < plan->num_streams; i++)
		if (plan->streams[i].pcm == pcm && plan->streams[i].direction == direction)
			return true;
	return false;
}

/* Take a DAI into the plan, if it is not there yet. */
static int add_dai(struct run_planner *p, struct run_plan_stream *stream, int widget)
{
	struct run_plan *plan = p->plan;
	int dai = run_plan_find_dai(plan, widget);

	if (dai < 0) {
		if (plan->num_dais == RUN_MAX_FILES)
			return run_fail(p->error, CLI_USAGE, "more than %d DAIs", RUN_MAX_FILES);
		dai = (int)plan->num_dais++;
		plan->dais[dai] = (struct run_plan_dai){
			.widget = widget,
			.direction = stream->direction,
			.peer = -1,
		};
	}
	stream->dais |= 1u << dai;
	return 0;
}

/* Each of the DAIs that are one gateway has audio of its own. */
static int add_dais(struct run_planner *p, struct run_plan_stream *stream)
{
	struct drv_path path;
	int ret = run_plan_find_path(p, stream->caps->host, stream->direction, &path);

	for (uint32_t w = 0; !ret && w < p->tplg->num_widgets; w++) {
		if (!drv_path_builds(&path, (int)w) || !drv_widget_is_dai(&p->tplg->widgets[w]))
			continue;
		for (int i = 0; !ret && (i = tplg_next_aggregated(p->tplg, (int)w, i)) != TPLG_NONE;
		     i++)
			ret = add_dai(p, stream, i);
	}
	drv_path_release(&path);
	return ret;
}

static void ask(struct audio_spec *asked, const struct audio_spec *spec)
{
	if (spec->rate)
		asked->rate = spec->rate;
	if (spec->channels)
		asked->channels = spec->channels;
	if (spec->format != SAMPLE_NONE)
		asked->format = spec->format;
}

int run_plan_add_stream(struct run_planner *p, int pcm, enum tplg_direction direction)
{
	struct run_plan *plan = p->plan;
	const struct tplg_pcm *from = &p->tplg->pcms[pcm];
	struct run_plan_stream *stream = &plan->streams[plan->num_streams];

	if (run_plan_has_stream(plan, from, direction))
		return run_fail(p->error, CLI_USAGE, "PCM %u %s is named twice", from->id,
				tplg_direction_name(direction));
	if (!from->caps[direction].present)
		return run_fail(p->error, CLI_USAGE, "PCM %u '%s' has no %s in %s", from->id,
				from->name, tplg_direction_name(direction), p->tplg->path);
	if (from->caps[direction].host == TPLG_NONE)
		return run_fail(
			p->error, CLI_USAGE,
			"PCM %u '%s' has no %s in %s: no host copier has the stream name '%s'",
			from->id, from->name, tplg_direction_name(direction), p->tplg->path,
			from->caps[direction].name);
	if (plan->num_streams == RUN_MAX_FILES)
		return run_fail(p->error, CLI_USAGE, "more than %d streams", RUN_MAX_FILES);

	*stream = (struct run_plan_stream){
		.pcm = from,
		.direction = direction,
		.caps = &from->caps[direction],
		.asked = { .format = p->options->in.format },
	};
	if (direction == TPLG_PLAYBACK)
		ask(&stream->asked, &p->options->in);
	else
		ask(&stream->asked, &(struct audio_spec){ .rate = p->options->out_rate,
							  .channels = p->options->out_channels });
	snprintf(stream->label, sizeof(stream->label), "PCM %u %s", from->id,
		 tplg_direction_name(direction));
	plan->num_streams++;

	return add_dais(p, stream);
}

/* ---- loopbacks ---- */

int run_plan_wire_loopbacks(struct run_planner *p)
{
	static const enum tplg_direction tx_side = TPLG_PLAYBACK, rx_side = TPLG_CAPTURE;

	for (size_t i = 0; i < p->options->num_loopbacks; i++) {
		const struct run_loopback_option *option = &p->options->loopbacks[i];
		int tx = run_plan_resolve_dai(p, "--loopback", option->tx, &tx_side);
		int rx = tx < 0 ? -1 : run_plan_resolve_dai(p, "--loopback", option->rx, &rx_side);

		if (rx < 0)
			return -1;
		if (p->plan->dais[tx].peer >= 0 || p->plan->dais[rx].peer >= 0)
			return run_fail(p->error, CLI_USAGE, "--loopback: '%s=%s' uses a DAI twice",
					option->tx, option->rx);
		p->plan->dais[tx].peer = rx;
		p->plan->dais[rx].peer = tx;
	}
	return 0;
}

/* ---- files by name ---- */

static int find_pcm(const struct tplg *tplg, const char *name)
{
	char *end;
	unsigned long id = strtoul(name, &end, 10);

	if (*name >= '0' && *name <= '9' && *end == '\0' && id <= UINT32_MAX)
		return tplg_find_pcm(tplg, (uint32_t)id);
	return tplg_find_pcm_name(tplg, name);
}

/* Cut ":playback" or ":capture" off. @return the direction, -1 without */
static int cut_direction(char *name)
{
	for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++) {
		char *colon = strrchr(name, ':');

		if (!colon || strcmp(colon + 1, tplg_direction_name((enum tplg_direction)d)) != 0)
			continue;
		*colon = '\0';
		return d;
	}
	return -1;
}

int run_plan_find_stream(const struct tplg *tplg, const struct run_plan *plan, const char *text,
			 const char *where, struct run_error *error)
{
	char name[RUN_LABEL_BYTES];
	int direction, pcm, found = -1;

	snprintf(name, sizeof(name), "%s", text);
	direction = cut_direction(name);
	pcm = find_pcm(tplg, name);
	for (size_t i = 0; i < plan->num_streams && pcm != TPLG_NONE; i++) {
		const struct run_plan_stream *stream = &plan->streams[i];

		if (stream->pcm != &tplg->pcms[pcm] ||
		    (direction >= 0 && stream->direction != (enum tplg_direction)direction))
			continue;
		if (found >= 0)
			return run_fail(
				error, CLI_USAGE,
				"%s: PCM '%s' plays and captures: add :playback or :capture", where,
				name);
		found = (int)i;
	}
	if (found < 0)
		return run_fail(error, CLI_USAGE, "%s: no stream of this run is '%s'", where, text);
	return found;
}

static int fail_unknown_pcm(struct run_planner *p, const char *name)
{
	char known[300];

	tplg_list_pcms(p->tplg, known, sizeof(known));
	return run_fail(p->error, CLI_USAGE, "--pcm: no PCM '%s' in %s, which has %s", name,
			p->tplg->path, known);
}

static int plan_by_name(struct run_planner *p)
{
	for (size_t i = 0; i < p->options->num_pcms; i++) {
		const struct run_pcm_option *option = &p->options->pcms[i];
		int pcm = find_pcm(p->tplg, option->pcm);

		if (pcm == TPLG_NONE)
			return fail_unknown_pcm(p, option->pcm);
		if (run_plan_add_stream(p, pcm, option->direction) < 0)
			return -1;
		p->plan->streams[p->plan->num_streams - 1].file = option->file;
		ask(&p->plan->streams[p->plan->num_streams - 1].asked, &option->spec);
		p->plan->streams[p->plan->num_streams - 1].own_rate = option->spec.rate != 0;
	}
	if (run_plan_wire_loopbacks(p) < 0)
		return -1;

	for (size_t i = 0; i < p->options->num_dais; i++) {
		const struct run_dai_option *option = &p->options->dais[i];
		int dai = run_plan_resolve_dai(p, "--dai", option->name,
					       option->direction_set ? &option->direction : NULL);

		if (dai < 0)
			return -1;
		if (p->plan->dais[dai].file)
			return run_fail(p->error, CLI_USAGE, "--dai: '%s' is named twice",
					option->name);
		if (p->plan->dais[dai].peer >= 0 && p->plan->dais[dai].direction == TPLG_CAPTURE)
			return run_fail(p->error, CLI_USAGE, "--dai: '%s' is fed by a loopback",
					option->name);
		p->plan->dais[dai].file = option->file;
	}
	return 0;
}

/* ---- clocks ---- */

void run_plan_add_clock(struct adsp_dma_clock *clock, const struct run_clock_option *option)
{
	if (option->clock.goes) {
		clock->stops = option->clock.stops;
		clock->goes = option->clock.goes;
	} else {
		clock->drift_ppb = option->clock.drift_ppb;
	}
}

static int plan_clocks(struct run_planner *p)
{
	for (size_t i = 0; i < p->options->num_clocks; i++) {
		const struct run_clock_option *option = &p->options->clocks[i];
		int dai = run_plan_resolve_dai(p, option->option, option->dai,
					       option->direction_set ? &option->direction : NULL);

		if (dai < 0)
			return -1;
		if (p->plan->dais[dai].peer >= 0 && p->plan->dais[dai].direction == TPLG_CAPTURE)
			return run_fail(p->error, CLI_USAGE,
					"%s: '%s' is fed by a loopback and has its clock",
					option->option, option->dai);
		run_plan_add_clock(&p->plan->dais[dai].clock, option);
	}
	return 0;
}

int run_plan_make(const struct tplg *tplg, const struct run_options *options, struct run_plan *plan,
		  struct run_error *error)
{
	struct run_planner p = {
		.tplg = tplg,
		.options = options,
		.plan = plan,
		.error = error,
	};
	int ret;

	memset(plan, 0, sizeof(*plan));
	ret = options->num_pcms ? plan_by_name(&p) : run_plan_by_order(&p);
	if (ret == 0)
		ret = plan_clocks(&p);
	if (ret == 0)
		run_plan_label_dais(&p);
	return ret;
}
