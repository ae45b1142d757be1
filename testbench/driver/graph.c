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

/*
 * List what is connected with the host, in the order in which Linux lists it: depth-first, pre-order, along the
 * routes that were added last first. A widget is listed when it is taken from the stack, so that its place is
 * that of the first way that leads to it; the stack holds a route once.
 * @return how many are in order
 */
static size_t list_connected(const struct tplg *tplg, int host, enum tplg_direction direction,
			     bool *listed, int *order, int *stack)
{
	bool as_source = direction == TPLG_PLAYBACK;
	size_t depth = 0, count = 0;

	stack[depth++] = host;
	while (depth) {
		int widget = stack[--depth];

		if (listed[widget])
			continue;
		listed[widget] = true;
		order[count++] = widget;
		if (tplg->widgets[widget].id == end_id(direction))
			continue;
		for (int r = drv_graph_next_route(tplg, widget, as_source, 0); r >= 0;
		     r = drv_graph_next_route(tplg, widget, as_source, r + 1)) {
			int peer = as_source ? tplg->routes[r].sink : tplg->routes[r].source;

			if (!listed[peer] && tplg->widgets[peer].role == TPLG_ROLE_MODULE)
				stack[depth++] = peer;
		}
	}
	return count;
}

/* ---- detectors of key phrases: a capture takes along what listens at its key phrase buffer ---- */

static bool is_phrase_buffer(const struct tplg_widget *widget)
{
	static const uint8_t uuid[16] = { 0x32, 0xcb, 0xa0, 0xa8, 0x77, 0x4a, 0xb1, 0x4d,
					  0x85, 0xc7, 0x53, 0xd7, 0xee, 0x07, 0xbc, 0xe6 };

	return widget->uuid_set && !memcmp(widget->uuid, uuid, sizeof(uuid));
}

/* A widget and all behind it, when no way from there leads out of the DSP. @return how many are in order then */
static size_t list_branch(const struct tplg *tplg, int widget, bool *listed, int *order,
			  size_t count)
{
	const size_t from = count;
	bool inside = true;

	if (listed[widget])
		return count;
	listed[widget] = true;
	order[count++] = widget;
	for (size_t i = from; i < count; i++) {
		const struct tplg_widget *w = &tplg->widgets[order[i]];

		inside &= w->role == TPLG_ROLE_MODULE && !drv_widget_is_host(w) &&
			  !drv_widget_is_dai(w);
		for (int r = drv_graph_next_route(tplg, order[i], true, 0); r >= 0;
		     r = drv_graph_next_route(tplg, order[i], true, r + 1)) {
			if (listed[tplg->routes[r].sink])
				continue;
			listed[tplg->routes[r].sink] = true;
			order[count++] = tplg->routes[r].sink;
		}
	}
	while (!inside && count > from)
		listed[order[--count]] = false;
	return count;
}

static size_t list_detectors(const struct tplg *tplg, struct drv_path *path, int *order,
			     size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_phrase_buffer(&tplg->widgets[order[i]]))
			continue;
		path->listens = true;
		for (int r = drv_graph_next_route(tplg, order[i], true, 0); r >= 0;
		     r = drv_graph_next_route(tplg, order[i], true, r + 1))
			count = list_branch(tplg, tplg->routes[r].sink, path->listed, order, count);
	}
	return count;
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

static bool is_start(const struct tplg *tplg, int widget, enum tplg_direction direction)
{
	uint32_t id = direction == TPLG_PLAYBACK ? TPLG_WIDGET_AIF_IN : TPLG_WIDGET_DAI_OUT;

	return tplg->widgets[widget].id == id && may_enter(tplg, widget, direction);
}

int drv_path_find(const struct tplg *tplg, int host, enum tplg_direction direction,
		  struct drv_path *path)
{
	size_t count = tplg->num_widgets;
	int *arrays = calloc(3 * (count + 1) + tplg->num_routes, sizeof(*arrays));
	bool *todo = calloc(count + 1, sizeof(*todo));
	struct walk walk = { .tplg = tplg, .path = path, .todo = todo };
	int *order = arrays, ret = -ENOMEM;

	*path = (struct drv_path){
		.steps = calloc(count + 1, sizeof(*path->steps)),
		.listed = calloc(count + 1, sizeof(*path->listed)),
	};
	if (!arrays || !todo || !path->steps || !path->listed)
		goto out;
	walk.cursor = order + count;
	walk.stack = walk.cursor + count +
		     1; /* the last one: a list's stack has a place for each route */
	count = list_connected(tplg, host, direction, path->listed, order, walk.stack);
	if (direction == TPLG_CAPTURE)
		count = list_detectors(tplg, path, order, count);
	memcpy(todo, path->listed, tplg->num_widgets * sizeof(*todo));
	for (size_t i = 0; i < count; i++) {
		path->backend |= tplg->widgets[order[i]].id == end_id(direction);
		if (todo[order[i]] && is_start(tplg, order[i], direction))
			walk_from(&walk, order[i], direction);
	}
	ret = 0;
out:
	free(todo);
	free(arrays);
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
