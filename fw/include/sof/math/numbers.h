/* SPDX-License-Identifier: BSD-3-Clause */
/* Integer functions that modules share. */
#ifndef SOF_MATH_NUMBERS_H
#define SOF_MATH_NUMBERS_H

#include <stdint.h>
#include <zephyr/sys/util.h>

#define ABS(a) ((a) < 0 ? -(a) : (a))

/** @return the largest number that divides both; the other one when one is 0 */
static inline uint32_t gcd(uint32_t a, uint32_t b)
{
	while (b) {
		const uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/** @return bits of x that are set */
static inline uint32_t count_bits(uint32_t x)
{
	uint32_t n = 0;

	for (; x; x &= x - 1)
		n++;
	return n;
}

#define SPEED_OF_SOUND                343 /* m/s */
#define RECIPROCAL_SPEED_OF_SOUND_Q31 6260888

/** Cross product of a and b. Values of 16 bits; each component may take 32. */
static inline void cross_product_s16(int32_t *px, int32_t *py, int32_t *pz, int16_t ax, int16_t ay,
				     int16_t az, int16_t bx, int16_t by, int16_t bz)
{
	*px = (int32_t)ay * bz - (int32_t)az * by;
	*py = (int32_t)az * bx - (int32_t)ax * bz;
	*pz = (int32_t)ax * by - (int32_t)ay * bx;
}

/** @return sign bits that can be shifted out to the left without a change of sign: 31 for 0 and -1 */
static inline int norm_int32(int32_t x)
{
	return x == 0 || x == -1 ? 31 : __builtin_clz((uint32_t)(x < 0 ? ~x : x)) - 1;
}

#endif
