/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <ipc4/module.h>
#include <ipc4/notification.h>
#include <sof/audio/control_notify.h>
#include <sof/common.h>

void control_notify(struct processing_module *mod, uint32_t param_id, uint32_t index,
		    const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct {
		struct sof_ipc4_control_msg_payload head;
		struct sof_ipc4_ctrl_value_chan values[IPC4_MAX_CHANNELS];
	} control = { .head = { .id = (uint16_t)index, .num_elems = (uint16_t)count } };
	const size_t value_bytes = count * sizeof(*values);

	_Static_assert(sizeof(control) <= MODULE_NOTIFY_MAX_BYTES, "it fits");
	if (count)
		memcpy(control.values, values, value_bytes);
	(void)module_notify(mod, IPC4_MODULE_EVENT_ALSA_CONTROL(param_id), &control,
			    sizeof(control.head) + value_bytes);
}
