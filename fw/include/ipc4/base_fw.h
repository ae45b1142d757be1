/* SPDX-License-Identifier: BSD-3-Clause */
/* Base firmware (module 0, instance 0) parameters and the TLV tuples they return. */
#ifndef IPC4_BASE_FW_H
#define IPC4_BASE_FW_H

#include <stdint.h>

#define IPC4_BASE_FW_MODULE_ID 0

enum ipc4_basefw_params {
	IPC4_NOTIFICATION_MASK = 3,
	IPC4_ASTATE_TABLE = 4,
	IPC4_DMA_CONTROL = 5,
	IPC4_ENABLE_LOGS = 6,
	IPC4_FW_CONFIG = 7,
	IPC4_HW_CONFIG_GET = 8,
	IPC4_MODULES_INFO_GET = 9,
	IPC4_PIPELINE_LIST_INFO_GET = 10,
	IPC4_SCHEDULERS_INFO_GET = 12,
	IPC4_MEMORY_STATE_INFO_GET = 14,
	IPC4_POWER_STATE_INFO_GET = 15,
	IPC4_LIBRARIES_INFO_GET = 16,
	IPC4_PERF_MEASUREMENTS_STATE = 17,
	IPC4_GLOBAL_PERF_DATA = 18,
	IPC4_SYSTEM_TIME = 20,
	IPC4_REGISTER_KCPS = 22,
	IPC4_RESOURCE_ALLOCATION_REQUEST = 23,
	IPC4_IO_PERF_MEASUREMENTS_STATE = 24,
	IPC4_IO_GLOBAL_PERF_DATA = 25,
	IPC4_EXTENDED_SYSTEM_TIME = 27,
	IPC4_EXTENDED_GLOBAL_PERF_DATA = 30,
	IPC4_MIC_PRIVACY_STATE = 35,  /* u32: 1, the switch mutes the microphones */
	IPC4_MIC_PRIVACY_POLICY = 36, /* u32: enum ipc4_mic_privacy_policy */
};

/** Parameter id with an instance, for the vendor form. */
#define IPC4_EXTENDED_PARAM_ID(param, instance) ((uint32_t)(param) | (uint32_t)(instance) << 8)

enum ipc4_fw_config_tuple {
	IPC4_FW_VERSION_FW_CFG = 0,
	IPC4_MEMORY_RECLAIMED_FW_CFG = 1,
	IPC4_SLOW_CLOCK_FREQ_HZ_FW_CFG = 2,
	IPC4_FAST_CLOCK_FREQ_HZ_FW_CFG = 3,
	IPC4_DL_MAILBOX_BYTES_FW_CFG = 6,
	IPC4_UL_MAILBOX_BYTES_FW_CFG = 7,
	IPC4_TRACE_LOG_BYTES_FW_CFG = 8,
	IPC4_MAX_PPL_COUNT_FW_CFG = 9,
	IPC4_MAX_ASTATE_COUNT_FW_CFG = 10,
	IPC4_MAX_MODULE_PIN_COUNT_FW_CFG = 11,
	IPC4_MODULES_COUNT_FW_CFG = 12,
	IPC4_MAX_MOD_INST_COUNT_FW_CFG = 13,
	IPC4_MAX_LL_TASKS_PER_PRI_COUNT_FW_CFG = 14,
	IPC4_LL_PRI_COUNT_FW_CFG = 15,
	IPC4_MAX_DP_TASKS_COUNT_FW_CFG = 16,
	IPC4_MAX_LIBS_COUNT_FW_CFG = 17,
	IPC4_SCHEDULER_CONFIGURATION_FW_CFG = 18,
	IPC4_CONTEXT_SAVE_FW_CFG = 29,
	IPC4_MIN_HOST_BUFFER_PERIODS_FW_CFG = 33,
};

enum ipc4_hw_config_tuple {
	IPC4_CAVS_VER_HW_CFG = 0,
	IPC4_DSP_CORES_HW_CFG = 1,
	IPC4_MEM_PAGE_BYTES_HW_CFG = 2,
	IPC4_TOTAL_PHYS_MEM_PAGES_HW_CFG = 3,
	IPC4_HP_EBB_COUNT_HW_CFG = 7,
	IPC4_EBB_SIZE_BYTES_HW_CFG = 9,
	IPC4_GATEWAY_COUNT_HW_CFG = 6,
	IPC4_MIC_PRIVACY_CAPS_HW_CFG = 11, /* struct ipc4_mic_privacy_caps */
};

/** Who mutes the microphones when the switch says so. */
enum ipc4_mic_privacy_policy {
	IPC4_MIC_PRIVACY_DISABLED = 0,
	IPC4_MIC_PRIVACY_HW_MANAGED = 1, /* links zero what they bring */
	IPC4_MIC_PRIVACY_FW_MANAGED = 2,
	IPC4_MIC_PRIVACY_FORCED = 3, /* no microphone at all */
};

/** What the machine can do for the privacy of microphones. */
struct ipc4_mic_privacy_caps {
	uint32_t version;
	uint32_t words; /* that follow */
	uint32_t policy;
} __attribute__((packed, aligned(4)));

#define IPC4_MIC_PRIVACY_CAPS_VERSION   1
#define IPC4_MIC_PRIVACY_CAPS_ENABLED   (1u << 17)    /* bits of the policy there */
#define IPC4_MIC_PRIVACY_CAPS_SOUNDWIRE (0x7Fu << 20) /* a bit for each link */

enum ipc4_memory_type {
	IPC4_LPSRAM_STATE = 0,
	IPC4_HPSRAM_STATE = 1,
};

enum ipc4_power_state_tuple {
	IPC4_ACTIVE_CORE_MASK_POWER_STATE = 0,
	IPC4_KCPS_POWER_STATE = 1, /* one word per core */
};

/** First byte of PERF_MEASUREMENTS_STATE. */
enum ipc4_perf_measurements_state {
	IPC4_PERF_MEASUREMENTS_DISABLED = 0,
	IPC4_PERF_MEASUREMENTS_STOPPED = 1,
	IPC4_PERF_MEASUREMENTS_STARTED = 2,
	IPC4_PERF_MEASUREMENTS_PAUSED = 3,
};

/** Item of GLOBAL_PERF_DATA; a count goes before. */
struct ipc4_perf_data_item {
	uint32_t resource_id; /* instance << 16 | module */
	uint32_t power;       /* bit 0 mode, bit 31 removed */
	uint32_t peak_kcps;
	uint32_t avg_kcps;
} __attribute__((packed, aligned(4)));

/** Item of EXTENDED_GLOBAL_PERF_DATA; a count goes before. */
struct ipc4_extended_perf_data_item {
	uint32_t resource_id;
	uint32_t power;
	uint32_t peak_cycles;
	uint64_t total_cycles;
	uint64_t iterations;
	uint32_t restricted_peak_cycles;
	uint64_t restricted_total_cycles;
	uint64_t restricted_iterations;
} __attribute__((packed, aligned(4)));

/** ENABLE_LOGS. */
struct ipc4_log_state_info {
	uint32_t aging_timer_period;
	uint32_t fifo_full_timer_period;
	uint32_t enable;
	uint32_t logs_priorities_mask[16];
} __attribute__((packed, aligned(4)));

#define IPC4_RESOURCE_REQUEST_KCPS 0

/** RESOURCE_ALLOCATION_REQUEST. */
struct ipc4_resource_request {
	uint32_t type;
	uint32_t core;
	int32_t kcps; /* change */
} __attribute__((packed, aligned(4)));

/** One tuple: type, byte length, value padded to a dword. */
struct sof_tlv {
	uint32_t type;
	uint32_t length;
	uint8_t value[];
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct ipc4_perf_data_item) == 16, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_extended_perf_data_item) == 48, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_log_state_info) == 76, "IPC4 ABI");

#endif
