/* SPDX-License-Identifier: BSD-3-Clause */
/* Windows and doorbell, host against a firmware of a few lines. */
#include <errno.h>

#include <ipc4/fw_reg.h>
#include <platform/machine.h>

#include "rig.h"

static struct ipc4_message seen;
static char seen_payload[IPC4_MAILBOX_BYTES];
static bool answer_at_once;
static unsigned int notifications;
static uint32_t notified[4];

static char *dsp_box(void)
{
	return (char *)platform_window(0, NULL) + 4096;
}

static void answer(uint32_t status)
{
	struct ipc4_message reply = { .primary = 0x20000000 | status, .extension = 7 };

	snprintf(dsp_box(), 100, "answer %u", status);
	platform_ipc_reply(&reply);
}

static void on_request(const struct ipc4_message *request)
{
	seen = *request;
	memcpy(seen_payload, platform_window(1, NULL), sizeof(seen_payload));
	if (answer_at_once)
		answer(request->extension);
}

static void on_notification(void *ctx, const struct adsp_ipc_message *msg, const void *payload,
			    size_t box_bytes)
{
	assert_ptr_equal(ctx, &notifications);
	assert_int_equal(box_bytes, 4096);
	assert_string_equal(payload, "event");
	notified[notifications++] = msg->primary;
}

static int setup(void **state)
{
	rig_start(state);
	notifications = 0;
	answer_at_once = true;
	platform_ipc_connect(on_request);
	return 0;
}

static void test_windows_stand_on_their_own_pages(void **state)
{
	static const size_t sizes[] = { 0x2000, 0x1000, 0x10000, 0x1000 };
	size_t bytes;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		const char *window = adsp_window(i, &bytes);

		assert_int_equal(bytes, sizes[i]);
		assert_int_equal((uintptr_t)window % 4096, 0);
		assert_ptr_equal(platform_window(i, &bytes), window);
		assert_true((uintptr_t)window >= ADSP_UNCACHED_BASE &&
			    (uintptr_t)window < ADSP_CACHED_BASE);
	}
	assert_null(adsp_window(4, &bytes));
}

static void test_request_and_answer(void **state)
{
	struct adsp_ipc_message request = { 0x12345678, 9 };
	struct adsp_ipc_message reply;
	size_t bytes;

	assert_false(adsp_ipc_take_reply(&reply));
	assert_int_equal(adsp_ipc_send(&request, "hello", 6), 0);
	assert_int_equal(seen.primary, 0x12345678);
	assert_string_equal(seen_payload, "hello");
	assert_true(adsp_ipc_take_reply(&reply));
	assert_int_equal(reply.primary, 0x20000009);
	assert_int_equal(reply.extension, 7);
	assert_string_equal(adsp_ipc_dspbox(&bytes), "answer 9");
	assert_int_equal(bytes, 4096);
	assert_false(adsp_ipc_take_reply(&reply));
}

static void test_errors(void **state)
{
	static char large[4097];
	struct adsp_ipc_message request = { 1, 2 };

	answer_at_once = false;
	assert_int_equal(adsp_ipc_send(&request, large, 4097), -EINVAL);
	assert_int_equal(adsp_ipc_send(&request, NULL, 1), -EINVAL);
	assert_int_equal(adsp_ipc_send(&request, large, 4096), 0);
	assert_int_equal(adsp_ipc_send(&request, NULL, 0), -EBUSY);
	platform_ipc_connect(NULL);
	assert_int_equal(adsp_ipc_send(&request, NULL, 0), -ENODEV);
	adsp_machine_stop();
	assert_int_equal(adsp_ipc_send(&request, NULL, 0), -ENODEV);
	assert_null(adsp_window(0, NULL));
}

static void answer_late(unsigned int core)
{
	struct ipc4_message event = { .primary = 0x55, .extension = 0 };

	answer(3);
	strcpy(dsp_box(), "event");
	platform_ipc_notify(&event);
}

static void test_answer_outlives_a_notification_in_the_same_tick(void **state)
{
	struct adsp_ipc_message request = { 1, 2 };
	struct adsp_ipc_message reply;

	answer_at_once = false;
	adsp_ipc_on_notification(on_notification, &notifications);
	platform_timer_connect(0, answer_late);
	assert_int_equal(adsp_ipc_send(&request, NULL, 0), 0);
	assert_false(adsp_ipc_take_reply(&reply));
	adsp_tick();
	assert_int_equal(notifications, 1);
	assert_int_equal(notified[0], 0x55);
	assert_true(adsp_ipc_take_reply(&reply));
	assert_string_equal(adsp_ipc_dspbox(NULL), "answer 3");
	adsp_ipc_on_notification(NULL, NULL);
	platform_timer_connect(0, NULL);
}

static void answers_nothing(void)
{
	struct ipc4_message reply = { 0, 0 };

	platform_ipc_reply(&reply);
}

static void test_answer_without_request_panics(void **state)
{
	rig_expect_fatal(answers_nothing, "no request is in hand");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_windows_stand_on_their_own_pages, setup,
						rig_stop),
		cmocka_unit_test_setup_teardown(test_request_and_answer, setup, rig_stop),
		cmocka_unit_test_setup_teardown(test_errors, setup, rig_stop),
		cmocka_unit_test_setup_teardown(
			test_answer_outlives_a_notification_in_the_same_tick, setup, rig_stop),
		cmocka_unit_test(test_answer_without_request_panics),
	};

	return cmocka_run_group_tests_name("machine/mailbox", tests, NULL, NULL);
}
