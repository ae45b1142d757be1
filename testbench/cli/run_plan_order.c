/* SPDX-License-Identifier: BSD-3-Clause */
/* A plan with the files in the order of widgets. */
#include <stdio.h>
#include <string.h>

#include "cli/run_plan_private.h"

static bool in_pipelines(const struct run_planner *p, const struct tplg_widget *widget)
{
	for (size_t i = 0; i < p->options->num_pipelines; i++)
		if (p->options->pipelines[i] == widget->pipeline_id)
			return true;
	return p->options->num_pipelines == 0;
}

/* Where the plan keeps the file of a widget; NULL when it takes none. */
static const char **file_slot(struct run_planner *p, int widget, bool input)
{
	int dai = run_plan_find_dai(p->plan, widget);

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

/* Pipelines in which the streams of the plan come out, or go in, as "2 (dai.HDA0.playback)". */
static const char *name_ends(struct run_planner *p, bool input, char *names, size_t size)
{
	size_t used = 0;

	snprintf(names, size, "the pipeline of a DAI");
	for (size_t d = 0; d < p->plan->num_dais && used < size; d++) {
		const struct tplg_widget *widget = &p->tplg->widgets[p->plan->dais[d].widget];

		if (p->plan->dais[d].direction == (input ? TPLG_CAPTURE : TPLG_PLAYBACK))
			used += (size_t)snprintf(names + used, size - used, "%s%u (%s)",
						 used ? ", " : "", widget->pipeline_id,
						 widget->name);
	}
	return names;
}

/* Hand the files to the widgets, both in their order. */
static int assign_files(struct run_planner *p, const struct run_words *files, bool input)
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
	if (!ends && p->options->num_pipelines)
		return run_fail(p->error, CLI_USAGE,
				"%s: nothing %s in the listed pipelines: add %s to -p",
				input ? "-i" : "-o", input ? "goes in" : "comes out",
				name_ends(p, input, names, sizeof(names)));
	if (ends != files->count)
		return run_fail(p->error, CLI_USAGE, "%s: %zu file%s for %zu %s%s%s%s%s",
				input ? "-i" : "-o", files->count, files->count == 1 ? "" : "s",
				ends, ends == 1 ? "widget" : "widgets", used ? ": " : "", names,
				p->plan->passed_over[0] ? "; cannot run here: " : "",
				p->plan->passed_over);
	return 0;
}

/* Inputs that the streams of the plan take. */
static size_t count_inputs(struct run_planner *p)
{
	size_t count = 0;

	for (uint32_t w = 0; w < p->tplg->num_widgets; w++)
		count += file_slot(p, (int)w, true) != NULL;
	return count;
}

/* Does a loopback name this DAI? */
static bool is_looped(const struct run_planner *p, const struct tplg_widget *widget,
		      enum tplg_direction direction)
{
	for (size_t i = 0; i < p->options->num_loopbacks; i++) {
		const struct run_loopback_option *option = &p->options->loopbacks[i];

		if (run_plan_dai_is_called(widget,
					   direction == TPLG_PLAYBACK ? option->tx : option->rx))
			return true;
	}
	return false;
}

/* A stream belongs to a loopback when it leads to a DAI that one names. @return 1 it does, 0, -1 error */
static int in_loopback(struct run_planner *p, int host, enum tplg_direction direction)
{
	struct drv_path path;
	int ret = run_plan_find_path(p, host, direction, &path);

	for (size_t i = 0; !ret && i < path.num_steps; i++) {
		const struct tplg_widget *widget = &p->tplg->widgets[path.steps[i].widget];

		ret = drv_widget_is_dai(widget) && is_looped(p, widget, direction);
	}
	drv_path_release(&path);
	return ret;
}

/* A stream that the driver can build reaches a DAI. @return 1, 0, -1 error */
static int can_run(struct run_planner *p, int host, enum tplg_direction direction)
{
	struct drv_path path;
	int ret = run_plan_find_path(p, host, direction, &path);
	bool reaches_dai = false;

	if (ret < 0)
		return ret;
	for (size_t i = 0; i < path.num_steps; i++)
		reaches_dai |= drv_widget_is_dai(&p->tplg->widgets[path.steps[i].widget]);
	drv_path_release(&path);
	return reaches_dai;
}

static void pass_over(struct run_planner *p, const struct tplg_pcm *pcm,
		      enum tplg_direction direction)
{
	char *text = p->plan->passed_over;
	size_t used = strlen(text);

	snprintf(text + used, sizeof(p->plan->passed_over) - used, "%sPCM %u %s", used ? ", " : "",
		 pcm->id, tplg_direction_name(direction));
}

/* As many streams as there are inputs. @return 1 take it, 0, -1 error */
static int take_for_input(struct run_planner *p, const struct tplg_pcm *pcm,
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
static int choose_streams(struct run_planner *p)
{
	bool listed = p->options->num_pipelines > 0;

	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < p->tplg->num_pcms; i++) {
			const struct tplg_pcm *pcm = &p->tplg->pcms[i];

			for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++) {
				int host = pcm->caps[d].host;
				int take;

				if (!pcm->caps[d].present || host == TPLG_NONE ||
				    run_plan_has_stream(p->plan, pcm, (enum tplg_direction)d))
					continue;
				if (listed)
					take = in_pipelines(p, &p->tplg->widgets[host]);
				else if (pass == 0)
					take = in_loopback(p, host, (enum tplg_direction)d);
				else
					take = take_for_input(p, pcm, (enum tplg_direction)d);
				if (take < 0 ||
				    (take &&
				     run_plan_add_stream(p, (int)i, (enum tplg_direction)d) < 0))
					return -1;
			}
		}
		/* from here on the ends of a loopback take no file */
		if (pass == 0 && run_plan_wire_loopbacks(p) < 0)
			return -1;
	}
	if (p->plan->num_streams == 0)
		return run_fail(
			p->error, CLI_USAGE,
			listed ? "-p: no stream starts in these pipelines of %s" :
				 "no stream of %s leads from an input to a link: --pcm names one",
			p->tplg->path);
	return 0;
}

/* @return 1 a widget of the stream is in the pipeline, 0, -1 error */
static int reaches(struct run_planner *p, const struct run_plan_stream *stream,
		   uint32_t pipeline_id)
{
	struct drv_path path;
	int ret = run_plan_find_path(p, stream->caps->host, stream->direction, &path);

	for (size_t i = 0; !ret && i < path.num_steps; i++)
		ret = p->tplg->widgets[path.steps[i].widget].pipeline_id == pipeline_id;
	drv_path_release(&path);
	return ret;
}

static int check_pipelines(struct run_planner *p)
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

int run_plan_by_order(struct run_planner *p)
{
	if (choose_streams(p) < 0 || check_pipelines(p) < 0)
		return -1;
	if (assign_files(p, &p->options->inputs, true) < 0)
		return -1;
	return assign_files(p, &p->options->outputs, false);
}
