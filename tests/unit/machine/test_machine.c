/* SPDX-License-Identifier: BSD-3-Clause */
/* Power on and off: order of the boot, errors, and that every start is the same. */
#include <errno.h>
#include <sched.h>

#include <ipc4/gateway.h>
#include <platform/machine.h>
#include <rtos/dma.h>
#include <sof/lib/vpage.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

#include <adsp/dma.h>
#include <adsp/inspect.h>

#include "../blind.h"
#include "rig.h"

static char boot_order[16];
static int init_result;

static int init(char name)
{
	size_t length = strlen(boot_order);

	boot_order[length] = name;
	boot_order[length + 1] = '\0';
	return 0;
}

static int init_late(void)
{
	return init('d') + init_result;
}

static int init_low(void)
{
	return init('c');
}

static int init_high(void)
{
	return init('b');
}

static int init_early(void)
{
	return init('a');
}

SYS_INIT(init_late, APPLICATION, 0);
SYS_INIT(init_low, POST_KERNEL, 50);
SYS_INIT(init_high, POST_KERNEL, 9);
SYS_INIT(init_early, PRE_KERNEL_1, 99);

static int boot(void)
{
	return init('e');
}

static int boot_fails(void)
{
	return -ENOSPC;
}

static int power_on(int (*fn)(void), char *err)
{
	static struct adsp_profile profile;
	struct adsp_machine_config config = { .profile = &profile };

	if (adsp_profile_load("mtl", &profile, err, 256))
		fail_msg("%s", err);
	boot_order[0] = '\0';
	return machine_power_on(&config, fn, err, 256);
}

static int setup(void **state)
{
	init_result = 0;
	return 0;
}

static void test_boot_order(void **state)
{
	char err[256] = "";

	assert_false(adsp_machine_running());
	assert_int_equal(power_on(boot, err), 0);
	assert_true(adsp_machine_running());
	assert_string_equal(boot_order, "abcde");
	assert_int_equal(adsp_time_us(), 0);
	assert_int_equal(power_on(boot, err), -EALREADY);
	adsp_machine_stop();
	adsp_machine_stop();
	assert_false(adsp_machine_running());
}

static void test_boot_errors_switch_off_again(void **state)
{
	char err[256] = "";

	assert_int_equal(power_on(boot_fails, err), -ENOSPC);
	assert_string_equal(err, "firmware boot: No space left on device");
	assert_false(adsp_machine_running());
	init_result = -EIO;
	assert_int_equal(power_on(boot, err), -EIO);
	assert_string_equal(err, "firmware init function init_late: Input/output error");
	assert_string_equal(boot_order, "abcd");
	assert_false(adsp_machine_running());
}

/* ---- every start is the same ---- */

static size_t eat(void *ctx, void *data, size_t bytes)
{
	return bytes;
}

static struct k_sem sem;

static void sleeper(void *p1, void *p2, void *p3)
{
	k_sem_take(&sem, K_FOREVER);
}

/* Use a bit of everything and leave it all open. @return a digest of addresses and memory */
static uint64_t use_everything(void)
{
	static struct k_heap heap;
	static struct k_thread thread;
	struct adsp_dma_client client = { .transfer = eat };
	uint32_t node = IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0);
	struct dma_chan_config config = { .size = 4096, .frame_bytes = 4, .rate = 48000 };
	struct dma_chan *chan;
	uint64_t digest = 1469598103934665603ull;
	size_t size, i;
	unsigned char *mem = platform_area(PLATFORM_AREA_HEAP, 0, &size);

	k_heap_init(&heap, mem, size);
	config.buffer = k_heap_alloc(&heap, 4096, K_NO_WAIT);
	digest ^= (uintptr_t)config.buffer + (uintptr_t)vpage_alloc(5) +
		  (uintptr_t)k_object_alloc(K_OBJ_SEM);
	k_sem_init(&sem, 0, 1);
	memset(&thread, 0, sizeof(thread));
	k_thread_create(&thread, k_thread_stack_alloc(4096, 0), 4096, sleeper, NULL, NULL, NULL, 5,
			0, K_NO_WAIT);
	adsp_dma_attach(node, &client);
	chan = dma_request_channel(node);
	dma_config(chan, &config);
	dma_start(chan);
	for (i = 0; i < 10; i++)
		adsp_tick();
	for (i = 0; i < size; i++)
		digest = (digest ^ blind_read(&mem[i])) * 1099511628211ull;
	return digest ^ adsp_inspect_alloc_count() ^ adsp_time_us();
}

static unsigned int open_files(void)
{
	unsigned int fd, n = 0;

	for (fd = 0; fd < 256; fd++)
		n += lseek((int)fd, 0, SEEK_CUR) >= 0 || errno != EBADF;
	return n;
}

static void test_starts_repeat_and_leave_nothing(void **state)
{
	unsigned int files = open_files();
	cpu_set_t before, after;
	uint64_t first = 0;
	char err[256] = "";
	int i;

	sched_getaffinity(0, sizeof(before), &before);
	for (i = 0; i < 20; i++) {
		uint64_t digest;

		assert_int_equal(power_on(boot, err), 0);
		digest = use_everything();
		if (!i)
			first = digest;
		assert_true(digest == first);
		adsp_machine_stop();
		assert_int_equal(adsp_inspect_heaps(NULL, 0), 0);
		assert_int_equal(adsp_inspect_threads(NULL, 0), 0);
	}
	sched_getaffinity(0, sizeof(after), &after);
	assert_true(CPU_EQUAL(&before, &after));
	assert_int_equal(open_files(), files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_boot_order, setup, rig_stop),
		cmocka_unit_test_setup_teardown(test_boot_errors_switch_off_again, setup, rig_stop),
		cmocka_unit_test_setup_teardown(test_starts_repeat_and_leave_nothing, setup,
						rig_stop),
	};

	return cmocka_run_group_tests_name("machine/machine", tests, NULL, NULL);
}
