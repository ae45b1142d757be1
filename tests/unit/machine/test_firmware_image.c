/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include <zephyr/toolchain.h>

#include "memory/firmware_image.h"
#include "memory/memory_map.h"
#include "memory/shadow.h"
#include "rig.h"

extern char __firmware_data_start[] __weak;
extern char __firmware_data_end[] __weak;

static size_t data_bytes(void)
{
	return (size_t)(__firmware_data_end - __firmware_data_start);
}

/* Byte by byte, because AddressSanitizer has red zones between the variables. */
SHADOW_BLIND static void read_all(char *out)
{
	const volatile char *data = __firmware_data_start;

	for (size_t i = 0; i < data_bytes(); i++)
		out[i] = data[i];
}

SHADOW_BLIND static void scribble(void)
{
	volatile char *data = __firmware_data_start;

	for (size_t i = 0; i < data_bytes(); i++)
		data[i] = (char)0xa5;
}

static void load(void)
{
	static struct adsp_profile profile;
	char err[256] = "";

	if (adsp_profile_load("mtl", &profile, err, sizeof(err)) ||
	    memory_map(&profile, err, sizeof(err)))
		fail_msg("%s", err);
	assert_int_equal(firmware_image_load(), 0);
}

static void test_each_load_is_as_the_first(void **state)
{
	char *first = malloc(data_bytes() + 1), *second = malloc(data_bytes() + 1);
	assert_non_null(first);
	assert_non_null(second);
	assert_true(data_bytes() > 0);
	load();
	read_all(first);
	scribble();
	memory_unmap();
	load();
	read_all(second);
	assert_memory_equal(first, second, data_bytes());
	memory_unmap();
	free(first);
	free(second);
}

/* Init functions of the firmware run here, with mutexes and lists of their own. */
static void test_a_boot_does_not_see_what_was_left(void **state)
{
	scribble();
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
