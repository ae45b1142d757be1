/* SPDX-License-Identifier: BSD-3-Clause */
/* What a module allocates is tracked, comes from its context and goes back there. */
#include "../graph.h"

#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/audio/data_blob.h>
#include <sof/ctx_alloc.h>

static const uint8_t table[3000] = { 1, 2, 3 };

static void allocations_come_from_the_modules_memory(void **state)
{
	struct comp_dev *dp = graph_dp(&probe_driver, 0, 0);
	struct comp_dev *ll = graph_ll(&probe_driver, 1, 0);
	struct processing_module *mods[] = { dp->mod, ll->mod };

	assert_null(module_adapter_alloc_ctx(ll));
	if (module_adapter_alloc_ctx(dp)->vreg) {
		/* what the kernel follows is out of reach */
		assert_false(graph_is_own_memory(dp, dp));
		assert_false(graph_is_own_memory(dp, dp->mod));
	}
	for (int i = 0; i < 2; i++) {
		struct core_memory before = core_memory_now();
		void *ptr[] = {
			mod_alloc(mods[i], 100),
			mod_zalloc(mods[i], 100),
			mod_alloc_align(mods[i], 100, 512),
			mod_balloc_align(mods[i], 1000, 256),
			mod_alloc_ext(mods[i], SOF_MEM_FLAG_COHERENT, 100, 0),
		};

		for (size_t n = 0; n < ARRAY_SIZE(ptr); n++) {
			assert_non_null(ptr[n]);
			if (i == 0)
				assert_true(graph_is_own_memory(dp, ptr[n]));
			assert_int_equal(sys_cache_is_ptr_uncached(ptr[n]), n == 4);
		}
		assert_int_equal((uintptr_t)ptr[2] % 512, 0);
		assert_int_equal((uintptr_t)ptr[3] % 256, 0);
		for (int n = 0; n < 100; n++)
			assert_int_equal(((uint8_t *)ptr[1])[n], 0);
		for (size_t n = 0; n < ARRAY_SIZE(ptr); n++)
			assert_int_equal(mod_free(mods[i], ptr[n]), 0);
		/* containers stay in their pool: give and take again without growth */
		before = core_memory_now();
		for (size_t n = 0; n < ARRAY_SIZE(ptr); n++)
			ptr[n] = mod_alloc(mods[i], 10);
		for (size_t n = 0; n < ARRAY_SIZE(ptr); n++)
			assert_int_equal(mod_free(mods[i], ptr[n]), 0);
		core_memory_expect(&before);
	}
	graph_free(dp);
	graph_free(ll);
}

static void what_is_not_tracked_is_not_freed(void **state)
{
	struct comp_dev *a = graph_ll(&probe_driver, 0, 0);
	struct comp_dev *b = graph_ll(&probe_driver, 1, 0);
	uint8_t *ptr = mod_alloc(a->mod, 64);
	struct core_memory before = core_memory_now();

	assert_int_equal(mod_free(a->mod, NULL), 0);
	assert_int_equal(mod_free(a->mod, &before), -ENOENT);
	assert_int_equal(mod_free(a->mod, ptr + 1), -ENOENT);
	assert_int_equal(mod_free(b->mod, ptr), -ENOENT);
	core_memory_expect(&before);
	assert_int_equal(mod_free(a->mod, ptr), 0);
	assert_int_equal(mod_free(a->mod, ptr), -ENOENT);
	assert_null(mod_alloc(a->mod, 0));
	assert_null(mod_alloc(a->mod, 64u << 20));
	assert_null(mod_zalloc(a->mod, SIZE_MAX));
	graph_free(a);
	graph_free(b);
}

static void usage_and_high_water_count_requested_bytes(void **state)
{
	struct comp_dev *dev = graph_ll(&probe_driver, 0, 0);
	struct module_resources *r = &comp_instance(dev)->resources;
	size_t base = r->heap_usage;
	struct comp_data_blob_handler *handler;
	const void *copy;
	void *a, *b;

	assert_int_equal(base, 32); /* private data of init */
	a = mod_alloc(dev->mod, 100);
	b = mod_balloc_align(dev->mod, 1000, 64);
	assert_int_equal(r->heap_usage, base + 1100);
	mod_free(dev->mod, a);
	assert_int_equal(r->heap_usage, base + 1000);
	assert_int_equal(r->heap_high_water_mark, base + 1100);
	/* neither handlers nor copies are accounted */
	handler = mod_data_blob_handler_new(dev->mod);
	copy = mod_fast_get(dev->mod, table, sizeof(table));
	assert_int_equal(r->heap_usage, base + 1000);
	assert_int_equal(mod_free(dev->mod, handler), 0);
	assert_int_equal(mod_free(dev->mod, copy), 0);
	/* nor is what was not to be had */
	assert_null(mod_alloc(dev->mod, 64u << 20));
	assert_int_equal(r->heap_usage, base + 1000);
	assert_int_equal(r->heap_high_water_mark, base + 1100);
	mod_free(dev->mod, b);
	assert_int_equal(r->heap_usage, base);
	graph_free(dev);
}

static void free_all_takes_every_kind(void **state)
{
	const struct core_memory before = core_memory_now();

	for (int domain = 0; domain < 2; domain++) {
		struct comp_dev *dev =
			graph_new(&probe_driver, 0, 0, (enum ipc4_proc_domain)domain);

		for (int i = 0; i < 40; i++)
			assert_non_null(mod_alloc(dev->mod, 64));
		assert_non_null(mod_data_blob_handler_new(dev->mod));
		assert_non_null(mod_fast_get(dev->mod, table, 100));
		assert_non_null(mod_fast_get(dev->mod, table + 1, sizeof(table) - 1));
		graph_free(dev);
		core_memory_expect(&before);
	}
}

static void a_shared_copy_survives_one_of_its_modules(void **state)
{
	struct comp_dev *a = graph_dp(&probe_driver, 0, 0);
	struct comp_dev *b = graph_dp(&probe_driver, 1, 0);
	const void *shared_a = mod_fast_get(a->mod, table, sizeof(table));
	const void *shared_b = mod_fast_get(b->mod, table, sizeof(table));

	assert_ptr_equal(shared_a, shared_b);
	if (IS_ENABLED(CONFIG_SOF_VREGIONS))
		assert_false(graph_is_own_memory(a, shared_a));
	graph_free(a);
	assert_memory_equal(shared_b, table, sizeof(table));
	graph_free(b);
}

static struct comp_dev *failing;

static int allocate(void *arg)
{
	void **ptr = arg;

	*ptr = mod_alloc(failing->mod, 100);
	return *ptr ? 0 : -ENOMEM;
}

static int get_copy(void *arg)
{
	const void **ptr = arg;

	*ptr = mod_fast_get(failing->mod, table, sizeof(table));
	return *ptr ? 0 : -ENOMEM;
}

static int make_handler(void *arg)
{
	void **ptr = arg;

	*ptr = mod_data_blob_handler_new(failing->mod);
	return *ptr ? 0 : -ENOMEM;
}

static void a_failed_allocation_leaves_nothing(void **state)
{
	int (*const ops[])(void *) = { allocate, get_copy, make_handler };
	void *spare[20];

	for (int domain = 0; domain < 2; domain++) {
		failing = graph_new(&probe_driver, 0, 0, (enum ipc4_proc_domain)domain);
		/* containers at hand: only the allocation itself can fail */
		for (int i = 0; i < 20; i++)
			spare[i] = mod_alloc(failing->mod, 16);
		for (int i = 0; i < 20; i++)
			mod_free(failing->mod, spare[i]);
		for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
			size_t usage = comp_instance(failing)->resources.heap_usage;
			void *ptr;

			assert_true(core_fail_each(ops[i], &ptr) >= 1);
			assert_int_equal(mod_free(failing->mod, ptr), 0);
			assert_int_equal(comp_instance(failing)->resources.heap_usage, usage);
		}
		graph_free(failing);
	}
}

#ifdef CONFIG_SOF_VREGIONS
/* A region that is full is an error of the module, not of the machine. */
static void a_full_region_refuses(void **state)
{
	const struct core_memory before = core_memory_now();
	struct comp_dev *dev = graph_dp(&probe_driver, 0, 0);
	unsigned int n = 0;

	while (mod_alloc(dev->mod, 1000))
		n++;
	assert_in_range(n, 10, 28);
	assert_null(mod_balloc_align(dev->mod, 1000, 64));
	graph_free(dev);
	core_memory_expect(&before);
}
#endif

#ifdef CONFIG_SOF_USERSPACE_APPLICATION
static void the_bounds_of_the_region_are_the_kernels(void **state)
{
	struct comp_dev *dp = graph_dp(&probe_driver, 0, 0);
	struct comp_dev *ll = graph_ll(&probe_driver, 1, 0);
	struct mod_alloc_ctx *ctx = comp_instance(dp)->resources.alloc;
	uintptr_t start, expected;
	size_t size;

	mod_heap_info(dp->mod, &size, &start);
	assert_true(size >= CONFIG_SOF_VREGION_LIFETIME_BYTES + CONFIG_SOF_VREGION_INTERIM_BYTES);
	assert_true(graph_is_own_memory(dp, (void *)start) &&
		    graph_is_own_memory(dp, (void *)(start + size - 1)));
	vregion_mem_info(ctx->vreg, NULL, &expected);
	assert_int_equal(expected, start);
	mod_heap_info(ll->mod, &size, &start);
	assert_int_equal(size, 0);
	assert_int_equal(start, 0);
	graph_free(dp);
	graph_free(ll);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		graph_test(allocations_come_from_the_modules_memory),
		graph_test(what_is_not_tracked_is_not_freed),
		graph_test(usage_and_high_water_count_requested_bytes),
		graph_test(free_all_takes_every_kind),
		graph_test(a_shared_copy_survives_one_of_its_modules),
		graph_test(a_failed_allocation_leaves_nothing),
#ifdef CONFIG_SOF_VREGIONS
		graph_test(a_full_region_refuses),
#endif
#ifdef CONFIG_SOF_USERSPACE_APPLICATION
		graph_test(the_bounds_of_the_region_are_the_kernels),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
