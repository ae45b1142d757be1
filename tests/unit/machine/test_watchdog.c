/* SPDX-License-Identifier: BSD-3-Clause */
/* User threads that keep the processor to themselves, and those that only look like it. */
#include <platform/machine.h>
#include <stdio.h>
#include <time.h>

#include "user_rig.h"
#include "fault/fault.h"
#include "sched/watchdog.h"

#define LIMIT_MS 80 /* of processor time */

static volatile unsigned long spins;
static unsigned int rounds;

static int setup(void **state)
{
	rig_start(state);
	watchdog_stop();
	watchdog_start(LIMIT_MS, fault_hung);
	spins = 0;
	rounds = 0;
	return 0;
}

static void expect_hung(const char *function)
{
	struct adsp_fault_info fault = user_last_fault();
	char begin[64];

	assert_int_equal(adsp_inspect_faults(NULL, 0), 1);
	assert_string_equal(fault.thread, "mod.1.0");
	assert_string_equal(fault.kind, "hung");
	assert_string_equal(fault.access, "it does not yield");
	assert_string_equal(fault.victim, "");
	snprintf(begin, sizeof(begin), "%s (tests/unit/machine/test_watchdog.c:", function);
	if (strncmp(fault.site, begin, strlen(begin)))
		fail_msg("%s is no %s", fault.site, begin);
	assert_non_null(strstr(fault.text, "isolation fault in mod.1.0 at "));
	assert_non_null(strstr(fault.text, " us: hung: it does not yield; "));
}

static void spins_for_ever(void *p1, void *p2, void *p3)
{
	for (;;)
		;
}

static void calls_for_ever(void *p1, void *p2, void *p3)
{
	for (;;)
		spins += cpu_get_id();
}

static void yields_for_ever(void *p1, void *p2, void *p3)
{
	for (;;)
		k_yield();
}

static void waits_in_linux(void *p1, void *p2, void *p3)
{
	for (;;)
		pause();
}

/* Without isolation nothing stops it from making such a call. */
static void test_a_thread_that_waits_in_linux_is_ended(void **state)
{
	struct adsp_fault_info fault;

	adsp_machine_stop();
	rig_isolation = ADSP_ISOLATION_NONE;
	setup(state);
	rig_isolation = ADSP_ISOLATION_AUTO;
	user_run("mod.1.0", waits_in_linux, NULL);
	fault = user_last_fault();
	assert_string_equal(fault.kind, "hung");
	assert_string_equal(fault.access, "it is blocked in a Linux call");
	assert_non_null(strstr(fault.site, "waits_in_linux (tests/unit/machine/test_watchdog.c:"));
}

static void test_a_thread_that_never_yields_is_ended(void **state)
{
	user_run("mod.1.0", spins_for_ever, NULL);
	expect_hung("spins_for_ever");
}

static void test_system_calls_are_no_excuse(void **state)
{
	user_run("mod.1.0", calls_for_ever, NULL);
	expect_hung("calls_for_ever");
}

static void test_nor_is_yielding_to_nobody(void **state)
{
	user_run("mod.1.0", yields_for_ever, NULL);
	expect_hung("yields_for_ever");
}

static uintptr_t z_vrfy_test_stuck(const uintptr_t *args)
{
	while (++spins)
		;
	return 0;
}
Z_SYSCALL_DEFINE(test_stuck);

static void makes_a_call_that_does_not_return(void *p1, void *p2, void *p3)
{
	z_syscall_invoke(test_stuck, 0);
}

/* That is the kernel's fault: the machine gives up. */
static void test_a_system_call_that_does_not_return(void **state)
{
	struct user caller;

	user_new(&caller, "mod.1.0", makes_a_call_that_does_not_return, NULL, 5);
	k_thread_start(caller.thread);
	adsp_tick();
	assert_non_null(adsp_machine_halted());
	assert_non_null(strstr(adsp_machine_halted(), "no return in mod.1.0 at 1000 us: hung: "));
	assert_non_null(strstr(adsp_machine_halted(), "; z_vrfy_test_stuck (tests/unit/machine/"));
	assert_int_equal(adsp_inspect_faults(NULL, 0), 0);
}

static void ends(void *p1, void *p2, void *p3)
{
	rounds++;
}

static void test_others_go_on(void **state)
{
	struct user hung, before, after;

	user_new(&before, "mod.0.0", ends, NULL, 4);
	user_new(&hung, "mod.1.0", spins_for_ever, NULL, 5);
	user_new(&after, "mod.2.0", ends, NULL, 6);
	k_thread_start(before.thread);
	k_thread_start(hung.thread);
	k_thread_start(after.thread);
	adsp_tick();
	assert_int_equal(rounds, 2);
	expect_hung("spins_for_ever");
	user_free(&before);
	user_free(&hung);
	user_free(&after);
}

/* Three times the limit in all, but never long without giving way. */
static void works_and_waits(void *p1, void *p2, void *p3)
{
	for (rounds = 0; rounds < 60; rounds++) {
		for (unsigned long i = 0; i < *(const unsigned long *)p1; i++)
			spins++;
		k_sleep(K_USEC(100));
	}
}

static void test_work_that_waits_now_and_then_is_no_hang(void **state)
{
	unsigned long part = 0; /* what is done in a twentieth of the limit */
	clock_t end;

	for (end = clock() + LIMIT_MS * CLOCKS_PER_SEC / 20000; clock() < end; part += 1000) {
		for (unsigned int i = 0; i < 1000; i++)
			spins++;
	}
	user_run("mod.1.0", works_and_waits, &part);
	assert_int_equal(rounds, 60);
	assert_int_equal(adsp_inspect_faults(NULL, 0), 0);
}

/* The host may take as long as it likes: nobody is in user mode. */
static void test_the_host_is_not_watched(void **state)
{
	struct user waiting;
	clock_t end;

	user_new(&waiting, "mod.1.0", ends, NULL, 5);
	for (end = clock() + 2 * LIMIT_MS * CLOCKS_PER_SEC / 1000; clock() < end;)
		spins++;
	user_finish(&waiting);
	assert_int_equal(rounds, 1);
	assert_int_equal(adsp_inspect_faults(NULL, 0), 0);
}

/* -1: Linux does not tell */
static int timers(void)
{
	FILE *file = fopen("/proc/self/timers", "re");
	char line[128];
	int n = 0;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		n += !strncmp(line, "ID:", 3);
	fclose(file);
	return n;
}

static void test_there_is_one_timer_while_the_machine_is_on(void **state)
{
	const int on = timers();
	struct user first, second;

	if (on < 1)
		skip(); /* an emulated Linux that does not tell */
	user_new(&first, "mod.1.0", ends, NULL, 5);
	user_new(&second, "mod.2.0", ends, NULL, 5);
	assert_int_equal(timers(), on);
	user_finish(&first);
	user_finish(&second);
	adsp_machine_stop();
	assert_int_equal(timers(), on - 1);
}

int main(void)
{
#define WATCHDOG_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		WATCHDOG_TEST(test_a_thread_that_never_yields_is_ended),
		WATCHDOG_TEST(test_a_thread_that_waits_in_linux_is_ended),
		WATCHDOG_TEST(test_system_calls_are_no_excuse),
		WATCHDOG_TEST(test_a_system_call_that_does_not_return),
		WATCHDOG_TEST(test_nor_is_yielding_to_nobody),
		WATCHDOG_TEST(test_others_go_on),
		WATCHDOG_TEST(test_work_that_waits_now_and_then_is_no_hang),
		WATCHDOG_TEST(test_the_host_is_not_watched),
		WATCHDOG_TEST(test_there_is_one_timer_while_the_machine_is_on),
	};

	return cmocka_run_group_tests_name("machine/watchdog", tests, NULL, NULL);
}
