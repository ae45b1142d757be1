/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual time as the firmware reads it. */
#include <stdio.h>

#include <platform/machine.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include <adsp/machine.h>

#include "base/trap.h"
#include "kernel/clock.h"
#include "sched/scheduler.h"

#define US_PER_MS     1000ull
#define SLEEPS_PER_MS 10u /* of a job's patience, see platform_patience_ms() */

static uint32_t clock_hz = 1000000;

void clock_start(uint32_t hz)
{
	clock_hz = hz;
}

/* value * num / den, without overflow for any sane time */
static uint64_t scale_floor(uint64_t value, uint64_t num, uint64_t den)
{
	return (uint64_t)((unsigned __int128)value * num / den);
}

static uint64_t scale_ceil(uint64_t value, uint64_t num, uint64_t den)
{
	return (uint64_t)(((unsigned __int128)value * num + den - 1) / den);
}

uint64_t adsp_time_us(void)
{
	return (uint64_t)context_now();
}

k_ticks_t k_uptime_ticks(void)
{
	return context_now();
}

int64_t k_uptime_get(void)
{
	return context_now() / 1000;
}

uint64_t k_cycle_get_64(void)
{
	return scale_floor((uint64_t)context_now(), clock_hz, 1000000);
}

uint32_t sys_clock_hw_cycles_per_sec(void)
{
	return clock_hz;
}

uint64_t k_us_to_cyc_ceil64(uint64_t us)
{
	return scale_ceil(us, clock_hz, 1000000);
}

uint64_t k_ms_to_cyc_ceil64(uint64_t ms)
{
	return scale_ceil(ms, clock_hz, 1000);
}

uint64_t k_cyc_to_us_floor64(uint64_t cycles)
{
	return scale_floor(cycles, 1000000, clock_hz);
}

uint64_t k_cyc_to_ms_floor64(uint64_t cycles)
{
	return scale_floor(cycles, 1000, clock_hz);
}

static void z_impl_k_yield(void)
{
	sched_requeue(k_current_get());
	sched_reschedule();
}

/*
 * Each sleep takes time of the host, however short it is: a job, or the work of a tick, that sleeps all the time would let
 * everybody wait. Counted, not measured, so that all machines find the same.
 */
static SYSCALL_TRAP __attribute__((noinline)) void end_sleeper(uint32_t sleeps)
{
	char what[64];

	snprintf(what, sizeof(what), "it has slept %u times without an end", sleeps);
	trap_kill(K_ERR_HUNG, "hung", what, 0);
}

static void count_sleep(struct k_thread *self)
{
	static unsigned long call;
	const uint32_t most = SLEEPS_PER_MS * platform_patience_ms();
	const bool in_call = context.in_call && context_in_supervisor();

	if (in_call && call != context.calls) {
		call = context.calls;
		platform_job_began(self);
	}
	if (++self->sleeps > most && (in_call || self->options & K_USER))
		end_sleeper(most);
}

static int32_t z_impl_k_sleep(k_timeout_t timeout)
{
	k_ticks_t end = sched_deadline(timeout);
	int64_t left;

	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT)) {
		z_impl_k_yield();
		return 0;
	}
	count_sleep(k_current_get());
	sched_pend_until(NULL, "k_sleep", NULL, end);
	if (end < 0)
		return -1;
	left = end - context_now();
	return left > 0 ? (int32_t)DIV_ROUND_UP(left, 1000) : 0;
}

static void z_impl_k_busy_wait(uint32_t us)
{
	sched_advance(context_now() + us, false);
	sched_reschedule();
}

/* ---- user mode ---- */

void platform_job_began(struct k_thread *thread)
{
	thread->sleeps = 0;
	thread->busy_us = 0;
}

static uintptr_t z_vrfy_k_sleep(const uintptr_t *args)
{
	return (uintptr_t)z_impl_k_sleep(Z_TIMEOUT_TICKS((k_ticks_t)args[0]));
}
Z_SYSCALL_DEFINE(k_sleep);

static uintptr_t z_vrfy_k_busy_wait(const uintptr_t *args)
{
	struct k_thread *self = k_current_get();
	const uint32_t us = (uint32_t)args[0], most_ms = platform_patience_ms();

	/* nobody else lets the time pass, so nobody else sees that it has taken too much */
	self->busy_us += us;
	if (self->busy_us >= most_ms * US_PER_MS)
		platform_end_overdue(self, most_ms);
	else
		z_impl_k_busy_wait(us);
	return 0;
}
Z_SYSCALL_DEFINE(k_busy_wait);

static uintptr_t z_vrfy_k_yield(const uintptr_t *args)
{
	z_impl_k_yield();
	return 0;
}
Z_SYSCALL_DEFINE(k_yield);

int32_t k_sleep(k_timeout_t timeout)
{
	if (z_syscall_trap())
		return (int32_t)z_syscall_invoke(k_sleep, (uintptr_t)timeout.ticks);
	return z_impl_k_sleep(timeout);
}

int32_t k_msleep(int32_t ms)
{
	return k_sleep(K_MSEC(ms));
}

void k_busy_wait(uint32_t us)
{
	if (z_syscall_trap())
		z_syscall_invoke(k_busy_wait, us);
	else
		z_impl_k_busy_wait(us);
}

void k_yield(void)
{
	if (z_syscall_trap())
		z_syscall_invoke(k_yield, 0);
	else
		z_impl_k_yield();
}
