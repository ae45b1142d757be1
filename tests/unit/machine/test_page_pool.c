/* SPDX-License-Identifier: BSD-3-Clause */
#include "rig.h"

#include "memory/memory_map.h"
#include "memory/page_pool.h"

static char *const base = (char *)0x60000000; /* never touched */

static void test_first_fit_contiguous(void **state)
{
	struct page_pool pool;
	char *a, *b, *c;

	assert_int_equal(page_pool_init(&pool, base, 10 * MEMORY_PAGE), 0);
	a = page_pool_alloc(&pool, 3);
	b = page_pool_alloc(&pool, 3);
	c = page_pool_alloc(&pool, 4);
	assert_ptr_equal(a, base);
	assert_ptr_equal(b, base + 3 * MEMORY_PAGE);
	assert_ptr_equal(c, base + 6 * MEMORY_PAGE);
	assert_null(page_pool_alloc(&pool, 1));
	assert_int_equal(pool.used, 10);
	assert_int_equal(page_pool_free(&pool, b), 3);
	assert_null(page_pool_alloc(&pool, 4));
	assert_ptr_equal(page_pool_alloc(&pool, 2), b);
	assert_ptr_equal(page_pool_alloc(&pool, 1), b + 2 * MEMORY_PAGE);
	assert_int_equal(page_pool_free(&pool, a), 3);
	assert_int_equal(page_pool_free(&pool, c), 4);
	assert_int_equal(pool.used, 3);
	assert_int_equal(pool.peak, 10);
	page_pool_fini(&pool);
}

static void test_freed_runs_join(void **state)
{
	struct page_pool pool;
	char *a, *b;

	assert_int_equal(page_pool_init(&pool, base, 8 * MEMORY_PAGE), 0);
	a = page_pool_alloc(&pool, 4);
	b = page_pool_alloc(&pool, 4);
	page_pool_free(&pool, b);
	page_pool_free(&pool, a);
	assert_ptr_equal(page_pool_alloc(&pool, 8), base);
	page_pool_fini(&pool);
}

static void test_the_other_end(void **state)
{
	struct page_pool pool;
	char *a, *b;

	assert_int_equal(page_pool_init(&pool, base, 10 * MEMORY_PAGE), 0);
	a = page_pool_alloc_high(&pool, 3);
	b = page_pool_alloc_high(&pool, 3);
	assert_ptr_equal(a, base + 7 * MEMORY_PAGE);
	assert_ptr_equal(b, base + 4 * MEMORY_PAGE);
	assert_int_equal(page_pool_length(&pool, b), 3);
	assert_int_equal(page_pool_free(&pool, a), 3);
	assert_null(page_pool_alloc_high(&pool, 5));
	assert_null(page_pool_alloc_high(&pool, 0));
	assert_null(page_pool_alloc_high(&pool, UINT32_MAX));
	assert_ptr_equal(page_pool_alloc_high(&pool, 4), base);
	assert_ptr_equal(page_pool_alloc_high(&pool, 2), base + 8 * MEMORY_PAGE);
	assert_ptr_equal(page_pool_alloc(&pool, 1), base + 7 * MEMORY_PAGE);
	assert_int_equal(pool.used, 10);
	page_pool_fini(&pool);
}

static void test_bad_calls_change_nothing(void **state)
{
	struct page_pool pool;
	char *a;

	assert_int_equal(page_pool_init(&pool, base, 8 * MEMORY_PAGE), 0);
	a = page_pool_alloc(&pool, 4);
	assert_null(page_pool_alloc(&pool, 0));
	assert_null(page_pool_alloc(&pool, 5));
	assert_null(page_pool_alloc(&pool, UINT32_MAX));
	assert_int_equal(page_pool_free(&pool, a + 1), 0);
	assert_int_equal(page_pool_free(&pool, a + MEMORY_PAGE), 0);
	assert_int_equal(page_pool_free(&pool, a + 4 * MEMORY_PAGE), 0);
	assert_int_equal(page_pool_free(&pool, a + 8 * MEMORY_PAGE), 0);
	assert_int_equal(page_pool_free(&pool, a - MEMORY_PAGE), 0);
	assert_int_equal(page_pool_free(&pool, a), 4);
	assert_int_equal(page_pool_free(&pool, a), 0);
	page_pool_fini(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_fit_contiguous),
		cmocka_unit_test(test_freed_runs_join),
		cmocka_unit_test(test_the_other_end),
		cmocka_unit_test(test_bad_calls_change_nothing),
	};

	return cmocka_run_group_tests_name("machine/page_pool", tests, NULL, NULL);
}
