/* SPDX-License-Identifier: BSD-3-Clause */
/* The module table: identities as registered, nothing missing. */
#include "harness.h"

static void test_identities(void **state)
{
	static const struct {
		const char *name, *uuid; /* memory order */
		uint16_t instances;
		uint8_t inputs, outputs;
	} expected[] = {
		{ "COPIER", "830ca09b12ca834a943c1fa2e82f9dda", 32, 1, 4 },
		{ "GAIN", "a8a9bc61d018184a8e7b2639219804b7", 40, 1, 1 },
		{ "PEAKVOL", "2313178aa3941d4eafe9fe5dbaa4c393", 10, 1, 1 },
		{ "MIXIN", "b26e6539713b49408d3ff92cd5c43c09", 30, 1, 3 },
		{ "MIXOUT", "5a50563cd7248f41bddcc1f5a3ac2ae0", 30, 8, 1 },
		{ "TEMPLATE", "afe12da664592e4eb1677fdc97279a29", 40, 1, 1 },
		{ "SRC", "8db21be69a141f4cb70946823ef5f5ae", 16, 1, 1 },
		{ "SRC_LITE", "51104433cd446a4683a3178478708aea", 16, 1, 1 },
		{ "TREMOLO", "fd0f1572bbcd594992d34f2357a40753", 16, 1, 1 },
	};

	assert_int_equal(module_table_count(), ARRAY_SIZE(expected));
	assert_null(module_table_get(0));
	assert_null(module_table_get(ARRAY_SIZE(expected) + 1));
	assert_null(module_table_get(UINT32_MAX));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct comp_driver *drv = module_table_get((uint32_t)i + 1);
		char uuid[33] = "";

		for (size_t b = 0; b < sizeof(drv->uuid); b++)
			snprintf(uuid + 2 * b, 3, "%02x", drv->uuid[b]);
		assert_string_equal(uuid, expected[i].uuid);
		assert_memory_equal(drv->name, expected[i].name, strlen(expected[i].name));
		assert_int_equal(drv->instance_max_count, expected[i].instances);
		assert_int_equal(drv->max_inputs, expected[i].inputs);
		assert_int_equal(drv->max_outputs, expected[i].outputs);
		assert_int_equal(drv->manifest_type, IPC4_MODULE_TYPE_LL);
		assert_non_null(drv->ops->init);
		assert_non_null(drv->ops->process);
		assert_true(drv->cycles_per_call > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
