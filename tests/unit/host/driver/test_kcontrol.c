/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <ipc4/module.h>

#include <driver/internal.h>

#include "fixture.h"

enum {
	VOLUME,
	SWITCH,
	ENUM,
	BYTES,
	SUB_BYTES
}; /* controls of the gain, in this order */

static struct fixture f;
static char items[3][TPLG_NAME_LEN] = { "Off", "Low", "High" };
static uint8_t initial[5] = { 1, 2, 3, 4, 5 };

static int set_up(void **state)
{
	int gain;

	/* the gain last, so that controls can be added to it */
	fixture_init(&f);
	fixture_gain_playback(&f);
	gain = tplg_find_widget(&f.t, "gain.1.1");
	f.t.num_controls = 0;
	f.widgets[gain].num_controls = 0;
	f.t.num_widgets = (uint32_t)gain + 1;
	memset(f.controls, 0, sizeof(f.controls));
	fixture_control(&f, "Main Volume", TPLG_CONTROL_VOLUME, 45);
	fixture_control(&f, "Main Switch", TPLG_CONTROL_SWITCH, 1);
	f.controls[fixture_control(&f, "Mode", TPLG_CONTROL_ENUM, 0)].items = items;
	f.controls[ENUM].num_items = 3;
	fixture_control(&f, "Blob", TPLG_CONTROL_BYTES, 5000);
	f.controls[BYTES].data_set = true;
	f.controls[BYTES].data = initial;
	f.controls[BYTES].data_bytes = 5;
	f.controls[BYTES].param_id = 17;
	fixture_control(&f, "Sub", TPLG_CONTROL_BYTES, 64);
	/* host -> gain is enough of a stream */
	f.t.num_routes = 1;
	fixture_backend(&f, gain);
	fixture_start(&f);
	return 0;
}

static int tear_down(void **state)
{
	fixture_stop(&f);
	return 0;
}

static struct drv_stream *up(void)
{
	struct drv_stream *stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);

	assert_non_null(stream);
	return stream;
}

static void down(struct drv_stream *stream)
{
	drv_pcm_close(stream);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
}

static int put(size_t control, uint32_t a, uint32_t b, size_t count)
{
	const uint32_t values[2] = { a, b };

	return drv_control_put(f.drv, control, values, count);
}

#define EXPECT_VOLUME(number, ...) EXPECT(number, 0x44000006, 0x30000018, __VA_ARGS__)
#define EXPECT_SWITCH(number, ...) EXPECT(number, 0x44000006, 0x3C800024, __VA_ARGS__)
#define EXPECT_ENUM(number, ...)   EXPECT(number, 0x44000006, 0x3C900024, __VA_ARGS__)

static void set_up_sends_volumes_and_blobs_only(void **state)
{
	struct drv_stream *stream = up();

	/* CREATE, INIT host, INIT gain, then */
	EXPECT_VOLUME(3, 0xFFFFFFFF, 0x7FFFFFFF, 2, 0, 200000, 0);
	assert_int_equal(fake.messages[4].extension, 0x31100005);
	assert_int_equal(fake.messages[4].bytes, 5);
	assert_memory_equal(fake.messages[4].payload, initial, 5);
	assert_int_equal(fake.messages[5].primary >> 24, 0x45);
	down(stream);
}

static void values_put_before_are_sent_at_set_up(void **state)
{
	struct drv_stream *stream;

	assert_int_equal(put(VOLUME, 44, 30, 2), 0);
	assert_int_equal(put(SWITCH, 1, 0, 2), 0);
	assert_int_equal(put(ENUM, 2, 0, 1), 0);
	assert_int_equal(drv_control_put_bytes(f.drv, BYTES, 202, "abc", 3), 0);
	assert_int_equal(fake.num_messages, 0);
	stream = up();
	EXPECT_VOLUME(3, 0, 0x65AC0000, 2, 0, 200000, 0);
	EXPECT_VOLUME(4, 1, 0x40C0000, 2, 0, 200000, 0);
	EXPECT_SWITCH(5, 0x00020000, 0, 0, 0, 0, 0, 1, 1, 0);
	EXPECT_ENUM(6, 0x00020000, 0, 0, 0, 0, 0, 2, 1, 2);
	/* param 202 goes with a header: control 0 of its kind, 3 bytes */
	assert_int_equal(fake.messages[7].extension, 0x3CA00017);
	assert_int_equal(fake.messages[7].bytes, 23);
	assert_memory_equal(fake.messages[7].payload, "\0\0\3\0", 4);
	assert_memory_equal(fake.messages[7].payload + 20, "abc", 3);
	down(stream);
}

static void values_put_while_up_are_sent_at_once(void **state)
{
	struct drv_stream *stream = up();
	uint32_t values[TPLG_MAX_CHANNELS];

	fake_clear();
	assert_int_equal(put(VOLUME, 45, 45, 2), 0);
	EXPECT_VOLUME(0, 0xFFFFFFFF, 0x7FFFFFFF, 2, 0, 200000, 0);
	assert_int_equal(put(VOLUME, 0, 0, 1), 0); /* one value is all channels' */
	EXPECT_VOLUME(1, 0xFFFFFFFF, 0, 2, 0, 200000, 0);
	assert_int_equal(put(VOLUME, 44, 45, 2), 0);
	EXPECT_VOLUME(2, 0, 0x65AC0000, 2, 0, 200000, 0);
	EXPECT_VOLUME(3, 1, 0x7FFFFFFF, 2, 0, 200000, 0);
	assert_int_equal(drv_control_get(f.drv, VOLUME, values), 2);
	assert_int_equal(values[0], 44);
	assert_int_equal(values[1], 45);
	assert_int_equal(put(SWITCH, 0, 0, 1), 0);
	EXPECT_SWITCH(4, 0x00020000, 0, 0, 0, 0, 0, 0, 1, 0);
	assert_int_equal(drv_control_put_bytes(f.drv, SUB_BYTES, 202, "x", 1), 0);
	assert_memory_equal(fake.messages[5].payload, "\1\0\1\0", 4); /* the second of its kind */
	assert_int_equal(fake.num_messages, 6);
	down(stream);
}

static void a_refused_value_is_not_kept(void **state)
{
	struct drv_stream *stream = up();
	uint32_t values[TPLG_MAX_CHANNELS];
	uint8_t data[16];
	uint32_t param_id;
	size_t bytes = sizeof(data);

	fake_clear();
	fake.fail_at = 1;
	fake.fail_status = 9;
	assert_int_equal(put(VOLUME, 10, 10, 2), -EINVAL);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"control 'Main Volume' of gain.1.1 (unknown module, "
		"06060606-0606-0606-0606-060606060606): firmware refused LARGE_CONFIG_SET: "
		"INVALID_RESOURCE_ID (9)");
	assert_int_equal(drv_control_get(f.drv, VOLUME, values), 2);
	assert_int_equal(values[0], 45);

	/* a refused blob: the last good one is sent again */
	fake_clear();
	assert_int_equal(drv_control_put_bytes(f.drv, BYTES, 18, "bad", 3), -EINVAL);
	assert_int_equal(fake.num_messages, 2);
	assert_int_equal(fake.messages[1].extension, 0x31100005);
	assert_memory_equal(fake.messages[1].payload, initial, 5);
	assert_int_equal(drv_last_error(f.drv)->status, 9);
	assert_int_equal(drv_control_get_bytes(f.drv, BYTES, &param_id, data, &bytes), 0);
	assert_int_equal(param_id, 17);
	assert_int_equal(bytes, 5);
	fake.fail_at = 0;
	down(stream);
}

static void expect_usage(int ret, int code, const char *text)
{
	assert_int_equal(ret, code);
	assert_int_equal(drv_last_error(f.drv)->kind, DRV_ERROR_USAGE);
	assert_string_equal(drv_last_error(f.drv)->text, text);
}

static void wrong_values_are_reported(void **state)
{
	static uint8_t big[5000];
	uint32_t values[9] = { 0 };

	expect_usage(put(VOLUME, 46, 0, 1), -EINVAL,
		     "control 'Main Volume' takes values 0..45, not 46");
	expect_usage(put(ENUM, 3, 0, 1), -EINVAL, "control 'Mode' takes values 0..2, not 3");
	expect_usage(put(99, 0, 0, 1), -ENOENT, "there is no control number 99");
	expect_usage(put(BYTES, 0, 0, 1), -EINVAL, "control 'Blob' takes a blob, not values");
	expect_usage(put(VOLUME, 0, 0, 0), -EINVAL,
		     "control 'Main Volume' takes 1 to 8 values, not 0");
	expect_usage(drv_control_put(f.drv, VOLUME, values, 9), -EINVAL,
		     "control 'Main Volume' takes 1 to 8 values, not 9");
	expect_usage(drv_control_put_bytes(f.drv, VOLUME, 0, "", 0), -EINVAL,
		     "control 'Main Volume' takes values, not a blob");
	expect_usage(drv_control_put_bytes(f.drv, BYTES, 0, big, 4969), -EINVAL,
		     "control 'Blob' takes at most 4968 bytes of payload, not 4969");
	expect_usage(drv_control_put_bytes(f.drv, BYTES, 255, big, 4), -EINVAL,
		     "control 'Blob': param id 255 does not fit a message (0..254)");
	assert_int_equal(drv_control_put_bytes(f.drv, BYTES, 0, big, 4968), 0);
	assert_int_equal(fake.num_messages, 0);
}

static void a_large_blob_goes_in_fragments(void **state)
{
	static uint8_t big[4968];
	struct drv_stream *stream = up();

	fake_clear();
	assert_int_equal(drv_control_put_bytes(f.drv, BYTES, 3, big, sizeof(big)), 0);
	assert_int_equal(fake.num_messages, 2);
	assert_int_equal(fake.messages[0].extension, 0x20300000 | 4968);
	assert_int_equal(fake.messages[1].extension, 0x10301000);
	assert_int_equal(fake.messages[1].bytes, 4968 - 4096);
	down(stream);
}

static void volatile_bytes_are_asked_of_the_module(void **state)
{
	struct drv_stream *stream;
	uint8_t data[64];
	uint32_t param_id;
	size_t bytes = sizeof(data);

	f.controls[BYTES].ext_get = 261;
	fake.get_data = "fresh";
	fake.get_bytes = 5;
	assert_int_equal(drv_control_get_bytes(f.drv, BYTES, &param_id, data, &bytes), 0);
	assert_memory_equal(data, initial, 5); /* not up: as last put */
	stream = up();
	bytes = sizeof(data);
	assert_int_equal(drv_control_get_bytes(f.drv, BYTES, &param_id, data, &bytes), 0);
	assert_int_equal(bytes, 5);
	assert_memory_equal(data, "fresh", 5);
	bytes = 2;
	f.controls[BYTES].ext_get = 258;
	assert_int_equal(drv_control_get_bytes(f.drv, BYTES, &param_id, data, &bytes), -ENOSPC);
	down(stream);
}

static void a_refused_initial_value_undoes_the_set_up(void **state)
{
	for (size_t n = 4; n <= 5; n++) {
		fake_clear();
		fake.fail_at = n;
		fake.fail_status = 9;
		assert_null(fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE));
		assert_non_null(strstr(drv_last_error(f.drv)->text,
				       n == 4 ? "control 'Main Volume'" : "control 'Blob'"));
		assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(set_up_sends_volumes_and_blobs_only),
		TEST(values_put_before_are_sent_at_set_up),
		TEST(values_put_while_up_are_sent_at_once),
		TEST(a_refused_value_is_not_kept),
		TEST(wrong_values_are_reported),
		TEST(a_large_blob_goes_in_fragments),
		TEST(volatile_bytes_are_asked_of_the_module),
		TEST(a_refused_initial_value_undoes_the_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
