/* SPDX-License-Identifier: BSD-3-Clause */
#include <adsp/inspect.h>
#include <sof/lib/vpage.h>
#include <zephyr/kernel.h>

#include "rig.h"

static struct {
	uint64_t last, refuse;
	uintptr_t site;
} seen;

static bool on_alloc(void *ctx, uint64_t number, const struct adsp_ledger_event *event)
{
	assert_ptr_equal(ctx, &seen);
	seen.last = number;
	seen.site = event->frame[0];
	return number == seen.refuse;
}

static void test_each_attempt_is_reported_and_may_be_refused(void **state)
{
	uint64_t before = adsp_inspect_alloc_count();
	void *pages;

	seen.refuse = before + 2;
	adsp_inspect_on_alloc(on_alloc, &seen);
	pages = vpage_alloc(1);
	assert_non_null(pages);
	assert_int_equal(seen.last, before + 1);
	assert_true(seen.site - (uintptr_t)test_each_attempt_is_reported_and_may_be_refused < 1024);
	assert_null(vpage_alloc(1));
	assert_int_equal(seen.last, before + 2);
	assert_null(k_thread_stack_alloc(0, 0)); /* asks for nothing: no attempt */
	assert_int_equal(seen.last, before + 2);
	adsp_inspect_on_alloc(NULL, NULL);
	vpage_free(vpage_alloc(1));
	assert_int_equal(seen.last, before + 2);
	assert_int_equal(adsp_inspect_alloc_count(), before + 3);
	vpage_free(pages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_each_attempt_is_reported_and_may_be_refused,
						rig_start, rig_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
