/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: the properties of kit.h, for the example of docs/modules-kit.md. */
#include "kit.h"

static void invert(void **state)
{
	kit_check_all(&(struct kit_module){ .name = "INVERT" });
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(invert) };

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
