/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual time as the firmware reads it. */
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include <adsp/machine.h>

#include "kernel/clock.h"
#include "sched/scheduler.h"

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

static int32_t z_impl_k_sleep(k_timeout_t timeout)
{
	k_ticks_t end = sched_deadline(timeout);
	int64_t left;

	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT)) {
		z_impl_k_yield();
		return 0;
	}
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

static uintptr_t z_vrfy_k_sleep(const uintptr_t *args)
{
	return (uintptr_t)z_impl_k_sleep(Z_TIMEOUT_TICKS((k_ticks_t)args[0]));
}
Z_SYSCALL_DEFINE(k_sleep);

static uintptr_t z_vrfy_k_busy_wait(const uintptr_t *args)
{
	z_impl_k_busy_wait((uint32_t)args[0]);
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
