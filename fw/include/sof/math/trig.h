/* SPDX-License-Identifier: BSD-3-Clause */
/* Angles in fixed point, with the steps and constants that firmware audio is made with. */
#ifndef SOF_MATH_TRIG_H
#define SOF_MATH_TRIG_H

#include <stdint.h>
#include <sof/math/fft.h>

/* of angles in Q4.28 */
#define PI_Q28      843314857
#define TWO_PI_Q28  1686629713
#define HALF_PI_Q28 421657428

/** sin and cos by 31 rotations. @param angle	Q4.28, -2 pi to 2 pi @return Q1.31 */
int32_t sin_q28(int32_t angle);
int32_t cos_q28(int32_t angle);

/** The same by 15 rotations. @return Q1.15 */
int16_t sin_q28_16b(int32_t angle);
int16_t cos_q28_16b(int32_t angle);

/** cos + j sin. @param angle	Q4.28, -2 pi to 2 pi @return Q2.30 */
struct icomplex32 unit_vector(int32_t angle);

/**
 * unit_vector() of many angles; all levels of vector instructions give the same.
 * @param angles	Q4.28 when shifted to the left by `shift`
 */
void unit_vectors(const int32_t *angles, unsigned int shift, struct icomplex32 *out,
		  uint32_t count);

/** Angle of a point. @param y, x	of one format @return Q3.29, -pi to pi; 0 for the origin */
int32_t atan2_q29(int32_t y, int32_t x);

#endif
