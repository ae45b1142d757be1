/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/lib/vpage.h>

#include <adsp/inspect.h>

#include "rig.h"

static void test_pages_are_usable_and_counted(void **state)
{
	struct adsp_page_info info;
	char *a = vpage_alloc(3);
	char *b = vpage_alloc(1);

	assert_non_null(a);
	assert_int_equal((uintptr_t)a % 4096, 0);
	memset(a, 1, 3 * 4096);
	assert_ptr_equal(b, a + 3 * 4096);
	vpage_free(a);
	adsp_inspect_pages(&info);
	assert_int_equal(info.total, 512);
	assert_int_equal(info.used, 1);
	assert_int_equal(info.peak, 4);
	vpage_free(b);
	vpage_free(NULL);
}

static void test_exhaustion(void **state)
{
	void *all = vpage_alloc(512);

	assert_non_null(all);
	assert_null(vpage_alloc(1));
	assert_null(vpage_alloc(0));
	vpage_free(all);
	assert_null(vpage_alloc(513));
}

static void frees_twice(void)
{
	void *a = vpage_alloc(1);

	vpage_free(a);
	vpage_free(a);
}

static void test_double_free_panics(void **state)
{
	rig_expect_fatal(frees_twice, "vpage_free: 0x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_pages_are_usable_and_counted, rig_start,
						rig_stop),
		cmocka_unit_test_setup_teardown(test_exhaustion, rig_start, rig_stop),
		cmocka_unit_test(test_double_free_panics),
	};

	return cmocka_run_group_tests_name("machine/vpage", tests, NULL, NULL);
}
