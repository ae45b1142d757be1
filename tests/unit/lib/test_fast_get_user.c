/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copies of read-only data for user modules, which may say of them what is not so.
 *
 * Needs: CONFIG_SOF_USERSPACE_APPLICATION
 */
#include "core_rig.h"

#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/vregion.h>
#include <zephyr/app_memory/mem_domain.h>

#define HALF_PAGE (CONFIG_MM_DRV_PAGE_SIZE / 2)

/* What a user module says of a table concerns nobody else. */
static void another_size_of_a_user_module_is_its_own(void **state)
{
	const size_t sizes[] = { 1, HALF_PAGE + 1, 2 * HALF_PAGE };
	static uint8_t table[2 * HALF_PAGE];
	struct k_mem_domain domains[2];
	struct mod_alloc_ctx *users[2];
	const struct core_memory before = core_memory_now();

	for (int i = 0; i < 2; i++) {
		k_mem_domain_init(&domains[i], 0, NULL);
		users[i] = mod_alloc_ctx_new(NULL, vregion_create(4096, 16384));
		users[i]->domain = &domains[i];
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		const size_t right = sizes[(i + 1) % ARRAY_SIZE(sizes)];
		const void *wrong = fast_get(users[0], table, sizes[i]), *kernels, *others;

		assert_non_null(wrong);
		assert_null(fast_get(users[0], table, right));
		kernels = fast_get(NULL, table, right);
		others = fast_get(users[1], table, right);
		assert_non_null(kernels);
		assert_non_null(others);
		assert_null(fast_get(NULL, table, sizes[i]));
		assert_null(fast_get(users[1], table, sizes[i]));
		fast_put(users[0], &domains[0], wrong);
		fast_put(users[1], &domains[1], others);
		fast_put(NULL, NULL, kernels);
	}
	for (int i = 0; i < 2; i++) {
		mod_alloc_ctx_put(users[i], NULL);
		k_mem_domain_deinit(&domains[i]);
	}
	core_memory_expect(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(another_size_of_a_user_module_is_its_own,
						core_start, core_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
