/* SPDX-License-Identifier: BSD-3-Clause */
/* Logarithms and roots by tables, and an exponential by a series. */
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include "tables.h"

/* ---- logarithms ---- */

int32_t log2_u32(uint32_t x)
{
	const int exponent = 31 - __builtin_clz(x);
	const uint32_t mantissa = x << (31 - exponent), step = (mantissa >> 24) - 128;
	const uint64_t between =
		(uint64_t)(mantissa & 0xFFFFFF) * (log2_steps[step + 1] - log2_steps[step]);

	return (int32_t)((uint32_t)exponent << 16) + (int32_t)(log2_steps[step] + (between >> 24));
}

/* x 2^n, Q16.16 to unsigned Q5.27 and Q4.28 */
static uint32_t of_another_base(uint32_t x, uint64_t factor, unsigned int shift)
{
	return (uint32_t)(((x * factor >> (shift - 1)) + 1) >> 1);
}

uint32_t ln_u32(uint32_t x)
{
	return of_another_base((uint32_t)log2_u32(x), 6096987078286, 32);
}

uint32_t log10_u32(uint32_t x)
{
	return of_another_base((uint32_t)log2_u32(x), 2647887844335, 31);
}

/* ---- roots ---- */

/* Two steps of Newton's method from a table's guess. */
int32_t sqrt_q30(int32_t x)
{
	int shift;
	int64_t root;

	if (x < 1)
		return 0;
	shift = (__builtin_clz((uint32_t)x) - 1) & ~1;
	x <<= shift;
	root = sqrt_guesses[x >> 25];
	for (int i = 0; i < 2; i++)
		root = ((int64_t)x * ONE_Q2_30 / root + root + 1) >> 1;
	return (int32_t)(root >> (shift / 2));
}

uint16_t sqrt_q12(uint16_t x)
{
	int shift, odd, exponent;
	uint32_t mantissa, step, root;

	if (!x)
		return 0;
	shift = __builtin_clz(x) - 16;
	odd = (3 - shift) & 1;
	mantissa = (uint32_t)(uint16_t)(x << shift) >> odd;
	step = (mantissa >> 8) - 64;
	root = ((uint32_t)sqrt_steps[step] << 8) +
	       (mantissa & 255) * (uint32_t)(sqrt_steps[step + 1] - sqrt_steps[step]);
	exponent = (odd - shift + 3) >> 1;
	root = exponent >= 0 ? root << exponent : root >> -exponent;
	return (uint16_t)(((root >> 11) + 1) >> 1);
}

/* ---- exponential ---- */

#define SERIES_TERMS 11

/* |x| below 2, Q3.29 to Q9.23 */
static int32_t exp_within_2(int32_t x)
{
	const int64_t base = q_shift_rnd(x, 6); /* Q9.23 */
	int64_t power = base, sum = base;
	int32_t factorial = 1;

	for (int32_t k = 2; k <= SERIES_TERMS; k++) {
		power = q_shift_rnd(power * x, 29);
		factorial *= k;
		sum += power / factorial;
	}
	return (int32_t)(sum + (1 << 23));
}

/* Halved until it is small, the result squared as often. */
int32_t exp_series_q27(int32_t x)
{
	unsigned int halvings = 0;
	int64_t root, power = 1 << 20;

	if (x < Q_CONVERT_FLOAT(-11.5, 27))
		return 0;
	if (x > Q_CONVERT_FLOAT(7.6245, 27))
		return INT32_MAX;
	for (; x >= 1 << 28 || x <= -(1 << 28); x >>= 1)
		halvings++;
	root = q_shift_rnd(exp_within_2(x * 4), 3);
	for (unsigned int i = 0; i < 1u << halvings; i++)
		power = q_shift_rnd(power * root, 20);
	return (int32_t)power;
}
