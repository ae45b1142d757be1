/* SPDX-License-Identifier: BSD-3-Clause */
/* The volume table: steps of a dB scale as linear gain, in the integer arithmetic that hosts share. */
#include "internal.h"

#define Q16_ONE     65536u
#define Q16_1_DB    73533u /* 10^(1/20) */
#define Q16_HALF_DB 69419u /* 10^(1/40) */

/* Product of two Q16 numbers, rounded to Q16. Wraps to 32 bits above 96 dB, which the cap below hides. */
static uint32_t q16_mul(uint32_t a, uint32_t b)
{
	uint64_t product = (uint64_t)a * b;

	return (uint32_t)(((product >> 15) + 1) >> 1);
}

/*
 * 10^(db/20) in Q16. Each step multiplies by 1.122, so 97 steps pass 2^32: beyond it both directions
 * have reached their limit, and the loop is bounded whatever a topology says.
 */
static uint64_t q16_gain(int32_t db)
{
	unsigned int steps = db < 0 ? (unsigned int)-(int64_t)db : (unsigned int)db;
	uint32_t gain = Q16_ONE;

	if (steps > 96)
		return db < 0 ? 0 : UINT32_MAX;
	while (steps--)
		gain = q16_mul(gain, Q16_1_DB);
	return db < 0 ? (1ull << 32) / gain : gain;
}

uint32_t drv_volume_q31(int32_t scale_min, uint32_t scale_step, bool mute, uint32_t value)
{
	int64_t db;
	uint64_t gain;

	if (!value && mute)
		return 0;
	db = (int64_t)(scale_min / 100) + (uint32_t)(value * scale_step) / 100;
	if (db > 200)
		db = 200;
	gain = q16_gain((int32_t)db);
	if (scale_step - scale_step / 100 == 50 && value & 1)
		gain = q16_mul((uint32_t)gain, Q16_HALF_DB);
	gain <<= 15;
	return gain > INT32_MAX ? INT32_MAX : (uint32_t)gain;
}
