/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SET_PIPELINE_STATE: every cell of the state machine, requests for several pipelines, undoing.
 *
 * Needs: SECOND_CORE
 */
#include "ipc_host.h"

#include <sof/schedule/ll_schedule.h>

/* Bring a fresh playback pipeline 1 into a status. */
static void reach(enum comp_state status)
{
	build_playback(1, 0);
	if (status == COMP_STATE_INIT)
		return;
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	if (status == COMP_STATE_PREPARE)
		start_unobserved(1);
	if (status == COMP_STATE_ACTIVE || status == COMP_STATE_PAUSED)
		assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	if (status == COMP_STATE_PAUSED)
		assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(pipeline_find(1)->status, status);
}

struct cell {
	enum comp_state from;
	uint32_t request;
	uint32_t status;
	enum comp_state to; /* after the tick */
	unsigned int ticks; /* the answer takes */
};

static const struct cell cells[] = {
	{ COMP_STATE_INIT, IPC4_PIPELINE_STATE_RUNNING, IPC4_INVALID_REQUEST, COMP_STATE_INIT, 0 },
	{ COMP_STATE_READY, IPC4_PIPELINE_STATE_RUNNING, IPC4_SUCCESS, COMP_STATE_ACTIVE, 1 },
	{ COMP_STATE_PREPARE, IPC4_PIPELINE_STATE_RUNNING, IPC4_INVALID_REQUEST, COMP_STATE_ACTIVE,
	  0 },
	{ COMP_STATE_PAUSED, IPC4_PIPELINE_STATE_RUNNING, IPC4_SUCCESS, COMP_STATE_ACTIVE, 1 },
	{ COMP_STATE_ACTIVE, IPC4_PIPELINE_STATE_RUNNING, IPC4_SUCCESS, COMP_STATE_ACTIVE, 0 },

	{ COMP_STATE_INIT, IPC4_PIPELINE_STATE_RESET, IPC4_SUCCESS, COMP_STATE_READY, 0 },
	{ COMP_STATE_READY, IPC4_PIPELINE_STATE_RESET, IPC4_SUCCESS, COMP_STATE_READY, 0 },
	{ COMP_STATE_PREPARE, IPC4_PIPELINE_STATE_RESET, IPC4_INVALID_REQUEST, COMP_STATE_ACTIVE,
	  0 },
	{ COMP_STATE_PAUSED, IPC4_PIPELINE_STATE_RESET, IPC4_SUCCESS, COMP_STATE_READY, 0 },
	{ COMP_STATE_ACTIVE, IPC4_PIPELINE_STATE_RESET, IPC4_SUCCESS, COMP_STATE_READY, 1 },

	{ COMP_STATE_INIT, IPC4_PIPELINE_STATE_PAUSED, IPC4_SUCCESS, COMP_STATE_READY, 0 },
	{ COMP_STATE_READY, IPC4_PIPELINE_STATE_PAUSED, IPC4_SUCCESS, COMP_STATE_READY, 0 },
	/* the start is under way: refused, and it goes on */
	{ COMP_STATE_PREPARE, IPC4_PIPELINE_STATE_PAUSED, IPC4_INVALID_REQUEST, COMP_STATE_ACTIVE,
	  0 },
	{ COMP_STATE_PAUSED, IPC4_PIPELINE_STATE_PAUSED, IPC4_SUCCESS, COMP_STATE_PAUSED, 0 },
	{ COMP_STATE_ACTIVE, IPC4_PIPELINE_STATE_PAUSED, IPC4_SUCCESS, COMP_STATE_PAUSED, 1 },

	{ COMP_STATE_INIT, IPC4_PIPELINE_STATE_EOS, IPC4_INVALID_REQUEST, COMP_STATE_INIT, 0 },
	{ COMP_STATE_READY, IPC4_PIPELINE_STATE_EOS, IPC4_INVALID_REQUEST, COMP_STATE_READY, 0 },
	{ COMP_STATE_PREPARE, IPC4_PIPELINE_STATE_EOS, IPC4_INVALID_REQUEST, COMP_STATE_ACTIVE, 0 },
	{ COMP_STATE_PAUSED, IPC4_PIPELINE_STATE_EOS, IPC4_INVALID_REQUEST, COMP_STATE_PAUSED, 0 },
	{ COMP_STATE_ACTIVE, IPC4_PIPELINE_STATE_EOS, IPC4_SUCCESS, COMP_STATE_ACTIVE, 0 },
};

static void test_cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		const struct cell *cell = &cells[i];
		uint32_t status;

		machine_up(NULL);
		reach(cell->from);
		status = set_state(1, cell->request);
		if (status != cell->status || host.reply_ticks != cell->ticks)
			fail_msg(
				"state %u in status %d: answer %u after %u ticks, expected %u after %u",
				cell->request, cell->from, status, host.reply_ticks, cell->status,
				cell->ticks);
		adsp_tick();
		if (pipeline_find(1)->status != cell->to)
			fail_msg("state %u in status %d: then status %d, expected %d",
				 cell->request, cell->from, pipeline_find(1)->status, cell->to);
		machine_down(NULL);
	}
}

static void test_illegal_states(void **state)
{
	static const uint32_t illegal[] = { 0, 1, 6, 7, 8, 100, 0xFFFF };
	static const enum comp_state from[] = { COMP_STATE_INIT, COMP_STATE_READY,
						COMP_STATE_PAUSED, COMP_STATE_ACTIVE };

	(void)state;
	for (size_t f = 0; f < sizeof(from) / sizeof(from[0]); f++) {
		machine_up(NULL);
		reach(from[f]);
		for (size_t i = 0; i < sizeof(illegal) / sizeof(illegal[0]); i++) {
			assert_int_equal(set_state(1, illegal[i]), IPC4_INVALID_REQUEST);
			assert_int_equal(pipeline_find(1)->status, from[f]);
		}
		machine_down(NULL);
	}
}

static void test_unknown_pipeline(void **state)
{
	(void)state;
	for (uint32_t request = 0; request < 8; request++)
		assert_int_equal(set_state(77, request), IPC4_INVALID_RESOURCE_ID);
}

static void test_empty_pipeline(void **state)
{
	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_INVALID_REQUEST);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RESET), IPC4_INVALID_REQUEST);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_INIT);
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
}

static void test_no_direction(void **state)
{
	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_INVALID_REQUEST);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_INIT);
}

static void test_missing_end(void **state)
{
	(void)state;
	reach(COMP_STATE_READY);
	assert_int_equal(delete_module(copier_id(1)), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RESET), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
}

static void test_prepare_failure(void **state)
{
	(void)state;
	build_playback(1, 0);
	/* gain loses its consumer, which only prepare notices */
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(unbind_pins(gain_id(0), 0, copier_id(1), 0), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_INVALID_REQUEST);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_READY);
	assert_int_equal(comp_find(copier_id(0))->state, COMP_STATE_READY);
	assert_int_equal(comp_find(gain_id(0))->state, COMP_STATE_READY);
	/* repaired, it runs */
	assert_int_equal(bind_pins(gain_id(0), 0, copier_id(1), 0), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
}

static void test_eos(void **state)
{
	(void)state;
	reach(COMP_STATE_ACTIVE);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_EOS), IPC4_SUCCESS);
	assert_true(pipeline_find(1)->expect_eos);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_INVALID_REQUEST);
	assert_true(pipeline_find(1)->expect_eos);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_false(pipeline_find(1)->expect_eos);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_EOS), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RESET), IPC4_SUCCESS);
	assert_false(pipeline_find(1)->expect_eos);
}

/* ---- several pipelines ---- */

static void test_multi(void **state)
{
	const uint32_t both[] = { 2, 2, 1 };

	(void)state;
	build_playback(1, 0);
	build_playback(2, 1);
	assert_int_equal(set_state_multi(both, 3, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state_multi(both, 3, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	assert_int_equal(host.reply_ticks, 1);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_ACTIVE);
	assert_int_equal(pipeline_find(2)->status, COMP_STATE_ACTIVE);
	assert_int_equal(set_state_multi(both, 3, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state_multi(both, 3, IPC4_PIPELINE_STATE_RESET), IPC4_SUCCESS);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_READY);
	assert_int_equal(pipeline_find(2)->status, COMP_STATE_READY);
}

struct task_order {
	const struct task *tasks[8];
	size_t n;
};

static void note_task(const struct task *task, void *arg)
{
	struct task_order *order = arg;

	assert_true(order->n < 8);
	order->tasks[order->n++] = task;
}

/* Triggers run in the host's order, whatever the pipelines' age. */
static void test_multi_order(void **state)
{
	static const uint32_t orders[][3] = { { 2, 2, 1 }, { 2, 1, 2 } };

	(void)state;
	build_playback(1, 0);
	build_playback(2, 1);
	assert_int_equal(set_state_multi(orders[0], 3, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	for (int i = 0; i < 2; i++) {
		const struct adsp_ipc_message run = {
			set_state_primary(0, IPC4_PIPELINE_STATE_RUNNING), 1
		};
		struct task_order order = { .n = 0 };

		assert_int_equal(adsp_ipc_send(&run, orders[i], sizeof(orders[i])), 0);
		ll_schedule_for_each(0, note_task, &order);
		assert_true(order.n >= 2);
		assert_ptr_equal(order.tasks[0], &pipeline_find(orders[i][1])->trigger_task);
		assert_ptr_equal(order.tasks[1], &pipeline_find(orders[i][2])->trigger_task);
		adsp_tick();
		assert_true(adsp_ipc_take_reply(&host.reply));
		assert_int_equal(set_state_multi(orders[i], 3, IPC4_PIPELINE_STATE_RESET),
				 IPC4_SUCCESS);
	}
}

static void test_multi_bounds(void **state)
{
	uint32_t words[IPC4_MAILBOX_BYTES / sizeof(uint32_t)] = { 0 };

	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state_multi(words, 1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	words[0] = 1024;
	assert_int_equal(set_state_multi(words, 1, IPC4_PIPELINE_STATE_PAUSED),
			 IPC4_ERROR_INVALID_PARAM);
	words[0] = UINT32_MAX;
	assert_int_equal(set_state_multi(words, 1, IPC4_PIPELINE_STATE_PAUSED),
			 IPC4_ERROR_INVALID_PARAM);
	words[0] = 2;
	words[1] = 1;
	words[2] = 1;
	assert_int_equal(set_state_multi(words, 3, IPC4_PIPELINE_STATE_PAUSED),
			 IPC4_INVALID_REQUEST);
	words[2] = 1 + 256;
	assert_int_equal(set_state_multi(words, 3, IPC4_PIPELINE_STATE_PAUSED),
			 IPC4_INVALID_RESOURCE_ID);
	words[2] = UINT32_MAX;
	assert_int_equal(set_state_multi(words, 3, IPC4_PIPELINE_STATE_PAUSED),
			 IPC4_INVALID_RESOURCE_ID);
	words[0] = 1023;
	for (int i = 1; i < 1024; i++)
		words[i] = i - 1;
	assert_int_equal(set_state_multi(words, 1024, IPC4_PIPELINE_STATE_PAUSED),
			 IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_INIT);
}

/* One pipeline cannot: none changes. */
static void test_multi_refused(void **state)
{
	const uint32_t both[] = { 2, 1, 2 };
	const uint32_t unknown[] = { 2, 1, 9 };

	(void)state;
	build_playback(1, 0);
	assert_int_equal(create_pipeline(2), IPC4_SUCCESS);

	assert_int_equal(set_state_multi(unknown, 3, IPC4_PIPELINE_STATE_PAUSED),
			 IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_INIT);
	/* 2 is empty and cannot be completed */
	assert_int_equal(set_state_multi(both, 3, IPC4_PIPELINE_STATE_PAUSED),
			 IPC4_INVALID_REQUEST);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_INIT);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	/* 2 is not ready */
	assert_int_equal(set_state_multi(both, 3, IPC4_PIPELINE_STATE_RUNNING),
			 IPC4_INVALID_REQUEST);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_READY);
	adsp_tick();
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_READY);
}

static void test_multi_prepare_undone(void **state)
{
	const uint32_t both[] = { 2, 1, 2 };

	(void)state;
	build_playback(1, 0);
	build_playback(2, 1);
	assert_int_equal(set_state_multi(both, 3, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(unbind_pins(gain_id(1), 0, copier_id(3), 0), IPC4_SUCCESS);
	assert_int_equal(set_state_multi(both, 3, IPC4_PIPELINE_STATE_RUNNING),
			 IPC4_INVALID_REQUEST);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_READY);
	assert_int_equal(comp_find(gain_id(0))->state, COMP_STATE_READY);
	assert_int_equal(pipeline_find(2)->status, COMP_STATE_READY);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
}

static void test_other_core(void **state)
{
	const struct gain_payload gain = gain_payload();
	const struct ipc4_copier_module_cfg from_host = copier_payload(NODE_HOST_OUT);
	const struct ipc4_copier_module_cfg to_link = copier_payload(NODE_LINK_OUT);
	const struct figures before = figures_now();
	const uint32_t core1 = 1 << 24;

	(void)state;
	assert_int_equal(
		send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 1 << 16), 1 << 20, NULL, 0), 0);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_INIT_INSTANCE, copier_id(0)),
				  init_extension(1, sizeof(from_host)) | core1, &from_host,
				  sizeof(from_host)),
			 0);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_INIT_INSTANCE, gain_id(0)),
				  init_extension(1, sizeof(gain)) | core1, &gain, sizeof(gain)),
			 0);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_INIT_INSTANCE, copier_id(1)),
				  init_extension(1, sizeof(to_link)) | core1, &to_link,
				  sizeof(to_link)),
			 0);
	assert_int_equal(bind_pins(copier_id(0), 0, gain_id(0), 0), IPC4_SUCCESS);
	assert_int_equal(bind_pins(gain_id(0), 0, copier_id(1), 0), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	assert_int_equal(host.reply_ticks, 1);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_ACTIVE);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RESET), IPC4_SUCCESS);
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
	assert_figures(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_illegal_states),
		cmocka_unit_test_setup_teardown(test_unknown_pipeline, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_empty_pipeline, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_no_direction, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_missing_end, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_prepare_failure, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_eos, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_multi, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_multi_order, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_multi_bounds, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_multi_refused, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_multi_prepare_undone, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(test_other_core, machine_up, machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
