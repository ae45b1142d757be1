/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SOF_IPC_TOPOLOGY_H
#define SOF_IPC_TOPOLOGY_H

#include <ipc/topology.h>
#include <sof/audio/component.h>

/** @return the component with this IPC4_COMP_ID(), NULL */
static inline struct comp_dev *ipc4_get_comp_dev(uint32_t comp_id)
{
	return comp_find(comp_id);
}

#endif
