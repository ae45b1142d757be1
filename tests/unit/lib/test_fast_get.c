/* SPDX-License-Identifier: BSD-3-Clause */
/* Copies of read-only data: who shares, who owns, and what is refused. */
#include "core_rig.h"

#include <rtos/cache.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/vregion.h>

#define HALF_PAGE (CONFIG_MM_DRV_PAGE_SIZE / 2)

static uint8_t small_table[HALF_PAGE];
static uint8_t large_table[HALF_PAGE + 1];

static int tables_start(void **state)
{
	for (size_t i = 0; i < sizeof(small_table); i++)
		small_table[i] = (uint8_t)(i * 7);
	for (size_t i = 0; i < sizeof(large_table); i++)
		large_table[i] = (uint8_t)(i * 13);
	return core_start(state);
}

static struct mod_alloc_ctx *module_with_region(void)
{
	return mod_alloc_ctx_new(NULL, vregion_create(4096, 16384));
}

static void the_same_source_is_copied_once(void **state)
{
	const struct core_memory before = core_memory_now();
	struct core_memory one;
	const void *first = fast_get(NULL, small_table, sizeof(small_table));
	const void *second;

	one = core_memory_now();
	second = fast_get(NULL, small_table, sizeof(small_table));
	assert_ptr_not_equal(first, small_table);
	assert_memory_equal(first, small_table, sizeof(small_table));
	assert_ptr_equal(first, second);
	core_memory_expect(&one);
	fast_put(NULL, NULL, first);
	core_memory_expect(&one);
	assert_memory_equal(second, small_table, sizeof(small_table));
	fast_put(NULL, NULL, second);
	core_memory_expect(&before);
}

static void another_size_is_refused(void **state)
{
	struct mod_alloc_ctx *module = module_with_region();
	const void *copy = fast_get(NULL, small_table, 100);
	struct core_memory before = core_memory_now();

	assert_null(fast_get(NULL, small_table, 101));
	assert_null(fast_get(NULL, small_table, 99));
	assert_null(fast_get(module, small_table, 99));
	core_memory_expect(&before);
	assert_memory_equal(copy, small_table, 100);
	fast_put(NULL, NULL, copy);
	mod_alloc_ctx_put(module, NULL);
}

#ifdef CONFIG_SOF_VREGIONS
static bool is_in_region_of(const struct mod_alloc_ctx *ctx, const void *ptr)
{
	uintptr_t start;
	size_t size;

	vregion_mem_info(ctx->vreg, &size, &start);
	return (uintptr_t)sys_cache_cached_ptr_get((void *)ptr) - start < size;
}

/* One size below half a page and one above, asked through the same region. */
static void another_size_is_refused_across_kinds_of_copy(void **state)
{
	struct mod_alloc_ctx *module = module_with_region();
	const void *copy = fast_get(module, large_table, 100);
	struct core_memory before = core_memory_now();

	assert_true(is_in_region_of(module, copy));
	assert_null(fast_get(module, large_table, sizeof(large_table)));
	assert_null(fast_get(NULL, large_table, sizeof(large_table)));
	core_memory_expect(&before);
	fast_put(module, NULL, copy);
	mod_alloc_ctx_put(module, NULL);
}

static void modules_with_a_region_own_small_copies(void **state)
{
	const struct core_memory before = core_memory_now();
	struct mod_alloc_ctx *a = module_with_region();
	struct mod_alloc_ctx *b = module_with_region();
	const void *copy_a = fast_get(a, small_table, sizeof(small_table));
	const void *copy_b = fast_get(b, small_table, sizeof(small_table));
	const void *shared = fast_get(NULL, small_table, sizeof(small_table));

	assert_true(is_in_region_of(a, copy_a));
	assert_true(is_in_region_of(b, copy_b));
	assert_false(is_in_region_of(a, shared) || is_in_region_of(b, shared));
	assert_memory_equal(copy_a, small_table, sizeof(small_table));
	assert_memory_equal(copy_b, small_table, sizeof(small_table));
	/* the same module, the same copy */
	assert_ptr_equal(fast_get(a, small_table, sizeof(small_table)), copy_a);
	fast_put(a, NULL, copy_a);
	assert_memory_equal(copy_a, small_table, sizeof(small_table));
	fast_put(a, NULL, copy_a);
	fast_put(b, NULL, copy_b);
	fast_put(NULL, NULL, shared);
	mod_alloc_ctx_put(a, NULL);
	mod_alloc_ctx_put(b, NULL);
	core_memory_expect(&before);
}
#endif

static void large_copies_are_shared_and_own_their_pages(void **state)
{
	const struct core_memory before = core_memory_now();
	struct mod_alloc_ctx *a = module_with_region();
	struct mod_alloc_ctx *b = module_with_region();
	const void *copy = fast_get(a, large_table, sizeof(large_table));

	assert_int_equal((uintptr_t)copy % CONFIG_MM_DRV_PAGE_SIZE, 0);
	assert_ptr_equal(fast_get(b, large_table, sizeof(large_table)), copy);
	assert_ptr_equal(fast_get(NULL, large_table, sizeof(large_table)), copy);
	/* the first user goes first */
	fast_put(a, NULL, copy);
	mod_alloc_ctx_put(a, NULL);
	assert_memory_equal(copy, large_table, sizeof(large_table));
	fast_put(b, NULL, copy);
	mod_alloc_ctx_put(b, NULL);
	assert_memory_equal(copy, large_table, sizeof(large_table));
	fast_put(NULL, NULL, copy);
	core_memory_expect(&before);
}

static void an_unbalanced_put_changes_nothing(void **state)
{
	const void *copy = fast_get(NULL, small_table, 64);
	struct core_memory before = core_memory_now();

	fast_put(NULL, NULL, small_table);
	fast_put(NULL, NULL, (const uint8_t *)copy + 1);
	fast_put(NULL, NULL, NULL);
	assert_int_equal(core_log.errors, 3);
	core_memory_expect(&before);
	fast_put(NULL, NULL, copy);
	before = core_memory_now();
	fast_put(NULL, NULL, copy);
	assert_int_equal(core_log.errors, 4);
	core_memory_expect(&before);
}

static void an_empty_or_endless_table_is_refused(void **state)
{
	const struct core_memory before = core_memory_now();

	assert_null(fast_get(NULL, small_table, 0));
	assert_null(fast_get(NULL, small_table, SIZE_MAX));
	assert_null(fast_get(NULL, small_table, 64u << 20));
	core_memory_expect(&before);
}

static struct mod_alloc_ctx *failing_module;

static int get_large(void *ctx)
{
	const void **copy = ctx;

	*copy = fast_get(failing_module, large_table, sizeof(large_table));
	return *copy ? 0 : -1;
}

static int get_small(void *ctx)
{
	const void **copy = ctx;

	*copy = fast_get(failing_module, small_table, sizeof(small_table));
	return *copy ? 0 : -1;
}

static void a_failed_get_leaves_no_entry(void **state)
{
	const void *copy;

	failing_module = module_with_region();
	assert_int_equal(core_fail_each(get_large, &copy), 2);
	assert_memory_equal(copy, large_table, sizeof(large_table));
	fast_put(failing_module, NULL, copy);
	assert_int_equal(core_fail_each(get_small, &copy), 2);
	assert_memory_equal(copy, small_table, sizeof(small_table));
	fast_put(failing_module, NULL, copy);
	mod_alloc_ctx_put(failing_module, NULL);
}

#define table_test(fn) cmocka_unit_test_setup_teardown(fn, tables_start, core_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		table_test(the_same_source_is_copied_once),
		table_test(another_size_is_refused),
#ifdef CONFIG_SOF_VREGIONS
		table_test(another_size_is_refused_across_kinds_of_copy),
#endif
#ifdef CONFIG_SOF_VREGIONS
		table_test(modules_with_a_region_own_small_copies),
#endif
		table_test(large_copies_are_shared_and_own_their_pages),
		table_test(an_unbalanced_put_changes_nothing),
		table_test(an_empty_or_endless_table_is_refused),
		table_test(a_failed_get_leaves_no_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
