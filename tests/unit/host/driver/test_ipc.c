/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <driver/internal.h>

#include "fixture.h"

static struct fixture f;
static uint8_t blob[10000];

static int set_up(void **state)
{
	fixture_gain_playback(&f);
	fixture_start(&f);
	for (size_t i = 0; i < sizeof(blob); i++)
		blob[i] = (uint8_t)(i * 7 + i / 256);
	return 0;
}

static int tear_down(void **state)
{
	fixture_stop(&f);
	return 0;
}

/* Words of a fragment: first carries the total, the others their offset. */
static void expect_fragment(size_t number, uint32_t extension, size_t offset, size_t bytes)
{
	assert_int_equal(fake.messages[number].primary, 0x44020006);
	assert_int_equal(fake.messages[number].extension, extension);
	assert_int_equal(fake.messages[number].bytes, bytes);
	assert_memory_equal(fake.messages[number].payload, blob + offset, bytes);
}

static int set_bytes(size_t bytes)
{
	fake_clear();
	return drv_large_config_set(f.drv, "x", 6, 2, 5, blob, bytes);
}

static void a_payload_that_fits_is_one_message(void **state)
{
	assert_int_equal(set_bytes(4096), 0);
	assert_int_equal(fake.num_messages, 1);
	expect_fragment(0, 0x30501000, 0, 4096);
	assert_int_equal(set_bytes(0), 0);
	expect_fragment(0, 0x30500000, 0, 0);
}

static void a_larger_payload_goes_in_fragments(void **state)
{
	assert_int_equal(set_bytes(10000), 0);
	assert_int_equal(fake.num_messages, 3);
	expect_fragment(0, 0x20500000 | 10000, 0, 4096);
	expect_fragment(1, 0x00500000 | 4096, 4096, 4096);
	expect_fragment(2, 0x10500000 | 8192, 8192, 10000 - 8192);
	assert_int_equal(set_bytes(8192), 0);
	assert_int_equal(fake.num_messages, 2);
	expect_fragment(1, 0x10501000, 4096, 4096);
}

static void a_refusal_says_what_was_logged(void **state)
{
	fake.fail_at = 1;
	fake.fail_status = 9;
	fake.logged = "pipe: long ago";
	assert_int_equal(set_bytes(4), -EINVAL);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "x: firmware refused LARGE_CONFIG_SET: INVALID_RESOURCE_ID (9)");
	fake.fail_log = "src.0.0: output 0 at 44100 Hz";
	assert_int_equal(set_bytes(4), -EINVAL);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "x: firmware refused LARGE_CONFIG_SET: INVALID_RESOURCE_ID (9): "
			    "src.0.0: output 0 at 44100 Hz");
}

static void fragments_end_at_the_first_refusal(void **state)
{
	fake.fail_at = 2;
	fake.fail_status = 9;
	assert_int_equal(set_bytes(10000), -EINVAL);
	assert_int_equal(fake.num_messages, 2);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "x: firmware refused LARGE_CONFIG_SET: INVALID_RESOURCE_ID (9)");
}

static void what_no_message_can_carry_is_not_sent(void **state)
{
	assert_int_equal(set_bytes(1u << 20), -EINVAL);
	assert_int_equal(drv_large_config_set(f.drv, "x", 6, 2, 256, blob, 4), -EINVAL);
	assert_int_equal(fake.num_messages, 0);
}

static void answers_are_awaited_in_virtual_time(void **state)
{
	fake.delay = 3;
	assert_int_equal(set_bytes(4), 0);
	assert_int_equal(fake.ticks, 3);
}

static void no_answer_is_a_timeout_and_not_the_end(void **state)
{
	fake.dead = true;
	assert_int_equal(set_bytes(4), -ETIMEDOUT);
	assert_int_equal(fake.ticks, DRV_REPLY_TICKS);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "x: no answer to LARGE_CONFIG_SET within 500 ms");
	assert_int_equal(set_bytes(4), -EBUSY);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "x: cannot send LARGE_CONFIG_SET: an earlier request is unanswered");
	/* the late answer is not taken for that of the next request */
	fake.dead = false;
	assert_int_equal(set_bytes(4), 0);
	assert_int_equal(fake.num_messages, 1);
}

static void get_returns_what_the_box_holds(void **state)
{
	uint8_t buf[64];
	size_t bytes = sizeof(buf);

	fake.get_data = blob;
	fake.get_bytes = 20;
	assert_int_equal(drv_large_config_get(f.drv, 6, 2, 5, buf, &bytes), 0);
	assert_int_equal(bytes, 20);
	assert_memory_equal(buf, blob, 20);
	EXPECT_EMPTY(0, 0x43020006, 0x30500040);
}

static void get_refuses_more_than_was_asked_for(void **state)
{
	uint8_t buf[16];
	size_t bytes = sizeof(buf);

	fake.get_data = blob;
	fake.get_bytes = 20;
	assert_int_equal(drv_large_config_get(f.drv, 6, 2, 5, buf, &bytes), -EPROTO);
	assert_int_equal(bytes, 0);
}

static void statuses_have_names_and_errnos(void **state)
{
	assert_string_equal(drv_status_name(104), "MOD_NOT_INITIALIZED");
	assert_string_equal(drv_status_name(3018), "INVALID_CHAIN_STATE_TRANSITION");
	assert_string_equal(drv_status_name(11), "UNKNOWN");
	assert_int_equal(drv_status_errno(0), 0);
	assert_int_equal(drv_status_errno(15), -EOPNOTSUPP);
	assert_int_equal(drv_status_errno(4), -EBUSY);
	assert_int_equal(drv_status_errno(107), -ENOENT);
	assert_int_equal(drv_status_errno(104), -EINVAL);
}

static unsigned int own_ticks;

static void own_tick(void *ctx)
{
	own_ticks++;
	adsp_tick();
}

static void the_callers_tick_is_used(void **state)
{
	const struct drv_config config = { .tick = own_tick };
	struct drv *drv;

	fake.delay = 2;
	assert_int_equal(drv_create(&f.t, &config, &drv), 0);
	assert_int_equal(drv_large_config_set(drv, "x", 6, 2, 5, blob, 4), 0);
	assert_int_equal(own_ticks, 2);
	drv_destroy(drv);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_payload_that_fits_is_one_message),
		TEST(a_larger_payload_goes_in_fragments),
		TEST(a_refusal_says_what_was_logged),
		TEST(fragments_end_at_the_first_refusal),
		TEST(what_no_message_can_carry_is_not_sent),
		TEST(answers_are_awaited_in_virtual_time),
		TEST(no_answer_is_a_timeout_and_not_the_end),
		TEST(the_callers_tick_is_used),
		TEST(get_returns_what_the_box_holds),
		TEST(get_refuses_more_than_was_asked_for),
		TEST(statuses_have_names_and_errnos),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
