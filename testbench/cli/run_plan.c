/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run_plan.h"
#include "driver/graph.h"

/* What the functions below pass around. */
struct planner {
	const struct tplg *tplg;
	const struct run_options *options;
	struct run_plan *plan;
	struct run_error *error;
};

/* What the driver builds for a PCM direction. @return 0; -1 and an error */
static int find_path(const struct planner *p, int host, enum tplg_direction direction,
		     struct drv_path *path)
{
	if (drv_path_find(p->tplg, host, direction, path) == 0)
		return 0;
	drv_path_release(path);
	return run_fail(p->error, CLI_FIRMWARE, "out of memory");
}

static int find_dai(const struct run_plan *plan, int widget)
{
	for (size_t i = 0; i < plan->num_dais; i++)
		if (plan->dais[i].widget == widget)
			return (int)i;
	return -1;
}

static bool chosen(const struct run_plan *plan, const struct tplg_pcm *pcm,
		   enum tplg_direction direction)
{
	for (size_t i = 0; i < plan->num_streams; i++)
		if (plan->streams[i].pcm == pcm && plan->streams[i].direction == direction)
			return true;
	return false;
}

/* Take a DAI into the plan, if it is not there yet. */
static int add_dai(struct planner *p, struct run_plan_stream *stream, int widget)
{
	struct run_plan *plan = p->plan;
	int dai = find_dai(plan, widget);

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
static int add_dais(struct planner *p, struct run_plan_stream *stream)
{
	struct drv_path path;
	int ret = find_path(p, stream->caps->host, stream->direction, &path);

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

/* Take a PCM direction into the plan, with the DAIs that it leads to. */
static int add_stream(struct planner *p, int pcm, enum tplg_direction direction)
{
	struct run_plan *plan = p->plan;
	const struct tplg_pcm *from = &p->tplg->pcms[pcm];
	struct run_plan_stream *stream = &plan->streams[plan->num_streams];

	if (chosen(plan, from, direction))
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

/* ---- names of DAIs ---- */

static void dai_short_name(const struct tplg_widget *widget, char *out, size_t size)
{
	if (widget->dai_type[0])
		snprintf(out, size, "%s%u", widget->dai_type, tplg_opt_or(widget->dai_index, 0));
	else
		snprintf(out, size, "%s", widget->name);
}

static bool dai_is_called(const struct tplg_widget *widget, const char *name)
{
	char short_name[RUN_LABEL_BYTES];

	dai_short_name(widget, short_name, sizeof(short_name));
	return strcmp(name, short_name) == 0 || strcmp(name, widget->sname) == 0 ||
	       strcmp(name, widget->name) == 0;
}

/*
 * Find a DAI of the plan. direction: the only one that will do, or NULL.
 * @return position in dais[], -1 and an error
 */
static int resolve_dai(struct planner *p, const char *option, const char *name,
		       const enum tplg_direction *direction)
{
	char known[256] = "";
	size_t used = 0;
	int found = -1;

	for (size_t i = 0; i < p->plan->num_dais; i++) {
		const struct run_plan_dai *dai = &p->plan->dais[i];
		const struct tplg_widget *widget = &p->tplg->widgets[dai->widget];
		char short_name[RUN_LABEL_BYTES];

		if (direction && dai->direction != *direction)
			continue;
		dai_short_name(widget, short_name, sizeof(short_name));
		if (used < sizeof(known))
			used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s (%s)",
						 used ? ", " : "", short_name, widget->name);
		if (!dai_is_called(widget, name))
			continue;
		if (found >= 0)
			return run_fail(
				p->error, CLI_USAGE,
				"%s: '%s' is more than one DAI: add :playback or :capture, or take the "
				"link's or the widget's name",
				option, name);
		found = (int)i;
	}
	if (found < 0)
		return run_fail(p->error, CLI_USAGE, "%s: no DAI '%s' here, there is %s", option,
				name, used ? known : "none that the streams of this run lead to");
	return found;
}

/* Is this DAI the only one of its direction with that name? */
static bool is_unique(const struct planner *p, const struct run_plan_dai *dai, const char *name)
{
	for (size_t i = 0; i < p->plan->num_dais; i++) {
		const struct run_plan_dai *other = &p->plan->dais[i];

		if (other != dai && other->direction == dai->direction &&
		    dai_is_called(&p->tplg->widgets[other->widget], name))
			return false;
	}
	return *name != '\0';
}

/* Type and number, when that is one DAI; else its link's name, else its own. */
static void label_dai(const struct planner *p, struct run_plan_dai *dai, size_t size)
{
	const struct tplg_widget *widget = &p->tplg->widgets[dai->widget];

	dai_short_name(widget, dai->label, size);
	if (!is_unique(p, dai, dai->label))
		snprintf(dai->label, size, "%s",
			 is_unique(p, dai, widget->sname) ? widget->sname : widget->name);
}

/* Labels for people: the direction is given only where it is needed. */
static void label_dais(struct planner *p)
{
	struct run_plan *plan = p->plan;

	for (size_t i = 0; i < plan->num_dais; i++) {
		struct run_plan_dai *dai = &plan->dais[i];
		bool both = false;

		label_dai(p, dai, sizeof(dai->label) - 10);
		for (size_t k = 0; k < plan->num_dais; k++)
			both |= plan->dais[k].direction != dai->direction &&
				dai_is_called(&p->tplg->widgets[plan->dais[k].widget], dai->label);
		if (both) {
			strcat(dai->label, " ");
			strcat(dai->label, tplg_direction_name(dai->direction));
		}
	}
}

static int wire_loopbacks(struct planner *p)
{
	static const enum tplg_direction tx_side = TPLG_PLAYBACK, rx_side = TPLG_CAPTURE;

	for (size_t i = 0; i < p->options->num_loopbacks; i++) {
		const struct run_loopback_option *option = &p->options->loopbacks[i];
		int tx = resolve_dai(p, "--loopback", option->tx, &tx_side);
		int rx = tx < 0 ? -1 : resolve_dai(p, "--loopback", option->rx, &rx_side);

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

static int fail_unknown_pcm(struct planner *p, const char *name)
{
	char known[300];

	tplg_list_pcms(p->tplg, known, sizeof(known));
	return run_fail(p->error, CLI_USAGE, "--pcm: no PCM '%s' in %s, which has %s", name,
			p->tplg->path, known);
}

static int plan_by_name(struct planner *p)
{
	for (size_t i = 0; i < p->options->num_pcms; i++) {
		const struct run_pcm_option *option = &p->options->pcms[i];
		int pcm = find_pcm(p->tplg, option->pcm);

		if (pcm == TPLG_NONE)
			return fail_unknown_pcm(p, option->pcm);
		if (add_stream(p, pcm, option->direction) < 0)
			return -1;
		p->plan->streams[p->plan->num_streams - 1].file = option->file;
		ask(&p->plan->streams[p->plan->num_streams - 1].asked, &option->spec);
	}
	if (wire_loopbacks(p) < 0)
		return -1;

	for (size_t i = 0; i < p->options->num_dais; i++) {
		const struct run_dai_option *option = &p->options->dais[i];
		int dai = resolve_dai(p, "--dai", option->name,
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

/* ---- files in the order of widgets ---- */

static bool in_pipelines(const struct planner *p, const struct tplg_widget *widget)
{
	for (size_t i = 0; i < p->options->num_pipelines; i++)
		if (p->options->pipelines[i] == widget->pipeline_id)
			return true;
	return p->options->num_pipelines == 0;
}

/* Where the plan keeps the file of a widget; NULL when it takes none. */
static const char **file_slot(struct planner *p, int widget, bool input)
{
	int dai = find_dai(p->plan, widget);

	if (!in_pipelines(p, &p->tplg->widgets[widget]))
		return NULL;
	if (dai >= 0) {
		bool reads = p->plan->dais[dai].direction == TPLG_CAPTURE;

		return reads == input && p->plan->dais[dai].peer < 0 ? &p->plan->dais[dai].file :
								       NULL;
	}
	for (size_t i = 0; i < p->plan->num_streams; i++) {
		struct run_plan_stream *stream = &p->plan->streams[i];

		if (stream->caps->host == widget && (stream->direction == TPLG_PLAYBACK) == input)
			return &stream->file;
	}
	return NULL;
}

/* Hand the files to the widgets, both in their order. */
static int assign_files(struct planner *p, const struct run_words *files, bool input)
{
	char names[512] = "";
	size_t used = 0, ends = 0;

	for (uint32_t w = 0; w < p->tplg->num_widgets; w++) {
		const char **slot = file_slot(p, (int)w, input);

		if (!slot)
			continue;
		if (ends < files->count)
			*slot = files->word[ends];
		ends++;
		if (used < sizeof(names))
			used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
						 used ? ", " : "", p->tplg->widgets[w].name);
	}
	if (ends != files->count)
		return run_fail(p->error, CLI_USAGE, "%s: %zu file%s for %zu %s%s%s",
				input ? "-i" : "-o", files->count, files->count == 1 ? "" : "s",
				ends, ends == 1 ? "widget" : "widgets", used ? ": " : "", names);
	return 0;
}

/* Inputs that the streams of the plan take. */
static size_t count_inputs(struct planner *p)
{
	size_t count = 0;

	for (uint32_t w = 0; w < p->tplg->num_widgets; w++)
		count += file_slot(p, (int)w, true) != NULL;
	return count;
}

/* Does a loopback name this DAI? */
static bool is_looped(const struct planner *p, const struct tplg_widget *widget,
		      enum tplg_direction direction)
{
	for (size_t i = 0; i < p->options->num_loopbacks; i++) {
		const struct run_loopback_option *option = &p->options->loopbacks[i];

		if (dai_is_called(widget, direction == TPLG_PLAYBACK ? option->tx : option->rx))
			return true;
	}
	return false;
}

/* A stream belongs to a loopback when it leads to a DAI that one names. @return 1 it does, 0, -1 error */
static int in_loopback(struct planner *p, int host, enum tplg_direction direction)
{
	struct drv_path path;
	int ret = find_path(p, host, direction, &path);

	for (size_t i = 0; !ret && i < path.num_steps; i++) {
		const struct tplg_widget *widget = &p->tplg->widgets[path.steps[i].widget];

		ret = drv_widget_is_dai(widget) && is_looped(p, widget, direction);
	}
	drv_path_release(&path);
	return ret;
}

/* A stream that the driver can build reaches a DAI. @return 1, 0, -1 error */
static int can_run(struct planner *p, int host, enum tplg_direction direction)
{
	struct drv_path path;
	int ret = find_path(p, host, direction, &path);
	bool reaches_dai = false;

	if (ret < 0)
		return ret;
	for (size_t i = 0; i < path.num_steps; i++)
		reaches_dai |= drv_widget_is_dai(&p->tplg->widgets[path.steps[i].widget]);
	drv_path_release(&path);
	return reaches_dai;
}

static void pass_over(struct planner *p, const struct tplg_pcm *pcm, enum tplg_direction direction)
{
	char *text = p->plan->passed_over;
	size_t used = strlen(text);

	snprintf(text + used, sizeof(p->plan->passed_over) - used, "%sPCM %u %s", used ? ", " : "",
		 pcm->id, tplg_direction_name(direction));
}

/* As many streams as there are inputs. @return 1 take it, 0, -1 error */
static int take_for_input(struct planner *p, const struct tplg_pcm *pcm,
			  enum tplg_direction direction)
{
	int ret;

	if (count_inputs(p) >= p->options->inputs.count)
		return 0;
	ret = can_run(p, pcm->caps[direction].host, direction);
	if (ret == 0)
		pass_over(p, pcm, direction);
	return ret;
}

/* The streams of the listed pipelines, those of loopbacks, or as many as there are inputs. */
static int choose_streams(struct planner *p)
{
	bool listed = p->options->num_pipelines > 0;

	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < p->tplg->num_pcms; i++) {
			const struct tplg_pcm *pcm = &p->tplg->pcms[i];

			for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++) {
				int host = pcm->caps[d].host;
				int take;

				if (!pcm->caps[d].present || host == TPLG_NONE ||
				    chosen(p->plan, pcm, (enum tplg_direction)d))
					continue;
				if (listed)
					take = in_pipelines(p, &p->tplg->widgets[host]);
				else if (pass == 0)
					take = in_loopback(p, host, (enum tplg_direction)d);
				else
					take = take_for_input(p, pcm, (enum tplg_direction)d);
				if (take < 0 ||
				    (take && add_stream(p, (int)i, (enum tplg_direction)d) < 0))
					return -1;
			}
		}
		/* from here on the ends of a loopback take no file */
		if (pass == 0 && wire_loopbacks(p) < 0)
			return -1;
	}
	if (p->plan->num_streams == 0)
		return run_fail(p->error, CLI_USAGE,
				listed ? "-p: no stream starts in these pipelines of %s" :
					 "no stream in %s can be used",
				p->tplg->path);
	return 0;
}

/* @return 1 a widget of the stream is in the pipeline, 0, -1 error */
static int reaches(struct planner *p, const struct run_plan_stream *stream, uint32_t pipeline_id)
{
	struct drv_path path;
	int ret = find_path(p, stream->caps->host, stream->direction, &path);

	for (size_t i = 0; !ret && i < path.num_steps; i++)
		ret = p->tplg->widgets[path.steps[i].widget].pipeline_id == pipeline_id;
	drv_path_release(&path);
	return ret;
}

static int check_pipelines(struct planner *p)
{
	for (size_t i = 0; i < p->options->num_pipelines; i++) {
		uint32_t id = p->options->pipelines[i];
		int reached = 0;

		if (tplg_find_pipeline(p->tplg, id) == TPLG_NONE)
			return run_fail(p->error, CLI_USAGE, "-p: no pipeline %u in %s", id,
					p->tplg->path);
		for (size_t s = 0; s < p->plan->num_streams && !reached; s++)
			reached = reaches(p, &p->plan->streams[s], id);
		if (!reached)
			return run_fail(
				p->error, CLI_USAGE,
				"-p: no stream that starts in the listed pipelines reaches pipeline %u",
				id);
		if (reached < 0)
			return -1;
	}
	return 0;
}

static int plan_by_order(struct planner *p)
{
	if (choose_streams(p) < 0 || check_pipelines(p) < 0)
		return -1;
	if (assign_files(p, &p->options->inputs, true) < 0)
		return -1;
	return assign_files(p, &p->options->outputs, false);
}

int run_plan_make(const struct tplg *tplg, const struct run_options *options, struct run_plan *plan,
		  struct run_error *error)
{
	struct planner p = {
		.tplg = tplg,
		.options = options,
		.plan = plan,
		.error = error,
	};
	int ret;

	memset(plan, 0, sizeof(*plan));
	ret = options->num_pcms ? plan_by_name(&p) : plan_by_order(&p);
	if (ret == 0)
		label_dais(&p);
	return ret;
}
