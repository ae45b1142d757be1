/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include <zephyr/toolchain.h>

#include "firmware_image.h"
#include "rig.h"

extern char __firmware_data_start[] __weak;
extern char __firmware_data_end[] __weak;

static size_t data_bytes(void)
{
	return (size_t)(__firmware_data_end - __firmware_data_start);
}

static void test_each_load_is_as_the_first(void **state)
{
	char *first = malloc(data_bytes() + 1);

	if (!data_bytes()) {
		free(first);
		skip();		/* a coverage build has no such section */
	}
	assert_non_null(first);
	assert_int_equal(firmware_image_load(), 0);
	memcpy(first, __firmware_data_start, data_bytes());
	memset(__firmware_data_start, 0xa5, data_bytes());
	assert_int_equal(firmware_image_load(), 0);
	assert_memory_equal(first, __firmware_data_start, data_bytes());
	free(first);
}

/* Init functions of the firmware run here, with mutexes and lists of their own. */
static void test_a_boot_does_not_see_what_was_left(void **state)
{
	memset(__firmware_data_start, 0xa5, data_bytes());
	rig_start(state);
	rig_stop(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_load_is_as_the_first),
		cmocka_unit_test(test_a_boot_does_not_see_what_was_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
