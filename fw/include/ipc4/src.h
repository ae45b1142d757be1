/* SPDX-License-Identifier: BSD-3-Clause */
/* Sample rate converter: init payload. The rate of the input is the one of the base configuration's format. */
#ifndef IPC4_SRC_H
#define IPC4_SRC_H

#include <stdint.h>
#include <ipc4/base-config.h>

struct ipc4_config_src {
	struct ipc4_base_module_cfg base;
	uint32_t sink_rate; /* Hz */
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct ipc4_config_src) == 44, "layout of the converter's init payload");

#endif
