/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/audio/format.h>
#include <shared/taps.h>

#if CONFIG_MATH_TAPS

int32_t taps_run(struct taps_state *state, const int32_t *coefficients, unsigned int num, int32_t x)
{
	int64_t sum = 0;

	state->at = (state->at + TAPS_MAX - 1) % TAPS_MAX;
	state->delay[state->at] = x;
	for (unsigned int i = 0; i < num; i++)
		sum += (int64_t)coefficients[i] * state->delay[(state->at + i) % TAPS_MAX] / 2;
	return sat_int32(Q_SHIFT_RND(sum, 61, 31));
}

#endif
