/* SPDX-License-Identifier: BSD-3-Clause */
/* Information about the firmware, the hardware, modules, pipelines, schedulers and memory. */
#include <ipc4/base_fw.h>
#include <ipc4/error_status.h>
#include <ipc4/header.h>
#include <ipc4/module.h>
#include <ipc4/pipeline.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/pipeline.h>
#include <sof/common.h>
#include <sof/lib/mic_privacy.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/kernel.h>

#include "base_fw_info.h"
#include "byte_writer.h"
#include "handlers.h"

#define FW_VERSION_MAJOR 0
#define FW_VERSION_MINOR 1
#define FW_VERSION_MICRO 0
#define FW_VERSION_BUILD 0

#define FW_MAX_PIPELINES     32
#define FW_MAX_INSTANCES     256
#define FW_LL_TASKS_PER_PRIO 16
#define FW_MAX_DP_TASKS      16
#define FW_MAX_LIBRARIES     16
#define FW_MIN_HOST_PERIODS  2

#define HW_VERSION_ACE_1_5 0x30000
#define HW_EBB_BYTES       131072 /* power-gated unit of HP SRAM */

static const uint8_t base_fw_uuid[16] = {
	0x32, 0x8C, 0x39, 0x0E, 0xDE, 0x5A, 0x4B, 0xBA,
	0x93, 0xB1, 0xC5, 0x04, 0x32, 0x28, 0x0E, 0xE4,
};
static const char base_fw_name[8] = "BASEFW";

static void put_version(struct byte_writer *w)
{
	put_u16(w, FW_VERSION_MAJOR);
	put_u16(w, FW_VERSION_MINOR);
	put_u16(w, FW_VERSION_MICRO);
	put_u16(w, FW_VERSION_BUILD);
}

int base_fw_info_fw_config(struct byte_writer *w, uint32_t instance)
{
	static const uint32_t scheduler[] = { 1, 1, 0, 0,
					      0 }; /* multiplier, divider, source, no more */
	const uint32_t clock_hz = sys_clock_hw_cycles_per_sec();

	(void)instance;
	put_u32(w, IPC4_FW_VERSION_FW_CFG);
	put_u32(w, 4 * sizeof(uint16_t));
	put_version(w);
	put_tlv_u32(w, IPC4_MEMORY_RECLAIMED_FW_CFG, 1);
	put_tlv_u32(w, IPC4_FAST_CLOCK_FREQ_HZ_FW_CFG, clock_hz);
	put_tlv_u32(w, IPC4_SLOW_CLOCK_FREQ_HZ_FW_CFG, clock_hz);
	put_tlv_u32(w, IPC4_DL_MAILBOX_BYTES_FW_CFG, IPC4_MAILBOX_BYTES);
	put_tlv_u32(w, IPC4_UL_MAILBOX_BYTES_FW_CFG, IPC4_MAILBOX_BYTES);
	put_tlv_u32(w, IPC4_TRACE_LOG_BYTES_FW_CFG, 0);
	put_tlv_u32(w, IPC4_MAX_PPL_COUNT_FW_CFG, FW_MAX_PIPELINES);
	put_tlv_u32(w, IPC4_MAX_ASTATE_COUNT_FW_CFG, 0);
	put_tlv_u32(w, IPC4_MAX_MODULE_PIN_COUNT_FW_CFG, IPC4_MAX_PINS);
	put_tlv_u32(w, IPC4_MAX_MOD_INST_COUNT_FW_CFG, FW_MAX_INSTANCES);
	put_tlv_u32(w, IPC4_MAX_LL_TASKS_PER_PRI_COUNT_FW_CFG, FW_LL_TASKS_PER_PRIO);
	put_tlv_u32(w, IPC4_LL_PRI_COUNT_FW_CFG, IPC4_PIPELINE_PRIORITY_MAX + 1);
	put_tlv_u32(w, IPC4_MAX_DP_TASKS_COUNT_FW_CFG, FW_MAX_DP_TASKS);
	put_tlv_u32(w, IPC4_MODULES_COUNT_FW_CFG, module_table_count() + 1);
	put_tlv_u32(w, IPC4_MAX_LIBS_COUNT_FW_CFG, FW_MAX_LIBRARIES);
	put_u32(w, IPC4_SCHEDULER_CONFIGURATION_FW_CFG);
	put_u32(w, sizeof(scheduler));
	put_bytes(w, scheduler, sizeof(scheduler));
	put_tlv_u32(w, IPC4_CONTEXT_SAVE_FW_CFG, 0);
	put_tlv_u32(w, IPC4_MIN_HOST_BUFFER_PERIODS_FW_CFG, FW_MIN_HOST_PERIODS);
	return IPC4_SUCCESS;
}

/* Bytes of all heaps, and how many of them are free. */
static size_t hpsram_bytes(size_t *free_bytes)
{
	struct sys_memory_stats stats;
	size_t total, size;
	unsigned int core;

	if (!platform_area(PLATFORM_AREA_HEAP, 0, &total))
		total = 0;
	for (core = 0; core < platform_core_count(); core++)
		if (platform_area(PLATFORM_AREA_BUFFER_HEAP, core, &size))
			total += size;

	*free_bytes = 0;
	if (!sys_heap_runtime_stats_get(&sof_sys_heap_get()->heap, &stats))
		*free_bytes += stats.free_bytes;
	if (!sys_heap_runtime_stats_get(&sof_buffer_heap_get()->heap, &stats))
		*free_bytes += stats.free_bytes;
	return total;
}

static void put_mic_privacy_caps(struct byte_writer *w)
{
	const struct ipc4_mic_privacy_caps caps = {
		.version = IPC4_MIC_PRIVACY_CAPS_VERSION,
		.words = 1,
		.policy = mic_privacy_policy() == IPC4_MIC_PRIVACY_FW_MANAGED ?
				  IPC4_MIC_PRIVACY_CAPS_ENABLED | IPC4_MIC_PRIVACY_CAPS_SOUNDWIRE :
				  0,
	};

	put_u32(w, IPC4_MIC_PRIVACY_CAPS_HW_CFG);
	put_u32(w, sizeof(caps));
	put_bytes(w, &caps, sizeof(caps));
}

int base_fw_info_hw_config(struct byte_writer *w, uint32_t instance)
{
	size_t free_bytes;
	const size_t bytes = hpsram_bytes(&free_bytes);

	(void)instance;
	put_tlv_u32(w, IPC4_CAVS_VER_HW_CFG, HW_VERSION_ACE_1_5);
	put_tlv_u32(w, IPC4_DSP_CORES_HW_CFG, platform_core_count());
	put_tlv_u32(w, IPC4_MEM_PAGE_BYTES_HW_CFG, CONFIG_MM_DRV_PAGE_SIZE);
	put_tlv_u32(w, IPC4_TOTAL_PHYS_MEM_PAGES_HW_CFG, bytes / CONFIG_MM_DRV_PAGE_SIZE);
	put_tlv_u32(w, IPC4_HP_EBB_COUNT_HW_CFG, DIV_ROUND_UP(bytes, HW_EBB_BYTES));
	put_tlv_u32(w, IPC4_EBB_SIZE_BYTES_HW_CFG, HW_EBB_BYTES);
	if (IS_ENABLED(CONFIG_MIC_PRIVACY))
		put_mic_privacy_caps(w);
	return IPC4_SUCCESS;
}

static void put_module_entry(struct byte_writer *w, uint32_t id, const char *name,
			     const uint8_t *uuid, uint32_t type, uint16_t max_instances)
{
	struct ipc4_module_entry entry = {
		.module_id = id,
		.type = type,
		.affinity_mask = BIT_MASK(platform_core_count()),
		.instance_max_count = max_instances,
	};

	memcpy(entry.name, name, sizeof(entry.name));
	memcpy(entry.uuid, uuid, sizeof(entry.uuid));
	put_bytes(w, &entry, sizeof(entry));
}

int base_fw_info_modules(struct byte_writer *w, uint32_t instance)
{
	const struct comp_driver *drv;
	uint32_t count = 0, id;

	(void)instance;
	while (module_table_at(count, &id))
		count++;
	put_u32(w, count + 1);
	put_module_entry(w, IPC4_BASE_FW_MODULE_ID, base_fw_name, base_fw_uuid,
			 IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_AUTO_START, 1);
	for (uint32_t i = 0; (drv = module_table_at(i, &id)); i++) {
		put_module_entry(w, id, drv->name, drv->uuid, drv->manifest_type,
				 drv->instance_max_count);
	}
	return IPC4_SUCCESS;
}

int base_fw_info_pipelines(struct byte_writer *w, uint32_t instance)
{
	struct list_item *item;
	uint32_t count = 0;

	(void)instance;
	list_for_item(item, pipeline_list())
		count++;
	put_u32(w, count);
	list_for_item(item, pipeline_list())
		put_u32(w, list_item(item, struct pipeline, list)->pipeline_id);
	return IPC4_SUCCESS;
}

/* The firmware itself is library 0; others cannot be loaded. */
int base_fw_info_libraries(struct byte_writer *w, uint32_t instance)
{
	(void)instance;
	put_u32(w, 1);
	put_u32(w, 0);
	put_bytes(w, base_fw_name, sizeof(base_fw_name));
	put_version(w);
	put_u32(w, module_table_count() + 1);
	return IPC4_SUCCESS;
}

/* ---- schedulers ---- */

/* Pipeline whose copy task this is; the other LL tasks run no modules. */
static const struct pipeline *pipeline_of(const struct task *task)
{
	struct list_item *item;

	list_for_item(item, pipeline_list()) {
		const struct pipeline *p = list_item(item, struct pipeline, list);

		if (&p->copy_task == task)
			return p;
	}
	return NULL;
}

struct ll_tasks {
	struct byte_writer *w;
	uint32_t next_id;
};

static void put_ll_task(const struct task *task, void *arg)
{
	struct ll_tasks *tasks = arg;
	const struct pipeline *p = pipeline_of(task);
	struct list_item *item;
	uint32_t count = 0;

	list_for_item(item, comp_list())
		if (p && list_item(item, struct comp_dev, list)->pipeline == p)
			count++;

	put_u32(tasks->w, tasks->next_id++);
	put_u32(tasks->w, count);
	list_for_item(item, comp_list()) {
		const struct comp_dev *dev = list_item(item, struct comp_dev, list);

		if (p && dev->pipeline == p)
			put_u32(tasks->w, dev->ipc_config.id);
	}
}

static bool is_dp_on(const struct comp_dev *dev, uint32_t core)
{
	return dev->task && dev->ipc_config.core == core;
}

int base_fw_info_schedulers(struct byte_writer *w, uint32_t core)
{
	struct ll_tasks tasks = { .w = w };
	struct list_item *item;
	uint32_t num_dp = 0;

	if (core >= platform_core_count())
		return IPC4_ERROR_INVALID_PARAM;

	list_for_item(item, comp_list())
		num_dp += is_dp_on(list_item(item, struct comp_dev, list), core);
	if (!(ipc_active_cores() & BIT(core)) && !ll_schedule_task_count(core) && !num_dp) {
		put_u32(w, 0);
		return IPC4_SUCCESS;
	}

	put_u32(w, num_dp ? 2 : 1);
	put_u32(w, IPC4_PROC_DOMAIN_LL);
	put_u32(w, core);
	put_u32(w, ll_schedule_task_count(core));
	ll_schedule_for_each(core, put_ll_task, &tasks);
	if (!num_dp)
		return IPC4_SUCCESS;

	put_u32(w, IPC4_PROC_DOMAIN_DP);
	put_u32(w, core);
	put_u32(w, num_dp);
	list_for_item(item, comp_list()) {
		const struct comp_dev *dev = list_item(item, struct comp_dev, list);

		if (!is_dp_on(dev, core))
			continue;
		put_u32(w, tasks.next_id++);
		put_u32(w, 1);
		put_u32(w, dev->ipc_config.id);
	}
	return IPC4_SUCCESS;
}

/* ---- memory ---- */

static void put_memory(struct byte_writer *w, enum ipc4_memory_type type, size_t bytes,
		       size_t free_bytes)
{
	const uint32_t pages = bytes / CONFIG_MM_DRV_PAGE_SIZE;
	const uint32_t ebbs = DIV_ROUND_UP(bytes, HW_EBB_BYTES);
	const uint32_t ebb_words = DIV_ROUND_UP(ebbs, 32);
	const uint32_t page_bytes = ALIGN_UP(pages * sizeof(uint16_t), sizeof(uint32_t));
	uint32_t i;

	put_u32(w, type);
	put_u32(w, (3 + ebb_words) * sizeof(uint32_t) + page_bytes);
	put_u32(w, free_bytes / CONFIG_MM_DRV_PAGE_SIZE);
	put_u32(w, ebb_words);
	for (i = 0; i < ebb_words; i++)
		put_u32(w, ebbs - 32 * i >= 32 ? UINT32_MAX : (uint32_t)BIT_MASK(ebbs - 32 * i));
	put_u32(w, pages);
	for (i = 0; i < page_bytes / sizeof(uint16_t); i++)
		put_u16(w, i < pages ? 0xFFF : 0);
}

int base_fw_info_memory(struct byte_writer *w, uint32_t instance)
{
	size_t free_bytes;
	const size_t bytes = hpsram_bytes(&free_bytes);

	(void)instance;
	put_memory(w, IPC4_HPSRAM_STATE, bytes, free_bytes);
	put_memory(w, IPC4_LPSRAM_STATE, 0, 0);
	return IPC4_SUCCESS;
}
