/* SPDX-License-Identifier: BSD-3-Clause */
/* Information parameters of the base firmware. All write what they know, whatever the room. @return enum ipc4_status */
#ifndef FW_IPC_BASE_FW_INFO_H
#define FW_IPC_BASE_FW_INFO_H

#include <stdint.h>

struct byte_writer;

int base_fw_info_fw_config(struct byte_writer *w, uint32_t instance);
int base_fw_info_hw_config(struct byte_writer *w, uint32_t instance);
int base_fw_info_modules(struct byte_writer *w, uint32_t instance);
int base_fw_info_pipelines(struct byte_writer *w, uint32_t instance);
int base_fw_info_libraries(struct byte_writer *w, uint32_t instance);
int base_fw_info_schedulers(struct byte_writer *w, uint32_t core);
int base_fw_info_memory(struct byte_writer *w, uint32_t instance);

/* base_fw_perf.c */
int base_fw_perf_global(struct byte_writer *w, uint32_t instance);
int base_fw_perf_extended(struct byte_writer *w, uint32_t instance);

#endif
