/* SPDX-License-Identifier: BSD-3-Clause */
/* k_heap: the API's rules, waiting, failure injection, figures, and how heaps end. */
#include <zephyr/kernel.h>
#include <rtos/cache.h>
#include <sof/lib/vpage.h>
#include <platform/machine.h>

#include <adsp/inspect.h>

#include "../blind.h"
#include "rig.h"

static struct k_heap heap;
static char *memory;

static int setup(void **state)
{
	size_t size;

	rig_start(state);
	memory = platform_area(PLATFORM_AREA_HEAP, 0, &size);
	k_heap_init(&heap, memory, size);
	return 0;
}

static bool find_heap(const char *name, struct adsp_heap_info *out)
{
	struct adsp_heap_info infos[16];
	size_t i, n = adsp_inspect_heaps(infos, 16);

	for (i = 0; i < n; i++) {
		if (!strcmp(infos[i].name, name)) {
			*out = infos[i];
			return true;
		}
	}
	return false;
}

static void test_embedded_fields_are_public(void **state)
{
	assert_ptr_equal(heap.heap.init_mem, memory);
	assert_int_equal(heap.heap.init_bytes, 1024 * 1024);
}

static void test_alloc_rules(void **state)
{
	void *ptr;

	assert_null(k_heap_alloc(&heap, 0, K_NO_WAIT));
	assert_null(k_heap_alloc(&heap, 2 * 1024 * 1024, K_NO_WAIT));
	assert_null(k_heap_calloc(&heap, SIZE_MAX / 2, 3, K_NO_WAIT));
	ptr = k_heap_alloc(&heap, 10, K_NO_WAIT);
	assert_int_equal((uintptr_t)ptr % sizeof(void *), 0);
	assert_true((uintptr_t)ptr >= ADSP_CACHED_BASE);
	k_heap_free(&heap, NULL);
	k_heap_free(&heap, ptr);
	ptr = k_heap_aligned_alloc(&heap, 0, 10, K_NO_WAIT); /* no alignment: a plain allocation */
	assert_non_null(ptr);
	assert_int_equal((uintptr_t)ptr % sizeof(void *), 0);
	k_heap_free(&heap, ptr);
	ptr = k_heap_aligned_alloc(&heap, 4096, 10, K_NO_WAIT);
	assert_int_equal((uintptr_t)ptr % 4096, 0);
	assert_int_equal(sys_heap_usable_size(&heap.heap, ptr), 10);
	assert_int_equal(sys_heap_usable_size(&heap.heap, (char *)ptr + 16), 0);
	assert_true(sys_heap_validate(&heap.heap));
	blind_fill((char *)ptr + 10, 1, 1);
	assert_false(sys_heap_validate(&heap.heap));
}

static void test_calloc_zeroes(void **state)
{
	char *ptr = k_heap_alloc(&heap, 64, K_NO_WAIT);
	char *again;
	int i;

	memset(ptr, 0x55, 64);
	k_heap_free(&heap, ptr);
	again = k_heap_calloc(&heap, 4, 16, K_NO_WAIT);
	assert_ptr_equal(again, ptr);
	for (i = 0; i < 64; i++)
		assert_int_equal(again[i], 0);
}

static void test_realloc_keeps_content(void **state)
{
	char *a = k_heap_realloc(&heap, NULL, 20, K_NO_WAIT);
	char *wall = k_heap_alloc(&heap, 20, K_NO_WAIT);
	char *b;

	memcpy(a, "0123456789012345678", 20);
	b = k_heap_realloc(&heap, a, 1000, K_NO_WAIT);
	assert_ptr_not_equal(a, b);
	assert_string_equal(b, "0123456789012345678");
	assert_null(k_heap_realloc(&heap, b, 4 * 1024 * 1024, K_NO_WAIT));
	assert_string_equal(b, "0123456789012345678");
	assert_ptr_equal(k_heap_realloc(&heap, b, 10, K_NO_WAIT), b);
	assert_null(k_heap_realloc(&heap, b, 0, K_NO_WAIT));
	k_heap_free(&heap, wall);
	assert_true(sys_heap_validate(&heap.heap));
}

static void test_stats(void **state)
{
	struct sys_memory_stats stats;
	void *a = k_heap_alloc(&heap, 1000, K_NO_WAIT);

	k_heap_free(&heap, a);
	a = k_heap_alloc(&heap, 100, K_NO_WAIT);
	assert_int_equal(sys_heap_runtime_stats_get(&heap.heap, &stats), 0);
	assert_int_equal(stats.allocated_bytes, 112);
	assert_int_equal(stats.max_allocated_bytes, 1008);
	assert_int_equal(stats.free_bytes, 1024 * 1024 - 112);
	assert_int_equal(sys_heap_runtime_stats_get(NULL, &stats), -EINVAL);
	assert_int_equal(sys_heap_runtime_stats_get(&heap.heap, NULL), -EINVAL);
	k_heap_free(&heap, a);
}

/* ---- waiting ---- */

static void *held;

static void late_freer(void *p1, void *p2, void *p3)
{
	k_sleep(K_USEC(500));
	k_heap_free(&heap, held);
}

static void test_alloc_waits_for_a_free(void **state)
{
	k_thread_stack_t *stack = k_thread_stack_alloc(4096, 0);
	static struct k_thread thread;

	held = k_heap_alloc(&heap, 1000 * 1024, K_NO_WAIT);
	assert_non_null(held);
	assert_null(k_heap_alloc(&heap, 1000 * 1024, K_MSEC(2)));
	assert_int_equal(adsp_time_us(), 2000);
	k_thread_create(&thread, stack, 4096, late_freer, NULL, NULL, NULL, 5, 0, K_NO_WAIT);
	held = k_heap_alloc(&heap, 1000 * 1024, K_FOREVER);
	assert_non_null(held);
	assert_int_equal(adsp_time_us(), 2500);
}

/* ---- failure injection and figures ---- */

static void test_nth_allocation_fails(void **state)
{
	uint64_t before = adsp_inspect_alloc_count();

	adsp_inspect_fail_alloc(2);
	assert_non_null(k_heap_alloc(&heap, 10, K_NO_WAIT));
	assert_null(k_heap_alloc(&heap, 10, K_FOREVER));
	assert_non_null(k_heap_alloc(&heap, 10, K_NO_WAIT));
	adsp_inspect_fail_alloc(1);
	assert_null(vpage_alloc(1));
	adsp_inspect_fail_alloc(1);
	assert_null(k_thread_stack_alloc(4096, 0));
	adsp_inspect_fail_alloc(1);
	adsp_inspect_fail_alloc(0);
	assert_non_null(k_heap_alloc(&heap, 10, K_NO_WAIT));
	assert_int_equal(adsp_inspect_alloc_count() - before, 6);
}

static void test_figures(void **state)
{
	struct adsp_heap_info info;
	void *a = k_heap_alloc(&heap, 100, K_NO_WAIT);
	void *b = k_heap_alloc(&heap, 100, K_NO_WAIT);

	k_heap_free(&heap, a);
	assert_null(k_heap_alloc(&heap, 2 * 1024 * 1024, K_NO_WAIT));
	assert_true(find_heap("kernel", &info));
	assert_int_equal(info.size, 1024 * 1024);
	assert_int_equal(info.used, 112);
	assert_int_equal(info.peak, 224);
	assert_int_equal(info.blocks, 1);
	assert_int_equal(info.allocs, 2);
	assert_int_equal(info.failures, 1);
	assert_int_equal(adsp_inspect_heaps(NULL, 0), 2);
	assert_true(find_heap("objects", &info));
	k_heap_free(&heap, b);
}

static void test_buffer_heaps_are_named_by_core(void **state)
{
	struct adsp_heap_info info;
	static struct k_heap buffers;
	size_t size;
	void *mem = platform_area(PLATFORM_AREA_BUFFER_HEAP, 2, &size);

	assert_int_equal(size, 512 * 1024);
	k_heap_init(&buffers, mem, size);
	assert_true(find_heap("buffer.2", &info));
	assert_null(platform_area(PLATFORM_AREA_BUFFER_HEAP, 3, &size));
	assert_null(platform_area(PLATFORM_AREA_BUFFER_HEAP, 99, &size));
}

/* ---- the end of a heap ---- */

static void test_heap_ends_with_its_pages(void **state)
{
	struct adsp_heap_info info;
	struct k_heap inner;
	char *pages = vpage_alloc(4);
	char name[32];

	k_heap_init(&inner, pages + 4096, 8192);
	snprintf(name, sizeof(name), "heap.%lx", (unsigned long)(pages + 4096));
	assert_true(find_heap(name, &info));
	vpage_free(pages);
	assert_false(find_heap(name, &info));
}

static void test_heap_ends_with_its_block_or_its_successor(void **state)
{
	struct k_heap first, second;
	char *block = k_heap_aligned_alloc(&heap, 64, 4096, K_NO_WAIT);

	k_heap_init(&first, sys_cache_uncached_ptr_get(block), 4096);
	assert_int_equal(adsp_inspect_heaps(NULL, 0), 3);
	k_heap_init(&second, block, 4096);
	assert_int_equal(adsp_inspect_heaps(NULL, 0), 3);
	k_heap_init(&first, block + 1024, 1024); /* within the second one: both live */
	assert_int_equal(adsp_inspect_heaps(NULL, 0), 4);
	k_heap_free(&heap, block);
	assert_int_equal(adsp_inspect_heaps(NULL, 0), 2);
}

/* Pages are the modules': the kernel survives what they do there. Its own heaps are its own mistake, see below. */
static void test_a_block_of_pages_that_was_written_past_stays(void **state)
{
	struct k_heap inner;
	char *pages = vpage_alloc(2);
	char *ptr, *other;

	k_heap_init(&inner, pages, 8192);
	ptr = k_heap_alloc(&inner, 100, K_NO_WAIT);
	other = k_heap_alloc(&inner, 100, K_NO_WAIT);
	blind_fill(ptr + 100, 1, 1);
	k_heap_free(&inner, ptr);
	assert_non_null(
		strstr(rig_log_line, "0 bytes into its heap, stays: the bytes behind the block"));
	assert_null(k_heap_realloc(&inner, ptr, 200, K_NO_WAIT));
	k_heap_free(&inner, other);
	assert_true(k_heap_alloc(&inner, 100, K_NO_WAIT) != ptr);
	vpage_free(pages);
}

/* ---- misuse ---- */

static void *some_block(void)
{
	size_t size;
	void *mem = platform_area(PLATFORM_AREA_HEAP, 0, &size);

	k_heap_init(&heap, mem, size);
	return k_heap_alloc(&heap, 100, K_NO_WAIT);
}

static void frees_twice(void)
{
	void *ptr = some_block();

	k_heap_free(&heap, ptr);
	k_heap_free(&heap, ptr);
}

static void overflows(void)
{
	char *ptr = some_block();

	blind_fill(ptr, 0, 101);
	k_heap_free(&heap, ptr);
}

static void frees_foreign(void)
{
	void *ptr = some_block();

	k_heap_free(&heap, sys_cache_uncached_ptr_get(ptr));
}

static void aligns_oddly(void)
{
	some_block();
	if (k_heap_aligned_alloc(&heap, 24, 10, K_NO_WAIT))
		abort();
}

static void makes_tiny_heap(void)
{
	k_heap_init(&heap, some_block(), 8);
}

static void test_misuse_panics_in_words(void **state)
{
	rig_expect_fatal(frees_twice, "double free");
	rig_expect_fatal(overflows, "overflow");
	rig_expect_fatal(frees_foreign, "not in this heap");
	rig_expect_fatal(aligns_oddly, "alignment 24");
	rig_expect_fatal(makes_tiny_heap, "make no heap");
}

int main(void)
{
#define K_HEAP_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		K_HEAP_TEST(test_embedded_fields_are_public),
		K_HEAP_TEST(test_alloc_rules),
		K_HEAP_TEST(test_calloc_zeroes),
		K_HEAP_TEST(test_realloc_keeps_content),
		K_HEAP_TEST(test_stats),
		K_HEAP_TEST(test_alloc_waits_for_a_free),
		K_HEAP_TEST(test_nth_allocation_fails),
		K_HEAP_TEST(test_figures),
		K_HEAP_TEST(test_buffer_heaps_are_named_by_core),
		K_HEAP_TEST(test_heap_ends_with_its_pages),
		K_HEAP_TEST(test_heap_ends_with_its_block_or_its_successor),
		K_HEAP_TEST(test_a_block_of_pages_that_was_written_past_stays),
		cmocka_unit_test(test_misuse_panics_in_words),
	};

	return cmocka_run_group_tests_name("machine/k_heap", tests, NULL, NULL);
}
