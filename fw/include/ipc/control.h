/* SPDX-License-Identifier: BSD-3-Clause */
/* Control values as modules read them back in one structure. */
#ifndef IPC_CONTROL_H
#define IPC_CONTROL_H

#include <stdint.h>
#include <ipc4/module.h>
#include <kernel/header.h>

enum sof_ipc_ctrl_cmd {
	SOF_CTRL_CMD_VOLUME = 0,
	SOF_CTRL_CMD_ENUM = 1,
	SOF_CTRL_CMD_SWITCH = 2,
	SOF_CTRL_CMD_BINARY = 3,
};

struct sof_ipc_ctrl_value_chan {
	uint32_t channel;
	uint32_t value;
} __attribute__((packed, aligned(4)));

struct sof_ipc_ctrl_data {
	uint32_t comp_id;
	uint32_t type;
	uint32_t cmd; /* enum sof_ipc_ctrl_cmd */
	uint32_t index;
	uint32_t num_elems; /* bytes of a binary one, else pairs */
	uint32_t elems_remaining;
	uint32_t msg_index;
	uint32_t reserved[6];
	union {
		struct sof_ipc_ctrl_value_chan chanv[0];
		struct sof_abi_hdr data[0];
	};
} __attribute__((packed, aligned(4)));

#endif
