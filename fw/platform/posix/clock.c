/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual time as the firmware reads it. */
#include <zephyr/kernel.h>

#include <adsp/machine.h>

#include "clock.h"
#include "scheduler.h"

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
	return (uint64_t)sched_now();
}

k_ticks_t k_uptime_ticks(void)
{
	return sched_now();
}

int64_t k_uptime_get(void)
{
	return sched_now() / 1000;
}

uint64_t k_cycle_get_64(void)
{
	return scale_floor((uint64_t)sched_now(), clock_hz, 1000000);
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

int32_t k_sleep(k_timeout_t timeout)
{
	k_ticks_t end = sched_deadline(timeout);
	int64_t left;

	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT)) {
		k_yield();
		return 0;
	}
	sched_pend_until(NULL, "k_sleep", NULL, end);
	if (end < 0)
		return -1;
	left = end - sched_now();
	return left > 0 ? (int32_t)DIV_ROUND_UP(left, 1000) : 0;
}

int32_t k_msleep(int32_t ms)
{
	return k_sleep(K_MSEC(ms));
}

void k_busy_wait(uint32_t us)
{
	sched_advance(sched_now() + us, false);
	sched_reschedule();
}

void k_yield(void)
{
	sched_requeue(k_current_get());
	sched_reschedule();
}
