/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipelines: life, completion. */
#include <errno.h>
#include <rtos/alloc.h>
#include <sof/audio/buffer.h>
#include <sof/audio/pipeline.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/logging/log.h>

#include "pipeline_private.h"

LOG_MODULE_REGISTER(pipe);

struct pipeline *pipeline_new(uint32_t pipeline_id, uint32_t core, int16_t priority, bool lp,
			      uint32_t attributes)
{
	struct pipeline *p = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*p));

	if (!p)
		return NULL;
	p->pipeline_id = pipeline_id;
	p->core = core;
	p->priority = priority;
	p->lp = lp;
	p->attributes = attributes;
	p->period = LL_TIMER_PERIOD_US;
	p->status = COMP_STATE_INIT;
	p->trigger.cmd = COMP_TRIGGER_NO_ACTION;
	if (pipeline_init_tasks(p) < 0) {
		rfree(p);
		return NULL;
	}
	list_item_append(&p->list, pipeline_list());
	return p;
}

void pipeline_free(struct pipeline *p)
{
	schedule_task_free(&p->trigger_task);
	schedule_task_free(&p->copy_task);
	list_item_del(&p->list);
	rfree(p);
}

void pipeline_forget_comp(struct comp_dev *dev)
{
	struct pipeline *p = dev->pipeline;

	dev->pipeline = NULL;
	if (!p)
		return;
	comp_graph_changed = true;
	if (p->source_comp == dev)
		p->source_comp = NULL;
	if (p->sink_comp == dev)
		p->sink_comp = NULL;
	if (p->sched_comp == dev)
		p->sched_comp = NULL;
	if (p->trigger.host == dev) {
		p->trigger.host = NULL;
		p->trigger.pending = false;
	}
}

struct comp_dev *pipeline_get_host(struct pipeline *p)
{
	struct comp_dev *source = p->source_comp;
	struct comp_dev *sink = p->sink_comp;

	if (!source || !sink)
		return NULL;
	if (!source->direction_set && sink->direction_set) {
		source->direction = sink->direction;
		source->direction_set = true;
	} else if (source->direction_set && !sink->direction_set) {
		sink->direction = source->direction;
		sink->direction_set = true;
	}
	return source->direction == SOF_IPC_STREAM_PLAYBACK ? source : sink;
}

/* ---- completion ---- */

static bool is_member(const struct pipeline *p, const struct comp_dev *dev)
{
	return dev->ipc_config.pipeline_id == p->pipeline_id;
}

/* A bound component whose direction is known: a producer, else a consumer. NULL: none */
static const struct comp_dev *directed_peer(const struct comp_dev *dev)
{
	const struct list_item *pos;

	list_for_item(pos, &dev->bsource_list) {
		const struct comp_dev *peer = list_item(pos, struct comp_buffer, sink_list)->source;

		if (peer && peer->direction_set)
			return peer;
	}
	list_for_item(pos, &dev->bsink_list) {
		const struct comp_dev *peer = list_item(pos, struct comp_buffer, source_list)->sink;

		if (peer && peer->direction_set)
			return peer;
	}
	return NULL;
}

/* One pass over the members. @return the first that stays without direction; *progress: another one got its own */
static struct comp_dev *inherit_directions(struct pipeline *p, bool *progress)
{
	struct comp_dev *open = NULL;
	struct list_item *pos;

	*progress = false;
	list_for_item(pos, comp_list()) {
		struct comp_dev *dev = list_item(pos, struct comp_dev, list);
		const struct comp_dev *peer;

		if (!is_member(p, dev) || dev->direction_set)
			continue;
		peer = directed_peer(dev);
		if (!peer) {
			open = open ? open : dev;
			continue;
		}
		dev->direction = peer->direction;
		dev->direction_set = true;
		*progress = true;
	}
	return open;
}

int pipeline_fix_directions(struct pipeline *p)
{
	struct comp_dev *open;
	bool progress;

	/* a chain of them may stand in any order */
	do {
		open = inherit_directions(p, &progress);
	} while (open && progress);
	if (!open)
		return 0;
	comp_err(open, "no direction, and none to inherit");
	return -EINVAL;
}

/* True when a component ends its pipeline on one side; *open: it has no buffer there at all. */
static bool ends_pipeline(const struct pipeline *p, const struct comp_dev *dev, bool upstream,
			  bool *open)
{
	const struct list_item *head = upstream ? &dev->bsource_list : &dev->bsink_list;
	const struct list_item *pos;

	*open = list_is_empty(head);
	list_for_item(pos, head) {
		const struct comp_buffer *buffer =
			upstream ? list_item(pos, struct comp_buffer, sink_list) :
				   list_item(pos, struct comp_buffer, source_list);
		const struct comp_dev *peer = upstream ? buffer->source : buffer->sink;

		if (peer && is_member(p, peer))
			return false;
	}
	return true;
}

static struct comp_dev *find_end(const struct pipeline *p, bool upstream)
{
	struct comp_dev *end = NULL;
	struct list_item *pos;

	list_for_item(pos, comp_list()) {
		struct comp_dev *dev = list_item(pos, struct comp_dev, list);
		bool open;

		if (!is_member(p, dev) || !ends_pipeline(p, dev, upstream, &open))
			continue;
		end = dev;
		if (open)
			break;
	}
	return end;
}

static struct comp_dev *find_dai(const struct pipeline *p)
{
	struct list_item *pos;

	list_for_item(pos, comp_list()) {
		struct comp_dev *dev = list_item(pos, struct comp_dev, list);

		if (is_member(p, dev) && dev->endpoint == COMP_ENDPOINT_DAI)
			return dev;
	}
	return NULL;
}

int pipeline_complete(struct pipeline *p)
{
	struct comp_dev *source = find_end(p, true);
	struct comp_dev *sink = find_end(p, false);
	struct comp_dev *sched = find_dai(p);
	struct list_item *pos;

	if (p->status != COMP_STATE_INIT || !source || !sink) {
		LOG_ERR("pipeline %u: cannot complete in status %d, source %s, sink %s",
			p->pipeline_id, p->status, source ? source->name : "missing",
			sink ? sink->name : "missing");
		return -EINVAL;
	}
	if (!sched)
		sched = sink;
	if (sched->ipc_config.core != p->core) {
		LOG_ERR("pipeline %u: on core %u but scheduled by %s on core %u", p->pipeline_id,
			p->core, sched->name, sched->ipc_config.core);
		return -EINVAL;
	}
	list_for_item(pos, comp_list()) {
		struct comp_dev *dev = list_item(pos, struct comp_dev, list);

		if (!is_member(p, dev))
			continue;
		dev->pipeline = p;
		dev->priority = p->priority;
		if (!comp_is_dp(dev))
			dev->period = p->period;
	}
	p->source_comp = source;
	p->sink_comp = sink;
	p->sched_comp = sched;
	comp_graph_changed = true;
	p->status = COMP_STATE_READY;
	LOG_DBG("pipeline %u: %s to %s, priority %d, core %u", p->pipeline_id, source->name,
		sink->name, p->priority, p->core);
	return 0;
}
