/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include <adsp/inspect.h>

#include "rig.h"

static struct k_thread *thread;
static k_thread_stack_t *stack;
static void *probe;
static int results[4];

static int setup(void **state)
{
	rig_start(state);
	stack = k_thread_stack_alloc(4096, 0);
	memset(results, 0x55, sizeof(results));
	return 0;
}

static uint32_t objects_in_use(void)
{
	struct adsp_heap_info info;

	adsp_inspect_heaps(&info, 1);
	return info.blocks;
}

/* Validation as the running thread sees it. */
static void prober(void *p1, void *p2, void *p3)
{
	results[0] = k_object_validate(k_object_find(probe), K_OBJ_SEM, _OBJ_INIT_TRUE);
	results[1] = k_object_validate(k_object_find(probe), K_OBJ_ANY, _OBJ_INIT_ANY);
	results[2] = k_object_validate(k_object_find(thread), K_OBJ_THREAD, _OBJ_INIT_TRUE);
	results[3] = k_object_validate(k_object_find(stack), K_OBJ_THREAD_STACK_ELEMENT,
				       _OBJ_INIT_FALSE);
}

static void create(k_thread_entry_t entry, uint32_t options)
{
	thread = k_object_alloc(K_OBJ_THREAD);
	assert_non_null(thread);
	k_thread_create(thread, stack, 4096, entry, NULL, NULL, NULL, 5, options, K_FOREVER);
}

static void run(void)
{
	k_thread_start(thread);
	k_thread_join(thread, K_FOREVER);
	k_object_free(thread);
}

static void test_validate_in_order(void **state)
{
	struct k_sem unknown;
	struct k_sem *sem = k_object_alloc(K_OBJ_SEM);

	assert_null(k_object_find(&unknown));
	assert_int_equal(k_object_validate(NULL, K_OBJ_ANY, _OBJ_INIT_ANY), -EBADF);
	assert_int_equal(k_object_validate(k_object_find(sem), K_OBJ_MUTEX, _OBJ_INIT_TRUE),
			 -EBADF);
	assert_int_equal(k_object_validate(k_object_find(sem), K_OBJ_SEM, _OBJ_INIT_TRUE), -EINVAL);
	assert_int_equal(k_object_validate(k_object_find(sem), K_OBJ_SEM, _OBJ_INIT_FALSE), 0);
	k_sem_init(sem, 0, 1);
	assert_int_equal(k_object_validate(k_object_find(sem), K_OBJ_SEM, _OBJ_INIT_TRUE), 0);
	assert_int_equal(k_object_validate(k_object_find(sem), K_OBJ_SEM, _OBJ_INIT_FALSE),
			 -EADDRINUSE);
	assert_int_equal(k_object_validate(k_object_find(sem), K_OBJ_ANY, _OBJ_INIT_ANY), 0);
	k_object_free(sem);
	assert_null(k_object_find(sem));
	k_object_free(sem);
	k_object_free(NULL);
	assert_int_equal(objects_in_use(), 0);
}

static void test_thread_without_grant_is_refused(void **state)
{
	probe = k_object_alloc(K_OBJ_SEM);
	create(prober, 0);
	run();
	assert_int_equal(results[0], -EPERM); /* not granted comes before not initialised */
	assert_int_equal(results[2], 0);      /* itself */
	assert_int_equal(results[3], -EPERM);
}

static void test_granted_object_is_usable(void **state)
{
	probe = k_object_alloc(K_OBJ_SEM);
	create(prober, 0);
	k_thread_access_grant(thread, probe, stack, (void *)"not an object");
	run();
	assert_int_equal(results[0], -EINVAL);
	assert_int_equal(results[1], 0);
	assert_int_equal(results[3], -EADDRINUSE);
}

static void test_grant_can_be_revoked_or_public(void **state)
{
	probe = k_object_alloc(K_OBJ_SEM);
	create(prober, 0);
	k_object_access_grant(probe, thread);
	k_object_access_revoke(probe, thread);
	run();
	assert_int_equal(results[1], -EPERM);
	create(prober, 0);
	k_object_access_all_grant(probe);
	run();
	assert_int_equal(results[1], 0);
}

static void test_inherited_permissions(void **state)
{
	probe = k_object_alloc(K_OBJ_SEM);
	create(prober, K_INHERIT_PERMS);
	run();
	assert_int_equal(results[1], 0);
}

static void test_grant_before_create_counts_for_allocated_threads(void **state)
{
	probe = k_object_alloc(K_OBJ_SEM);
	thread = k_object_alloc(K_OBJ_THREAD);
	k_object_access_grant(probe, thread);
	k_thread_create(thread, stack, 4096, prober, NULL, NULL, NULL, 5, 0, K_FOREVER);
	run();
	assert_int_equal(results[1], 0);
}

static void test_object_goes_with_its_last_permission(void **state)
{
	probe = k_object_alloc(K_OBJ_EVENT);
	create(prober, 0);
	k_object_access_grant(probe, thread);
	k_object_release(probe);
	assert_non_null(k_object_find(probe));
	k_thread_abort(thread);
	assert_null(k_object_find(probe));
	k_object_free(thread);
	assert_int_equal(objects_in_use(), 0);
}

static void test_permissions_end_with_the_thread(void **state)
{
	static struct k_thread plain;

	probe = k_object_alloc(K_OBJ_SEM);
	create(prober, 0);
	k_object_access_grant(probe, thread);
	k_thread_abort(thread);
	k_object_free(thread);
	/* the next thread gets the same index, and nothing else */
	thread = &plain;
	k_thread_create(&plain, stack, 4096, prober, NULL, NULL, NULL, 5, 0, K_NO_WAIT);
	k_thread_join(&plain, K_FOREVER);
	assert_int_equal(results[1], -EPERM);
	assert_int_equal(results[2], -EBADF); /* not on the list: neither static nor allocated */
}

static void test_alloc_limits(void **state)
{
	void *threads[Z_MAX_THREADS];
	unsigned int i;

	assert_null(k_object_alloc(K_OBJ_ANY));
	assert_null(k_object_alloc(K_OBJ_THREAD_STACK_ELEMENT));
	assert_null(k_object_alloc(K_OBJ_LAST));
	for (i = 0; i < Z_MAX_THREADS - 1; i++) {
		threads[i] = k_object_alloc(K_OBJ_THREAD);
		assert_non_null(threads[i]);
	}
	assert_null(k_object_alloc(K_OBJ_THREAD));
	k_object_free(threads[3]);
	assert_non_null(k_object_alloc(K_OBJ_THREAD));
	while (k_object_alloc(K_OBJ_MUTEX))
		i++;
	assert_true(i > 100);
}

static void frees_living_thread(void)
{
	struct k_thread *alive = k_object_alloc(K_OBJ_THREAD);

	k_thread_create(alive, k_thread_stack_alloc(4096, 0), 4096, prober, NULL, NULL, NULL, 5, 0,
			K_FOREVER);
	k_object_free(alive);
}

static void test_freeing_a_living_thread_panics(void **state)
{
	rig_expect_fatal(frees_living_thread, "k_object_free: thread thread1 is alive");
}

int main(void)
{
#define OBJECT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		OBJECT_TEST(test_validate_in_order),
		OBJECT_TEST(test_thread_without_grant_is_refused),
		OBJECT_TEST(test_granted_object_is_usable),
		OBJECT_TEST(test_grant_can_be_revoked_or_public),
		OBJECT_TEST(test_inherited_permissions),
		OBJECT_TEST(test_grant_before_create_counts_for_allocated_threads),
		OBJECT_TEST(test_object_goes_with_its_last_permission),
		OBJECT_TEST(test_permissions_end_with_the_thread),
		OBJECT_TEST(test_alloc_limits),
		cmocka_unit_test(test_freeing_a_living_thread_panics),
	};

	return cmocka_run_group_tests_name("machine/object", tests, NULL, NULL);
}
