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

static struct fixture f;

static void probe_reads_configuration_and_modules(void **state)
{
	const struct drv_firmware *fw;
	const struct drv_module *effect;
	uint8_t uuid[16];

	fixture_gain_playback(&f);
	fixture_start(&f);
	fw = drv_firmware(f.drv);
	assert_int_equal(fw->version[1], 14);
	assert_int_equal(fw->max_pipelines, 32);
	assert_int_equal(fw->cores, 3);
	assert_int_equal(fw->downlink_bytes, 4096);
	assert_int_equal(fw->num_modules, 7);
	memset(uuid, FIXTURE_EFFECT, sizeof(uuid));
	effect = drv_find_module(f.drv, uuid);
	assert_non_null(effect);
	assert_int_equal(effect->id, FIXTURE_EFFECT);
	assert_true(effect->base_cfg_ext);
	assert_false(effect->dp);
	memset(uuid, FIXTURE_UNKNOWN, sizeof(uuid));
	assert_null(drv_find_module(f.drv, uuid));
	fixture_stop(&f);
}

static void probe_asks_the_three_questions(void **state)
{
	fixture_gain_playback(&f);
	fixture_start(&f);
	fake_clear();
	assert_int_equal(drv_probe(f.drv), 0);
	EXPECT_EMPTY(0, 0x43000000, 0x30701000);
	EXPECT_EMPTY(1, 0x43000000, 0x30801000);
	EXPECT_EMPTY(2, 0x43000000, 0x30901000);
	assert_int_equal(fake.num_messages, 3);
	fixture_stop(&f);
}

static void a_module_table_larger_than_the_box_is_read_whole(void **state)
{
	static struct fake_module many[100];

	for (uint32_t i = 0; i < 100; i++) {
		many[i].id = i;
		memset(many[i].uuid, (int)i, 16);
		many[i].type = i == 99 ? IPC4_MODULE_TYPE_DP : IPC4_MODULE_TYPE_LL;
	}
	fixture_gain_playback(&f);
	fixture_start(&f);
	fake.modules = many;
	fake.num_modules = 100;
	fake_clear();
	assert_int_equal(drv_probe(f.drv), 0);
	assert_int_equal(drv_firmware(f.drv)->num_modules, 100);
	assert_int_equal(drv_find_module(f.drv, many[99].uuid)->id, 99);
	assert_true(drv_find_module(f.drv, many[99].uuid)->dp);
	/* one look at the head, then 11604 bytes in three boxes */
	EXPECT_EMPTY(2, 0x43000000, 0x30901000);
	EXPECT_EMPTY(3, 0x43000000, 0x20900000 | 11604);
	EXPECT_EMPTY(4, 0x43000000, 0x00901000);
	EXPECT_EMPTY(5, 0x43000000, 0x10902000);
	assert_int_equal(fake.num_messages, 6);
	fixture_stop(&f);
}

static void without_fw_ready_nothing_is_asked(void **state)
{
	struct drv *first, *second;

	fixture_gain_playback(&f);
	fake_reset();
	assert_int_equal(drv_create(&f.t, NULL, &first), 0); /* takes FW_READY */
	assert_int_equal(drv_create(&f.t, NULL, &second), 0);
	assert_int_equal(drv_probe(second), -ENODEV);
	assert_string_equal(drv_last_error(second)->text, "the firmware has not sent FW_READY");
	assert_int_equal(fake.num_messages, 0);
	drv_destroy(second);
	drv_destroy(first);
}

static void each_refused_question_fails_the_probe(void **state)
{
	for (size_t n = 1; n <= 3; n++) {
		fixture_gain_playback(&f);
		fixture_start(&f);
		fake.fail_at = n;
		fake.fail_status = 15;
		assert_int_equal(drv_probe(f.drv), -EOPNOTSUPP);
		assert_string_equal(
			drv_last_error(f.drv)->text,
			"base firmware: firmware refused LARGE_CONFIG_GET: UNAVAILABLE (15)");
		fixture_stop(&f);
	}
}

static void probe_waits_until_streams_are_closed(void **state)
{
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(drv_probe(f.drv), -EBUSY);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(probe_reads_configuration_and_modules),
		cmocka_unit_test(probe_asks_the_three_questions),
		cmocka_unit_test(a_module_table_larger_than_the_box_is_read_whole),
		cmocka_unit_test(without_fw_ready_nothing_is_asked),
		cmocka_unit_test(each_refused_question_fails_the_probe),
		cmocka_unit_test(probe_waits_until_streams_are_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
