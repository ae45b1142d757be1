/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SET_DX and SET_D0IX.
 *
 * Needs: SECOND_CORE
 */
#include "ipc_host.h"

static uint32_t set_dx(uint32_t id, uint32_t cores, uint32_t on)
{
	const uint32_t words[] = { cores, on };

	return send_raw(module_primary(IPC4_MOD_SET_DX, id), 0, words, sizeof(words));
}

static uint32_t active_cores(void)
{
	assert_int_equal(large_get(0, IPC4_POWER_STATE_INFO_GET), IPC4_SUCCESS);
	return dsp_word(2);
}

static void test_dx(void **state)
{
	(void)state;
	assert_int_equal(set_dx(COMP_ID(1, 0), 2, 2), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(set_dx(COMP_ID(0, 1), 2, 2), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(set_dx(0, 8, 8), IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(set_dx(0, 0xFFFFFFFF, 0), IPC4_ERROR_INVALID_PARAM);
	assert_int_equal(set_dx(0, 1, 1), IPC4_BAD_STATE);
	assert_int_equal(active_cores(), 1);

	assert_int_equal(set_dx(0, 6, 6), IPC4_SUCCESS);
	assert_int_equal(active_cores(), 7);
	assert_int_equal(set_dx(0, 6, 4), IPC4_SUCCESS);
	assert_int_equal(active_cores(), 5);
	/* another core is on */
	assert_int_equal(set_dx(0, 1, 0), IPC4_BUSY);
	assert_int_equal(set_dx(0, 5, 0), IPC4_SUCCESS);
	/* announced, not done: the firmware goes on answering */
	assert_int_equal(active_cores(), 1);
}

static void test_dx_in_use(void **state)
{
	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_dx(0, 1, 0), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	assert_int_equal(set_dx(0, 1, 0), IPC4_BUSY);

	assert_int_equal(set_dx(0, 2, 2), IPC4_SUCCESS);
	assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 2 << 16), 1 << 20, NULL,
				  0),
			 IPC4_SUCCESS);
	assert_int_equal(set_dx(0, 2, 0), IPC4_FAILURE);
	assert_int_equal(active_cores(), 3);
	assert_int_equal(delete_pipeline(2), IPC4_SUCCESS);
	assert_int_equal(set_dx(0, 2, 0), IPC4_SUCCESS);
}

static void test_d0ix(void **state)
{
	(void)state;
	for (uint32_t bits = 0; bits < 16; bits++)
		assert_int_equal(send_raw(module_primary(IPC4_MOD_SET_D0IX, 0), bits, NULL, 0),
				 IPC4_SUCCESS);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_SET_D0IX, COMP_ID(1, 0)), 4, NULL, 0),
			 IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_SET_D0IX, COMP_ID(0, 1)), 4, NULL, 0),
			 IPC4_INVALID_RESOURCE_ID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_dx, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_dx_in_use, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_d0ix, machine_up, machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
