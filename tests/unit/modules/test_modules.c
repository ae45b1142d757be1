/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: every module that is registered can be told from every other, has what it needs to run, and has the id
 * that its name gives it.
 */
#include <ctype.h>
#include "harness.h"
#include "topology/tplg.h"

static void test_ids_follow_the_names(void **state)
{
	const uint32_t count = module_table_count();

	assert_true(count > 0);
	assert_null(module_table_get(0));
	assert_null(module_table_get(count + 1));
	assert_null(module_table_get(UINT32_MAX));
	for (uint32_t id = 1; id <= count; id++) {
		assert_non_null(module_table_get(id));
		if (id > 1)
			assert_true(memcmp(module_table_get(id - 1)->name,
					   module_table_get(id)->name, 8) < 0);
	}
}

static void test_uuids_are_unique(void **state)
{
	const uint32_t count = module_table_count();

	for (uint32_t id = 1; id <= count; id++) {
		for (uint32_t other = id + 1; other <= count; other++)
			assert_memory_not_equal(module_table_get(id)->uuid,
						module_table_get(other)->uuid, 16);
	}
}

static void test_declarations_are_complete(void **state)
{
	for (uint32_t id = 1; id <= module_table_count(); id++) {
		const struct comp_driver *drv = module_table_get(id);

		print_message("%.8s\n", drv->name);
		assert_true(drv->name[0]);
		for (size_t i = 1; i < sizeof(drv->name); i++)
			assert_true(drv->name[i - 1] || !drv->name[i]);
		assert_non_null(drv->ops->init);
		assert_true(drv->ops->process || drv->ops->process_audio_stream ||
			    drv->ops->process_raw_data);
		assert_true(drv->manifest_type & (IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_DP));
		assert_true(drv->instance_max_count > 0);
		assert_in_range(drv->max_inputs, 0, CONFIG_MODULE_MAX_CONNECTIONS);
		assert_in_range(drv->max_outputs, 0, CONFIG_MODULE_MAX_CONNECTIONS);
	}
}

/* The host's messages call a module as the firmware's log does. */
static void test_host_knows_all_by_name(void **state)
{
	for (uint32_t id = 1; id <= module_table_count(); id++) {
		const struct comp_driver *drv = module_table_get(id);
		const struct tplg_module *known = tplg_module_find(drv->uuid);
		char name[sizeof(drv->name) + 1] = "";

		for (size_t i = 0; i < sizeof(drv->name); i++)
			name[i] = (char)tolower(drv->name[i]);
		assert_non_null(known);
		assert_string_equal(known->name, name);
	}
}

/* The bytes of a UUID as they travel: the first three groups are little endian. */
static void test_uuid_is_in_memory_order(void **state)
{
	static const uint8_t uuid[16] = MODULE_UUID(01234567, 89ab, cdef, 0123, 456789abcdef);

	assert_memory_equal(uuid,
			    "\x67\x45\x23\x01\xab\x89\xef\xcd\x01\x23\x45\x67\x89\xab\xcd\xef", 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids_follow_the_names),
		cmocka_unit_test(test_uuids_are_unique),
		cmocka_unit_test(test_declarations_are_complete),
		cmocka_unit_test(test_host_knows_all_by_name),
		cmocka_unit_test(test_uuid_is_in_memory_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
