/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/numbers.h>
#include <sof/math/simd.h>
#include <sof/math/trig.h>
#include "tables.h"

#define ROTATIONS         31
#define ROTATIONS_16B     15
#define START_Q30         652032874 /* the product of the cosines of all rotations */
#define THREE_HALF_PI_Q28 1264972285

#define LANES 8 /* vectors at once */

/* x when the sign is 0, -x when it is -1 */
static SIMD_BODY int32_t signed_by(int32_t x, int32_t sign)
{
	return (x ^ sign) - sign;
}

/* Rotate by known angles until nothing, or little, is left of each one. Angles are within a quarter turn, Q2.30. */
static SIMD_BODY void rotate(int32_t *left, int32_t *x, int32_t *y, uint32_t lanes,
			     unsigned int rotations)
{
	for (uint32_t k = 0; k < lanes; k++) {
		x[k] = START_Q30;
		y[k] = 0;
	}
	for (unsigned int i = 0; i < rotations; i++) {
		for (uint32_t k = 0; k < lanes; k++) {
			const int32_t sign = left[k] >> 31;
			const int32_t step_x = signed_by(y[k] >> i, sign);
			const int32_t step_y = signed_by(x[k] >> i, sign);

			left[k] -= signed_by(cordic_angles[i], sign);
			x[k] -= step_x;
			y[k] += step_y;
		}
	}
}

/*
 * An angle within a quarter turn, in Q2.30, whose vector is that of `angle` or the opposite of it: -1 in *opposite.
 */
static SIMD_BODY int32_t first_quarter(int32_t angle, int32_t *opposite)
{
	const int32_t size = ABS(angle);
	const int32_t is_far = size > HALF_PI_Q28 ? -1 : 0;
	const int32_t turn = size > THREE_HALF_PI_Q28 ? TWO_PI_Q28 : PI_Q28;

	*opposite = size > THREE_HALF_PI_Q28 ? 0 : is_far;
	return (int32_t)((uint32_t)(angle - signed_by(turn & is_far, angle >> 31)) << 2);
}

static SIMD_BODY void rotate_lanes(const int32_t *angles, unsigned int shift,
				   struct icomplex32 *out)
{
	int32_t left[LANES], x[LANES], y[LANES], opposite[LANES];

	for (uint32_t k = 0; k < LANES; k++)
		left[k] = first_quarter((int32_t)((uint32_t)angles[k] << shift), &opposite[k]);
	rotate(left, x, y, LANES, ROTATIONS);
	for (uint32_t k = 0; k < LANES; k++) {
		out[k].real = signed_by(x[k], opposite[k]);
		out[k].imag = signed_by(y[k], opposite[k]);
	}
}

SIMD_VARIANTS(rotate_lanes, (const int32_t *angles, unsigned int shift, struct icomplex32 *out),
	      (angles, shift, out))

static struct icomplex32 one_vector(int32_t angle, unsigned int rotations)
{
	int32_t opposite, left = first_quarter(angle, &opposite), x, y;

	rotate(&left, &x, &y, 1, rotations);
	return (struct icomplex32){ signed_by(x, opposite), signed_by(y, opposite) };
}

void unit_vectors(const int32_t *angles, unsigned int shift, struct icomplex32 *out, uint32_t count)
{
	static void (*const variants[])(const int32_t *angles, unsigned int shift,
					struct icomplex32 *out) = { SIMD_KERNELS(rotate_lanes) };
	const uint32_t whole = count - count % LANES;

	for (uint32_t i = 0; i < whole; i += LANES)
		variants[platform_simd_level()](angles + i, shift, out + i);
	for (uint32_t i = whole; i < count; i++)
		out[i] = unit_vector((int32_t)((uint32_t)angles[i] << shift));
}

struct icomplex32 unit_vector(int32_t angle)
{
	return one_vector(angle, ROTATIONS);
}

int16_t sin_q28_16b(int32_t angle)
{
	return sat_int16((int32_t)q_shift_rnd(one_vector(angle, ROTATIONS_16B).imag, 15));
}

int16_t cos_q28_16b(int32_t angle)
{
	return sat_int16((int32_t)q_shift_rnd(one_vector(angle, ROTATIONS_16B).real, 15));
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
