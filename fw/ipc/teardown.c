// SPDX-License-Identifier: BSD-3-Clause
/* Taking components and pipelines down: everything is checked before anything is freed. */
#include <errno.h>

#include <ipc/topology.h>
#include <ipc4/error_status.h>
#include <platform/machine.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/pipeline.h>
#include <zephyr/logging/log.h>

#include "ipc.h"

LOG_MODULE_REGISTER(ipc_teardown);

int ipc_comp_free(struct comp_dev *dev)
{
	if (dev->state != COMP_STATE_READY) {
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

static bool can_be_freed(const struct pipeline *p)
{
	struct list_item *item;

	if ((p->status != COMP_STATE_INIT && p->status != COMP_STATE_READY) ||
	    p->trigger.pending || task_is_active(&p->trigger_task)) {
		LOG_ERR("pipeline %u: cannot be deleted in status %d", p->pipeline_id, p->status);
		return false;
	}
	list_for_item(item, comp_list()) {
		const struct comp_dev *dev = list_item(item, struct comp_dev, list);

		if (dev->ipc_config.pipeline_id == p->pipeline_id && dev->state != COMP_STATE_READY) {
			LOG_ERR("pipeline %u: %s is in state %d", p->pipeline_id, dev->name, dev->state);
			return false;
		}
	}
	return true;
}

int ipc_pipeline_free(struct pipeline *p)
{
	struct comp_dev *dev;

	if (!can_be_freed(p))
		return IPC4_INVALID_RESOURCE_STATE;

	while ((dev = first_comp(p->pipeline_id))) {
		if (ipc_run_on_core(dev->ipc_config.core, comp_free_on_core, dev)) {
			LOG_ERR("pipeline %u: %s was not freed", p->pipeline_id, dev->name);
			return IPC4_INVALID_RESOURCE_STATE;
		}
	}
	pipeline_free(p);
	return IPC4_SUCCESS;
}
