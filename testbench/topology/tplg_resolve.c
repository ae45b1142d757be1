/* SPDX-License-Identifier: BSD-3-Clause */
/* After the last block: names become positions, schedulers become pipelines. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/tplg_loader.h"

static int check_unique_names(struct tplg_loader *l)
{
	const struct tplg *t = l->t;

	for (uint32_t i = 1; i < t->num_widgets; i++) {
		int first = tplg_find_widget(t, t->widgets[i].name);

		if (first != (int)i)
			return tplg_fail(
				l, t->widgets[i].offset,
				"expected unique widget names, found '%s' again (first at 0x%x)",
				t->widgets[i].name, t->widgets[first].offset);
	}
	return 0;
}

static int add_pipeline(struct tplg_loader *l, int widget)
{
	struct tplg_widget *w = &l->t->widgets[widget];
	struct tplg_pipeline *p;
	int first = tplg_find_pipeline(l->t, w->pipeline_id);

	if (first != TPLG_NONE)
		return tplg_fail(
			l, w->offset,
			"expected one scheduler per pipeline, found '%s' and '%s' for pipeline %u",
			l->t->widgets[l->t->pipelines[first].widget].name, w->name, w->pipeline_id);
	p = tplg_append(l, &l->t->pipelines, &l->t->num_pipelines, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->id = w->pipeline_id;
	p->widget = widget;
	p->priority = w->priority.value;
	p->core = w->sched_core.value;
	p->lp_mode = w->lp_mode.value != 0;
	p->chain_dma = w->chain_dma.value != 0;
	p->direction_set = w->sched_direction.set && w->direction_valid.value;
	p->direction = w->sched_direction.value ? TPLG_CAPTURE : TPLG_PLAYBACK;
	return 0;
}

static int resolve_pipelines(struct tplg_loader *l)
{
	struct tplg *t = l->t;

	for (uint32_t i = 0; i < t->num_widgets; i++) {
		int ret = t->widgets[i].role == TPLG_ROLE_PIPELINE ? add_pipeline(l, i) : 0;

		if (ret)
			return ret;
	}
	for (uint32_t i = 0; i < t->num_widgets; i++)
		t->widgets[i].pipeline = tplg_find_pipeline(t, t->widgets[i].pipeline_id);
	return 0;
}

static bool has_route(const struct tplg *t, int source, int sink)
{
	for (uint32_t i = 0; i < t->num_routes; i++)
		if (t->routes[i].source == source && t->routes[i].sink == sink)
			return true;
	return false;
}

static int resolve_route(struct tplg_loader *l, const struct tplg_raw_route *raw)
{
	int source = tplg_find_widget(l->t, raw->source);
	int sink = tplg_find_widget(l->t, raw->sink);
	struct tplg_route *route;

	if (source == TPLG_NONE || sink == TPLG_NONE)
		return tplg_warn(l, TPLG_WARNING_ROUTE,
				 "offset 0x%x: route '%s' -> '%s' dropped, there is no widget '%s'",
				 raw->offset, raw->source, raw->sink,
				 source == TPLG_NONE ? raw->source : raw->sink);
	if (source == sink)
		return tplg_fail(l, raw->offset,
				 "expected a route between two widgets, found '%s' to itself",
				 raw->source);
	if (has_route(l->t, source, sink))
		return tplg_warn(l, TPLG_WARNING_ROUTE,
				 "offset 0x%x: route '%s' -> '%s' is there twice, used once",
				 raw->offset, raw->source, raw->sink);
	route = tplg_append(l, &l->t->routes, &l->t->num_routes, sizeof(*route));
	if (!route)
		return -ENOMEM;
	route->source = source;
	route->sink = sink;
	route->group = raw->group;
	return 0;
}

static int find_host(const struct tplg *t, uint32_t id, const char *stream)
{
	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (t->widgets[i].id == id && !strcmp(t->widgets[i].sname, stream))
			return i;
	return TPLG_NONE;
}

static int resolve_hosts(struct tplg_loader *l)
{
	static const struct {
		uint32_t host;
		const char *name;
	} directions[] = {
		[TPLG_PLAYBACK] = { TPLG_WIDGET_AIF_IN, "playback" },
		[TPLG_CAPTURE] = { TPLG_WIDGET_AIF_OUT, "capture" },
	};

	for (uint32_t i = 0; i < l->t->num_pcms; i++) {
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++) {
			struct tplg_caps *caps = &l->t->pcms[i].caps[d];

			if (!caps->present)
				continue;
			caps->host = find_host(l->t, directions[d].host, caps->name);
			if (caps->host == TPLG_NONE &&
			    tplg_warn(
				    l, TPLG_WARNING_HOST,
				    "PCM %u '%s': no %s widget has the stream name '%s', so %s cannot be used",
				    l->t->pcms[i].id, l->t->pcms[i].name,
				    tplg_widget_type_name(directions[d].host), caps->name,
				    directions[d].name))
				return -ENOMEM;
		}
	}
	return 0;
}

int tplg_resolve(struct tplg_loader *l)
{
	int ret = check_unique_names(l);

	if (!ret)
		ret = resolve_pipelines(l);
	for (uint32_t i = 0; i < l->num_raw_routes && !ret; i++)
		ret = resolve_route(l, &l->raw_routes[i]);
	if (!ret)
		ret = resolve_hosts(l);
	return ret;
}
