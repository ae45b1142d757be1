/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asynchronous sample rate converter: init payload. The rate of the input is the one of the base configuration's format.
 */
#ifndef IPC4_ASRC_H
#define IPC4_ASRC_H

#include <stdint.h>
#include <ipc4/base-config.h>

struct ipc4_config_asrc {
	struct ipc4_base_module_cfg base;
	uint32_t out_rate; /* Hz */
	uint32_t mode;     /* IPC4_ASRC_* */
} __attribute__((packed, aligned(4)));

#define IPC4_ASRC_PUSH             (1u << 0) /* else the output's side leads */
#define IPC4_ASRC_PULL             (1u << 1)
#define IPC4_ASRC_NO_JITTER_BUFFER (1u << 4) /* accepted, not used */

_Static_assert(sizeof(struct ipc4_config_asrc) == 48, "layout of the converter's init payload");

#endif
