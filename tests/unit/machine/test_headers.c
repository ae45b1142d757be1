/* SPDX-License-Identifier: BSD-3-Clause */
/* Helpers that live in headers only: lists, alignment, preprocessor. */
#include <rtos/bit.h>
#include <rtos/kernel.h>
#include <rtos/mutex.h>
#include <rtos/symbol.h>
#include <sof/common.h>
#include <sof/platform.h>
#include <zephyr/sys/slist.h>

#include "rig.h"

struct item {
	int value;
	sys_snode_t node;
};

#define FLAG_ON   1
#define FLAG_ZERO 0

static int exported(void)
{
	return 0;
}
EXPORT_SYMBOL(exported);

static void test_arithmetic(void **state)
{
	assert_int_equal(ALIGN_UP(5, 4), 8);
	assert_int_equal(ALIGN_UP(8, 4), 8);
	assert_int_equal(ALIGN_UP(7, 3), 9);
	assert_int_equal(ALIGN_DOWN(7, 4), 4);
	assert_int_equal(DIV_ROUND_UP(9, 4), 3);
	assert_int_equal(MIN(3, -2), -2);
	assert_int_equal(MAX(3, -2), 3);
	assert_int_equal(CLAMP(9, 1, 5), 5);
	assert_int_equal(CLAMP(0, 1, 5), 1);
	assert_int_equal(CLAMP(3, 1, 5), 3);
	assert_true(IS_POWER_OF_TWO(64u));
	assert_false(IS_POWER_OF_TWO(0u));
	assert_false(IS_POWER_OF_TWO(6u));
	assert_true(IS_ALIGNED(128, 64));
	assert_int_equal(GENMASK(7, 4), 0xf0);
	assert_int_equal(MASK(31, 0), 0xffffffff);
	assert_int_equal(GET_BITS(11, 4, 0xabcd), 0xbc);
	assert_int_equal(SET_BITS(7, 4, 0x1f), 0xf0);
	assert_int_equal(exported(), 0);
	assert_int_equal(PLATFORM_MAX_STREAMS, 16);
}

static void test_preprocessor(void **state)
{
#define SQUARE(i, plus) (i) * (i) + (plus)
	static const int squares[] = { LISTIFY(5, SQUARE, (, ), 1) };
	static const int sixteen[] = { LISTIFY(16, SQUARE, (, ), 0) };

	assert_int_equal(ARRAY_SIZE(squares), 5);
	assert_int_equal(squares[4], 17);
	assert_int_equal(ARRAY_SIZE(sixteen), 16);
	assert_int_equal(sixteen[15], 225);
	assert_int_equal(IS_ENABLED(FLAG_ON), 1);
	assert_int_equal(IS_ENABLED(FLAG_ZERO), 0);
	assert_int_equal(IS_ENABLED(FLAG_MISSING), 0);
	assert_int_equal(COND_CODE_1(FLAG_ON, (1), (2)), 1);
	assert_int_equal(COND_CODE_1(FLAG_MISSING, (1), (2)), 2);
	assert_string_equal(STRINGIFY(FLAG_ON), "1");
}

static void test_container_of(void **state)
{
	struct item item;

	assert_ptr_equal(CONTAINER_OF(&item.node, struct item, node), &item);
	assert_ptr_equal(container_of(&item.node, struct item, node), &item);
}

static void test_slist(void **state)
{
	struct item items[4] = { { .value = 0 }, { .value = 1 }, { .value = 2 }, { .value = 3 } };
	sys_slist_t list = SYS_SLIST_STATIC_INIT(&list);
	struct item *at, *save;
	int sum = 0;

	assert_true(sys_slist_is_empty(&list));
	assert_null(sys_slist_get(&list));
	sys_slist_append(&list, &items[1].node);
	sys_slist_append(&list, &items[3].node);
	sys_slist_prepend(&list, &items[0].node);
	sys_slist_insert(&list, &items[1].node, &items[2].node);
	assert_int_equal(sys_slist_len(&list), 4);
	SYS_SLIST_FOR_EACH_CONTAINER(&list, at, node)
		assert_int_equal(at->value, sum++);
	SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&list, at, save, node) {
		if (at->value % 2)
			assert_true(sys_slist_find_and_remove(&list, &at->node));
	}
	assert_false(sys_slist_find_and_remove(&list, &items[3].node));
	assert_ptr_equal(sys_slist_peek_tail(&list), &items[2].node);
	assert_ptr_equal(sys_slist_get(&list), &items[0].node);
	assert_ptr_equal(sys_slist_get(&list), &items[2].node);
	assert_null(sys_slist_peek_tail(&list));
	sys_slist_append(&list, &items[1].node);
	assert_ptr_equal(SYS_SLIST_PEEK_HEAD_CONTAINER(&list, at, node), &items[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_preprocessor),
		cmocka_unit_test(test_container_of),
		cmocka_unit_test(test_slist),
	};

	return cmocka_run_group_tests_name("machine/headers", tests, NULL, NULL);
}
