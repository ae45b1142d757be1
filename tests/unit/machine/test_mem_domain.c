/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include "rig.h"

#define RW K_MEM_PARTITION_P_RW_U_RW

static struct k_mem_domain domain;

static struct k_mem_partition part(uintptr_t start, size_t size, k_mem_partition_attr_t attr)
{
	return (struct k_mem_partition){ .start = start, .size = size, .attr = attr };
}

static void test_init_rules(void **state)
{
	struct k_mem_partition a = part(0x1000, 0x1000, RW);
	struct k_mem_partition overlap = part(0x1000, 0x2000, RW);
	struct k_mem_partition *good[] = { &a };
	struct k_mem_partition *bad[] = { &a, &overlap };
	struct k_mem_partition *null[] = { NULL };

	assert_int_equal(k_mem_domain_init(NULL, 0, NULL), -EINVAL);
	assert_int_equal(k_mem_domain_init(&domain, 1, NULL), -EINVAL);
	assert_int_equal(k_mem_domain_init(&domain, CONFIG_MAX_DOMAIN_PARTITIONS + 1, good),
			 -EINVAL);
	assert_int_equal(k_mem_domain_init(&domain, 1, null), -EINVAL);
	assert_int_equal(k_mem_domain_init(&domain, 2, bad), -EINVAL);
	assert_int_equal(k_mem_domain_init(&domain, 0, NULL), 0);
	assert_int_equal(k_mem_domain_init(&domain, 1, good), 0);
	assert_int_equal(domain.num_partitions, 1);
}

static void test_bad_partitions_are_refused(void **state)
{
	static const struct k_mem_partition bad[] = {
		{ 0x1000, 0, RW },
		{ 0x1001, 0x1000, RW },
		{ 0x1000, 0x1001, RW },
		{ UINTPTR_MAX - 0xfff, 0x2000, RW },
		{ 0x1000, 0x1000, RW | Z_MEM_U_X },
		{ 0x1000, 0x1000, Z_MEM_P_W | Z_MEM_P_X },
	};
	struct k_mem_partition copy;
	unsigned int i;

	k_mem_domain_init(&domain, 0, NULL);
	assert_int_equal(k_mem_domain_add_partition(&domain, NULL), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		copy = bad[i];
		assert_int_equal(k_mem_domain_add_partition(&domain, &copy), -EINVAL);
		assert_int_equal(k_mem_domain_add_partition(NULL, &copy), -EINVAL);
	}
	assert_int_equal(domain.num_partitions, 0);
}

static void test_overlap_is_seen_in_every_slot(void **state)
{
	struct k_mem_partition low = part(0x10000, 0x1000, RW);
	struct k_mem_partition high = part(0x20000, 0x2000, RW);
	struct k_mem_partition touching = part(0x22000, 0x1000, RW);
	struct k_mem_partition inside = part(0x21000, 0x1000, RW);

	k_mem_domain_init(&domain, 0, NULL);
	assert_int_equal(k_mem_domain_add_partition(&domain, &low), 0);
	assert_int_equal(k_mem_domain_add_partition(&domain, &high), 0);
	assert_int_equal(k_mem_domain_remove_partition(&domain, &low), 0);
	assert_int_equal(k_mem_domain_add_partition(&domain, &inside), -EINVAL);
	assert_int_equal(k_mem_domain_add_partition(&domain, &touching), 0);
}

static void test_remove_matches_start_and_size(void **state)
{
	struct k_mem_partition a = part(0x1000, 0x1000, RW);
	struct k_mem_partition longer = part(0x1000, 0x2000, RW);
	struct k_mem_partition same = part(0x1000, 0x1000, K_MEM_PARTITION_P_RO_U_RO);

	k_mem_domain_init(&domain, 0, NULL);
	assert_int_equal(k_mem_domain_add_partition(&domain, &a), 0);
	assert_int_equal(k_mem_domain_remove_partition(&domain, NULL), -EINVAL);
	assert_int_equal(k_mem_domain_remove_partition(&domain, &longer), -ENOENT);
	assert_int_equal(k_mem_domain_remove_partition(&domain, &same), 0);
	assert_int_equal(k_mem_domain_remove_partition(&domain, &same), -ENOENT);
}

static void test_slots_run_out(void **state)
{
	struct k_mem_partition at = part(0, 0x1000, RW);
	unsigned int i;

	k_mem_domain_init(&domain, 0, NULL);
	for (i = 0; i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		at.start = 0x100000 + i * 0x1000;
		assert_int_equal(k_mem_domain_add_partition(&domain, &at), 0);
	}
	at.start = 0x10000;
	assert_int_equal(k_mem_domain_add_partition(&domain, &at), -ENOSPC);
}

static void idle(void *p1, void *p2, void *p3)
{
}

static void test_threads_move_between_domains(void **state)
{
	static struct k_thread thread;
	k_thread_stack_t *stack = k_thread_stack_alloc(4096, 0);

	k_mem_domain_init(&domain, 0, NULL);
	k_thread_create(&thread, stack, 4096, idle, NULL, NULL, NULL, 5, 0, K_FOREVER);
	assert_ptr_equal(thread.mem_domain_info.mem_domain, &k_mem_domain_default);
	assert_int_equal(sys_slist_len(&k_mem_domain_default.threads), 2);
	assert_int_equal(k_mem_domain_add_thread(NULL, &thread), -EINVAL);
	assert_int_equal(k_mem_domain_add_thread(&domain, NULL), -EINVAL);
	assert_int_equal(k_mem_domain_add_thread(&domain, &thread), 0);
	assert_int_equal(k_mem_domain_add_thread(&domain, &thread), 0);
	assert_int_equal(sys_slist_len(&k_mem_domain_default.threads), 1);
	assert_int_equal(sys_slist_len(&domain.threads), 1);
	assert_int_equal(k_mem_domain_deinit(NULL), -EINVAL);
	assert_int_equal(k_mem_domain_deinit(&k_mem_domain_default), -EINVAL);
	assert_int_equal(k_mem_domain_deinit(&domain), -EBUSY);
	k_thread_abort(&thread);
	assert_int_equal(k_mem_domain_deinit(&domain), 0);
}

int main(void)
{
#define DOMAIN_TEST(name) cmocka_unit_test_setup_teardown(name, rig_start, rig_stop)
	const struct CMUnitTest tests[] = {
		DOMAIN_TEST(test_init_rules),
		DOMAIN_TEST(test_bad_partitions_are_refused),
		DOMAIN_TEST(test_overlap_is_seen_in_every_slot),
		DOMAIN_TEST(test_remove_matches_start_and_size),
		DOMAIN_TEST(test_slots_run_out),
		DOMAIN_TEST(test_threads_move_between_domains),
	};

	return cmocka_run_group_tests_name("machine/mem_domain", tests, NULL, NULL);
}
