/* SPDX-License-Identifier: BSD-3-Clause */
/* Base firmware (module 0, instance 0): parameters that describe and control the whole DSP. */
#ifndef FW_IPC_BASE_FW_H
#define FW_IPC_BASE_FW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct byte_writer;

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

/* Information parameters, base_fw_info.c and base_fw_perf.c. All write what they know, whatever the room. */

int base_fw_info_fw_config(struct byte_writer *w, uint32_t instance);
int base_fw_info_hw_config(struct byte_writer *w, uint32_t instance);
int base_fw_info_modules(struct byte_writer *w, uint32_t instance);
int base_fw_info_pipelines(struct byte_writer *w, uint32_t instance);
int base_fw_info_libraries(struct byte_writer *w, uint32_t instance);
int base_fw_info_schedulers(struct byte_writer *w, uint32_t core);
int base_fw_info_memory(struct byte_writer *w, uint32_t instance);
int base_fw_perf_global(struct byte_writer *w, uint32_t instance);
int base_fw_perf_extended(struct byte_writer *w, uint32_t instance);

#endif
