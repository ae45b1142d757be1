/* SPDX-License-Identifier: BSD-3-Clause */
/* The LL timer and the cores. Nothing here makes a system call while no thread exists. */
#include <errno.h>

#include <platform/machine.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include <adsp/machine.h>

#include "base/panic.h"
#include "base/trap.h"
#include "io/dma_engine.h"
#include "sched/scheduler.h"
#include "sched/supervisor.h"
#include "tick.h"

static unsigned int num_cores;
static unsigned int supervisor_core; /* core whose work the supervisor does now */
static void (*timer_handlers[ADSP_MAX_CORES])(unsigned int core);
static unsigned int num_timers; /* cores up to the last that has a handler */
static void (*tick_end_handler)(void);

void tick_start(unsigned int cores)
{
	unsigned int core;

	num_cores = cores;
	supervisor_core = 0;
	tick_end_handler = NULL;
	num_timers = 0;
	for (core = 0; core < ADSP_MAX_CORES; core++)
		timer_handlers[core] = NULL;
}

unsigned int platform_core_count(void)
{
	return num_cores;
}

static unsigned int z_impl_cpu_get_id(void)
{
	return context_in_supervisor() ? supervisor_core : k_current_get()->cpu;
}

static uintptr_t z_vrfy_cpu_get_id(const uintptr_t *args)
{
	return z_impl_cpu_get_id();
}
Z_SYSCALL_DEFINE(cpu_get_id);

unsigned int cpu_get_id(void)
{
	if (z_syscall_trap())
		return (unsigned int)z_syscall_invoke(cpu_get_id, 0);
	return z_impl_cpu_get_id();
}

int platform_run_on_core(unsigned int core, int (*fn)(void *arg), void *arg)
{
	unsigned int caller = supervisor_core;
	int ret;

	KERNEL_ONLY();
	if (core >= num_cores)
		return -EINVAL;
	if (!context_in_supervisor())
		panic_at(__FILE__, __LINE__, "platform_run_on_core: called from a thread");
	supervisor_core = core;
	ret = fn(arg);
	supervisor_core = caller;
	return ret;
}

void platform_timer_connect(unsigned int core, void (*handler)(unsigned int core))
{
	KERNEL_ONLY();
	if (core >= num_cores)
		panic_at(__FILE__, __LINE__, "platform_timer_connect: core %u of %u", core,
			 num_cores);
	timer_handlers[core] = handler;
	for (num_timers = num_cores; num_timers && !timer_handlers[num_timers - 1]; num_timers--)
		;
}

void platform_tick_end_connect(void (*handler)(void))
{
	KERNEL_ONLY();
	tick_end_handler = handler;
}

static void run_cores(void *unused)
{
	unsigned int core = 0;

	do {
		supervisor_core = core;
		if (timer_handlers[core])
			timer_handlers[core](core);
	} while (++core < num_timers);
	supervisor_core = 0;
	if (tick_end_handler)
		tick_end_handler();
}

/* The first whole tick behind now. Usually the last one has just ended. */
static int64_t next_tick(void)
{
	static int64_t last;

	if (context_now() != last)
		last = context_now() / ADSP_TICK_US * ADSP_TICK_US;
	last += ADSP_TICK_US;
	return last;
}

void adsp_tick(void)
{
	if (!context.running)
		return;
	sched_advance(next_tick(), !context.halted);
	if (context.halted)
		return;
	dma_engine_inbound();
	if (supervisor_call(run_cores, NULL))
		return;
	dma_engine_outbound();
	sched_run_threads();
}
