/* SPDX-License-Identifier: BSD-3-Clause */
/* Supervisor work: what does not come back is given up, and what overruns its stack is found. */
#include <errno.h>
#include <signal.h>
#include <time.h>

#include <ipc4/header.h>
#include <platform/machine.h>
#include <zephyr/kernel.h>

#include <adsp/dma.h>
#include <adsp/inspect.h>

#include "base/context.h"
#include "base/text.h"
#include "fault/fault.h"
#include "rig.h"
#include "sched/supervisor.h"
#include "sched/watchdog.h"

#define LIMIT_MS 80

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZER_REPORTS 1
#else
#define SANITIZER_REPORTS 0
#endif

int main(void);

static volatile unsigned long spins;
static unsigned int ticks;

static int setup(void **state)
{
	rig_start(state);
	watchdog_stop();
	watchdog_start(LIMIT_MS, fault_hung);
	ticks = 0;
	return 0;
}

static void expect_halted(const char *begin, const char *what, const char *function)
{
	const char *text = adsp_machine_halted();
	char site[80];

	assert_non_null(text);
	snprintf(site, sizeof(site), "; %s (tests/unit/machine/test_supervisor.c:", function);
	if (strncmp(text, begin, strlen(begin)) || !strstr(text, what) || !strstr(text, site))
		fail_msg("expected '%s ... %s%s', got '%s'", begin, what, site, text);
	assert_null(strchr(text, '\n'));
	assert_int_equal(adsp_inspect_faults(NULL, 0), 0);
}

/* ---- what does not come back ---- */

static void spins_for_ever(unsigned int core)
{
	for (;;)
		spins++;
}

static void counts(unsigned int core)
{
	ticks++;
}

static void test_a_handler_that_never_returns_is_given_up(void **state)
{
	uint64_t now;

	platform_timer_connect(0, spins_for_ever);
	platform_timer_connect(1, counts);
	adsp_tick();
	expect_halted("no return in supervisor at 1000 us: hung: ", "it does not yield",
		      "spins_for_ever");
	assert_string_equal(strstr(rig_log_line, "kernel: ") + 8, adsp_machine_halted());
	assert_int_equal(ticks, 0);

	/* from now on time passes, and nothing else happens */
	now = adsp_time_us();
	adsp_tick();
	assert_int_equal(adsp_time_us(), now + ADSP_TICK_US);
	assert_int_equal(ticks, 0);
	assert_int_equal(adsp_ipc_send(&(struct adsp_ipc_message){ 0 }, NULL, 0), -ENODEV);
}

static void test_the_next_machine_is_whole(void **state)
{
	platform_timer_connect(0, spins_for_ever);
	adsp_tick();
	assert_non_null(adsp_machine_halted());
	adsp_machine_stop();
	assert_non_null(adsp_machine_halted());
	setup(state);
	assert_null(adsp_machine_halted());
	platform_timer_connect(0, counts);
	adsp_tick();
	assert_int_equal(ticks, 1);
}

static void spins_in_message(const struct ipc4_message *request)
{
	spins_for_ever(0);
}

static void test_so_is_a_message_handler(void **state)
{
	PLATFORM_OWNER("gain.1.0");
	platform_ipc_connect(spins_in_message);
	assert_int_equal(adsp_ipc_send(&(struct adsp_ipc_message){ 0 }, NULL, 0), -ETIME);
	expect_halted("no return in supervisor for gain.1.0 at 0 us: hung: ", "it does not yield",
		      "spins_for_ever");
}

/* The lock dies with the machine. */
static void spins_with_lock(unsigned int core)
{
	static struct k_spinlock lock;

	lock = (struct k_spinlock){ .holder = NULL };
	k_spin_lock(&lock);
	spins_for_ever(core);
}

static void test_locks_do_not_outlive_the_machine(void **state)
{
	platform_timer_connect(0, spins_with_lock);
	adsp_tick();
	assert_non_null(adsp_machine_halted());
	adsp_machine_stop();
	setup(state);
	k_sleep(K_MSEC(1)); /* panics when a lock is held */
}

static void copies_for_ever(unsigned int core)
{
	static char from[1 << 16], to[1 << 16];

	for (;;) {
		memcpy(to, from, sizeof(to));
		spins += (unsigned char)to[spins % sizeof(to)];
	}
}

static void test_the_caller_of_a_library_is_named(void **state)
{
	platform_timer_connect(0, copies_for_ever);
	adsp_tick();
	expect_halted("no return in supervisor at 1000 us: ", "it does not yield",
		      "copies_for_ever");
}

static void waits_for_ever(unsigned int core)
{
	for (;;)
		pause();
}

static void test_a_handler_that_waits_in_linux_is_given_up(void **state)
{
	platform_timer_connect(0, waits_for_ever);
	adsp_tick();
	expect_halted("no return in supervisor at 1000 us: ", "it is blocked in a Linux call",
		      "waits_for_ever");
}

static void allocates_for_ever(unsigned int core)
{
	static struct k_heap heap;
	size_t size;

	k_heap_init(&heap, platform_area(PLATFORM_AREA_HEAP, 0, &size), 65536);
	for (;;)
		k_heap_free(&heap, k_heap_alloc(&heap, 100, K_NO_WAIT));
}

/* Only the firmware's own code is left in the middle. */
static void test_calls_of_the_kernel_are_finished_first(void **state)
{
	platform_timer_connect(0, allocates_for_ever);
	adsp_tick();
	expect_halted("no return in supervisor at 1000 us: ", "it does not yield",
		      "allocates_for_ever");
}

/* What stands between the marks is the machine's, all of it and nothing else. */
static void test_the_machines_code_is_known(void **state)
{
	const uintptr_t start = (uintptr_t)machine_text_start, end = (uintptr_t)machine_text_end;
	const uintptr_t inside[] = {
		(uintptr_t)k_heap_alloc,     (uintptr_t)adsp_tick,
		(uintptr_t)supervisor_start, (uintptr_t)context_name,
		(uintptr_t)fault_hung,       (uintptr_t)k_sem_take,
		(uintptr_t)adsp_ipc_send,    (uintptr_t)watchdog_start,
		(uintptr_t)k_thread_create,  (uintptr_t)adsp_dma_attach,
		(uintptr_t)machine_power_on,
	};
	const uintptr_t outside[] = { (uintptr_t)fw_boot, (uintptr_t)spins_for_ever,
				      (uintptr_t)memcpy, (uintptr_t)main };

	for (size_t i = 0; i < ARRAY_SIZE(inside); i++)
		assert_in_range(inside[i], start, end);
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		assert_true(outside[i] < start || outside[i] >= end);
}

/* ---- a thread of the kernel ---- */

static void spins_as_thread(void *p1, void *p2, void *p3)
{
	for (;;)
		spins++;
}

static void test_a_kernel_thread_that_never_yields_is_given_up(void **state)
{
	static struct k_thread thread;

	thread.state = 0;
	k_thread_create(&thread, k_thread_stack_alloc(4096, 0), 4096, spins_as_thread, NULL, NULL,
			NULL, 5, 0, K_NO_WAIT);
	k_thread_name_set(&thread, "worker");
	adsp_tick();
	expect_halted("no return in worker at 1000 us: ", "it does not yield", "spins_as_thread");
}

/* ---- what is no hang ---- */

static void works(clock_t ms)
{
	clock_t end = clock() + ms * CLOCKS_PER_SEC / 1000;

	while (clock() < end)
		spins++;
}

static void slow_notify(void *ctx, const struct adsp_ipc_message *msg, const void *payload,
			size_t box_bytes)
{
	works(2 * LIMIT_MS);
	ticks++;
}

static void calls_the_host(unsigned int core)
{
	static const struct ipc4_message message;

	platform_ipc_notify(&message);
}

static void test_the_host_may_take_its_time(void **state)
{
	adsp_ipc_on_notification(slow_notify, NULL);
	platform_timer_connect(0, calls_the_host);
	adsp_tick();
	works(2 * LIMIT_MS);
	adsp_ipc_on_notification(NULL, NULL);
	assert_int_equal(ticks, 1);
	assert_null(adsp_machine_halted());
}

static void works_for_a_while(unsigned int core)
{
	works(LIMIT_MS / 4);
	ticks++;
}

static void test_long_ticks_are_no_hang(void **state)
{
	platform_timer_connect(0, works_for_a_while);
	while (ticks < 8 && !adsp_machine_halted())
		adsp_tick();
	assert_null(adsp_machine_halted());
}

/* ---- the host wants an end ---- */

static void on_interrupt(int number)
{
	adsp_machine_interrupt();
}

static void test_an_interrupted_run_ends_sooner(void **state)
{
	struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = SA_RESTART }, old;
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGINT };
	const struct itimerspec once = { .it_value = { 1, 0 } };
	struct timespec begin, end;
	timer_t timer;

	watchdog_stop();
	watchdog_start(20000, fault_hung);
	platform_timer_connect(0, spins_for_ever);
	sigaction(SIGINT, &action, &old);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	assert_int_equal(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	timer_settime(timer, 0, &once, NULL);
	adsp_tick();
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	timer_delete(timer);
	sigaction(SIGINT, &old, NULL);
	assert_non_null(adsp_machine_halted());
	assert_true(end.tv_sec - begin.tv_sec < 10);
}

/* ---- the stack ---- */

static unsigned int depth_limit = 1 << 30;

static unsigned int recurses(unsigned int depth)
{
	volatile char room[256];

	room[0] = (char)depth;
	return depth < depth_limit ? recurses(depth + 1) + (unsigned int)room[0] : 0;
}

static void overflows(unsigned int core)
{
	spins = recurses(0);
}

static void run_overflow(void)
{
	PLATFORM_OWNER("gain.1.0");
	platform_timer_connect(0, overflows);
	adsp_tick();
}

static void test_overflow_is_found(void **state)
{
	if (SANITIZER_REPORTS)
		skip();
	rig_expect_fatal(run_overflow, "fault in supervisor for gain.1.0 at 1000 us: write of ");
	rig_expect_fatal(
		run_overflow,
		": guard below the stack of LL code and message handlers: overrun; recurses "
		"(tests/unit/machine/test_supervisor.c:");
}

static void clears_upwards(unsigned int core)
{
	volatile char *at = __builtin_frame_address(0);

	for (;;)
		*at++ = 0;
}

static void run_upwards(void)
{
	PLATFORM_OWNER("gain.1.0");
	platform_timer_connect(0, clears_upwards);
	adsp_tick();
}

static void test_so_is_what_goes_upwards(void **state)
{
	if (SANITIZER_REPORTS)
		skip();
	rig_expect_fatal(run_upwards,
			 ": guard above the stack of LL code and message handlers: overrun; "
			 "clears_upwards (tests/unit/machine/test_supervisor.c:");
}

static volatile size_t too_many = 40;

static __attribute__((noinline)) void writes_past_an_array(unsigned int core)
{
	volatile char array[24];

	for (size_t i = 0; i < too_many; i++)
		array[i] = 1;
	spins += (unsigned char)array[0];
}

static void run_array(void)
{
	PLATFORM_OWNER("gain.1.0");
	platform_timer_connect(0, writes_past_an_array);
	adsp_tick();
}

static void test_an_array_that_is_written_past_its_end_is_found_at_return(void **state)
{
	if (SANITIZER_REPORTS)
		skip();
	rig_expect_fatal(
		run_array,
		"fault in supervisor for gain.1.0 at 1000 us: stack: an array on the stack "
		"was written past its end; writes_past_an_array "
		"(tests/unit/machine/test_supervisor.c:");
}

/* The twin: the same function within its array. */
static void test_an_array_that_is_filled_is_fine(void **state)
{
	too_many = 24;
	platform_timer_connect(0, writes_past_an_array);
	adsp_tick();
	too_many = 40;
	assert_null(adsp_machine_halted());
}

static const void *where;

static void looks_where(unsigned int core)
{
	where = __builtin_frame_address(0);
}

static void test_handlers_have_a_stack_of_their_own(void **state)
{
	platform_timer_connect(0, looks_where);
	adsp_tick();
	assert_true(supervisor_stack_end(where) > (uintptr_t)where);
	assert_int_equal(supervisor_stack_end(__builtin_frame_address(0)), 0);
	assert_null(supervisor_guard_of(where));
}

int main(void)
{
#define SUPERVISOR_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		SUPERVISOR_TEST(test_a_handler_that_never_returns_is_given_up),
		SUPERVISOR_TEST(test_the_next_machine_is_whole),
		SUPERVISOR_TEST(test_so_is_a_message_handler),
		SUPERVISOR_TEST(test_locks_do_not_outlive_the_machine),
		SUPERVISOR_TEST(test_the_caller_of_a_library_is_named),
		SUPERVISOR_TEST(test_a_handler_that_waits_in_linux_is_given_up),
		SUPERVISOR_TEST(test_calls_of_the_kernel_are_finished_first),
		SUPERVISOR_TEST(test_the_machines_code_is_known),
		SUPERVISOR_TEST(test_a_kernel_thread_that_never_yields_is_given_up),
		SUPERVISOR_TEST(test_the_host_may_take_its_time),
		SUPERVISOR_TEST(test_long_ticks_are_no_hang),
		SUPERVISOR_TEST(test_an_interrupted_run_ends_sooner),
		SUPERVISOR_TEST(test_overflow_is_found),
		SUPERVISOR_TEST(test_so_is_what_goes_upwards),
		SUPERVISOR_TEST(test_an_array_that_is_written_past_its_end_is_found_at_return),
		SUPERVISOR_TEST(test_an_array_that_is_filled_is_fine),
		SUPERVISOR_TEST(test_handlers_have_a_stack_of_their_own),
	};

	return cmocka_run_group_tests_name("machine/supervisor", tests, NULL, NULL);
}
