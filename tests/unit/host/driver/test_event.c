/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <ipc4/error_status.h>
#include <ipc4/notification.h>

#include "fixture.h"

static struct fixture f;
static struct drv_stream *stream;
static unsigned int calls;

static int set_up(void **state)
{
	fixture_gain_playback(&f);
	fixture_start(&f);
	stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	return stream ? 0 : -1;
}

static int tear_down(void **state)
{
	drv_pcm_close(stream);
	fixture_stop(&f);
	return 0;
}

static void resource(uint32_t type, uint32_t id, uint32_t event, uint32_t data)
{
	struct ipc4_resource_event_data_notification payload = {
		.resource_type = type,
		.resource_id = id,
		.event_type = event,
		.event_data = { data },
	};

	fake_notify(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_RESOURCE_EVENT), 0, &payload,
		    sizeof(payload));
}

static void expect_event(size_t index, enum drv_event_kind kind, const char *source, uint32_t data,
			 uint64_t count)
{
	const struct drv_event *event = drv_event_get(f.drv, index);

	assert_non_null(event);
	assert_string_equal(drv_event_kind_name(event->kind), drv_event_kind_name(kind));
	assert_string_equal(event->source, source);
	assert_int_equal(event->data, data);
	assert_int_equal(event->count, count);
}

static void sources_get_their_topology_names(void **state)
{
	const struct sof_ipc4_notify_module_data change = {
		.instance_id = 0,
		.module_id = FIXTURE_GAIN,
		.event_id = IPC4_MODULE_EVENT_ALSA_CONTROL(200)
	};
	const struct sof_ipc4_notify_module_data end = {
		.instance_id = 0,
		.module_id = FIXTURE_GAIN,
		.event_id = IPC4_MODULE_EVENT_END_OF_STREAM,
	};

	resource(IPC4_MODULE_INSTANCE, FIXTURE_GAIN, IPC4_PROCESS_DATA_ERROR, (uint32_t)-22);
	resource(IPC4_PIPELINE, 1, IPC4_GATEWAY_UNDERRUN_DETECTED, 0);
	resource(IPC4_PIPELINE, 1, IPC4_MIXER_UNDERRUN_DETECTED, 0);
	resource(IPC4_GATEWAY, 0xC20, IPC4_GATEWAY_OVERRUN_DETECTED, 0);
	fake_notify(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_EXCEPTION_CAUGHT), 2, "", 0);
	fake_notify(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_MODULE_NOTIFICATION), 0, &change,
		    sizeof(change));
	fake_notify(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_WATCHDOG_TIMEOUT) | 1, 0, "", 0);
	fake_notify(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_PHRASE_DETECTED) | 3, 90, "", 0);
	fake_notify(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_MODULE_NOTIFICATION), 0, &end,
		    sizeof(end));
	expect_event(0, DRV_EVENT_PROCESS_ERROR, "gain.1.1", (uint32_t)-22, 1);
	expect_event(1, DRV_EVENT_UNDERRUN, "pipeline.2", 0, 1);
	expect_event(2, DRV_EVENT_MIXER_UNDERRUN, "pipeline.2", 0, 1);
	expect_event(3, DRV_EVENT_OVERRUN, "dai-copier.SSP.2.playback", 0, 1);
	expect_event(4, DRV_EVENT_EXCEPTION, "core 2", 0, 1);
	expect_event(5, DRV_EVENT_CONTROL, "gain.1.1", 200, 1);
	expect_event(6, DRV_EVENT_WATCHDOG, "core 1", 0, 1);
	expect_event(7, DRV_EVENT_PHRASE, "firmware", 3, 1);
	assert_int_equal(drv_event_get(f.drv, 7)->id, 90);
	expect_event(8, DRV_EVENT_STREAM_END, "gain.1.1", IPC4_MODULE_EVENT_END_OF_STREAM, 1);
	assert_null(drv_event_get(f.drv, 9));
}

static void strangers_are_named_by_their_numbers(void **state)
{
	resource(IPC4_MODULE_INSTANCE, 9 << 16 | 77, IPC4_PROCESS_DATA_ERROR, 1);
	resource(IPC4_PIPELINE, 30, IPC4_GATEWAY_UNDERRUN_DETECTED, 0);
	resource(IPC4_GATEWAY, 0x1F01, IPC4_GATEWAY_UNDERRUN_DETECTED, 0);
	resource(IPC4_EDF_TASK, 3, IPC4_EDF_DOMAIN_UNSTABLE, 0);
	expect_event(0, DRV_EVENT_PROCESS_ERROR, "module 77.9", 1, 1);
	expect_event(1, DRV_EVENT_UNDERRUN, "pipeline id 30", 0, 1);
	expect_event(2, DRV_EVENT_UNDERRUN, "gateway 0x1f01", 0, 1);
	expect_event(3, DRV_EVENT_OTHER, "resource 3", IPC4_EDF_DOMAIN_UNSTABLE, 1);
}

static void equal_events_are_counted(void **state)
{
	const struct drv_event *event;

	resource(IPC4_PIPELINE, 0, IPC4_GATEWAY_UNDERRUN_DETECTED, 0);
	fake.ticks += 5;
	resource(IPC4_PIPELINE, 0, IPC4_GATEWAY_UNDERRUN_DETECTED, 0);
	expect_event(0, DRV_EVENT_UNDERRUN, "pipeline.1", 0, 2);
	event = drv_event_get(f.drv, 0);
	assert_int_equal(event->last_us - event->first_us, 5000);
	/* another error code is another event */
	resource(IPC4_MODULE_INSTANCE, FIXTURE_GAIN, IPC4_PROCESS_DATA_ERROR, 1);
	resource(IPC4_MODULE_INSTANCE, FIXTURE_GAIN, IPC4_PROCESS_DATA_ERROR, 2);
	assert_non_null(drv_event_get(f.drv, 2));
	assert_null(drv_event_get(f.drv, 3));
}

static void a_flood_of_sources_is_bounded(void **state)
{
	for (uint32_t i = 0; i < 3000; i++)
		resource(IPC4_PIPELINE, 1000 + i, IPC4_GATEWAY_UNDERRUN_DETECTED, 0);
	assert_non_null(drv_event_get(f.drv, 1023));
	assert_null(drv_event_get(f.drv, 1024));
}

static void on_event(void *ctx, const struct drv_event *event)
{
	calls++;
	assert_ptr_equal(ctx, &calls);
	assert_int_equal(event->kind, DRV_EVENT_EXCEPTION);
	assert_int_equal(event->count, calls);
}

static void each_notification_is_reported_at_once(void **state)
{
	const struct drv_config config = { .event = on_event, .ctx = &calls };
	struct drv *drv;

	fake_reset();
	assert_int_equal(drv_create(&f.t, &config, &drv), 0);
	assert_int_equal(calls, 0); /* FW_READY is no event */
	fake_notify(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_EXCEPTION_CAUGHT), 0, "", 0);
	fake_notify(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_EXCEPTION_CAUGHT), 0, "", 0);
	assert_int_equal(calls, 2);
	drv_destroy(drv);
}

/* Its words to the base firmware, and what is kept of them; a refusal is no event. */
static void the_privacy_switch_is_told_and_kept(void **state)
{
	static const uint32_t words[] = { 2, 0, 1, 0 };
	uint32_t word;

	fake_clear();
	assert_int_equal(drv_mic_privacy_enable(f.drv), 0);
	assert_int_equal(drv_mic_privacy_switch(f.drv, true), 0);
	assert_int_equal(drv_mic_privacy_switch(f.drv, false), 0);
	assert_int_equal(fake.num_messages, 4);
	for (size_t i = 0; i < 4; i++) {
		/* one block for the base firmware: policy 2, then the switch */
		assert_int_equal(fake.messages[i].primary & 0x40FFFFFF, 0x40000000);
		assert_int_equal(fake.messages[i].extension >> 20, 0x300 | (i ? 35 : 36));
		assert_int_equal(fake.messages[i].bytes, 4);
		memcpy(&word, fake.messages[i].payload, 4);
		assert_int_equal(word, words[i]);
	}
	expect_event(0, DRV_EVENT_PRIVACY_ON, "microphones", 0, 1);
	expect_event(1, DRV_EVENT_PRIVACY_OFF, "microphones", 0, 1);

	for (size_t i = 1; i <= 2; i++) {
		fake_clear();
		fake.fail_at = i;
		fake.fail_status = i == 1 ? IPC4_UNAVAILABLE : IPC4_ERROR_INVALID_PARAM;
		assert_int_equal(drv_mic_privacy_enable(f.drv), i == 1 ? -EOPNOTSUPP : -EINVAL);
		assert_string_equal(drv_last_error(f.drv)->text,
				    i == 1 ? "microphones: this firmware has no privacy switch "
					     "(CONFIG_MIC_PRIVACY)" :
					     "microphones: firmware refused LARGE_CONFIG_SET: "
					     "ERROR_INVALID_PARAM (1)");
	}
	fake_clear();
	fake.fail_at = 1;
	assert_true(drv_mic_privacy_switch(f.drv, true) < 0);
	fake.fail_at = 0;
	assert_null(drv_event_get(f.drv, 2));
	expect_event(0, DRV_EVENT_PRIVACY_ON, "microphones", 0, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sources_get_their_topology_names),
		TEST(strangers_are_named_by_their_numbers),
		TEST(equal_events_are_counted),
		TEST(a_flood_of_sources_is_bounded),
		TEST(each_notification_is_reported_at_once),
		TEST(the_privacy_switch_is_told_and_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
