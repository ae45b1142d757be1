/* SPDX-License-Identifier: BSD-3-Clause */
/* The formats of a whole path, for parameters that are tried or set. */
#include <string.h>

#include "driver/internal.h"

int drv_find_modules(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;

	for (size_t i = 0; i < stream->path.num_steps; i++) {
		struct drv_widget *widget = &drv->widgets[stream->path.steps[i].widget];
		char who[DRV_DESCRIBE_BYTES];
		struct tplg_error err;
		int ret = tplg_widget_check(drv->tplg, stream->path.steps[i].widget, &err);

		if (ret < 0)
			return drv_fail(drv, DRV_ERROR_TOPOLOGY, ret, 0, "%.*s",
					(int)sizeof(drv->error.text) - 1, err.text);
		if (widget->up || widget->prepared)
			continue;
		widget->module = drv_find_module(drv, widget->tplg->uuid);
		if (!widget->module)
			return drv_fail(drv, DRV_ERROR_TOPOLOGY, -ENOENT, 0,
					"%s: the firmware has no such module",
					drv_describe(widget, who));
	}
	return 0;
}

/* The widget before this step that its samples come from: the last one walked that has a route to it. */
static const char *comes_from(const struct drv_stream *stream, size_t step)
{
	const struct tplg *t = stream->drv->tplg;

	for (size_t i = step; i-- > 0;)
		for (uint32_t r = 0; r < t->num_routes; r++)
			if (t->routes[r].source == stream->path.steps[i].widget &&
			    t->routes[r].sink == stream->path.steps[step].widget)
				return t->widgets[t->routes[r].source].name;
	return NULL;
}

/* Does another stream hold the widget? It keeps its formats then. */
static bool held_by_others(const struct drv_stream *stream, size_t step)
{
	const struct drv_widget *widget = &stream->drv->widgets[stream->path.steps[step].widget];

	return widget->prepared > (step < stream->num_held);
}

static int choose_step(struct drv_stream *stream, size_t step, const struct drv_place *place,
		       const struct drv_ref *pp, struct drv_choice *choice)
{
	struct drv *drv = stream->drv;
	const struct drv_widget *widget = &drv->widgets[stream->path.steps[step].widget];
	char who[DRV_DESCRIBE_BYTES];
	int ret;

	if (held_by_others(stream, step)) {
		*choice = (struct drv_choice){ widget->in, widget->out };
		return 0;
	}
	ret = drv_widget_is_dai(place->widget) ? drv_format_check_link(drv, place) : 0;
	if (!ret)
		ret = drv_format_choose(drv, place, pp, choice);
	if (!ret && widget->up && (choice->in != widget->in || choice->out != widget->out))
		return drv_fail(
			drv, DRV_ERROR_TOPOLOGY, -EBUSY, 0,
			"%s: keeps the formats of an earlier stream as long as pipeline.%u runs",
			drv_describe(widget, who), widget->tplg->pipeline_id);
	return ret;
}

int drv_negotiate(struct drv_stream *stream, const struct drv_ref *fe, struct drv_choice *choices,
		  size_t *reached)
{
	struct drv_ref pp = *fe;

	for (*reached = 0; *reached < stream->path.num_steps; (*reached)++) {
		const struct drv_step *step = &stream->path.steps[*reached];
		struct drv_place place = {
			.widget = &stream->drv->tplg->widgets[step->widget],
			.direction = stream->direction,
			.fe = fe,
			.from = comes_from(stream, *reached),
		};
		int ret;

		if (step->start)
			pp = *fe;
		ret = choose_step(stream, *reached, &place, &pp, &choices[*reached]);
		if (!ret)
			ret = drv_format_follow(stream->drv, &place, &choices[*reached], &pp);
		if (ret < 0)
			return ret;
	}
	return 0;
}
