/* SPDX-License-Identifier: BSD-3-Clause */
/* Notifications: order, pool, mask, and a host that asks from within one. */
#include "../ipc/ipc_host.h"

#include <sof/lib/notification.h>

static void test_content(void **state)
{
	const uint32_t data[] = { 1, 2, 3, 4, 5, 6, 7 };
	struct ipc4_resource_event_data_notification event;

	(void)state;
	host.notifications = 0;
	assert_int_equal(notify_resource_event(IPC4_MODULE_INSTANCE, 0x10002,
					       IPC4_PROCESS_DATA_ERROR, data, 6),
			 0);
	assert_int_equal(host.notifications, 1);
	assert_int_equal(host.notification.primary, 0x1B050000);
	assert_int_equal(host.notification.extension, 0);
	memcpy(&event, host.notification_payload, sizeof(event));
	assert_int_equal(event.resource_type, IPC4_MODULE_INSTANCE);
	assert_int_equal(event.resource_id, 0x10002);
	assert_int_equal(event.event_type, IPC4_PROCESS_DATA_ERROR);
	assert_int_equal(event.reserved, 0);
	assert_memory_equal(event.event_data, data, sizeof(event.event_data));
	assert_int_equal(notify_resource_event(IPC4_PIPELINE, 0, IPC4_PROCESS_DATA_ERROR, data, 7),
			 -EINVAL);
	assert_int_equal(notify_resource_event(IPC4_PIPELINE, 0, IPC4_PROCESS_DATA_ERROR, NULL, 1),
			 -EINVAL);
	assert_int_equal(host.notifications, 1);
}

static void test_payload_bound(void **state)
{
	const uint8_t payload[NOTIFICATION_PAYLOAD_BYTES + 1] = { 0 };

	(void)state;
	assert_int_equal(notification_send(0x1B0C0000, 0, payload, NOTIFICATION_PAYLOAD_BYTES), 0);
	assert_int_equal(notification_send(0x1B0C0000, 0, payload, NOTIFICATION_PAYLOAD_BYTES + 1),
			 -EINVAL);
	assert_int_equal(notification_send(0x1B0C0000, 0, NULL, 4), -EINVAL);
	assert_int_equal(notification_send(0x1B0A0000, 3, NULL, 0), 0);
	assert_int_equal(host.notification.extension, 3);
}

/* ---- pool ---- */

static uint32_t seen[32];
static unsigned int num_seen;

static void note(void *ctx, const struct adsp_ipc_message *msg, const void *payload,
		 size_t box_bytes)
{
	uint32_t word;

	(void)ctx;
	(void)box_bytes;
	memcpy(&word, payload, sizeof(word));
	assert_int_equal(word, ~msg->extension);
	seen[num_seen++] = msg->extension;
}

static int send_number(uint32_t n)
{
	const uint32_t payload = ~n;

	return notification_send(0x1B0C0000, n, &payload, sizeof(payload));
}

static void test_pool(void **state)
{
	(void)state;
	num_seen = 0;
	adsp_ipc_on_notification(note, NULL);
	for (unsigned int round = 0; round < 3; round++) {
		notification_hold();
		for (uint32_t i = 0; i < 10; i++)
			assert_int_equal(send_number(i), i < NOTIFICATION_POOL_SIZE ? 0 : -EBUSY);
		assert_int_equal(num_seen, 0);
		notification_release();
		assert_int_equal(num_seen, NOTIFICATION_POOL_SIZE);
		for (uint32_t i = 0; i < NOTIFICATION_POOL_SIZE; i++)
			assert_int_equal(seen[i], i);
		num_seen = 0;
		/* the pool is free again */
		assert_int_equal(send_number(99), 0);
		assert_int_equal(num_seen, 1);
		num_seen = 0;
	}
}

/* ---- a host that answers a notification with a request ---- */

static unsigned int answered;

static void ask(void *ctx, const struct adsp_ipc_message *msg, const void *payload,
		size_t box_bytes)
{
	const struct adsp_ipc_message create = { 0x11000000 | (msg->extension & 0xFF) << 16, 0 };

	note(ctx, msg, payload, box_bytes);
	assert_int_equal(adsp_ipc_send(&create, NULL, 0), 0);
	assert_true(adsp_ipc_take_reply(&host.reply));
	assert_int_equal(host.reply.primary, 0x31000000);
	answered++;
}

static void test_request_from_within(void **state)
{
	(void)state;
	num_seen = 0;
	answered = 0;
	adsp_ipc_on_notification(ask, NULL);
	notification_hold();
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(send_number(i), 0);
	notification_release();
	assert_int_equal(answered, 4);
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(seen[i], i);
		assert_non_null(pipeline_find(i));
	}
}

/* ---- mask ---- */

static void test_mask(void **state)
{
	static const struct {
		enum ipc4_resource_event_type event;
		uint32_t bit;
	} masked[] = {
		{ IPC4_GATEWAY_UNDERRUN_DETECTED, 1 },
		{ IPC4_MIXER_UNDERRUN_DETECTED, 2 },
		{ IPC4_BUDGET_VIOLATION, 4 },
		{ IPC4_GATEWAY_OVERRUN_DETECTED, 8 },
	};

	(void)state;
	for (uint32_t mask = 0; mask < 16; mask++) {
		notification_set_mask(UINT32_MAX, mask);
		for (size_t i = 0; i < sizeof(masked) / sizeof(masked[0]); i++) {
			host.notifications = 0;
			assert_int_equal(notify_resource_event(IPC4_PIPELINE, 1, masked[i].event,
							       NULL, 0),
					 0);
			assert_int_equal(host.notifications, !!(mask & masked[i].bit));
		}
		host.notifications = 0;
		assert_int_equal(notify_resource_event(IPC4_PIPELINE, 1, IPC4_PROCESS_DATA_ERROR,
						       NULL, 0),
				 0);
		assert_int_equal(host.notifications, 1);
	}
	/* only the named bits change */
	notification_set_mask(UINT32_MAX, 0);
	notification_set_mask(3, 2);
	host.notifications = 0;
	notify_resource_event(IPC4_PIPELINE, 1, IPC4_GATEWAY_UNDERRUN_DETECTED, NULL, 0);
	notify_resource_event(IPC4_PIPELINE, 1, IPC4_GATEWAY_OVERRUN_DETECTED, NULL, 0);
	assert_int_equal(host.notifications, 0);
	notify_resource_event(IPC4_PIPELINE, 1, IPC4_MIXER_UNDERRUN_DETECTED, NULL, 0);
	assert_int_equal(host.notifications, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_content, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_payload_bound, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_pool, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_request_from_within, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_mask, machine_up, machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
