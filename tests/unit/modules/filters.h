/* SPDX-License-Identifier: BSD-3-Clause */
/* Models of biquads, for the tests of modules that have some, and blobs of words. */
#ifndef TESTS_MODULES_FILTERS_H
#define TESTS_MODULES_FILTERS_H

#include "effect.h"

#define ONE_Q30 (1 << 30)

/* a2 a1 b2 b1 b0 shift gain; the first is a low pass, the second a high pass of the same corner */
#define LOW_PASS  -1034714513, 2107733822, 180629, 361258, 180629, 0, 16384
#define HIGH_PASS -1034714513, 2107733822, 1054047540, -2108095079, 1054047540, 0, 16384
#define HIGHER_LP -741524947, 1753413056, 15463429, 30926858, 15463429, 0, 16384
#define HIGHER_HP -741524947, 1753413056, 892169957, -1784339914, 892169957, 0, 16384
#define PEAK      -992610271, 2064935920, 245217319, -518511431, 274003881, -1, 25468
#define LOUD      -188698625, -164781545, 69182517, -115308712, 365641401, -4, -25468
#define FLAT      0, 0, 0, 0, ONE_Q30, 0, 16384

struct model_section {
	int64_t y1, y2, x1, x2;
};

/* One section of direct form 1. @param w	a2 a1 b2 b1 b0 shift gain */
static inline int64_t model_biquad(const int32_t *w, struct model_section *s, int64_t x)
{
	const __int128 sum = (__int128)w[0] * s->y2 + (__int128)w[1] * s->y1 +
			     (__int128)w[2] * s->x2 + (__int128)w[3] * s->x1 + (__int128)w[4] * x;
	/* 64 bits hold it */
	const int64_t y = limited(nearest((int64_t)(uint64_t)sum, 30), 32);

	*s = (struct model_section){ .y1 = y, .y2 = s->y1, .x1 = x, .x2 = s->x1 };
	return limited(nearest((__int128)w[6] * y, (unsigned int)(14 + w[5])), 32);
}

#endif
