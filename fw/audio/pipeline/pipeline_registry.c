/* SPDX-License-Identifier: BSD-3-Clause */
/* All pipelines, and whom they report to. */
#include "pipeline_private.h"

static struct list_item pipelines = LIST_INIT(pipelines);
static void (*trigger_done)(struct pipeline *p, int error);

void pipeline_registry_init(void (*done)(struct pipeline *p, int error))
{
	list_init(&pipelines);
	trigger_done = done;
}

void pipeline_report_trigger(struct pipeline *p, int error)
{
	trigger_done(p, error);
}

struct list_item *pipeline_list(void)
{
	return &pipelines;
}

struct pipeline *pipeline_find(uint32_t pipeline_id)
{
	struct list_item *pos;

	list_for_item(pos, &pipelines) {
		struct pipeline *p = list_item(pos, struct pipeline, list);

		if (p->pipeline_id == pipeline_id)
			return p;
	}
	return NULL;
}
