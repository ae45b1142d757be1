/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/numbers.h>
#include <sof/math/trig.h>
#include "tables.h"

#define ROTATIONS         31
#define START_Q30         652032874 /* the product of the cosines of all rotations */
#define THREE_HALF_PI_Q28 1264972285

/* An angle within a quarter turn, in Q2.30, whose vector is that of `angle` or the opposite of it. */
static int32_t first_quarter(int32_t angle, bool *is_opposite)
{
	const int32_t size = ABS(angle);
	int32_t turn = 0;

	*is_opposite = size > HALF_PI_Q28 && size <= THREE_HALF_PI_Q28;
	if (size > HALF_PI_Q28)
		turn = *is_opposite ? PI_Q28 : TWO_PI_Q28;
	return (int32_t)((uint32_t)(angle < 0 ? angle + turn : angle - turn) << 2);
}

/* Rotate by known angles until nothing is left of this one. */
struct icomplex32 unit_vector(int32_t angle)
{
	int32_t x = START_Q30, y = 0, shifted_x = x, shifted_y = y;
	bool is_opposite;
	int32_t left = first_quarter(angle, &is_opposite);

	for (unsigned int i = 0; i < ROTATIONS; i++) {
		const int32_t sign = left >= 0 ? 1 : -1;

		left -= sign * cordic_angles[i];
		x -= sign * shifted_y;
		y += sign * shifted_x;
		shifted_x = x >> (i + 1);
		shifted_y = y >> (i + 1);
	}
	return is_opposite ? (struct icomplex32){ -x, -y } : (struct icomplex32){ x, y };
}

int32_t sin_q28(int32_t angle)
{
	return sat_int32((int64_t)unit_vector(angle).imag * 2);
}

int32_t cos_q28(int32_t angle)
{
	return sat_int32((int64_t)unit_vector(angle).real * 2);
}

/* A polynomial of the tangent within an eighth of a turn; the rest by symmetry. */
int32_t atan2_q29(int32_t y, int32_t x)
{
	static const int32_t coefficients[] = { -49499604, 99794340, -178298711, 536890772 };
	const int32_t size_x = x == INT32_MIN ? INT32_MAX : ABS(x);
	const int32_t size_y = y == INT32_MIN ? INT32_MAX : ABS(y);
	int32_t tangent, square, sum = 12781063, angle;

	if (!x && !y)
		return 0;
	tangent = sat_int32(((int64_t)MIN(size_x, size_y) << 31) / MAX(size_x, size_y));
	square = (int32_t)q_mults_32x32(tangent, tangent, 31);
	for (size_t i = 0; i < ARRAY_SIZE(coefficients); i++)
		sum = (int32_t)q_mults_32x32(square, sum, 31) + coefficients[i];
	angle = (int32_t)q_mults_32x32(tangent, sum, 31);
	if (size_y > size_x)
		angle = PI_Q28 - angle;
	if (x < 0)
		return y >= 0 ? TWO_PI_Q28 - angle : -(TWO_PI_Q28 - angle);
	return y < 0 ? -angle : angle;
}
