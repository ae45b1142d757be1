/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual time. */
#ifndef RTOS_TIMER_H
#define RTOS_TIMER_H

#include <zephyr/kernel.h>

static inline uint64_t sof_cycle_get_64(void)
{
	return k_cycle_get_64();
}

/** Cycles in milli- and microseconds, to the nearest. */
static inline uint64_t k_cyc_to_ms_near64(uint64_t cycles)
{
	return k_cyc_to_ms_floor64(cycles + sys_clock_hw_cycles_per_sec() / 2000);
}

static inline uint64_t k_cyc_to_us_near64(uint64_t cycles)
{
	return k_cyc_to_us_floor64(cycles + sys_clock_hw_cycles_per_sec() / 2000000);
}

#endif
