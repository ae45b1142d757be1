/* SPDX-License-Identifier: BSD-3-Clause */
/* The widgets that a stream touches, and the order in which it walks them. */
#include <stdlib.h>

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

void drv_ids_release(struct drv_ids *ids, uint32_t id)
{
	if (id < DRV_MAX_IDS)
		ids->word[id / 32] &= ~(1u << id % 32);
}

int drv_graph_next_route(const struct drv *drv, int widget, bool as_source, int from)
{
	for (uint32_t i = (uint32_t)from; i < drv->tplg->num_routes; i++) {
		const struct tplg_route *route = &drv->tplg->routes[i];

		if ((as_source ? route->source : route->sink) == widget)
			return (int)i;
	}
	return -1;
}

/*
 * May a stream's walk enter this widget? Not a virtual one, and not one of a pipeline that states the
 * other direction: an echo reference leads from playback into capture, a feedback path the other way,
 * and neither starts the other side's modules.
 */
static bool may_enter(const struct drv *drv, int widget, enum tplg_direction direction)
{
	const struct tplg_widget *w = &drv->tplg->widgets[widget];
	const struct tplg_pipeline *pipeline;

	if (w->role != TPLG_ROLE_MODULE)
		return false;
	if (w->pipeline == TPLG_NONE)
		return true; /* refused by name when the stream is configured */
	pipeline = &drv->tplg->pipelines[w->pipeline];
	return !pipeline->direction_set || pipeline->direction == direction;
}

static int far_end(const struct drv *drv, int route, bool as_source)
{
	return as_source ? drv->tplg->routes[route].sink : drv->tplg->routes[route].source;
}

/* Mark in member[] what can be reached from the host: downstream for playback, upstream for capture. */
static void mark_connected(const struct drv *drv, int host, enum tplg_direction direction,
			   bool *member, int *stack)
{
	bool as_source = direction == TPLG_PLAYBACK;
	size_t depth = 0;

	member[host] = true;
	stack[depth++] = host;
	while (depth) {
		int widget = stack[--depth];

		for (int r = drv_graph_next_route(drv, widget, as_source, 0); r >= 0;
		     r = drv_graph_next_route(drv, widget, as_source, r + 1)) {
			int peer = far_end(drv, r, as_source);

			if (member[peer] || !may_enter(drv, peer, direction))
				continue;
			member[peer] = true;
			stack[depth++] = peer;
		}
	}
}

/*
 * Depth-first, pre-order, along sink routes in file order, within member[]. A visited widget leaves
 * member[], so that each is walked once. cursor[] is the route each stacked widget goes on from.
 */
static void walk_from(struct drv_stream *stream, int start, bool *member, int *stack, int *cursor)
{
	const struct drv *drv = stream->drv;
	size_t depth = 0;

	member[start] = false;
	stream->steps[stream->num_steps++] = (struct drv_step){ .widget = start, .start = true };
	stack[depth] = start;
	cursor[depth++] = 0;
	while (depth) {
		int route = drv_graph_next_route(drv, stack[depth - 1], true, cursor[depth - 1]);
		int sink;

		if (route < 0) {
			depth--;
			continue;
		}
		cursor[depth - 1] = route + 1;
		sink = drv->tplg->routes[route].sink;
		if (!member[sink])
			continue;
		member[sink] = false;
		stream->steps[stream->num_steps++] = (struct drv_step){ .widget = sink };
		stack[depth] = sink;
		cursor[depth++] = 0;
	}
}

int drv_graph_walk(struct drv_stream *stream, int host)
{
	const struct drv *drv = stream->drv;
	uint32_t start_id = stream->direction == TPLG_PLAYBACK ? TPLG_WIDGET_AIF_IN :
								 TPLG_WIDGET_DAI_OUT;
	size_t count = drv->tplg->num_widgets;
	bool *member = calloc(count, sizeof(*member));
	int *stack = calloc(count, 2 * sizeof(*stack));
	int ret = -ENOMEM;

	stream->num_steps = 0;
	stream->steps = calloc(count, sizeof(*stream->steps));
	if (!member || !stack || !stream->steps)
		goto out;
	mark_connected(drv, host, stream->direction, member, stack);
	for (size_t i = 0; i < count; i++)
		if (member[i] && drv->tplg->widgets[i].id == start_id)
			walk_from(stream, (int)i, member, stack, stack + count);
	ret = 0;
out:
	free(stack);
	free(member);
	return ret;
}
