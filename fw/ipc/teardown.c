/* SPDX-License-Identifier: BSD-3-Clause */
/* Taking components and pipelines down: whether that may be is decided before anything is freed. */
#include <errno.h>

#include <ipc/topology.h>
#include <ipc4/error_status.h>
#include <platform/machine.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/pipeline.h>
#include <zephyr/logging/log.h>

#include "request.h"

LOG_MODULE_REGISTER(ipc_teardown);

static bool is_in_use(const struct pipeline *p)
{
	return (p->status != COMP_STATE_INIT && p->status != COMP_STATE_READY) ||
	       p->trigger.pending || task_is_active(&p->trigger_task);
}

/* A pipeline in use needs its ends: without them no request could stop it. */
static bool is_needed(const struct comp_dev *dev)
{
	const struct pipeline *p = dev->pipeline;

	return p && is_in_use(p) &&
	       (dev == p->source_comp || dev == p->sink_comp || dev == p->sched_comp);
}

int ipc_comp_free(struct comp_dev *dev)
{
	if (dev->state != COMP_STATE_READY || is_needed(dev)) {
		comp_err(dev, "cannot be freed in state %d", dev->state);
		return -EINVAL;
	}

	ipc_comp_disconnect_all(dev);
	pipeline_forget_comp(dev);
	return module_adapter_free(dev);
}

static int comp_free_on_core(void *arg)
{
	return ipc_comp_free(arg);
}

static int comp_reset_on_core(void *arg)
{
	return module_adapter_reset(arg);
}

/*
 * Members that lost their edges while they ran were out of reach when their pipeline was reset. It does not run,
 * so nobody uses them. A module may refuse as long as another one that feeds it is not reset: go round until
 * nothing moves any more.
 */
static void reset_members(uint32_t pipeline_id)
{
	struct list_item *item;
	bool moved;

	do {
		moved = false;
		list_for_item(item, comp_list()) {
			struct comp_dev *dev = list_item(item, struct comp_dev, list);

			if (dev->ipc_config.pipeline_id != pipeline_id ||
			    dev->state == COMP_STATE_READY)
				continue;
			comp_warn(dev, "left behind in state %d", dev->state);
			ipc_run_on_core(dev->ipc_config.core, comp_reset_on_core, dev);
			moved = moved || dev->state == COMP_STATE_READY;
		}
	} while (moved);
}

/* First component of a pipeline in creation order; NULL: it has none. */
static struct comp_dev *first_comp(uint32_t pipeline_id)
{
	struct list_item *item;

	list_for_item(item, comp_list()) {
		struct comp_dev *dev = list_item(item, struct comp_dev, list);

		if (dev->ipc_config.pipeline_id == pipeline_id)
			return dev;
	}
	return NULL;
}

int ipc_pipeline_free(struct pipeline *p)
{
	struct comp_dev *dev;

	if (is_in_use(p)) {
		LOG_ERR("pipeline %u: cannot be deleted in status %d", p->pipeline_id, p->status);
		return IPC4_INVALID_RESOURCE_STATE;
	}

	reset_members(p->pipeline_id);
	while ((dev = first_comp(p->pipeline_id))) {
		if (ipc_run_on_core(dev->ipc_config.core, comp_free_on_core, dev)) {
			LOG_ERR("pipeline %u: %s was not freed", p->pipeline_id, dev->name);
			return IPC4_INVALID_RESOURCE_STATE;
		}
	}
	pipeline_free(p);
	return IPC4_SUCCESS;
}
