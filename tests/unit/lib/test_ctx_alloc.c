/* SPDX-License-Identifier: BSD-3-Clause */
/* Allocation contexts: memory goes back through where it came from; context and region die with the last holder. */
#include "core_rig.h"

#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>
#include <zephyr/kernel.h>

static bool is_in_region(struct vregion *vr, void *ptr)
{
	uintptr_t start;
	size_t size;

	vregion_mem_info(vr, &size, &start);
	return (uintptr_t)sys_cache_cached_ptr_get(ptr) - start < size;
}

static bool is_in_heap(const struct k_heap *heap, void *ptr)
{
	return (uintptr_t)sys_cache_cached_ptr_get(ptr) - (uintptr_t)heap->heap.init_mem <
	       heap->heap.init_bytes;
}

/* One allocation of each kind through ctx, each freed through it. */
static void expect_round_trip(struct mod_alloc_ctx *ctx, struct vregion *vr, struct k_heap *heap)
{
	static const uint32_t flags[] = { 0, SOF_MEM_FLAG_USER, SOF_MEM_FLAG_COHERENT,
					  SOF_MEM_FLAG_LARGE_BUFFER,
					  SOF_MEM_FLAG_COHERENT | SOF_MEM_FLAG_LARGE_BUFFER |
						  SOF_MEM_FLAG_USER };
	const struct core_memory before = core_memory_now();

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		uint8_t *ptr = sof_ctx_alloc(ctx, flags[i], 100, 256);
		uint8_t *zeroed;

		assert_non_null(ptr);
		assert_int_equal((uintptr_t)ptr % 256, 0);
		assert_int_equal(sys_cache_is_ptr_uncached(ptr),
				 !!(flags[i] & SOF_MEM_FLAG_COHERENT));
		if (vr)
			assert_true(is_in_region(vr, ptr));
		else
			assert_true(is_in_heap(heap, ptr));
		memset(ptr, 0xEE, 100);
		sof_ctx_free(ctx, ptr);

		zeroed = sof_ctx_zalloc(ctx, flags[i], 100, 256);
		for (size_t n = 0; n < 100; n++)
			assert_int_equal(zeroed[n], 0);
		sof_ctx_free(ctx, zeroed);
	}
	assert_null(sof_ctx_alloc(ctx, 0, 0, 0));
	assert_null(sof_ctx_zalloc(ctx, 0, 64u << 20, 0));
	sof_ctx_free(ctx, NULL);
	core_memory_expect(&before);
}

static void no_context_is_the_kernel_heap(void **state)
{
	expect_round_trip(NULL, NULL, sof_sys_heap_get());
}

static void a_context_without_heap_is_the_kernel_heap(void **state)
{
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, NULL);

	expect_round_trip(ctx, NULL, sof_sys_heap_get());
	mod_alloc_ctx_put(ctx, NULL);
}

static void a_context_uses_its_heap(void **state)
{
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(sof_buffer_heap_get(), NULL);

	expect_round_trip(ctx, NULL, sof_buffer_heap_get());
	mod_alloc_ctx_put(ctx, NULL);
}

#ifdef CONFIG_SOF_VREGIONS
static void a_context_with_a_region_uses_nothing_else(void **state)
{
	struct vregion *vr = vregion_create(4096, 8192);
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(sof_buffer_heap_get(), vr);

	expect_round_trip(ctx, vr, NULL);
	mod_alloc_ctx_put(ctx, NULL);
}

static void the_last_put_frees_region_and_context(void **state)
{
	const struct core_memory before = core_memory_now();
	struct vregion *vr = vregion_create(4096, 4096);
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, vr);
	struct core_memory held = core_memory_now();

	mod_alloc_ctx_get(ctx, NULL);
	mod_alloc_ctx_get(ctx, NULL);
	mod_alloc_ctx_put(ctx, NULL);
	mod_alloc_ctx_put(ctx, NULL);
	core_memory_expect(&held);
	assert_true(is_in_region(vr, sof_ctx_alloc(ctx, 0, 16, 0)));
	mod_alloc_ctx_put(ctx, NULL);
	core_memory_expect(&before);
}
#endif

static void the_last_put_frees_a_context_without_region(void **state)
{
	const struct core_memory before = core_memory_now();
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, NULL);
	struct core_memory held = core_memory_now();

	mod_alloc_ctx_get(ctx, NULL);
	mod_alloc_ctx_put(ctx, NULL);
	core_memory_expect(&held);
	mod_alloc_ctx_put(ctx, NULL);
	core_memory_expect(&before);
	mod_alloc_ctx_get(NULL, NULL);
	mod_alloc_ctx_put(NULL, NULL);
}

#ifdef CONFIG_SOF_VREGIONS
static void without_memory_the_region_stays_the_callers(void **state)
{
	struct vregion *vr = vregion_create(4096, 4096);
	struct core_memory before = core_memory_now();

	adsp_inspect_fail_alloc(1);
	assert_null(mod_alloc_ctx_new(NULL, vr));
	core_memory_expect(&before);
	assert_null(vregion_put(vr));
}
#endif

static int new_heap(void *out)
{
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new_heap(5000);

	*(struct mod_alloc_ctx **)out = ctx;
	return ctx ? 0 : -1;
}

static void a_heap_of_its_own_goes_with_the_last_holder(void **state)
{
	const struct core_memory before = core_memory_now();
	struct mod_alloc_ctx *ctx;
	void *ptr;

	assert_int_equal(core_fail_each(new_heap, &ctx), 3);
	assert_int_equal(ctx->heap->heap.init_bytes, 2 * CONFIG_MM_DRV_PAGE_SIZE);
	ptr = sof_ctx_alloc(ctx, 0, 100, 0);
	assert_true((uintptr_t)ptr - (uintptr_t)ctx->heap->heap.init_mem <
		    ctx->heap->heap.init_bytes);
	sof_ctx_free(ctx, ptr);
	assert_null(sof_ctx_alloc(ctx, 0, 2 * CONFIG_MM_DRV_PAGE_SIZE, 0));
	mod_alloc_ctx_get(ctx, NULL);
	mod_alloc_ctx_put(ctx, NULL);
	assert_non_null(ctx->heap_pages);
	mod_alloc_ctx_put(ctx, NULL);
	core_memory_expect(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(no_context_is_the_kernel_heap),
		core_test(a_context_without_heap_is_the_kernel_heap),
		core_test(a_context_uses_its_heap),
#ifdef CONFIG_SOF_VREGIONS
		core_test(a_context_with_a_region_uses_nothing_else),
		core_test(the_last_put_frees_region_and_context),
#endif
		core_test(the_last_put_frees_a_context_without_region),
#ifdef CONFIG_SOF_VREGIONS
		core_test(without_memory_the_region_stays_the_callers),
#endif
		core_test(a_heap_of_its_own_goes_with_the_last_holder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
