/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Order within a tick, timers of the cores, IDC.
 *
 * Needs: SECOND_CORE
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <valgrind/valgrind.h>

#include <ipc4/gateway.h>
#include <platform/machine.h>
#include <rtos/dma.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

#include <adsp/dma.h>

#include "rig.h"

LOG_MODULE_REGISTER(test_tick);

static char trace[128];

static void note(const char *text)
{
	strncat(trace, text, sizeof(trace) - strlen(trace) - 1);
}

static void on_timer(unsigned int core)
{
	char text[8];

	snprintf(text, sizeof(text), "%u%u", core, cpu_get_id());
	note(text);
}

static void on_tick_end(void)
{
	note("E");
}

static size_t on_data(void *ctx, void *data, size_t bytes)
{
	note(ctx);
	return bytes;
}

static void worker(void *p1, void *p2, void *p3)
{
	note("T");
}

static struct dma_chan *run_chan(uint32_t node_id, char *name, unsigned int ring)
{
	struct adsp_dma_client client = { .transfer = on_data, .ctx = name };
	struct dma_chan_config config = {
		.buffer = (char *)platform_area(PLATFORM_AREA_HEAP, 0, NULL) + ring * 4096,
		.size = 192,
		.frame_bytes = 4,
		.rate = 48000,
	};
	struct dma_chan *chan = dma_request_channel(node_id);

	adsp_dma_attach(node_id, &client);
	assert_int_equal(dma_config(chan, &config), 0);
	dma_start(chan);
	return chan;
}

static int setup(void **state)
{
	trace[0] = '\0';
	return rig_start(state);
}

static void test_order_within_a_tick(void **state)
{
	static struct k_thread thread;
	struct dma_chan *out = run_chan(IPC4_NODE_ID(IPC4_I2S_LINK_OUTPUT_CLASS, 0), "o", 0);

	run_chan(IPC4_NODE_ID(IPC4_I2S_LINK_INPUT_CLASS, 0), "i", 1);
	dma_reload(out, 192);
	platform_timer_connect(2, on_timer);
	platform_timer_connect(0, on_timer);
	platform_tick_end_connect(on_tick_end);
	k_thread_create(&thread, k_thread_stack_alloc(4096, 0), 4096, worker, NULL, NULL, NULL, 5,
			0, K_NO_WAIT);
	adsp_tick();
	assert_string_equal(trace, "i0022EoT");
	assert_int_equal(adsp_time_us(), 1000);
	trace[0] = '\0';
	platform_timer_connect(0, NULL);
	platform_tick_end_connect(NULL);
	dma_stop(out);
	adsp_tick();
	assert_string_equal(trace, "i22");
}

static int nested(void *arg)
{
	return (int)cpu_get_id() * 10;
}

static int on_other_core(void *arg)
{
	return platform_run_on_core(2, nested, NULL) + (int)cpu_get_id();
}

static void test_work_on_another_core(void **state)
{
	assert_int_equal(platform_core_count(), 3);
	assert_int_equal(platform_run_on_core(1, on_other_core, NULL), 21);
	assert_int_equal(cpu_get_id(), 0);
	assert_int_equal(platform_run_on_core(3, nested, NULL), -EINVAL);
}

static void connects_bad_core(void)
{
	platform_timer_connect(3, on_timer);
}

static void test_timer_of_a_missing_core_panics(void **state)
{
	rig_expect_fatal(connects_bad_core, "platform_timer_connect: core 3 of 3");
}

static void copy_through(unsigned int core)
{
	LOG_DBG("silent");
}

static size_t quiet(void *ctx, void *data, size_t bytes)
{
	memset(data, 0, bytes);
	return bytes;
}

/* In a child that the kernel kills for any system call but read, write and exit. */
static void run_ticks_without_syscalls(void)
{
	struct adsp_dma_client client = { .transfer = quiet };
	struct dma_chan *out = run_chan(IPC4_NODE_ID(IPC4_I2S_LINK_OUTPUT_CLASS, 0), "o", 0);
	struct dma_chan *in = run_chan(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0), "i", 1);
	int i;

	adsp_dma_detach(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0));
	adsp_dma_attach(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0), &client);
	platform_timer_connect(0, copy_through);
	adsp_machine_set_log_level(ADSP_LOG_INF);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		syscall(SYS_exit, 2);
	for (i = 0; i < 1000; i++) {
		adsp_tick();
		dma_reload(in, 192);
		dma_reload(out, 192);
	}
	syscall(SYS_exit, 0);
}

#if defined(__has_feature)
#define HAS_FEATURE(x) __has_feature(x)
#else
#define HAS_FEATURE(x) 0
#endif
#if defined(__SANITIZE_THREAD__) || HAS_FEATURE(thread_sanitizer)
static const bool thread_sanitizer = true;
#else
static const bool thread_sanitizer;
#endif

static void test_ticks_make_no_system_call(void **state)
{
	int status;
	pid_t pid;

	if (RUNNING_ON_VALGRIND || thread_sanitizer)
		skip(); /* they make system calls of their own */
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		run_ticks_without_syscalls();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void test_tick_without_power_does_nothing(void **state)
{
	adsp_machine_stop();
	adsp_tick();
	assert_string_equal(trace, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_order_within_a_tick, setup, rig_stop),
		cmocka_unit_test_setup_teardown(test_work_on_another_core, setup, rig_stop),
		cmocka_unit_test(test_timer_of_a_missing_core_panics),
		cmocka_unit_test_setup_teardown(test_ticks_make_no_system_call, setup, rig_stop),
		cmocka_unit_test_setup_teardown(test_tick_without_power_does_nothing, setup,
						rig_stop),
	};

	return cmocka_run_group_tests_name("machine/tick", tests, NULL, NULL);
}
