/* SPDX-License-Identifier: BSD-3-Clause */
/* struct comp_ipc_config under the path of its own that modules include. */
#ifndef SOF_AUDIO_IPC_CONFIG_H
#define SOF_AUDIO_IPC_CONFIG_H

#include <sof/audio/component.h>

#endif
