/* SPDX-License-Identifier: BSD-3-Clause */
/* What jobs cost, by name, and the figures of those that have ended. */
#include <platform/machine.h>

#include "instrument/dp_jobs.h"
#include "user_rig.h"

static struct adsp_dp_info infos[100];

static void test_costs_go_by_module_or_by_component(void **state)
{
	static const struct adsp_dp_cost costs[] = {
		{ "gain.1.0", 700 }, { "gain", 300 }, { "src", 5 },
		{ "src.2.0", 9 },    { "mix.1", 4 },
	};
	static const struct {
		const char *name;
		uint32_t us;
	} cases[] = {
		{ "gain.1.0", 700 }, { "gain.1.1", 300 },
		{ "gain.2.0", 300 }, { "src.2.0", 5 }, /* the first that concerns it */
		{ "gainer.1.0", 0 }, { "gai", 0 },
		{ "gain", 300 },     { "again.1.0", 0 },
		{ "mix.1", 4 },      { "mix.1.0", 0 }, /* half a name is none */
		{ "other.0.0", 0 },  { "", 0 },
	};

	dp_jobs_start(costs, ARRAY_SIZE(costs));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(platform_job_cost_us(cases[i].name), cases[i].us);
	dp_jobs_start(NULL, 0);
	assert_int_equal(platform_job_cost_us("gain.1.0"), 0);
}

static void test_costs_are_copied_as_many_as_fit(void **state)
{
	static struct adsp_dp_cost costs[ADSP_MAX_DP_COSTS + 1];

	for (uint32_t i = 0; i < ARRAY_SIZE(costs); i++) {
		snprintf(costs[i].module, sizeof(costs[i].module), "m%u", i);
		costs[i].us = i + 1;
	}
	dp_jobs_start(costs, ARRAY_SIZE(costs));
	memset(costs, 0, sizeof(costs));
	assert_int_equal(platform_job_cost_us("m0.0.0"), 1);
	assert_int_equal(platform_job_cost_us("m15.0.0"), ADSP_MAX_DP_COSTS > 15 ? 16 : 0);
	assert_int_equal(adsp_inspect_dp(NULL, 0), 0);
}

static void test_jobs_and_misses_are_counted(void **state)
{
	platform_job_done("b.1.0", -50, 0);
	platform_job_done("a.1.0", 0, 0); /* in time to the microsecond */
	platform_job_done("b.1.0", 20, 0);
	platform_job_done("b.1.0", 3000000000, 0);
	platform_job_done("b.1.0", 1, 0);
	assert_int_equal(adsp_inspect_dp(infos, 100), 2);
	/* in the order of their first jobs */
	assert_string_equal(infos[0].module, "b.1.0");
	assert_int_equal(infos[0].jobs, 4);
	assert_int_equal(infos[0].misses, 3);
	assert_int_equal(infos[0].worst_us, 3000000000);
	assert_string_equal(infos[1].module, "a.1.0");
	assert_int_equal(infos[1].jobs, 1);
	assert_int_equal(infos[1].misses, 0);
	assert_int_equal(infos[1].worst_us, 0);
	/* no more than there is room for */
	memset(infos, 0, sizeof(infos));
	assert_int_equal(adsp_inspect_dp(infos, 1), 2);
	assert_int_equal(infos[0].jobs, 4);
	assert_int_equal(infos[1].jobs, 0);
}

static void test_figures_outlive_the_machine_until_the_next_one(void **state)
{
	platform_job_done("a.1.0", 1, 0);
	adsp_machine_stop();
	assert_int_equal(adsp_inspect_dp(infos, 100), 1);
	rig_start(state);
	assert_int_equal(adsp_inspect_dp(infos, 100), 0);
}

static void test_more_modules_than_the_table_holds(void **state)
{
	char name[24];

	for (int i = 0; i < 70; i++) {
		snprintf(name, sizeof(name), "m.%d.0", i);
		platform_job_done(name, i, 0);
	}
	platform_job_done("m.63.0", 0, 0);
	platform_job_done("m.69.0", 0, 0);
	assert_int_equal(adsp_inspect_dp(infos, 100), 64);
	assert_string_equal(infos[63].module, "m.63.0");
	assert_int_equal(infos[63].jobs, 2);
}

static void lies_about_its_jobs(void *p1, void *p2, void *p3)
{
	platform_job_done("mod.1.0", -1, 0);
}

static void test_users_do_not_count_their_own(void **state)
{
	user_run("mod.1.0", lies_about_its_jobs, NULL);
	assert_string_equal(user_last_fault().access, "platform_job_done() is no system call");
	assert_int_equal(adsp_inspect_dp(infos, 100), 0);
}

int main(void)
{
#define JOBS_TEST(name) cmocka_unit_test_setup_teardown(name, rig_start, rig_stop)
	const struct CMUnitTest tests[] = {
		JOBS_TEST(test_costs_go_by_module_or_by_component),
		JOBS_TEST(test_costs_are_copied_as_many_as_fit),
		JOBS_TEST(test_jobs_and_misses_are_counted),
		JOBS_TEST(test_figures_outlive_the_machine_until_the_next_one),
		JOBS_TEST(test_more_modules_than_the_table_holds),
		JOBS_TEST(test_users_do_not_count_their_own),
	};

	return cmocka_run_group_tests_name("machine/dp_jobs", tests, NULL, NULL);
}
