/* SPDX-License-Identifier: BSD-3-Clause */
/* Failures and calls of the processing of a module. */
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/lib/notification.h>

void module_adapter_report_error(struct module_instance *inst, int error)
{
	const struct comp_dev *dev = inst->mod.dev;
	uint32_t data = (uint32_t)error;

	/* once; reset logs the count */
	if (inst->failures++)
		return;
	comp_err(dev, "processing failed: %d", error);
	notify_resource_event(IPC4_MODULE_INSTANCE, dev->ipc_config.id, IPC4_PROCESS_DATA_ERROR,
			      &data, 1);
}

uint64_t module_adapter_calls(const struct comp_dev *dev)
{
	return comp_instance(dev)->calls;
}
