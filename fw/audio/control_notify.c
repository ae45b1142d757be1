/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <ipc4/module.h>
#include <ipc4/notification.h>
#include <sof/audio/control_notify.h>
#include <sof/lib/notification.h>

void control_notify(const struct processing_module *mod, uint32_t param_id, uint32_t index,
		    const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	const struct comp_ipc_config *config = &mod->dev->ipc_config;
	const size_t value_bytes = count * sizeof(*values);
	struct {
		struct sof_ipc4_notify_module_data event;
		struct sof_ipc4_control_msg_payload control;
		struct sof_ipc4_ctrl_value_chan values[IPC4_MAX_CHANNELS];
	} msg = {
		.event = { .instance_id = (uint16_t)COMP_INSTANCE_ID(config->id),
			   .module_id = (uint16_t)COMP_MODULE_ID(config->id),
			   .event_id = IPC4_MODULE_EVENT_ALSA_CONTROL(param_id),
			   .event_data_size = (uint32_t)(sizeof(msg.control) + value_bytes) },
		.control = { .id = (uint16_t)index, .num_elems = (uint16_t)count },
	};

	if (config->proc_domain == IPC4_PROC_DOMAIN_DP)
		return;
	if (count)
		memcpy(msg.values, values, value_bytes);
	notification_send(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_MODULE_NOTIFICATION), 0, &msg,
			  sizeof(msg) - sizeof(msg.values) + value_bytes);
}
