/* SPDX-License-Identifier: BSD-3-Clause */
/* The ways a run ends by force: text, exit code, who is notified. */
#include <valgrind/valgrind.h>

#include <platform/machine.h>
#include <zephyr/kernel.h>

#include "rig.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1 /* faults are the sanitizer's, as they are Valgrind's */
#else
#define SANITIZED 0
#endif

static void panics(void)
{
	k_busy_wait(12);
	platform_panic("/somewhere/fw/audio/fw/x.c", 5, "wheels came off");
}

static void asserts(void)
{
	int three = 3;

	__ASSERT(three == 4, "it is %d", three);
}

static void asserts_silently(void)
{
	int three = 3;

	__ASSERT_NO_MSG(three == 4);
}

static void test_panic_text(void **state)
{
	rig_expect_fatal(panics,
			 "firmware panic in supervisor at 12 us: wheels came off (fw/x.c:5)\n");
	rig_expect_fatal(asserts, "assertion three == 4 failed: it is 3 (");
	rig_expect_fatal(asserts_silently, "assertion three == 4 failed (");
}

static void on_fatal(void *ctx, int status, const char *text)
{
	fprintf(stderr, "told: %d %s [%s] at %llu\n", status, text, (const char *)ctx,
		(unsigned long long)adsp_time_us());
}

static int boot_to_panic(void)
{
	k_panic();
}

static void panics_at_boot(void)
{
	struct adsp_profile profile;
	struct adsp_machine_config config = { .profile = &profile,
					      .fatal = on_fatal,
					      .fatal_ctx = "ctx" };
	char err[256];

	adsp_machine_stop();
	if (!adsp_profile_load("mtl", &profile, err, sizeof(err)))
		machine_power_on(&config, boot_to_panic, err, sizeof(err));
}

static void test_host_is_notified(void **state)
{
	rig_expect_fatal(panics_at_boot, "told: 4 firmware panic in supervisor at 0 us: k_panic (");
	rig_expect_fatal(panics_at_boot, " [ctx] at 0\n");
}

/* A report that fails, or does not come to its end, is given up: the line is there all the same. */
static adsp_fatal_fn bad_report;

static void start_with_bad_report(void)
{
	struct adsp_profile profile;
	struct adsp_machine_config config = { .profile = &profile, .fatal = bad_report };
	char err[256];

	adsp_machine_stop();
	if (!adsp_profile_load("mtl", &profile, err, sizeof(err)))
		machine_power_on(&config, boot_to_panic, err, sizeof(err));
}

static void panics_again(void *ctx, int status, const char *text)
{
	k_panic();
}

static volatile char *volatile wild = (volatile char *)0x10;

static void faults(void *ctx, int status, const char *text)
{
	*wild = 1;
}

static void never_ends(void *ctx, int status, const char *text)
{
	for (;;)
		pause();
}

static void test_reports_that_go_wrong(void **state)
{
	bad_report = panics_again;
	rig_expect_fatal(start_with_bad_report, "firmware panic in supervisor at 0 us: k_panic (");
	if (!SANITIZED && !RUNNING_ON_VALGRIND) {
		bad_report = faults;
		rig_expect_fatal(start_with_bad_report,
				 "firmware panic in supervisor at 0 us: k_panic (");
	}
	bad_report = never_ends;
	rig_expect_fatal(start_with_bad_report, "firmware panic in supervisor at 0 us: k_panic (");
}

static void touches_null(void)
{
	*wild = 1;
}

static void __attribute__((noinline)) recurse(volatile char *from, int depth)
{
	volatile char frame[4096];

	frame[0] = *from;
	if (depth)
		recurse(frame, depth - 1);
	frame[1] = 0;
}

static void overflows(void *p1, void *p2, void *p3)
{
	volatile char start = 0;

	recurse(&start, 1000);
}

static void overflows_stack(void)
{
	static struct k_thread thread;

	k_thread_create(&thread, k_thread_stack_alloc(4096, 0), 4096, overflows, NULL, NULL, NULL,
			5, 0, K_NO_WAIT);
	k_thread_name_set(&thread, "deep");
	adsp_tick();
}

static void test_faults_name_place_and_thread(void **state)
{
	if (SANITIZED || RUNNING_ON_VALGRIND)
		skip();
	rig_expect_fatal(touches_null,
			 "fault in supervisor at 0 us: write of 0x10: no memory of the DSP; "
			 "touches_null (tests/unit/machine/test_panic.c:");
	rig_expect_fatal(overflows_stack, "fault in deep at 1000 us: write of 0x");
	rig_expect_fatal(overflows_stack,
			 ": guard page of the stack of deep: stack overflow; recurse (tests/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_panic_text),
		cmocka_unit_test(test_host_is_notified),
		cmocka_unit_test(test_reports_that_go_wrong),
		cmocka_unit_test(test_faults_name_place_and_thread),
	};

	return cmocka_run_group_tests_name("machine/panic", tests, NULL, NULL);
}
