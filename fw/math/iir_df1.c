/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A section at a time over a block of samples, or four of them side by side (iir_lanes.c): coefficients and state stay in
 * registers. Each section rounds half up to 32 bits, keeps that as its state, then applies gain and shift for the next section.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/iir_df1.h>
#include "iir_lanes.h"

#define COEFFICIENT_BITS 30
#define GAIN_BITS        14
#define GAIN_ONE         (1 << GAIN_BITS)
#define BLOCK            64 /* samples that branches keep of their common input */

int iir_biquad_check(const struct iir_biquad *biquads, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (!IN_RANGE(biquads[i].shift, 1 - GAIN_BITS, 62 - GAIN_BITS))
			return -EINVAL;
	return 0;
}

int iir_response_check(const struct iir_response *response)
{
	if (!IN_RANGE(response->num_sections, 1u, IIR_MAX_SECTIONS) || !response->num_in_series ||
	    response->num_in_series > response->num_sections ||
	    response->num_sections % response->num_in_series)
		return -EINVAL;
	return iir_biquad_check(response->biquads, response->num_sections);
}

/* Without gain: rounded and saturated once. */
static void unity_section(const struct iir_biquad *b, struct iir_state *state, int32_t *samples,
			  uint32_t count)
{
	const int64_t a2 = b->a2, a1 = b->a1, b2 = b->b2, b1 = b->b1, b0 = b->b0;
	int64_t y2 = state->y2, y1 = state->y1, x2 = state->x2, x1 = state->x1;

	for (uint32_t i = 0; i < count; i++) {
		const int64_t in = samples[i];
		/* a sum of five products may wrap, as it does on a DSP */
		const int64_t acc =
			(int64_t)((uint64_t)(a2 * y2) + (uint64_t)(a1 * y1) + (uint64_t)(b2 * x2) +
				  (uint64_t)(b1 * x1) + (uint64_t)(b0 * in));

		y2 = y1;
		y1 = sat_int32(q_shift_rnd(acc, COEFFICIENT_BITS));
		x2 = x1;
		x1 = in;
		samples[i] = (int32_t)y1;
	}
	*state = (struct iir_state){ (int32_t)y2, (int32_t)y1, (int32_t)x2, (int32_t)x1 };
}

static void gain_block(const struct iir_biquad *b, int32_t *samples, uint32_t count)
{
	const unsigned int shift = (unsigned int)(GAIN_BITS + b->shift);
	const int64_t gain = b->gain;

	for (uint32_t i = 0; i < count; i++)
		samples[i] = sat_int32(q_shift_rnd(gain * samples[i], shift));
}

static void run_section(const struct iir_biquad *b, struct iir_state *state, int32_t *samples,
			uint32_t count)
{
	unity_section(b, state, samples, count);
	if (b->gain != GAIN_ONE || b->shift)
		gain_block(b, samples, count);
}

/* ---- several sections: side by side where the processor can ---- */

static bool worth_lanes(uint32_t sections, uint32_t count)
{
	return sections > 1 && count >= IIR_LANES_MIN_COUNT && iir_lanes_available();
}

/* Up to IIR_LANES sections; those that are missing let samples pass. */
static void run_in_lanes(const struct iir_biquad *biquads, struct iir_state *states,
			 uint32_t sections, int32_t *samples, uint32_t count)
{
	static const struct iir_biquad pass = { .b0 = 1 << COEFFICIENT_BITS, .gain = GAIN_ONE };
	const struct iir_biquad *lanes[IIR_LANES];
	struct iir_state *lane_states[IIR_LANES], nothing[IIR_LANES] = { 0 };

	for (uint32_t i = 0; i < IIR_LANES; i++) {
		lanes[i] = i < sections ? &biquads[i] : &pass;
		lane_states[i] = i < sections ? &states[i] : &nothing[i];
	}
	iir_lanes_run(IIR_LANES_SERIES, lanes, lane_states,
		      &(struct iir_lanes_streams){ .in = samples, .high = samples }, count);
}

void iir_series(const struct iir_biquad *biquads, struct iir_state *states, uint32_t sections,
		int32_t *samples, uint32_t count)
{
	for (uint32_t n; sections; sections -= n, biquads += n, states += n) {
		n = worth_lanes(sections, count) ? MIN(sections, (uint32_t)IIR_LANES) : 1;
		if (n > 1)
			run_in_lanes(biquads, states, n, samples, count);
		else
			run_section(biquads, states, samples, count);
	}
}

void iir_stereo(const struct iir_biquad *biquads, struct iir_state *const *states,
		int32_t *const *samples, uint32_t count)
{
	if (worth_lanes(IIR_LANES, count)) {
		const struct iir_biquad *const lanes[] = { &biquads[0], &biquads[1], &biquads[0],
							   &biquads[1] };
		struct iir_state *const lane_states[] = { &states[0][0], &states[0][1],
							  &states[1][0], &states[1][1] };

		iir_lanes_run(IIR_LANES_PAIR, lanes, lane_states,
			      &(struct iir_lanes_streams){ samples[0], samples[1], samples[0],
							   samples[1] },
			      count);
		return;
	}
	for (int i = 0; i < 2; i++)
		iir_series(biquads, states[i], 2, samples[i], count);
}

static void run_twice(const struct iir_biquad *b, struct iir_state *states, const int32_t *in,
		      int32_t *out, uint32_t count)
{
	if (out != in)
		memcpy(out, in, count * sizeof(*out));
	run_section(b, &states[0], out, count);
	run_section(b, &states[1], out, count);
}

void iir_fork(const struct iir_fork *fork, const int32_t *in, int32_t *low, int32_t *high,
	      uint32_t count)
{
	if (worth_lanes(IIR_LANES, count)) {
		const struct iir_biquad *const lanes[] = { fork->low, fork->low, fork->high,
							   fork->high };
		struct iir_state *const states[] = { &fork->low_states[0], &fork->low_states[1],
						     &fork->high_states[0], &fork->high_states[1] };

		iir_lanes_run(IIR_LANES_FORK, lanes, states,
			      &(struct iir_lanes_streams){ .in = in, .low = low, .high = high },
			      count);
	} else if (low == in) {
		run_twice(fork->high, fork->high_states, in, high, count);
		run_twice(fork->low, fork->low_states, in, low, count);
	} else {
		run_twice(fork->low, fork->low_states, in, low, count);
		run_twice(fork->high, fork->high_states, in, high, count);
	}
}

static void series(const struct iir_df1 *filter, uint32_t first, int32_t *samples, uint32_t count)
{
	iir_series(&filter->biquads[first], &filter->state[first], filter->num_in_series, samples,
		   count);
}

/* At most BLOCK samples. */
static void branches(const struct iir_df1 *filter, int32_t *samples, uint32_t count)
{
	int32_t branch[BLOCK];
	int64_t sum[BLOCK] = { 0 };

	for (uint32_t first = 0; first < filter->num_sections; first += filter->num_in_series) {
		memcpy(branch, samples, count * sizeof(branch[0]));
		series(filter, first, branch, count);
		for (uint32_t i = 0; i < count; i++)
			sum[i] += branch[i];
	}
	for (uint32_t i = 0; i < count; i++)
		samples[i] = sat_int32(sum[i]);
}

void iir_df1(const struct iir_df1 *filter, int32_t *samples, uint32_t count)
{
	uint32_t n;

	if (!filter->num_sections)
		return;
	if (filter->num_in_series == filter->num_sections) {
		series(filter, 0, samples, count);
		return;
	}
	for (; count; count -= n, samples += n) {
		n = MIN(count, BLOCK);
		branches(filter, samples, n);
	}
}
