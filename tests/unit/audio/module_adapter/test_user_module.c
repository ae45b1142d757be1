/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's side of a user module: what its thread is granted, what is left when it has gone.
 *
 * Needs: CONFIG_SOF_USERSPACE_APPLICATION
 */
#include "../graph.h"

#include <platform/machine.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/schedule/dp_schedule.h>
#include <zephyr/app_memory/mem_domain.h>

static struct {
	bool in_user_mode;
	k_tid_t thread;
	unsigned int inits, frees;
} seen;

static const uint8_t large[6000];
static bool keeps_a_copy;

static int look_at_init(struct processing_module *mod)
{
	seen.in_user_mode = k_is_user_context();
	seen.thread = k_current_get();
	seen.inits++;
	module_set_private_data(mod, mod_zalloc(mod, 100));
	if (!module_get_private_data(mod))
		return -ENOMEM;
	return keeps_a_copy && !mod_fast_get(mod, large, sizeof(large)) ? -ENOMEM : 0;
}

static int look_at_free(struct processing_module *mod)
{
	seen.frees++;
	return 0;
}

static int do_nothing(struct processing_module *mod, struct sof_source **sources,
		      int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	return 0;
}

static const struct module_interface looker_ops = {
	.init = look_at_init,
	.process = do_nothing,
	.free = look_at_free,
};
static const struct comp_driver looker = PROBE_DRIVER(looker_ops);

/* ---- what there is ---- */

static void expect_users(unsigned int n)
{
	struct adsp_domain_info domains;

	adsp_inspect_domains(&domains);
	assert_int_equal(adsp_inspect_threads(NULL, 0), n);
	assert_int_equal(domains.domains, n);
	assert_int_equal(domains.stacks, n);
	assert_int_equal(domains.partitions, 4 * n);
	assert_int_equal(domains.objects, 2 * n); /* event and thread */
}

static bool has_partition(const struct k_mem_domain *domain, const void *start, size_t size,
			  k_mem_partition_attr_t attr)
{
	for (unsigned int i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		const struct k_mem_partition *part = &domain->partitions[i];

		if (part->size == size && part->start == (uintptr_t)start && part->attr == attr)
			return true;
	}
	return false;
}

/* The region and the host's box, each through both aliases, and nothing else. */
static void expect_domain_of(const struct user_module *um)
{
	const k_mem_partition_attr_t rw = K_MEM_PARTITION_P_RW_U_RW, ro = K_MEM_PARTITION_P_RW_U_RO;
	size_t size, box_size;
	uintptr_t start;
	void *box = platform_window(1, &box_size);

	vregion_mem_info(um->inst->resources.alloc->vreg, &size, &start);
	assert_int_equal(um->domain->num_partitions, 4);
	assert_true(has_partition(um->domain, sys_cache_uncached_ptr_get((void *)start), size, rw));
	assert_true(has_partition(um->domain, (void *)start, size, rw | XTENSA_MMU_CACHED_WB));
	assert_true(has_partition(um->domain, box, box_size, ro));
	assert_true(has_partition(um->domain, sys_cache_cached_ptr_get(box), box_size,
				  ro | XTENSA_MMU_CACHED_WB));
	assert_int_equal(sys_slist_len(&um->domain->threads), 1);
}

/* ---- tests ---- */

static int setup(void **state)
{
	memset(&seen, 0, sizeof(seen));
	keeps_a_copy = false;
	return graph_start(state);
}

static void the_thread_is_made_granted_started_and_gone(void **state)
{
	struct adsp_thread_info info;
	struct comp_dev *dev;
	const struct user_module *um;

	expect_users(0);
	dev = graph_dp(&looker, 3, 0);
	um = comp_instance(dev)->user;
	assert_non_null(um);
	expect_users(1);
	expect_domain_of(um);
	assert_true(seen.in_user_mode);
	assert_ptr_equal(seen.thread, um->thread);
	assert_ptr_equal(um->thread->custom_data, um->inst);
	assert_null(k_current_get()->custom_data);
	adsp_inspect_threads(&info, 1);
	assert_true(info.user);
	assert_string_equal(info.name, dev->name);
	/* kernel memory: the module must not reach what the kernel trusts */
	assert_false(graph_is_own_memory(dev, um));
	assert_false(graph_is_own_memory(dev, um->event));
	assert_false(graph_is_own_memory(dev, um->domain));
	assert_true(graph_is_own_memory(dev, um->view.memory));

	graph_free(dev);
	assert_int_equal(seen.frees, 1);
	expect_users(0);
	assert_int_equal(core_log.errors, 0);
	assert_int_equal(core_log.warnings, 0);
}

static void each_module_has_a_domain_of_its_own(void **state)
{
	struct comp_dev *devs[5];

	for (uint32_t i = 0; i < ARRAY_SIZE(devs); i++)
		devs[i] = graph_dp(&looker, i, 0);
	expect_users(ARRAY_SIZE(devs));
	for (uint32_t i = 0; i < ARRAY_SIZE(devs); i++) {
		expect_domain_of(comp_instance(devs[i])->user);
		for (uint32_t j = 0; j < i; j++)
			assert_ptr_not_equal(comp_instance(devs[i])->user->domain,
					     comp_instance(devs[j])->user->domain);
	}
	/* any order */
	graph_free(devs[2]);
	graph_free(devs[0]);
	expect_users(3);
	expect_domain_of(comp_instance(devs[4])->user);
	graph_free(devs[4]);
	graph_free(devs[1]);
	graph_free(devs[3]);
	expect_users(0);
}

static void a_recycled_domain_is_clean(void **state)
{
	struct comp_dev *other = graph_dp(&looker, 1, 0); /* keeps the pool of domains */
	struct comp_dev *dev;
	const struct k_mem_domain *domain;

	keeps_a_copy = true;
	dev = graph_dp(&looker, 2, 0);
	domain = comp_instance(dev)->user->domain;
	assert_int_equal(domain->num_partitions, 5);
	keeps_a_copy = false;
	graph_free(dev);
	/* a copy that the module did not give back is given back for it, without a word */
	assert_int_equal(core_log.warnings, 0);
	dev = graph_dp(&looker, 3, 0);
	assert_ptr_equal(comp_instance(dev)->user->domain, domain);
	expect_domain_of(comp_instance(dev)->user);
	graph_free(dev);
	graph_free(other);
	expect_users(0);
}

static void left_over_partitions_go_with_a_warning(void **state)
{
	const struct core_memory before = core_memory_now();
	struct comp_dev *dev = graph_dp(&looker, 1, 0);
	struct k_mem_partition parts[] = {
		{ (uintptr_t)platform_window(2, NULL), 4096, K_MEM_PARTITION_P_RW_U_RO },
		{ (uintptr_t)platform_window(3, NULL), 4096, K_MEM_PARTITION_P_RW_U_RW },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		assert_int_equal(
			k_mem_domain_add_partition(comp_instance(dev)->user->domain, &parts[i]), 0);
	graph_free(dev);
	assert_int_equal(core_log.warnings, 2);
	assert_non_null(strstr(core_log.line, " of 4096 bytes removed by force"));
	expect_users(0);
	core_memory_expect(&before);
}

static int make_and_keep(void *ctx)
{
	const struct ipc4_base_module_cfg base = graph_base_config();
	int ret = graph_try(&looker, 1, 0, IPC4_PROC_DOMAIN_DP, &base, sizeof(base), ctx);

	if (ret)
		expect_users(0);
	return ret;
}

static void each_allocation_that_fails_unwinds_wholly(void **state)
{
	struct comp_dev *dev;
	uint64_t n = core_fail_each(make_and_keep, &dev);

	/* stack, event, thread, domain and its pool, and what the adapter takes before */
	assert_true(n >= 8);
	expect_users(1);
	graph_free(dev);
	expect_users(0);
	/* a module whose init failed has run for nothing, and was not freed by itself */
	assert_int_equal(seen.frees, 1);
	assert_true(seen.inits >= 1);
}

static unsigned int exceptions;

static void count_exceptions(void *ctx, const struct adsp_ipc_message *msg, const void *payload,
			     size_t box_bytes)
{
	exceptions += IPC4_NOTIFICATION_TYPE(msg->primary) == IPC4_NOTIFY_EXCEPTION_CAUGHT;
}

static int die_in_reset(struct processing_module *mod)
{
	k_oops();
}

static void a_dead_module_can_be_taken_down(void **state)
{
	static const struct module_interface ops = {
		.init = look_at_init,
		.process = do_nothing,
		.free = look_at_free,
		.reset = die_in_reset,
		.prepare = do_nothing,
	};
	static const struct comp_driver drv = PROBE_DRIVER(ops);
	const struct core_memory before = core_memory_now();
	struct comp_dev *dev = graph_dp(&drv, 1, 0);

	exceptions = 0;
	adsp_ipc_on_notification(count_exceptions, NULL);
	assert_false(comp_instance(dev)->is_dead);
	/* the operation that it dies in belongs to the end: that goes on */
	assert_int_equal(module_call_simple(comp_instance(dev), MODULE_OP_RESET), 0);
	assert_true(comp_instance(dev)->is_dead);
	assert_int_equal(exceptions, 1);
	assert_int_equal(adsp_inspect_faults(NULL, 0), 1);
	assert_int_equal(module_call_simple(comp_instance(dev), MODULE_OP_PREPARE), -EFAULT);
	assert_int_equal(module_call_simple(comp_instance(dev), MODULE_OP_RESET), 0);
	graph_free(dev);
	assert_int_equal(seen.frees, 0); /* nobody is left to run it */
	expect_users(0);
	core_memory_expect(&before);
	adsp_ipc_on_notification(NULL, NULL);
}

#define user_test(fn) cmocka_unit_test_setup_teardown(fn, setup, core_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		user_test(the_thread_is_made_granted_started_and_gone),
		user_test(each_module_has_a_domain_of_its_own),
		user_test(a_recycled_domain_is_clean),
		user_test(left_over_partitions_go_with_a_warning),
		user_test(each_allocation_that_fails_unwinds_wholly),
		user_test(a_dead_module_can_be_taken_down),
	};

	return cmocka_run_group_tests_name("audio/module_adapter/user_module", tests, NULL, NULL);
}
