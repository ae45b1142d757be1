/* SPDX-License-Identifier: BSD-3-Clause */
/* Boot: FW_READY, registers, and the same again after a power cycle. */
#include "../ipc/ipc_host.h"

#include <ipc4/fw_reg.h>

static void test_fw_ready(void **state)
{
	(void)state;
	assert_int_equal(host.notifications, 1);
	assert_int_equal(host.notification.primary, 0x1B080000);
	assert_int_equal(host.notification.extension, 0);
}

static void test_registers(void **state)
{
	size_t size;
	const struct ipc4_fw_registers *regs = adsp_window(0, &size);

	(void)state;
	assert_true(size >= 0x2000);
	assert_int_equal(regs->abi_ver, 1);
	assert_int_equal(regs->fsr >> 31, 1);
	assert_int_equal(regs->lec, 0);
	for (int i = 0; i < IPC4_HOST_PLAYBACK_SLOTS; i++) {
		assert_int_equal(regs->pipeline_regs[i].stream_start_offset, UINT64_MAX);
		assert_int_equal(regs->pipeline_regs[i].stream_end_offset, UINT64_MAX);
	}
}

/* Nothing of the last session is left. */
static void test_power_cycle(void **state)
{
	struct figures first;

	(void)state;
	first = figures_now();
	for (int i = 0; i < 3; i++) {
		build_playback(1, 0);
		assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
		assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
		adsp_tick();
		machine_down(state);
		machine_up(state);
		assert_int_equal(host.notifications, 1);
		assert_figures(&first);
		assert_null(pipeline_find(1));
		assert_int_equal(large_get(0, IPC4_POWER_STATE_INFO_GET), IPC4_SUCCESS);
	}
}

/* A machine that is off hears nothing. */
static void test_off(void **state)
{
	const struct adsp_ipc_message request = { 0x11000000, 0 };

	(void)state;
	assert_int_equal(adsp_ipc_send(&request, NULL, 0), 0);
	machine_down(state);
	assert_int_equal(adsp_ipc_send(&request, NULL, 0), -ENODEV);
	machine_up(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_fw_ready, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_registers, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_power_cycle, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_off, machine_up, machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
