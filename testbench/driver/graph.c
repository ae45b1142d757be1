/* SPDX-License-Identifier: BSD-3-Clause */
/* The widgets that a PCM direction touches, and the order in which the driver walks them. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

int drv_ids_take(struct drv_ids *ids, unsigned int limit)
{
	for (unsigned int id = 0; id < limit && id < DRV_MAX_IDS; id++)
		if (!(ids->word[id / 32] & 1u << id % 32)) {
			ids->word[id / 32] |= 1u << id % 32;
			return (int)id;
		}
	return -ENOSPC;
}

bool drv_ids_take_this(struct drv_ids *ids, uint32_t id)
{
	if (id >= DRV_MAX_IDS || ids->word[id / 32] & 1u << id % 32)
		return false;
	ids->word[id / 32] |= 1u << id % 32;
	return true;
}

void drv_ids_release(struct drv_ids *ids, uint32_t id)
{
	if (id < DRV_MAX_IDS)
		ids->word[id / 32] &= ~(1u << id % 32);
}

int drv_graph_next_route(const struct tplg *tplg, int widget, bool as_source, int from)
{
	for (uint32_t i = (uint32_t)from; i < tplg->num_routes; i++) {
		const struct tplg_route *route = &tplg->routes[i];

		if ((as_source ? route->source : route->sink) == widget)
			return (int)i;
	}
	return -1;
}

bool drv_widget_is_aggregated(const struct tplg_widget *widget)
{
	size_t length = strlen(widget->name);
	char last = length ? widget->name[length - 1] : '\0';

	return drv_widget_is_dai(widget) && last >= '1' && last <= '9';
}

/*
 * May a walk enter this widget? Not a virtual one, and not one of a pipeline that states the other
 * direction: an echo reference leads from playback into capture, a feedback path the other way, and
 * neither starts the other side's modules.
 */
static bool may_enter(const struct tplg *tplg, int widget, enum tplg_direction direction)
{
	const struct tplg_widget *w = &tplg->widgets[widget];
	const struct tplg_pipeline *pipeline;

	if (w->role != TPLG_ROLE_MODULE)
		return false;
	if (w->pipeline == TPLG_NONE)
		return true; /* refused by name when the stream is configured */
	pipeline = &tplg->pipelines[w->pipeline];
	return !pipeline->direction_set || pipeline->direction == direction;
}

/* Where the list of a direction ends: at its DAIs. */
static uint32_t end_id(enum tplg_direction direction)
{
	return direction == TPLG_PLAYBACK ? TPLG_WIDGET_DAI_IN : TPLG_WIDGET_DAI_OUT;
}

static void list_connected(const struct tplg *tplg, int host, enum tplg_direction direction,
			   bool *listed, int *stack)
{
	bool as_source = direction == TPLG_PLAYBACK;
	size_t depth = 0;

	listed[host] = true;
	stack[depth++] = host;
	while (depth) {
		int widget = stack[--depth];

		if (tplg->widgets[widget].id == end_id(direction))
			continue;
		for (int r = drv_graph_next_route(tplg, widget, as_source, 0); r >= 0;
		     r = drv_graph_next_route(tplg, widget, as_source, r + 1)) {
			int peer = as_source ? tplg->routes[r].sink : tplg->routes[r].source;

			if (listed[peer] || tplg->widgets[peer].role != TPLG_ROLE_MODULE)
				continue;
			listed[peer] = true;
			stack[depth++] = peer;
		}
	}
}

/* What a walk passes around. todo: listed widgets that it has not visited; cursor[] as stack[]. */
struct walk {
	const struct tplg *tplg;
	struct drv_path *path;
	bool *todo;
	int *stack, *cursor;
	size_t depth;
	bool start; /* the next step is the first one from its start widget */
};

static void visit(struct walk *walk, int widget)
{
	struct drv_path *path = walk->path;

	walk->todo[widget] = false;
	if (!drv_widget_is_aggregated(&walk->tplg->widgets[widget])) {
		path->steps[path->num_steps++] =
			(struct drv_step){ .widget = widget, .start = walk->start };
		walk->start = false;
	}
	walk->stack[walk->depth] = widget;
	walk->cursor[walk->depth++] = 0;
}

/* Depth-first, pre-order, along sink routes in file order. cursor is the route each widget goes on from. */
static void walk_from(struct walk *walk, int start, enum tplg_direction direction)
{
	walk->start = true;
	visit(walk, start);
	while (walk->depth) {
		int *cursor = &walk->cursor[walk->depth - 1];
		int route = drv_graph_next_route(walk->tplg, walk->stack[walk->depth - 1], true,
						 *cursor);
		int sink;

		if (route < 0) {
			walk->depth--;
			continue;
		}
		*cursor = route + 1;
		sink = walk->tplg->routes[route].sink;
		if (walk->todo[sink] && may_enter(walk->tplg, sink, direction))
			visit(walk, sink);
	}
}

int drv_path_find(const struct tplg *tplg, int host, enum tplg_direction direction,
		  struct drv_path *path)
{
	uint32_t start_id = direction == TPLG_PLAYBACK ? TPLG_WIDGET_AIF_IN : TPLG_WIDGET_DAI_OUT;
	size_t count = tplg->num_widgets;
	int *stack = calloc(count + 1, 2 * sizeof(*stack));
	bool *todo = calloc(count + 1, sizeof(*todo));
	struct walk walk = { .tplg = tplg, .path = path, .todo = todo };
	int ret = -ENOMEM;

	*path = (struct drv_path){
		.steps = calloc(count + 1, sizeof(*path->steps)),
		.listed = calloc(count + 1, sizeof(*path->listed)),
	};
	if (!stack || !todo || !path->steps || !path->listed)
		goto out;
	walk.stack = stack;
	walk.cursor = stack + count + 1;
	list_connected(tplg, host, direction, path->listed, stack);
	memcpy(todo, path->listed, count * sizeof(*todo));
	for (size_t i = 0; i < count; i++) {
		path->backend |= path->listed[i] && tplg->widgets[i].id == end_id(direction);
		if (todo[i] && tplg->widgets[i].id == start_id &&
		    may_enter(tplg, (int)i, direction))
			walk_from(&walk, (int)i, direction);
	}
	ret = 0;
out:
	free(todo);
	free(stack);
	return ret;
}

void drv_path_release(struct drv_path *path)
{
	free(path->steps);
	free(path->listed);
	*path = (struct drv_path){ 0 };
}

bool drv_path_builds(const struct drv_path *path, int widget)
{
	for (size_t i = 0; i < path->num_steps; i++)
		if (path->steps[i].widget == widget)
			return true;
	return false;
}
