/* SPDX-License-Identifier: BSD-3-Clause */
/* The trap: what a user thread gets through it, and what it dies of. */
#include <errno.h>

#include <platform/machine.h>
#include <zephyr/logging/log.h>

#include "base/trap.h"
#include "user_rig.h"

/* ---- a system call of the test ---- */

static uintptr_t seen_args[Z_SYSCALL_ARGS];
static const uintptr_t *seen_at;
static bool seen_in_syscall, seen_user_mode;
static struct k_sem *inner;

static uintptr_t z_vrfy_test_call(const uintptr_t *args)
{
	seen_at = args;
	memcpy(seen_args, args, sizeof(seen_args));
	seen_in_syscall = k_is_in_user_syscall();
	seen_user_mode = k_is_user_context();
	/* a call within the call goes straight to its work, grant or no grant */
	if (inner)
		k_sem_give(inner);
	return args[0] + k_is_in_user_syscall();
}
Z_SYSCALL_DEFINE(test_call);

static uintptr_t z_vrfy_test_check(const uintptr_t *args)
{
	int three = 3;

	K_OOPS(K_SYSCALL_VERIFY(three == (int)args[0]));
	K_OOPS(K_SYSCALL_VERIFY_MSG(args[1] < 10, "second argument %lu", (unsigned long)args[1]));
	K_OOPS(args[2]);
	return 1;
}
Z_SYSCALL_DEFINE(test_check);

static uintptr_t z_vrfy_test_range(const uintptr_t *args)
{
	if (args[2])
		K_OOPS(K_SYSCALL_MEMORY_WRITE(args[0], args[1]));
	else
		K_OOPS(K_SYSCALL_MEMORY_READ(args[0], args[1]));
	return 1;
}
Z_SYSCALL_DEFINE(test_range);

static uintptr_t z_vrfy_test_object(const uintptr_t *args)
{
	const void *object = (const void *)args[0];

	if (args[1] == 0)
		K_OOPS(K_SYSCALL_OBJ(object, K_OBJ_SEM));
	else if (args[1] == 1)
		K_OOPS(K_SYSCALL_OBJ_INIT(object, K_OBJ_SEM));
	else
		K_OOPS(K_SYSCALL_OBJ_NEVER_INIT(object, K_OBJ_SEM));
	return 1;
}
Z_SYSCALL_DEFINE(test_object);

/* ---- the user ---- */

static uintptr_t user_args[Z_SYSCALL_ARGS];
static const struct z_syscall *user_call;
static uintptr_t result;
static bool user_saw_syscall;

static void calls(void *p1, void *p2, void *p3)
{
	result = z_syscall_enter(user_call, user_args);
	user_saw_syscall = k_is_user_context();
}

/* @return what the call returned, 0: the user died of it */
static uintptr_t call(const struct z_syscall *which, uintptr_t a, uintptr_t b, uintptr_t c)
{
	result = 0;
	user_call = which;
	user_args[0] = a;
	user_args[1] = b;
	user_args[2] = c;
	user_run("mod.1.0", calls, NULL);
	return result;
}

static size_t deaths_before;

static size_t deaths(void)
{
	return adsp_inspect_faults(NULL, 0);
}

/* The last death, the only one since the last look, is for a system call and for this. */
static void expect_death(const char *why)
{
	struct adsp_fault_info fault = user_last_fault();

	assert_true(deaths() > deaths_before);
	deaths_before = deaths();
	assert_int_equal(result, 0);
	assert_string_equal(fault.thread, "mod.1.0");
	assert_string_equal(fault.kind, "syscall");
	assert_string_equal(fault.access, why);
	assert_string_equal(fault.victim, "");
}

/* ---- tests ---- */

static int setup(void **state)
{
	deaths_before = 0;
	return rig_start(state);
}

static void test_arguments_and_results_travel_by_value(void **state)
{
	assert_int_equal(call(&z_syscall_test_call, 41, 5, 6), 42);
	assert_int_equal(seen_args[0], 41);
	assert_int_equal(seen_args[1], 5);
	assert_int_equal(seen_args[2], 6);
	/* copies: nobody changes them between the check and the work */
	assert_ptr_not_equal(seen_at, user_args);
	assert_true(user_saw_syscall); /* back in user mode */
	assert_int_equal(deaths(), 0);
}

static void test_the_kernel_knows_that_it_is_in_a_call(void **state)
{
	assert_false(k_is_in_user_syscall());
	call(&z_syscall_test_call, 1, 0, 0);
	assert_true(seen_in_syscall);
	assert_false(seen_user_mode);
	assert_false(k_is_in_user_syscall());
}

static void test_calls_within_a_call_are_the_kernels_own(void **state)
{
	inner = k_object_alloc(K_OBJ_SEM);
	k_sem_init(inner, 0, 5);
	/* not granted to the user: the kernel gives it on its behalf, and is in the outer call still */
	assert_int_equal(call(&z_syscall_test_call, 7, 0, 0), 8);
	assert_int_equal(k_sem_count_get(inner), 1);
	assert_int_equal(deaths(), 0);
	k_object_free(inner);
	inner = NULL;
}

static struct k_sem *gate;

static void waits_in_a_call(void *p1, void *p2, void *p3)
{
	result = (uintptr_t)k_sem_take(gate, K_FOREVER) + 1;
}

static void test_a_call_that_waits_is_its_own_threads(void **state)
{
	struct user waiting;

	gate = k_object_alloc(K_OBJ_SEM);
	k_sem_init(gate, 0, 1);
	user_new(&waiting, "mod.2.0", waits_in_a_call, NULL, 5);
	k_thread_access_grant(waiting.thread, gate);
	k_thread_start(waiting.thread);
	adsp_tick();
	assert_false(k_is_in_user_syscall());
	/* another thread's call meanwhile, which ends */
	assert_int_equal(call(&z_syscall_test_call, 1, 0, 0), 2);
	result = 0;
	k_sem_give(gate);
	adsp_tick();
	assert_int_equal(result, 1);
	user_free(&waiting);
	k_object_free(gate);
}

static void test_only_calls_of_the_table_exist(void **state)
{
	static const struct z_syscall unknown = { "unknown", z_vrfy_test_call };

	seen_at = NULL;
	call(&unknown, 1, 2, 3);
	expect_death("there is no such system call");
	assert_null(seen_at);
	call(NULL, 0, 0, 0);
	expect_death("there is no such system call");
}

static void test_a_failed_check_is_reported_in_words(void **state)
{
	assert_int_equal(call(&z_syscall_test_check, 3, 9, 0), 1);
	call(&z_syscall_test_check, 4, 9, 0);
	expect_death("test_check: three == (int)args[0]");
	call(&z_syscall_test_check, 3, 10, 0);
	expect_death("test_check: second argument 10");
	/* a check without words */
	call(&z_syscall_test_check, 3, 9, 1);
	expect_death("test_check: args[2]");
	/* nothing of that stays behind */
	assert_int_equal(call(&z_syscall_test_check, 3, 9, 0), 1);
}

static void test_objects_are_checked_in_order(void **state)
{
	struct k_sem *sem = k_object_alloc(K_OBJ_SEM);
	struct k_event *event = k_object_alloc(K_OBJ_EVENT);
	char why[128];

	k_event_init(event);
	k_object_access_all_grant(event);

	snprintf(why, sizeof(why), "test_object: kernel object %p: unknown or of another type",
		 (void *)&result);
	call(&z_syscall_test_object, (uintptr_t)&result, 0, 0);
	expect_death(why);
	snprintf(why, sizeof(why), "test_object: kernel object %p: unknown or of another type",
		 (void *)event);
	call(&z_syscall_test_object, (uintptr_t)event, 0, 0);
	expect_death(why);

	/* not granted comes before not initialised */
	snprintf(why, sizeof(why), "test_object: kernel object %p: not granted", (void *)sem);
	call(&z_syscall_test_object, (uintptr_t)sem, 0, 0);
	expect_death(why);
	call(&z_syscall_test_object, (uintptr_t)sem, 1, 0);
	expect_death(why);
	k_object_access_all_grant(sem);
	snprintf(why, sizeof(why), "test_object: kernel object %p: not initialised", (void *)sem);
	call(&z_syscall_test_object, (uintptr_t)sem, 0, 0);
	expect_death(why);
	assert_int_equal(call(&z_syscall_test_object, (uintptr_t)sem, 1, 0), 1);
	assert_int_equal(call(&z_syscall_test_object, (uintptr_t)sem, 2, 0), 1);

	k_sem_init(sem, 0, 1);
	assert_int_equal(call(&z_syscall_test_object, (uintptr_t)sem, 0, 0), 1);
	assert_int_equal(call(&z_syscall_test_object, (uintptr_t)sem, 1, 0), 1);
	snprintf(why, sizeof(why), "test_object: kernel object %p: initialised already",
		 (void *)sem);
	call(&z_syscall_test_object, (uintptr_t)sem, 2, 0);
	expect_death(why);

	/* a freed one is nobody's */
	k_object_free(sem);
	snprintf(why, sizeof(why), "test_object: kernel object %p: unknown or of another type",
		 (void *)sem);
	call(&z_syscall_test_object, (uintptr_t)sem, 0, 0);
	expect_death(why);
	k_object_free(event);
}

static const char constant[100] = "of the program";

static void test_ranges_are_the_callers(void **state)
{
	static char not_granted[64];
	size_t box_bytes;
	const uintptr_t box = (uintptr_t)platform_window(1, &box_bytes);
	const struct {
		uintptr_t start;
		size_t size;
		bool write, good;
	} cases[] = {
		{ 0x10, 0, true, true }, /* nothing is anybody's */
		{ (uintptr_t)constant, sizeof(constant), false, true },
		{ (uintptr_t)constant, sizeof(constant), true, false },
		{ (uintptr_t)not_granted, 1, false, false },
		{ box, 4, false, false },
		{ (uintptr_t)constant, SIZE_MAX - 1000, false, false }, /* wraps */
		{ 0, 1, false, false },
		{ UINTPTR_MAX, 2, false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool good =
			call(&z_syscall_test_range, cases[i].start, cases[i].size, cases[i].write);

		if (good != cases[i].good)
			fail_msg("case %zu: %s", i, good ? "granted" : "refused");
		if (!good)
			assert_non_null(strstr(user_last_fault().access,
					       cases[i].write ? "not writable" : "not readable"));
	}
}

static void asks_about_its_domain(void *p1, void *p2, void *p3)
{
	const uintptr_t page = (uintptr_t)p1;

	/* up to the last byte, across two partitions that touch; the second one may be read only */
	result = z_syscall_invoke(test_range, page, 4096, true) +
		 z_syscall_invoke(test_range, page, 8192, false) +
		 z_syscall_invoke(test_range, page + 4096, 4096, false);
	z_syscall_invoke(test_range, page, 4097, true);
	result = 0;
}

static void test_ranges_go_by_the_domain(void **state)
{
	struct user user;
	size_t size;
	const uintptr_t page = (uintptr_t)platform_window(0, &size);
	struct k_mem_partition writable = { page, 4096, K_MEM_PARTITION_P_RW_U_RW };
	struct k_mem_partition readable = { page + 4096, 4096, K_MEM_PARTITION_P_RW_U_RO };

	user_new(&user, "mod.1.0", asks_about_its_domain, (void *)page, 5);
	assert_int_equal(k_mem_domain_add_partition(&user.domain, &writable), 0);
	assert_int_equal(k_mem_domain_add_partition(&user.domain, &readable), 0);
	user_finish(&user);
	assert_int_equal(result, 3);
	assert_non_null(strstr(user_last_fault().access, "4097 bytes: not writable"));
}

static void bad_array(void *p1, void *p2, void *p3)
{
	z_syscall_enter(&z_syscall_test_call, p1);
	result = 1;
}

static void test_a_bad_argument_array_is_the_callers_fault(void **state)
{
	struct adsp_fault_info fault;

	if (adsp_machine_isolation() == ADSP_ISOLATION_NONE)
		skip();
	result = 0;
	seen_at = NULL;
	user_run("mod.1.0", bad_array, platform_window(0, NULL));
	fault = user_last_fault();
	assert_string_equal(fault.kind, "read");
	assert_string_equal(fault.victim, "mailbox: registers and DSP box");
	assert_non_null(strstr(fault.site, "bad_array (tests/unit/machine/test_syscall.c:"));
	assert_int_equal(result, 0);
	assert_null(seen_at);
}

/* Asks with less and less of its stack left, to the last bytes. */
static int __attribute__((noinline)) call_deeper(int depth)
{
	volatile char some[40];

	some[0] = (char)z_syscall_invoke(test_call, (uintptr_t)depth);
	return depth ? call_deeper(depth + 1) + some[0] : 0;
}

static void calls_deeper(void *p1, void *p2, void *p3)
{
	result = (uintptr_t)call_deeper(1);
}

static int __attribute__((noinline)) go_deep(size_t bytes)
{
	volatile char some[64];
	const char *base = (const char *)user_args[0];

	some[0] = 1;
	if ((size_t)((char *)__builtin_frame_address(0) - base) < bytes)
		return (int)z_syscall_invoke(test_call, 1);
	return go_deep(bytes) + some[0];
}

static void calls_at_the_bottom(void *p1, void *p2, void *p3)
{
	result = (uintptr_t)go_deep((size_t)p1);
}

static void test_a_call_without_stack_is_the_callers_fault(void **state)
{
	static const size_t left[] = { 8000, 4000, 2000, 1000, 700, 500 };
	struct user user;

	result = 0;
	user_run("mod.1.0", calls_deeper, NULL);
	expect_death("no stack left for a system call");
	assert_non_null(strstr(user_last_fault().site, "call_deeper ("));
	if (adsp_machine_isolation() == ADSP_ISOLATION_NONE)
		return;
#if defined(__SANITIZE_THREAD__)
	return; /* what watches needs some stack of its own, at any function */
#endif
	/* however little is left, the kernel does not use it: an overflow is the user's own as well */
	for (size_t i = 0; i < ARRAY_SIZE(left); i++) {
		struct adsp_fault_info fault;

		result = 0;
		user_new(&user, "mod.1.0", calls_at_the_bottom, (void *)left[i], 5);
		user_args[0] = (uintptr_t)user.stack;
		user_finish(&user);
		assert_int_equal(result, 0);
		assert_int_equal(deaths(), i + 2);
		fault = user_last_fault();
		if (strcmp(fault.access, "no stack left for a system call"))
			assert_string_equal(fault.victim,
					    "guard page of the stack of mod.1.0: stack overflow");
	}
}

static void calls_the_kernel(void *p1, void *p2, void *p3)
{
	k_object_free(p1);
	result = 1;
}

static void test_kernel_functions_are_no_calls(void **state)
{
	struct k_sem *sem = k_object_alloc(K_OBJ_SEM);

	k_object_access_all_grant(sem);
	result = 0;
	user_run("mod.1.0", calls_the_kernel, sem);
	expect_death("k_object_free() is no system call");
	assert_non_null(strstr(user_last_fault().site,
			       "calls_the_kernel (tests/unit/machine/test_syscall.c:"));
	assert_non_null(k_object_find(sem));
	k_object_free(sem);
}

static void test_the_kernel_itself_does_not_trap(void **state)
{
	struct k_sem sem;

	/* on the kernel's own stack, known to nobody */
	assert_int_equal(k_sem_init(&sem, 1, 1), 0);
	assert_int_equal(k_sem_take(&sem, K_NO_WAIT), 0);
	assert_int_equal(k_sem_take(&sem, K_NO_WAIT), -EBUSY);
	assert_int_equal(deaths(), 0);
}

/* ---- names ---- */

static void logs_as_others(void *p1, void *p2, void *p3)
{
	z_log_tagged(LOG_LEVEL_ERR, p1, "text");
}

static void test_a_user_thread_logs_in_its_own_name(void **state)
{
	user_run("mod.1.0", logs_as_others, "mod.1.0");
	assert_string_equal(rig_log_line, "1 mod.1.0: text");
	user_run("mod.1.0", logs_as_others, "kernel");
	assert_string_equal(rig_log_line, "1 mod.1.0: kernel: text");
}

/* ---- the C library ---- */

static void takes_memory(void *p1, void *p2, void *p3)
{
	void *volatile block = malloc(10);

	free(block);
	result = 1;
}

static void test_the_c_library_is_for_the_kernel_only(void **state)
{
	result = 0;
	user_run("mod.1.0", takes_memory, NULL);
	if (rig_choose_isolation() == ADSP_ISOLATION_NONE)
		assert_int_equal(result, 1);
	else
		expect_death("malloc() is no system call");
}

int main(void)
{
#define SYSCALL_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		SYSCALL_TEST(test_arguments_and_results_travel_by_value),
		SYSCALL_TEST(test_the_kernel_knows_that_it_is_in_a_call),
		SYSCALL_TEST(test_calls_within_a_call_are_the_kernels_own),
		SYSCALL_TEST(test_a_call_that_waits_is_its_own_threads),
		SYSCALL_TEST(test_only_calls_of_the_table_exist),
		SYSCALL_TEST(test_a_failed_check_is_reported_in_words),
		SYSCALL_TEST(test_objects_are_checked_in_order),
		SYSCALL_TEST(test_ranges_are_the_callers),
		SYSCALL_TEST(test_ranges_go_by_the_domain),
		SYSCALL_TEST(test_a_bad_argument_array_is_the_callers_fault),
		SYSCALL_TEST(test_a_call_without_stack_is_the_callers_fault),
		SYSCALL_TEST(test_kernel_functions_are_no_calls),
		SYSCALL_TEST(test_a_user_thread_logs_in_its_own_name),
		SYSCALL_TEST(test_the_c_library_is_for_the_kernel_only),
		SYSCALL_TEST(test_the_kernel_itself_does_not_trap),
	};

	return cmocka_run_group_tests_name("machine/syscall", tests, NULL, NULL);
}
