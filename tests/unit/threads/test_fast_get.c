/* SPDX-License-Identifier: BSD-3-Clause */
/* Copies that several cores get and put at once. */
#include "cores.h"

#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/vregion.h>

#define STEPS 5000

static uint8_t tables[4][CONFIG_MM_DRV_PAGE_SIZE];
/* up to half a page a module with a region has a copy of its own */
static const size_t sizes[] = { 64, CONFIG_MM_DRV_PAGE_SIZE / 2, CONFIG_MM_DRV_PAGE_SIZE / 2 + 1,
				CONFIG_MM_DRV_PAGE_SIZE };

static int tables_start(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		memset(tables[i], (int)i + 1, sizeof(tables[i]));
	return core_start(state);
}

static void get_and_put_one(struct core *core)
{
	for (int step = 0; step < cores_many(); step++) {
		cores_expect(fast_get(NULL, tables[0], sizes[0]) == core->shared);
		fast_put(NULL, NULL, core->shared);
	}
}

static void no_get_and_no_put_is_lost(void **state)
{
	const struct core_memory before = core_memory_now();
	const void *copy = fast_get(NULL, tables[0], sizes[0]);

	cores_run(get_and_put_one, (void *)copy);
	assert_int_equal(*(const uint8_t *)copy, 1);
	fast_put(NULL, NULL, copy);
	core_memory_expect(&before);
}

static void get_and_put(struct core *core)
{
	struct mod_alloc_ctx *ctx = ((struct mod_alloc_ctx **)core->shared)[core->index];
	const void *held[ARRAY_SIZE(sizes)] = { NULL };

	for (int step = 0; step < STEPS; step++) {
		uint32_t i = core_random(&core->random, ARRAY_SIZE(sizes));

		if (held[i]) {
			cores_expect(!memcmp(held[i], tables[i], sizes[i]));
			fast_put(ctx, NULL, held[i]);
			held[i] = NULL;
		} else {
			held[i] = fast_get(ctx, tables[i], sizes[i]);
			cores_expect(held[i]);
			cores_expect(!fast_get(ctx, tables[i], sizes[i] + 1));
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (held[i])
			fast_put(ctx, NULL, held[i]);
	}
}

static void without_a_context_every_copy_is_shared(void **state)
{
	const struct core_memory before = core_memory_now();
	struct mod_alloc_ctx *none[CORES] = { NULL };

	cores_run(get_and_put, none);
	core_memory_expect(&before);
}

static void small_copies_of_modules_are_their_own(void **state)
{
	const struct core_memory before = core_memory_now();
	struct mod_alloc_ctx *modules[CORES];
	struct core_memory made;

	for (int i = 0; i < CORES; i++) {
		modules[i] = mod_alloc_ctx_new(NULL, vregion_create(4096, 16384));
		assert_non_null(modules[i]);
	}
	made = core_memory_now();
	cores_run(get_and_put, modules);
	core_memory_expect(&made);
	for (int i = 0; i < CORES; i++)
		mod_alloc_ctx_put(modules[i], NULL);
	core_memory_expect(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_get_and_no_put_is_lost, tables_start, core_stop),
		cmocka_unit_test_setup_teardown(without_a_context_every_copy_is_shared,
						tables_start, core_stop),
		cmocka_unit_test_setup_teardown(small_copies_of_modules_are_their_own, tables_start,
						core_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
