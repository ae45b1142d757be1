/* SPDX-License-Identifier: BSD-3-Clause */
/* Mathematics that modules share: a short filter. */
#ifndef SHARED_TAPS_H
#define SHARED_TAPS_H

#include <stdint.h>

#define TAPS_MAX 8

struct taps_state {
	int32_t delay[TAPS_MAX];
	unsigned int at;
};

/** One sample through num coefficients, Q1.31. */
int32_t taps_run(struct taps_state *state, const int32_t *coefficients, unsigned int num,
		 int32_t x);

#endif
