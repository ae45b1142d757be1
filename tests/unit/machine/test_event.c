/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include "rig.h"

static struct k_event event;
static struct k_thread threads[3];
static k_thread_stack_t *stacks[3];
static uint32_t results[3];

static int setup(void **state)
{
	unsigned int i;

	rig_start(state);
	memset(threads, 0, sizeof(threads));
	memset(results, 0, sizeof(results));
	for (i = 0; i < 3; i++)
		stacks[i] = k_thread_stack_alloc(4096, 0);
	k_event_init(&event);
	return 0;
}

static void test_each_call_returns_the_bits_before(void **state)
{
	assert_int_equal(k_event_post(&event, 0x6), 0);
	assert_int_equal(k_event_post(&event, 0x3), 0x2);
	assert_int_equal(k_event_set_masked(&event, 0x10, 0x11), 0x1);
	assert_int_equal(event.events, 0x16);
	assert_int_equal(k_event_clear(&event, 0x14), 0x14);
	assert_int_equal(k_event_set(&event, 0x80), 0x2);
	assert_int_equal(k_event_test(&event, 0xff), 0x80);
}

static void test_wait_without_waiting(void **state)
{
	k_event_post(&event, 0x5);
	assert_int_equal(k_event_wait(&event, 0, false, K_FOREVER), 0);
	assert_int_equal(k_event_wait(&event, 0x6, false, K_FOREVER), 0x4);
	assert_int_equal(k_event_wait_all(&event, 0x6, false, K_NO_WAIT), 0);
	assert_int_equal(k_event_wait_all(&event, 0x5, false, K_FOREVER), 0x5);
	assert_int_equal(event.events, 0x5);
	assert_int_equal(k_event_wait_safe(&event, 0x4, false, K_FOREVER), 0x4);
	assert_int_equal(event.events, 0x1);
	assert_int_equal(k_event_wait_all_safe(&event, 0x3, false, K_USEC(10)), 0);
	k_event_post(&event, 0x6);
	assert_int_equal(k_event_wait_all_safe(&event, 0x3, false, K_FOREVER), 0x3);
	assert_int_equal(event.events, 0x4);
	assert_int_equal(k_event_wait(&event, 0x4, true, K_USEC(10)), 0); /* reset first */
	assert_int_equal(event.events, 0);
}

static void any(void *p1, void *p2, void *p3)
{
	*(uint32_t *)p1 = k_event_wait(&event, 0x3, false, K_FOREVER);
}

static void any_safe(void *p1, void *p2, void *p3)
{
	*(uint32_t *)p1 = k_event_wait_safe(&event, 0x3, false, K_FOREVER);
}

static void all(void *p1, void *p2, void *p3)
{
	*(uint32_t *)p1 = k_event_wait_all(&event, 0x6, false, K_FOREVER);
}

static void test_one_post_serves_several_and_consumes_afterwards(void **state)
{
	k_thread_create(&threads[0], stacks[0], 4096, any_safe, &results[0], NULL, NULL, 5, 0,
			K_NO_WAIT);
	k_thread_create(&threads[1], stacks[1], 4096, any, &results[1], NULL, NULL, 6, 0,
			K_NO_WAIT);
	k_thread_create(&threads[2], stacks[2], 4096, all, &results[2], NULL, NULL, 7, 0,
			K_NO_WAIT);
	adsp_tick();
	k_event_post(&event, 0xA);
	adsp_tick();
	assert_int_equal(results[0], 0x2);
	assert_int_equal(results[1], 0x2);
	assert_int_equal(results[2], 0);
	assert_int_equal(event.events, 0x8);
	k_event_post(&event, 0x6);
	adsp_tick();
	assert_int_equal(results[2], 0x6);
	assert_int_equal(event.events, 0xE);
}

int main(void)
{
#define EVENT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		EVENT_TEST(test_each_call_returns_the_bits_before),
		EVENT_TEST(test_wait_without_waiting),
		EVENT_TEST(test_one_post_serves_several_and_consumes_afterwards),
	};

	return cmocka_run_group_tests_name("machine/event", tests, NULL, NULL);
}
