/* SPDX-License-Identifier: BSD-3-Clause */
/* Base firmware parameters: the table, and those that hold state. */
#include <string.h>

#include <ipc4/base_fw.h>
#include <ipc4/error_status.h>
#include <platform/machine.h>
#include <sof/common.h>
#include <sof/lib/mic_privacy.h>
#include <sof/lib/notification.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

#include "base_fw.h"
#include "base_fw_info.h"
#include "byte_writer.h"
#include "handlers.h"

LOG_MODULE_REGISTER(base_fw);

static struct {
	uint64_t utc_us; /* as last set */
	k_ticks_t utc_set_at;
	int32_t kcps[CONFIG_CORE_COUNT]; /* what the host has asked for on top of the modules' needs */
} state;

void base_fw_init(void)
{
	memset(&state, 0, sizeof(state));
}

/* ---- setters: data holds size bytes ---- */

static int set_notification_mask(const void *data, size_t size)
{
	uint32_t words[2]; /* mask, enable */

	if (size < sizeof(words))
		return IPC4_ERROR_INVALID_PARAM;
	memcpy(words, data, sizeof(words));
	notification_set_mask(words[0], words[1]);
	return IPC4_SUCCESS;
}

/* A-states trade clock for power: the machine has one clock. */
static int set_astate_table(const void *data, size_t size)
{
	(void)data;
	(void)size;
	return IPC4_SUCCESS;
}

/* The machine's gateways need no set-up beyond the copier's; well-formed requests are accepted. */
static int set_dma_control(const void *data, size_t size)
{
	uint32_t words[2]; /* node id, dwords that follow */

	if (size < sizeof(words))
		return IPC4_ERROR_INVALID_PARAM;
	memcpy(words, data, sizeof(words));
	if (words[1] > (size - sizeof(words)) / sizeof(uint32_t))
		return IPC4_ERROR_INVALID_PARAM;
	return IPC4_SUCCESS;
}

/* The log leaves through the machine, not through a mailbox window. */
static int set_enable_logs(const void *data, size_t size)
{
	(void)data;
	return size < sizeof(struct ipc4_log_state_info) ? IPC4_ERROR_INVALID_PARAM : IPC4_SUCCESS;
}

static int set_fw_config(const void *data, size_t size)
{
	struct sof_tlv tlv;

	if (size < sizeof(tlv))
		return IPC4_ERROR_INVALID_PARAM;
	memcpy(&tlv, data, sizeof(tlv));
	return tlv.length > size - sizeof(tlv) ? IPC4_ERROR_INVALID_PARAM : IPC4_SUCCESS;
}

/* Counting never stops, see base_fw_perf.c. */
static int set_perf_measurements_state(const void *data, size_t size)
{
	if (!size || *(const uint8_t *)data > IPC4_PERF_MEASUREMENTS_PAUSED)
		return IPC4_ERROR_INVALID_PARAM;
	return IPC4_SUCCESS;
}

static int set_system_time(const void *data, size_t size)
{
	if (size < sizeof(state.utc_us))
		return IPC4_ERROR_INVALID_PARAM;
	memcpy(&state.utc_us, data, sizeof(state.utc_us));
	state.utc_set_at = k_uptime_ticks();
	return IPC4_SUCCESS;
}

static int add_kcps(uint32_t core, int32_t delta)
{
	int64_t sum;

	if (core >= platform_core_count())
		return IPC4_ERROR_INVALID_PARAM;
	sum = (int64_t)state.kcps[core] + delta;
	if (sum < 0 || sum > INT32_MAX)
		return IPC4_ERROR_INVALID_PARAM;
	state.kcps[core] = (int32_t)sum;
	return IPC4_SUCCESS;
}

static int set_register_kcps(const void *data, size_t size)
{
	int32_t delta;

	if (size < sizeof(delta))
		return IPC4_ERROR_INVALID_PARAM;
	memcpy(&delta, data, sizeof(delta));
	return add_kcps(0, delta);
}

static int set_resource_allocation(const void *data, size_t size)
{
	struct ipc4_resource_request request;

	if (size < sizeof(request))
		return IPC4_ERROR_INVALID_PARAM;
	memcpy(&request, data, sizeof(request));
	if (request.type != IPC4_RESOURCE_REQUEST_KCPS)
		return IPC4_ERROR_INVALID_PARAM;
	return add_kcps(request.core, request.kcps);
}

/* @return a status */
static int take_mic_privacy_word(const void *data, size_t size, uint32_t *word)
{
	if (!IS_ENABLED(CONFIG_MIC_PRIVACY))
		return IPC4_UNAVAILABLE;
	if (size < sizeof(*word))
		return IPC4_ERROR_INVALID_PARAM;
	memcpy(word, data, sizeof(*word));
	return IPC4_SUCCESS;
}

static int set_mic_privacy_state(const void *data, size_t size)
{
	uint32_t muted;
	const int status = take_mic_privacy_word(data, size, &muted);

	if (status)
		return status;
	if (muted > 1)
		return IPC4_ERROR_INVALID_PARAM;
	mic_privacy_switch(muted);
	return IPC4_SUCCESS;
}

static int set_mic_privacy_policy(const void *data, size_t size)
{
	uint32_t policy;
	const int status = take_mic_privacy_word(data, size, &policy);

	if (status)
		return status;
	return mic_privacy_set_policy(policy) ? IPC4_ERROR_INVALID_PARAM : IPC4_SUCCESS;
}

static int set_unavailable(const void *data, size_t size)
{
	(void)data;
	(void)size;
	return IPC4_UNAVAILABLE;
}

/* ---- getters ---- */

static int get_power_state(struct byte_writer *w, uint32_t instance)
{
	unsigned int core;

	(void)instance;
	put_tlv_u32(w, IPC4_ACTIVE_CORE_MASK_POWER_STATE, ipc_active_cores());
	put_u32(w, IPC4_KCPS_POWER_STATE);
	put_u32(w, platform_core_count() * sizeof(uint32_t));
	for (core = 0; core < platform_core_count(); core++)
		put_u32(w, (uint32_t)state.kcps[core]);
	return IPC4_SUCCESS;
}

static int get_system_time(struct byte_writer *w, uint32_t instance)
{
	(void)instance;
	put_u64(w, state.utc_us);
	return IPC4_SUCCESS;
}

static int get_extended_system_time(struct byte_writer *w, uint32_t instance)
{
	const k_ticks_t now = k_uptime_ticks();

	(void)instance;
	put_u64(w, state.utc_us + (uint64_t)(now - state.utc_set_at));
	put_u64(w, (uint64_t)now);
	put_u64(w, k_cycle_get_64());
	return IPC4_SUCCESS;
}

static int get_mic_privacy_state(struct byte_writer *w, uint32_t instance)
{
	(void)instance;
	if (!IS_ENABLED(CONFIG_MIC_PRIVACY))
		return IPC4_UNAVAILABLE;
	put_u32(w, mic_privacy_is_muted());
	return IPC4_SUCCESS;
}

static int get_mic_privacy_policy(struct byte_writer *w, uint32_t instance)
{
	(void)instance;
	if (!IS_ENABLED(CONFIG_MIC_PRIVACY))
		return IPC4_UNAVAILABLE;
	put_u32(w, mic_privacy_policy());
	return IPC4_SUCCESS;
}

static int get_unavailable(struct byte_writer *w, uint32_t instance)
{
	(void)w;
	(void)instance;
	return IPC4_UNAVAILABLE;
}

/* ---- the table ---- */

struct base_fw_param {
	int (*get)(struct byte_writer *w, uint32_t instance);
	int (*set)(const void *data, size_t size);
	int not_single; /* status of a SET in several blocks; 0: IPC4_ERROR_INVALID_PARAM */
	bool any_block; /* GET: a table that may outgrow the box; SET: the block flags do not matter */
};

static const struct base_fw_param params[] = {
	[IPC4_NOTIFICATION_MASK] = { .set = set_notification_mask },
	[IPC4_ASTATE_TABLE] = { .set = set_astate_table },
	[IPC4_DMA_CONTROL] = { .set = set_dma_control },
	[IPC4_ENABLE_LOGS] = { .set = set_enable_logs },
	[IPC4_FW_CONFIG] = { .get = base_fw_info_fw_config, .set = set_fw_config },
	[IPC4_HW_CONFIG_GET] = { .get = base_fw_info_hw_config },
	[IPC4_MODULES_INFO_GET] = { .get = base_fw_info_modules, .any_block = true },
	[IPC4_PIPELINE_LIST_INFO_GET] = { .get = base_fw_info_pipelines },
	[IPC4_SCHEDULERS_INFO_GET] = { .get = base_fw_info_schedulers },
	[IPC4_MEMORY_STATE_INFO_GET] = { .get = base_fw_info_memory },
	[IPC4_POWER_STATE_INFO_GET] = { .get = get_power_state },
	[IPC4_LIBRARIES_INFO_GET] = { .get = base_fw_info_libraries },
	[IPC4_PERF_MEASUREMENTS_STATE] = { .set = set_perf_measurements_state, .any_block = true },
	[IPC4_GLOBAL_PERF_DATA] = { .get = base_fw_perf_global, .any_block = true },
	[IPC4_SYSTEM_TIME] = { .get = get_system_time,
			       .set = set_system_time,
			       .not_single = IPC4_INVALID_REQUEST },
	[IPC4_REGISTER_KCPS] = { .set = set_register_kcps },
	[IPC4_RESOURCE_ALLOCATION_REQUEST] = { .set = set_resource_allocation },
	[IPC4_IO_PERF_MEASUREMENTS_STATE] = { .get = get_unavailable, .set = set_unavailable },
	[IPC4_IO_GLOBAL_PERF_DATA] = { .get = get_unavailable },
	[IPC4_EXTENDED_SYSTEM_TIME] = { .get = get_extended_system_time },
	[IPC4_EXTENDED_GLOBAL_PERF_DATA] = { .get = base_fw_perf_extended, .any_block = true },
	[IPC4_MIC_PRIVACY_STATE] = { .get = get_mic_privacy_state, .set = set_mic_privacy_state },
	[IPC4_MIC_PRIVACY_POLICY] = { .get = get_mic_privacy_policy,
				      .set = set_mic_privacy_policy },
};

static const struct base_fw_param *find_param(uint32_t param)
{
	static const struct base_fw_param none;
	const uint32_t type = param & 0xFF;

	return type < ARRAY_SIZE(params) ? &params[type] : &none;
}

int base_fw_get(uint32_t param, bool first, bool last, uint32_t *size, void *out, size_t room)
{
	const struct base_fw_param *p = find_param(param);
	struct byte_writer w = { .out = out, .room = room };
	int status;

	(void)last;
	if (!p->get || (!first && !p->any_block)) {
		LOG_ERR("parameter 0x%x: no such information, or not from the middle", param);
		return IPC4_ERROR_INVALID_PARAM;
	}
	if (!first)
		w.skip = *size;

	status = p->get(&w, param >> 8);
	if (status)
		return status;
	*size = w.total > w.skip ? MIN(w.total - w.skip, room) : 0;
	return IPC4_SUCCESS;
}

int base_fw_set(uint32_t param, bool first, bool last, uint32_t size, const void *data, size_t room)
{
	const struct base_fw_param *p = find_param(param);

	if (!p->set) {
		LOG_ERR("parameter 0x%x cannot be set", param);
		return IPC4_UNKNOWN_MESSAGE_TYPE;
	}
	if (!p->any_block && (!first || !last)) {
		LOG_ERR("parameter 0x%x comes in one block", param);
		return first && p->not_single ? p->not_single : IPC4_ERROR_INVALID_PARAM;
	}
	if (size > room) {
		LOG_ERR("parameter 0x%x: %u bytes, the box has %zu", param, size, room);
		return IPC4_ERROR_INVALID_PARAM;
	}
	return p->set(data, size);
}
