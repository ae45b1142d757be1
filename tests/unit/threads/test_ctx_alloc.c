/* SPDX-License-Identifier: BSD-3-Clause */
/* Contexts that several cores hold, let go, and allocate through, at once. */
#include "cores.h"

#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>

#define STEPS 2000

static void hold_and_use(struct core *core)
{
	uint8_t *block;

	for (int step = 0; step < cores_many() / CORES; step++) {
		mod_alloc_ctx_get(core->shared, core);
		mod_alloc_ctx_put(core->shared, core);
	}
	for (int step = 0; step < STEPS; step++) {
		mod_alloc_ctx_get(core->shared, core);
		block = sof_ctx_zalloc(core->shared, 0, 1 + core_random(&core->random, 300), 0);
		cores_expect(block && !*block);
		*block = 1;
		sof_ctx_free(core->shared, block);
		mod_alloc_ctx_put(core->shared, core);
	}
	/* the last of all frees it */
	mod_alloc_ctx_put(core->shared, core);
}

static void is_held_to_the_end(struct mod_alloc_ctx *ctx)
{
	assert_non_null(ctx);
	for (int i = 1; i < CORES; i++)
		mod_alloc_ctx_get(ctx, NULL);
	cores_run(hold_and_use, ctx);
}

static void the_last_of_all_cores_frees(void **state)
{
	const struct core_memory before = core_memory_now();

	for (int round = 0; round < 5; round++) {
		is_held_to_the_end(mod_alloc_ctx_new(NULL, NULL));
		is_held_to_the_end(mod_alloc_ctx_new_heap(8192));
		is_held_to_the_end(mod_alloc_ctx_new(NULL, vregion_create(4096, 8192)));
		core_memory_expect(&before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { core_test(the_last_of_all_cores_frees) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
