/* SPDX-License-Identifier: BSD-3-Clause */
#include "cases.h"

static void cases(void **state)
{
	cases_run("values.cases");
	cases_run("sset.cases");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
