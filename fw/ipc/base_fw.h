/* SPDX-License-Identifier: BSD-3-Clause */
/* Base firmware (module 0, instance 0): parameters that describe and control the whole DSP. */
#ifndef FW_IPC_BASE_FW_H
#define FW_IPC_BASE_FW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Set the state that parameters control to its initial values. Called once at boot. */
void base_fw_init(void);

/**
 * Read a parameter.
 * @param param	bits 0..7 parameter, 8..31 its instance
 * @param size	in: offset unless first; out: bytes written
 * @return enum ipc4_status
 */
int base_fw_get(uint32_t param, bool first, bool last, uint32_t *size, void *out, size_t room);

/**
 * Write a parameter.
 * @param size	bytes of data when first
 * @param room	bytes at hand
 * @return enum ipc4_status
 */
int base_fw_set(uint32_t param, bool first, bool last, uint32_t size, const void *data,
		size_t room);

#endif
