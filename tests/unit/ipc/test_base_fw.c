/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Base firmware parameters: what is answered, what can be set, and what is refused.
 *
 * Needs: SECOND_CORE
 */
#include "ipc_host.h"

#include <sof/lib/notification.h>
#include <zephyr/kernel.h>
#include <sof/audio/module_cost.h>

#define BASE_FW COMP_ID(IPC4_BASE_FW_MODULE_ID, 0)

/* Value of a tuple in the DSP box; its length must be one dword. */
static bool find_tuple(uint32_t type, uint32_t *value)
{
	const size_t words = large_size() / 4;
	size_t i;

	for (i = 0; i + 2 <= words; i += 2 + (dsp_word(i + 1) + 3) / 4) {
		if (dsp_word(i) != type)
			continue;
		*value = dsp_word(i + 2);
		return true;
	}
	return false;
}

static uint32_t tuple(uint32_t type)
{
	uint32_t value = 0;

	if (!find_tuple(type, &value))
		fail_msg("no tuple %u", type);
	return value;
}

static void test_fw_config(void **state)
{
	static const uint32_t order[] = { 0,  1,  3,  2,  6,  7,  8,  9,  10, 11,
					  13, 14, 15, 16, 12, 17, 18, 29, 33 };
	size_t i, at = 0;

	(void)state;
	assert_int_equal(large_get(BASE_FW, IPC4_FW_CONFIG), IPC4_SUCCESS);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		assert_int_equal(dsp_word(at), order[i]);
		at += 2 + (dsp_word(at + 1) + 3) / 4;
	}
	assert_int_equal(at * 4, large_size());
	assert_int_equal(tuple(IPC4_DL_MAILBOX_BYTES_FW_CFG), 4096);
	assert_int_equal(tuple(IPC4_UL_MAILBOX_BYTES_FW_CFG), 4096);
	assert_int_equal(tuple(IPC4_MAX_PPL_COUNT_FW_CFG), 32);
	assert_int_equal(tuple(IPC4_FAST_CLOCK_FREQ_HZ_FW_CFG), 38400000);
	assert_int_equal(host.reply.extension >> 28, 3);
}

static void test_hw_config(void **state)
{
	(void)state;
	assert_int_equal(large_get(BASE_FW, IPC4_HW_CONFIG_GET), IPC4_SUCCESS);
	assert_int_equal(tuple(IPC4_DSP_CORES_HW_CFG), 3);
	assert_int_equal(tuple(IPC4_MEM_PAGE_BYTES_HW_CFG), 4096);
	assert_int_equal(tuple(IPC4_EBB_SIZE_BYTES_HW_CFG), 131072);
	/* the heaps of the profile: 1 MiB and three times 512 KiB */
	assert_int_equal(tuple(IPC4_TOTAL_PHYS_MEM_PAGES_HW_CFG), 640);
	assert_int_equal(tuple(IPC4_HP_EBB_COUNT_HW_CFG), 20);
}

#ifdef CONFIG_MIC_PRIVACY
/* The policy word of the capabilities: version 1, one word. */
static uint32_t privacy_caps(void)
{
	const size_t words = large_size() / 4;
	size_t i = 0;

	while (i + 5 <= words && dsp_word(i) != IPC4_MIC_PRIVACY_CAPS_HW_CFG)
		i += 2 + (dsp_word(i + 1) + 3) / 4;
	assert_true(i + 5 <= words);
	assert_int_equal(dsp_word(i + 1), 12);
	assert_int_equal(dsp_word(i + 2), 1);
	assert_int_equal(dsp_word(i + 3), 1);
	return dsp_word(i + 4);
}

static void test_mic_privacy(void **state)
{
	const uint32_t words[] = { 0, 1, 2, 3, UINT32_MAX };

	(void)state;
	assert_int_equal(large_get(BASE_FW, IPC4_HW_CONFIG_GET), IPC4_SUCCESS);
	assert_int_equal(privacy_caps(), 0);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		assert_int_equal(large_set(BASE_FW, IPC4_MIC_PRIVACY_STATE, &words[i], 4),
				 i < 2 ? IPC4_SUCCESS : IPC4_ERROR_INVALID_PARAM);
		assert_int_equal(large_set(BASE_FW, IPC4_MIC_PRIVACY_POLICY, &words[i], 4),
				 i == 0 || i == 2 ? IPC4_SUCCESS : IPC4_ERROR_INVALID_PARAM);
		assert_int_equal(large_set(BASE_FW, IPC4_MIC_PRIVACY_STATE, &words[i], 3),
				 IPC4_ERROR_INVALID_PARAM);
		assert_int_equal(large_set(BASE_FW, IPC4_MIC_PRIVACY_POLICY, &words[i], 3),
				 IPC4_ERROR_INVALID_PARAM);
	}
	/* what was refused has changed nothing */
	assert_int_equal(large_get(BASE_FW, IPC4_MIC_PRIVACY_STATE), IPC4_SUCCESS);
	assert_int_equal(large_size(), 4);
	assert_int_equal(dsp_word(0), 1);
	assert_int_equal(large_get(BASE_FW, IPC4_MIC_PRIVACY_POLICY), IPC4_SUCCESS);
	assert_int_equal(dsp_word(0), 2);
	assert_int_equal(large_get(BASE_FW, IPC4_HW_CONFIG_GET), IPC4_SUCCESS);
	assert_int_equal(privacy_caps(), 0x07F20000);
}
#endif

#define TABLE_BYTES(entries) (4 + (entries) * sizeof(struct ipc4_module_entry))

/* What stands behind `at` bytes of the table, as much as the box takes. @return bytes in the box */
static size_t modules_from(size_t at)
{
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_GET, BASE_FW),
				  large_extension(IPC4_MODULES_INFO_GET, false, false, at), NULL,
				  0),
			 IPC4_SUCCESS);
	return large_size();
}

/* Larger than a box: a host reads on where the last piece has ended. @return bytes */
static size_t read_modules(uint8_t *table, size_t bytes)
{
	size_t at = 0, n;

	while ((n = modules_from(at))) {
		assert_in_range(n, 1, MIN(IPC4_MAILBOX_BYTES, bytes - at));
		memcpy(table + at, adsp_ipc_dspbox(NULL), n);
		at += n;
	}
	return at;
}

static void test_modules_info(void **state)
{
	static uint8_t table[TABLE_BYTES(256)];
	struct ipc4_module_entry entry;
	uint32_t count;

	(void)state;
	assert_int_equal(read_modules(table, sizeof(table)), TABLE_BYTES(module_table_count() + 1));
	memcpy(&count, table, sizeof(count));
	assert_int_equal(count, module_table_count() + 1);
	for (uint32_t id = 0; id <= module_table_count(); id++) {
		memcpy(&entry, table + TABLE_BYTES(id), sizeof(entry));
		assert_int_equal(entry.module_id, id);
		assert_int_equal(entry.affinity_mask, 7);
		if (!id)
			continue;
		assert_memory_equal(entry.uuid, module_table_get(id)->uuid, 16);
		assert_memory_equal(entry.name, module_table_get(id)->name, 8);
		assert_int_equal(entry.type, module_table_get(id)->manifest_type);
	}
}

/* A table may be read from anywhere. */
static void test_modules_info_in_pieces(void **state)
{
	static uint8_t table[TABLE_BYTES(256)];
	const size_t size = read_modules(table, sizeof(table));

	(void)state;
	for (size_t at = 0; at < size + 8; at += 60) {
		const size_t left = at < size ? size - at : 0;

		assert_int_equal(modules_from(at), MIN(left, IPC4_MAILBOX_BYTES));
		assert_memory_equal(adsp_ipc_dspbox(NULL), table + size - left, large_size());
	}
}

static void test_pipelines_and_libraries(void **state)
{
	(void)state;
	assert_int_equal(large_get(BASE_FW, IPC4_PIPELINE_LIST_INFO_GET), IPC4_SUCCESS);
	assert_int_equal(large_size(), 4);
	assert_int_equal(dsp_word(0), 0);
	assert_int_equal(create_pipeline(9), IPC4_SUCCESS);
	assert_int_equal(create_pipeline(4), IPC4_SUCCESS);
	assert_int_equal(large_get(BASE_FW, IPC4_PIPELINE_LIST_INFO_GET), IPC4_SUCCESS);
	assert_int_equal(large_size(), 12);
	assert_int_equal(dsp_word(0), 2);
	assert_int_equal(dsp_word(1), 9);
	assert_int_equal(dsp_word(2), 4);

	assert_int_equal(large_get(BASE_FW, IPC4_LIBRARIES_INFO_GET), IPC4_SUCCESS);
	assert_int_equal(large_size(), 4 + 24);
	assert_int_equal(dsp_word(0), 1);
	assert_int_equal(dsp_word(6), module_table_count() + 1);
}

static void test_schedulers(void **state)
{
	const uint32_t core1[] = { IPC4_EXTENDED_PARAM_ID(IPC4_SCHEDULERS_INFO_GET, 1), 512 };
	const uint32_t core3[] = { IPC4_EXTENDED_PARAM_ID(IPC4_SCHEDULERS_INFO_GET, 3), 512 };

	(void)state;
	assert_int_equal(large_get(BASE_FW, IPC4_SCHEDULERS_INFO_GET), IPC4_SUCCESS);
	assert_int_equal(dsp_word(0), 1);
	assert_int_equal(dsp_word(1), IPC4_PROC_DOMAIN_LL);
	assert_int_equal(dsp_word(2), 0);
	assert_int_equal(dsp_word(3), 0);
	assert_int_equal(large_size(), 16);

	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	adsp_tick();
	assert_int_equal(large_get(BASE_FW, IPC4_SCHEDULERS_INFO_GET), IPC4_SUCCESS);
	assert_int_equal(dsp_word(3), 1);
	assert_int_equal(dsp_word(5), 3);
	assert_int_equal(dsp_word(6), copier_id(0));
	assert_int_equal(dsp_word(7), gain_id(0));
	assert_int_equal(dsp_word(8), copier_id(1));
	assert_int_equal(large_size(), 36);

	/* other cores by the vendor form: idle, and not there */
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_GET, BASE_FW),
				  large_extension(0xFF, true, true, sizeof(core1)), core1,
				  sizeof(core1)),
			 IPC4_SUCCESS);
	assert_int_equal(large_size(), 12);
	assert_int_equal(dsp_word(1), 4);
	assert_int_equal(dsp_word(2), 0);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_GET, BASE_FW),
				  large_extension(0xFF, true, true, sizeof(core3)), core3,
				  sizeof(core3)),
			 IPC4_FAILURE);
}

static void test_memory(void **state)
{
	uint32_t free_pages, words;

	(void)state;
	assert_int_equal(large_get(BASE_FW, IPC4_MEMORY_STATE_INFO_GET), IPC4_SUCCESS);
	assert_int_equal(dsp_word(0), IPC4_HPSRAM_STATE);
	words = dsp_word(1) / 4;
	free_pages = dsp_word(2);
	assert_int_equal(dsp_word(3), 1);
	assert_int_equal(dsp_word(4), 0xFFFFF);
	assert_int_equal(dsp_word(5), 640);
	assert_int_equal(dsp_word(6), 0x0FFF0FFF);
	assert_int_equal(words, 4 + 320);
	assert_int_equal(dsp_word(2 + words), IPC4_LPSRAM_STATE);
	assert_int_equal(large_size(), (2 + words + 2 + 3) * 4);
	build_playback(1, 0);
	assert_int_equal(large_get(BASE_FW, IPC4_MEMORY_STATE_INFO_GET), IPC4_SUCCESS);
	assert_true(dsp_word(2) < free_pages);
}

static void test_perf(void **state)
{
	struct ipc4_extended_perf_data_item item;
	const uint8_t *box = adsp_ipc_dspbox(NULL);

	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	for (int i = 0; i < 9; i++)
		adsp_tick();

	assert_int_equal(large_get(BASE_FW, IPC4_EXTENDED_GLOBAL_PERF_DATA), IPC4_SUCCESS);
	assert_int_equal(dsp_word(0), 3);
	assert_int_equal(large_size(), 4 + 3 * 48);
	memcpy(&item, box + 4 + 48, sizeof(item));
	assert_int_equal(item.resource_id, gain_id(0));
	assert_int_equal(item.iterations, 10);
	assert_int_equal(item.total_cycles, module_adapter_cycles(comp_find(gain_id(0))));

	assert_int_equal(large_get(BASE_FW, IPC4_GLOBAL_PERF_DATA), IPC4_SUCCESS);
	assert_int_equal(dsp_word(0), 3);
	assert_int_equal(large_size(), 4 + 3 * 16);
	assert_int_equal(dsp_word(5), gain_id(0));
	assert_int_equal(dsp_word(7), (item.total_cycles + 9) / 10);
	assert_int_equal(dsp_word(8), item.total_cycles / 10);
}

static void test_system_time(void **state)
{
	const uint64_t utc = 0x0123456789ABCDEF;
	uint64_t read[3];

	(void)state;
	assert_int_equal(large_set(BASE_FW, IPC4_SYSTEM_TIME, &utc, sizeof(utc)), IPC4_SUCCESS);
	adsp_tick();
	assert_int_equal(large_get(BASE_FW, IPC4_SYSTEM_TIME), IPC4_SUCCESS);
	assert_int_equal(large_size(), 8);
	memcpy(read, adsp_ipc_dspbox(NULL), 8);
	assert_int_equal(read[0], utc);
	assert_int_equal(large_get(BASE_FW, IPC4_EXTENDED_SYSTEM_TIME), IPC4_SUCCESS);
	assert_int_equal(large_size(), 24);
	memcpy(read, adsp_ipc_dspbox(NULL), 24);
	assert_int_equal(read[0], utc + 1000);
	assert_int_equal(read[1], adsp_time_us());
	/* in blocks, or short */
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_SET, BASE_FW),
				  large_extension(IPC4_SYSTEM_TIME, true, false, 8), &utc, 8),
			 IPC4_INVALID_REQUEST);
	assert_int_equal(large_set(BASE_FW, IPC4_SYSTEM_TIME, &utc, 7), IPC4_ERROR_INVALID_PARAM);
}

static void test_notification_mask(void **state)
{
	const uint32_t no_underrun[] = { 1, 0 };
	const uint32_t with_underrun[] = { 1, 1 };

	(void)state;
	assert_int_equal(large_set(BASE_FW, IPC4_NOTIFICATION_MASK, no_underrun, 8), IPC4_SUCCESS);
	host.notifications = 0;
	assert_int_equal(notify_resource_event(IPC4_PIPELINE, 1, IPC4_GATEWAY_UNDERRUN_DETECTED,
					       NULL, 0),
			 0);
	assert_int_equal(host.notifications, 0);
	assert_int_equal(
		notify_resource_event(IPC4_PIPELINE, 1, IPC4_GATEWAY_OVERRUN_DETECTED, NULL, 0), 0);
	assert_int_equal(host.notifications, 1);
	assert_int_equal(large_set(BASE_FW, IPC4_NOTIFICATION_MASK, with_underrun, 8),
			 IPC4_SUCCESS);
	assert_int_equal(notify_resource_event(IPC4_PIPELINE, 1, IPC4_GATEWAY_UNDERRUN_DETECTED,
					       NULL, 0),
			 0);
	assert_int_equal(host.notifications, 2);
	assert_int_equal(large_set(BASE_FW, IPC4_NOTIFICATION_MASK, no_underrun, 4),
			 IPC4_ERROR_INVALID_PARAM);
}

static void test_setters(void **state)
{
	const uint32_t logs[19] = { 0, 0, 1 };
	const uint32_t dma[] = { 0, 2, 1, 2 };
	const uint32_t fw_tlv[] = { 28, 4, 1 };
	const uint32_t kcps[] = { 0, 2, 100000 };
	const uint32_t no_core[] = { 0, 3, 100000 };
	const uint32_t memory[] = { 1, 0, 4096 };
	const int32_t less = -1;

	(void)state;
	assert_int_equal(large_set(BASE_FW, IPC4_ASTATE_TABLE, logs, 16), IPC4_SUCCESS);
	assert_int_equal(large_set(BASE_FW, IPC4_DMA_CONTROL, dma, 16), IPC4_SUCCESS);
	assert_int_equal(large_set(BASE_FW, IPC4_DMA_CONTROL, dma, 12), IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(large_set(BASE_FW, IPC4_DMA_CONTROL, dma, 4), IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(large_set(BASE_FW, IPC4_ENABLE_LOGS, logs, 76), IPC4_SUCCESS);
	assert_int_equal(large_set(BASE_FW, IPC4_ENABLE_LOGS, logs, 72), IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(large_set(BASE_FW, IPC4_FW_CONFIG, fw_tlv, 12), IPC4_SUCCESS);
	assert_int_equal(large_set(BASE_FW, IPC4_FW_CONFIG, fw_tlv, 8), IPC4_ERROR_INVALID_PARAM);
	for (uint32_t value = 0; value < 6; value++)
		assert_int_equal(large_set(BASE_FW, IPC4_PERF_MEASUREMENTS_STATE, &value, 1),
				 value < 4 ? IPC4_SUCCESS : IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(large_set(BASE_FW, IPC4_PERF_MEASUREMENTS_STATE, logs, 0),
			 IPC4_ERROR_INVALID_PARAM);

	assert_int_equal(large_set(BASE_FW, IPC4_RESOURCE_ALLOCATION_REQUEST, kcps, 12),
			 IPC4_SUCCESS);
	assert_int_equal(large_set(BASE_FW, IPC4_RESOURCE_ALLOCATION_REQUEST, no_core, 12),
			 IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(large_set(BASE_FW, IPC4_RESOURCE_ALLOCATION_REQUEST, memory, 12),
			 IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(large_set(BASE_FW, IPC4_REGISTER_KCPS, &less, 4),
			 IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(large_set(BASE_FW, IPC4_REGISTER_KCPS, &kcps[2], 4), IPC4_SUCCESS);
	assert_int_equal(large_get(BASE_FW, IPC4_POWER_STATE_INFO_GET), IPC4_SUCCESS);
	assert_int_equal(tuple(IPC4_ACTIVE_CORE_MASK_POWER_STATE), 1);
	assert_int_equal(dsp_word(3), IPC4_KCPS_POWER_STATE);
	assert_int_equal(dsp_word(5), 100000);
	assert_int_equal(dsp_word(6), 0);
	assert_int_equal(dsp_word(7), 100000);
}

/* What cannot be read, what cannot be set, what is not built. */
static void test_refused(void **state)
{
#ifdef CONFIG_MIC_PRIVACY
	static const uint8_t readable[] = { 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 27, 30, 35, 36 };
	static const uint8_t writable[] = { 3, 4, 5, 6, 7, 17, 20, 22, 23, 35, 36 };
	static const uint8_t not_built_get[] = { 24, 25 };
	static const uint8_t not_built_set[] = { 24 };
#else
	static const uint8_t readable[] = { 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 27, 30 };
	static const uint8_t writable[] = { 3, 4, 5, 6, 7, 17, 20, 22, 23 };
	static const uint8_t not_built_get[] = { 24, 25, 35, 36 };
	static const uint8_t not_built_set[] = { 24, 35, 36 };
#endif
	const uint8_t data[128] = { 0 };

	(void)state;
	for (uint32_t param = 0; param < 255; param++) {
		const uint32_t get = large_get(BASE_FW, param);

		if (memchr(readable, (int)param, sizeof(readable)))
			assert_int_equal(get, IPC4_SUCCESS);
		else if (memchr(not_built_get, (int)param, sizeof(not_built_get)))
			assert_int_equal(get, IPC4_UNAVAILABLE);
		else
			assert_int_equal(get, IPC4_ERROR_INVALID_PARAM);
	}
	for (uint32_t param = 0; param < 255; param++) {
		const uint32_t set = large_set(BASE_FW, param, data, 76);

		if (memchr(writable, (int)param, sizeof(writable)))
			assert_true(set == IPC4_SUCCESS || set == IPC4_ERROR_INVALID_PARAM);
		else if (memchr(not_built_set, (int)param, sizeof(not_built_set)))
			assert_int_equal(set, IPC4_UNAVAILABLE);
		else
			assert_int_equal(set, IPC4_UNKNOWN_MESSAGE_TYPE);
	}
	/* not the first block, more than the box */
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_GET, BASE_FW),
				  large_extension(IPC4_FW_CONFIG, false, true, 0), NULL, 0),
			 IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_SET, BASE_FW),
				  large_extension(IPC4_ASTATE_TABLE, false, true, 0), NULL, 0),
			 IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_SET, BASE_FW),
				  large_extension(IPC4_ASTATE_TABLE, true, true, 4097), NULL, 0),
			 IPC4_ERROR_INVALID_PARAM);
	/* only instance 0 is the base firmware */
	assert_int_equal(large_get(COMP_ID(IPC4_BASE_FW_MODULE_ID, 1), IPC4_FW_CONFIG),
			 IPC4_MOD_INVALID_ID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_fw_config, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_hw_config, machine_up, machine_down),
#ifdef CONFIG_MIC_PRIVACY
		cmocka_unit_test_setup_teardown(test_mic_privacy, machine_up, machine_down),
#endif
		cmocka_unit_test_setup_teardown(test_modules_info, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_modules_info_in_pieces, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(test_pipelines_and_libraries, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(test_schedulers, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_memory, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_perf, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_system_time, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_notification_mask, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_setters, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_refused, machine_up, machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
