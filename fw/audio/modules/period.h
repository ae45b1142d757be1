/* SPDX-License-Identifier: BSD-3-Clause */
/* The period a module works in, also before the component knows it (init, and DP modules until prepared). */
#ifndef MODULES_PERIOD_H
#define MODULES_PERIOD_H

#include <stdint.h>
#include <sof/audio/component.h>
#include <sof/audio/period.h>
#include <sof/platform.h>

static inline uint32_t module_period_us(const struct comp_dev *dev)
{
	return dev->period ? dev->period : (uint32_t)LL_TIMER_PERIOD_US;
}

/** Frames of one period, see period_frames(). */
static inline uint32_t module_period_frames(const struct comp_dev *dev, uint32_t rate)
{
	return period_frames(rate, module_period_us(dev));
}

#endif
