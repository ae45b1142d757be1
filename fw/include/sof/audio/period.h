/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SOF_AUDIO_PERIOD_H
#define SOF_AUDIO_PERIOD_H

#include <stdint.h>

/**
 * Frames of a period, rounded up. Rates of the 44.1 kHz family count as their 48 kHz relatives.
 * @param rate	Hz
 * @param period_us	microseconds
 */
static inline uint32_t period_frames(uint32_t rate, uint32_t period_us)
{
	if (rate % 44100 == 0)
		rate = rate / 44100 * 48000;
	return (uint32_t)(((uint64_t)rate * period_us + 999999) / 1000000);
}

#endif
