/* SPDX-License-Identifier: BSD-3-Clause */
/* The period a module works in, also before the component knows it (init, and DP modules until prepared). */
#ifndef MODULES_PERIOD_H
#define MODULES_PERIOD_H

#include <stdint.h>
#include <sof/audio/component.h>
#include <sof/platform.h>

static inline uint32_t module_period_us(const struct comp_dev *dev)
{
	return dev->period ? dev->period : (uint32_t)LL_TIMER_PERIOD_US;
}

/** Frames of one period, rounded up; rates of the 44.1 kHz family count as those of 48 kHz. */
static inline uint32_t module_period_frames(const struct comp_dev *dev, uint32_t rate)
{
	static const struct {
		uint32_t rate, as;
	} family[] = { { 44100, 48000 }, { 88200, 96000 }, { 176400, 192000 } };

	for (unsigned int i = 0; i < sizeof(family) / sizeof(family[0]); i++) {
		if (rate == family[i].rate)
			rate = family[i].as;
	}
	return (uint32_t)(((uint64_t)rate * module_period_us(dev) + 999999) / 1000000);
}

#endif
