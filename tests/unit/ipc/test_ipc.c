/* SPDX-License-Identifier: BSD-3-Clause */
/* Dispatch and replies: the answer tables of both targets, the words of a reply, delayed answers. */
#include "ipc_host.h"

#include <sof/lib/notification.h>
#include <sof/schedule/ll_schedule.h>

static void test_unavailable_global_types(void **state)
{
	(void)state;
	for (uint32_t type = 0; type < 32; type++) {
		if ((type >= IPC4_GLB_CREATE_PIPELINE && type <= IPC4_GLB_SET_PIPELINE_STATE) ||
		    (IS_ENABLED(CONFIG_COMP_CHAIN_DMA) && type == IPC4_GLB_CHAIN_DMA) ||
		    type == IPC4_GLB_LOAD_LIBRARY || type == IPC4_GLB_UNLOAD_MULTIPLE_MODULES)
			continue;
		assert_int_equal(send_raw(global_primary(type, 0x123456), 0x1234, NULL, 0),
				 IPC4_UNAVAILABLE);
		assert_int_equal(host.reply.extension, 0x1234);
	}
}

static void test_unavailable_module_types(void **state)
{
	(void)state;
	for (uint32_t type = IPC4_MOD_ENTER_MODULE_RESTORE; type < 32; type++) {
		if (type == IPC4_MOD_DELETE_INSTANCE)
			continue;
		assert_int_equal(send_raw(module_primary(type, 1), 0x77, NULL, 0),
				 IPC4_UNAVAILABLE);
		assert_int_equal(host.reply.extension, 0x77);
	}
}

static void test_reply_words(void **state)
{
	(void)state;
	/* success and refusal echo the extension; busy bit and rsp are the reply's own */
	assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 5 << 16), 0x00000100,
				  NULL, 0),
			 0);
	assert_int_equal(host.reply.primary, 0x31000000);
	assert_int_equal(host.reply.extension, 0x00000100);
	assert_int_equal(host.reply_ticks, 0);

	assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 5 << 16) | 1u << 31,
				  0x00000102, NULL, 0),
			 IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(host.reply.primary, 0x31000009);
	assert_int_equal(host.reply.extension, 0x00000102);

	assert_int_equal(delete_module(COMP_ID(3, 9)), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(host.reply.primary, 0x6B000009);
}

static void test_request_marked_as_reply(void **state)
{
	const struct adsp_ipc_message create = {
		global_primary(IPC4_GLB_CREATE_PIPELINE, 5 << 16) | 1u << 29, 0
	};

	(void)state;
	assert_int_equal(adsp_ipc_send(&create, NULL, 0), 0);
	for (int i = 0; i < REPLY_TICKS; i++)
		adsp_tick();
	assert_false(adsp_ipc_take_reply(&host.reply));
	/* it was carried out */
	assert_non_null(pipeline_find(5));
	assert_int_equal(delete_pipeline(5), IPC4_SUCCESS);
}

static void test_delayed_reply(void **state)
{
	const struct adsp_ipc_message run = { set_state_primary(1, IPC4_PIPELINE_STATE_RUNNING),
					      0x2 };
	const struct adsp_ipc_message create = { global_primary(IPC4_GLB_CREATE_PIPELINE, 5 << 16),
						 0 };

	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(host.reply_ticks, 0);

	assert_int_equal(adsp_ipc_send(&run, NULL, 0), 0);
	assert_false(adsp_ipc_take_reply(&host.reply));
	assert_int_equal(adsp_ipc_send(&create, NULL, 0), -EBUSY);
	adsp_tick();
	assert_true(adsp_ipc_take_reply(&host.reply));
	assert_int_equal(host.reply.primary, 0x33000000);
	assert_int_equal(host.reply.extension, 0x2);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_ACTIVE);
}

static void test_trigger_time_out(void **state)
{
	const struct adsp_ipc_message run = { set_state_primary(1, IPC4_PIPELINE_STATE_RUNNING),
					      0 };
	unsigned int ticks = 0;

	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(adsp_ipc_send(&run, NULL, 0), 0);
	/* the task is lost: nobody will report the trigger */
	schedule_task_cancel(&pipeline_find(1)->trigger_task);
	while (!adsp_ipc_take_reply(&host.reply)) {
		assert_true(ticks < REPLY_TICKS);
		adsp_tick();
		ticks++;
	}
	assert_int_equal(ticks, 8);
	assert_int_equal(host.reply.primary, 0x33000006);
}

static void test_trigger_failure(void **state)
{
	const struct adsp_ipc_message run = { set_state_primary(1, IPC4_PIPELINE_STATE_RUNNING),
					      0 };
	struct comp_dev *gain;

	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	gain = comp_find(gain_id(0));
	assert_int_equal(adsp_ipc_send(&run, NULL, 0), 0);
	/* a component that cannot start: its state is not what prepare has left */
	gain->state = COMP_STATE_SUSPEND;
	adsp_tick();
	assert_true(adsp_ipc_take_reply(&host.reply));
	assert_int_equal(host.reply.primary, 0x33000000 | IPC4_PIPELINE_STATE_NOT_SET);
	/* nothing wedges: the pipeline can be started */
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_READY);
	assert_int_equal(gain->state, COMP_STATE_READY);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_ACTIVE);
}

static void test_idle_costs_no_task(void **state)
{
	(void)state;
	assert_int_equal(ll_schedule_task_count(0), 0);
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	adsp_tick();
	assert_int_equal(ll_schedule_task_count(0), 1); /* the copy task */
}

static void test_notification_waits_for_reply(void **state)
{
	const struct adsp_ipc_message run = { set_state_primary(1, IPC4_PIPELINE_STATE_RUNNING),
					      0 };

	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	host.notifications = 0;
	assert_int_equal(adsp_ipc_send(&run, NULL, 0), 0);
	assert_int_equal(notify_resource_event(IPC4_PIPELINE, 1, IPC4_GATEWAY_UNDERRUN_DETECTED,
					       NULL, 0),
			 0);
	assert_int_equal(host.notifications, 0);
	adsp_tick();
	assert_true(adsp_ipc_take_reply(&host.reply));
	assert_true(host.notifications >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_unavailable_global_types, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(test_unavailable_module_types, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(test_reply_words, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_request_marked_as_reply, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(test_delayed_reply, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_trigger_time_out, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_trigger_failure, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_idle_costs_no_task, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_notification_waits_for_reply, machine_up,
						machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
