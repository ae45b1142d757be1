/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SOF_AUDIO_CONTROL_NOTIFY_H
#define SOF_AUDIO_CONTROL_NOTIFY_H

#include <sof/audio/module_adapter/module/generic.h>

/**
 * Tell the host that a control of a module has changed, in the tick and in user mode. One that finds no room is dropped.
 * @param param_id	IPC4_SWITCH_CONTROL_PARAM_ID, or that of enums or bytes
 * @param index		of the control among those of its kind
 * @param count		values, at most IPC4_MAX_CHANNELS; 0: the host is to read the control
 */
void control_notify(struct processing_module *mod, uint32_t param_id, uint32_t index,
		    const struct sof_ipc4_ctrl_value_chan *values, uint32_t count);

#endif
