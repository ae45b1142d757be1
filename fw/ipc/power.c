/* SPDX-License-Identifier: BSD-3-Clause */
/* Power messages of the base firmware: D-states of the cores. The machine's cores have no power to cut. */
#include <ipc4/base_fw.h>
#include <ipc4/module.h>
#include <platform/machine.h>
#include <sof/audio/component.h>
#include <sof/audio/pipeline.h>
#include <sof/common.h>
#include <zephyr/logging/log.h>

#include "handlers.h"
#include "request.h"

LOG_MODULE_REGISTER(ipc_power);

static uint32_t active_cores;

void ipc_power_init(void)
{
	active_cores = BIT(0);
}

uint32_t ipc_active_cores(void)
{
	return active_cores;
}

/* Both messages address the base firmware. */
static bool addresses_base_fw(const struct ipc4_message *request)
{
	const struct ipc4_module_set_d0ix msg = { .primary.dat = request->primary };

	return msg.primary.r.module_id == IPC4_BASE_FW_MODULE_ID && msg.primary.r.instance_id == 0;
}

static uint32_t cores_in_use(void)
{
	struct list_item *item;
	uint32_t cores = 0;

	list_for_item(item, comp_list())
		cores |= BIT(list_item(item, struct comp_dev, list)->ipc_config.core);
	list_for_item(item, pipeline_list())
		cores |= BIT(list_item(item, struct pipeline, list)->core);
	return cores;
}

static bool any_pipeline_active(void)
{
	struct list_item *item;

	list_for_item(item, pipeline_list()) {
		const struct pipeline *p = list_item(item, struct pipeline, list);

		if (p->status == COMP_STATE_ACTIVE || task_is_active(&p->trigger_task))
			return true;
	}
	return false;
}

int ipc_set_dx(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_dx_state_info *box = ipc_hostbox();
	uint32_t change, on, cores;

	(void)reply;
	if (!addresses_base_fw(request))
		return IPC4_INVALID_RESOURCE_ID;

	change = box->core_mask;
	on = box->dx_mask & change;
	if (change >> platform_core_count()) {
		LOG_ERR("core mask 0x%x: there are %u cores", change, platform_core_count());
		return IPC4_ERROR_INVALID_PARAM;
	}
	if (on & BIT(0)) {
		LOG_ERR("core 0 is on");
		return IPC4_BAD_STATE;
	}

	cores = (active_cores & ~change) | on;
	if (change & ~on & ~BIT(0) & active_cores & cores_in_use()) {
		LOG_ERR("core mask 0x%x: a core has pipelines or modules", change);
		return IPC4_FAILURE;
	}
	if ((change & BIT(0)) && ((cores & ~BIT(0)) || any_pipeline_active())) {
		LOG_ERR("core 0 off: another core or a pipeline is active");
		return IPC4_BUSY;
	}

	/* core 0 off is the host's announcement of a power-down: until that comes it goes on answering */
	active_cores = cores | BIT(0);
	return IPC4_SUCCESS;
}

int ipc_set_d0ix(const struct ipc4_message *request, struct ipc4_message *reply)
{
	(void)reply;
	/* the machine does not gate power inside D0, so there is nothing to prevent */
	return addresses_base_fw(request) ? IPC4_SUCCESS : IPC4_INVALID_RESOURCE_ID;
}
