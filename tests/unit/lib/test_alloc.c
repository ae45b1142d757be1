/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernel and buffer heaps behind sof_heap_*(), r*alloc() and rfree(). */
#include "core_rig.h"

#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/platform.h>
#include <zephyr/kernel.h>

static void blocks_are_line_aligned(void **state)
{
	const struct core_memory before = core_memory_now();

	for (size_t align = 0; align <= 4096; align = align ? align * 2 : 1) {
		uint8_t *ptr = rmalloc_align(SOF_MEM_FLAG_KERNEL, 7, align);

		assert_non_null(ptr);
		assert_int_equal((uintptr_t)ptr % PLATFORM_DCACHE_ALIGN, 0);
		assert_int_equal((uintptr_t)ptr % (align ? align : 1), 0);
		rfree(ptr);
	}
	core_memory_expect(&before);
}

static void the_coherent_flag_gives_the_uncached_alias(void **state)
{
	const struct core_memory before = core_memory_now();
	uint8_t *coherent = sof_heap_alloc(NULL, SOF_MEM_FLAG_COHERENT, 1, 0);
	uint8_t *cached = sof_heap_alloc(NULL, 0, 1, 0);

	assert_true(sys_cache_is_ptr_uncached(coherent));
	assert_true(sys_cache_is_ptr_cached(cached));
	sof_heap_free(NULL, coherent);
	sof_heap_free(sof_sys_heap_get(), sys_cache_uncached_ptr_get(cached));
	sof_heap_free(NULL, NULL);
	core_memory_expect(&before);
}

static void rzalloc_zeroes(void **state)
{
	uint8_t *ptr = rmalloc(SOF_MEM_FLAG_KERNEL, 300);

	memset(ptr, 0xFF, 300);
	rfree(ptr);
	ptr = rzalloc(SOF_MEM_FLAG_KERNEL, 300);
	for (size_t i = 0; i < 300; i++)
		assert_int_equal(ptr[i], 0);
	rfree(ptr);
}

static void nothing_comes_of_no_or_too_many_bytes(void **state)
{
	const struct core_memory before = core_memory_now();

	assert_null(rmalloc(SOF_MEM_FLAG_KERNEL, 0));
	assert_null(rballoc(SOF_MEM_FLAG_USER, 0));
	for (size_t i = 0; i < 200; i++) {
		assert_null(rmalloc(SOF_MEM_FLAG_KERNEL, SIZE_MAX - i));
		assert_null(rmalloc(SOF_MEM_FLAG_COHERENT, SIZE_MAX - i));
	}
	core_log.errors = 0;
	assert_null(rzalloc(SOF_MEM_FLAG_KERNEL, 64u << 20));
	assert_int_equal(core_log.errors, 1);
	core_memory_expect(&before);
}

#if CONFIG_CORE_COUNT >= 3
static int note_buffer_heap(void *arg)
{
	struct k_heap **heap = arg;

	*heap = sof_buffer_heap_get();
	return 0;
}

static void each_core_has_its_buffer_heap(void **state)
{
	struct k_heap *heaps[3] = { NULL };

	assert_int_equal(platform_core_count(), 3);
	for (unsigned int core = 0; core < 3; core++)
		assert_int_equal(platform_run_on_core(core, note_buffer_heap, &heaps[core]), 0);
	assert_ptr_equal(heaps[0], sof_buffer_heap_get());
	assert_ptr_not_equal(heaps[0], heaps[1]);
	assert_ptr_not_equal(heaps[1], heaps[2]);
	assert_ptr_not_equal(heaps[0], sof_sys_heap_get());
}

static int allocate_buffer(void *arg)
{
	void **ptr = arg;

	*ptr = rballoc_align(SOF_MEM_FLAG_COHERENT, 100, 256);
	return 0;
}

static void rfree_finds_the_heap_by_address(void **state)
{
	const struct core_memory before = core_memory_now();
	void *far, *near = rballoc(SOF_MEM_FLAG_USER, 100);

	assert_int_equal(platform_run_on_core(2, allocate_buffer, &far), 0);
	assert_int_equal((uintptr_t)far % 256, 0);
	rfree(far);
	rfree(near);
	rfree(NULL);
	core_memory_expect(&before);
}
#endif

static void free_foreign(void)
{
	static int not_from_a_heap;

	rfree(&not_from_a_heap);
}

static void a_pointer_of_no_heap_panics(void **state)
{
	core_expect_fatal(free_foreign, "alloc.c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(blocks_are_line_aligned),
		core_test(the_coherent_flag_gives_the_uncached_alias),
		core_test(rzalloc_zeroes),
		core_test(nothing_comes_of_no_or_too_many_bytes),
#if CONFIG_CORE_COUNT >= 3
		core_test(each_core_has_its_buffer_heap),
		core_test(rfree_finds_the_heap_by_address),
#endif
		core_test(a_pointer_of_no_heap_panics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
