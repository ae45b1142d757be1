/* SPDX-License-Identifier: BSD-3-Clause */
/* Power on and off: every part of the machine begins from zero and leaves nothing behind. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <platform/machine.h>
#include <zephyr/init.h>

#include "base/context.h"
#include "base/log.h"
#include "base/panic.h"
#include "base/signals.h"
#include "base/simd.h"
#include "fault/fault.h"
#include "fault/handler.h"
#include "instrument/dp_jobs.h"
#include "instrument/ledger/control.h"
#include "io/dma_engine.h"
#include "io/mailbox.h"
#include "kernel/clock.h"
#include "kernel/k_heap.h"
#include "kernel/object.h"
#include "kernel/stack.h"
#include "kernel/syscall.h"
#include "kernel/thread.h"
#include "kernel/vpage.h"
#include "memory/alloc_count.h"
#include "memory/firmware_image.h"
#include "memory/mem_domain.h"
#include "memory/memory_map.h"
#include "memory/library_memory.h"
#include "memory/mmu.h"
#include "memory/observer.h"
#include "memory/shadow_observer.h"
#include "sched/scheduler.h"
#include "sched/spinlock.h"
#include "sched/supervisor.h"
#include "sched/watchdog.h"
#include "machine.h"
#include "tick.h"

Z_SECTION_BOUND(const struct z_init_entry *const, __start_z_init_entries);
Z_SECTION_BOUND(const struct z_init_entry *const, __stop_z_init_entries);

static int run_init_entry(const struct z_init_entry *entry, char *err, size_t err_size)
{
	int ret = entry->fn();

	if (ret < 0) {
		snprintf(err, err_size, "firmware init function %s: %s", entry->name,
			 strerror(-ret));
		return ret;
	}
	return 0;
}

/* By level, then priority, then link order. */
static int run_init_entries(char *err, size_t err_size)
{
	const struct z_init_entry *const *ref;
	int level, priority, ret;

	for (level = Z_INIT_EARLY; level <= Z_INIT_SMP; level++) {
		for (priority = 0; priority < 100; priority++) {
			for (ref = __start_z_init_entries; ref < __stop_z_init_entries; ref++) {
				if ((int)(*ref)->level != level || (*ref)->priority != priority)
					continue;
				ret = run_init_entry(*ref, err, err_size);
				if (ret)
					return ret;
			}
		}
	}
	return 0;
}

struct boot {
	int (*fn)(void);
	char *err;
	size_t err_size;
	int ret;
};

static void boot_firmware(void *arg)
{
	struct boot *boot = arg;

	boot->ret = run_init_entries(boot->err, boot->err_size);
	if (boot->ret)
		return;
	boot->ret = boot->fn();
	if (boot->ret < 0)
		snprintf(boot->err, boot->err_size, "firmware boot: %s", strerror(-boot->ret));
}

/* The parts that can fail, then the firmware. */
static int start_firmware(int (*fn)(void), char *err, size_t err_size)
{
	struct boot boot = { .fn = fn, .err = err, .err_size = err_size };

	if (supervisor_start() || vpage_start() || stack_start() || object_start()) {
		snprintf(err, err_size, "the host is out of memory");
		return -ENOMEM;
	}
	if (supervisor_call(boot_firmware, &boot)) {
		snprintf(err, err_size, "%s", context.halted);
		return -ETIME;
	}
	return boot.ret;
}

int machine_power_on(const struct adsp_machine_config *config, int (*boot)(void), char *err,
		     size_t err_size)
{
	int ret;

	if (context.running) {
		snprintf(err, err_size, "the machine is running already");
		return -EALREADY;
	}
	ret = simd_init(err, err_size);
	if (ret)
		return ret;
	ret = memory_map(config->profile, err, err_size);
	if (ret)
		return ret;
	ret = firmware_image_load();
	if (ret) {
		snprintf(err, err_size, "the host is out of memory");
		memory_unmap();
		return ret;
	}
	ret = mmu_start(config->isolation, err, err_size);
	if (ret) {
		memory_unmap();
		return ret;
	}
	ret = handler_start();
	if (ret) {
		snprintf(err, err_size, "the host is out of memory");
		mmu_stop();
		memory_unmap();
		return ret;
	}
	context.running = true;
	context.halted = NULL;
	context.in_host = 0;
	log_start(config->log_level, config->log, config->log_ctx);
	fault_start();
	panic_start(config->fatal, config->fatal_ctx);
	signals_start(fault_on_signal);
	watchdog_start(config->watchdog_ms, fault_hung);
	syscall_on_fault(fault_elsewhere);
	clock_start(config->profile->clock_hz);
	alloc_count_reset();
	dp_jobs_start(config->dp_costs, config->num_dp_costs);
	mem_domain_start();
	spinlock_start();
	sched_start();
	tick_start(MIN(config->profile->cores, (uint32_t)CONFIG_CORE_COUNT));
	mailbox_start();
	observers_start();
	shadow_observer_start();
	ledger_start();
	ret = start_firmware(boot, err, err_size);
	if (ret) {
		adsp_machine_stop();
		return ret;
	}
	ledger_booted();
	return 0;
}

int adsp_machine_start(const struct adsp_machine_config *config, char *err, size_t err_size)
{
	return machine_power_on(config, fw_boot, err, err_size);
}

void adsp_machine_stop(void)
{
	if (!context.running)
		return;
	ledger_stop();
	thread_end_all();
	dma_engine_stop();
	k_heap_end_all();
	stack_stop();
	object_stop();
	vpage_stop();
	sched_stop();
	supervisor_stop();
	watchdog_stop();
	library_memory_stop();
	mmu_stop();
	signals_stop();
	handler_stop();
	panic_stop();
	log_stop();
	ledger_leak_check();
	memory_unmap();
	context.running = false;
}

const char *adsp_machine_halted(void)
{
	return context.halted;
}

void adsp_machine_interrupt(void)
{
	watchdog_hurry();
}

bool adsp_machine_running(void)
{
	return context.running;
}

void *platform_area(enum platform_area area, unsigned int core, size_t *size)
{
	switch (area) {
	case PLATFORM_AREA_HEAP:
		return memory_area(MEMORY_HEAP, size);
	case PLATFORM_AREA_BUFFER_HEAP:
		return core < ADSP_MAX_CORES ? memory_area(MEMORY_BUFFER_HEAP + core, size) : NULL;
	}
	return NULL;
}
