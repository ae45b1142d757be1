/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the compressor computes once in each division, in one way for each level of vector instructions. drc_kernel.c has
 * the plain one, which says what is computed; all give the same samples.
 */
#ifndef DRC_DIVISION_H
#define DRC_DIVISION_H

#include <stdbool.h>
#include <stdint.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>

#include "drc_kernel.h"

#define DRC_ONE_Q20      (1 << 20)
#define DRC_NEAR_ONE_Q30 852903424  /* -2 dB: beyond it the detector lets go at a fixed rate */
#define DRC_NEAR_BITS    30         /* fraction of that rate */
#define DRC_RATE_BITS    20         /* of others */
#define DRC_WARP         1686629713 /* pi / 4 in Q31: a gain of 1 is a quarter of a period */
#define DRC_TRACKS       4          /* of the gain: every fourth frame, one step apart */

struct drc_division {
	/** Follow the levels of the frames that were written last. */
	void (*detect)(struct drc *drc);
	/** Apply the gain to the frames that are read next, on its way to the target. */
	void (*compress)(struct drc *drc);
};

#if defined(__x86_64__)
extern const struct drc_division drc_division_avx2;
#endif

/** The first frame of the division that was written last. */
static inline const int32_t *drc_written(const struct drc *drc, uint32_t channel)
{
	return drc->rings + channel * DRC_MAX_FRAMES +
	       ((drc->write - DRC_DIVISION) & (DRC_MAX_FRAMES - 1));
}

/** The first frame of the division that is read next. */
static inline int32_t *drc_next(const struct drc *drc, uint32_t channel)
{
	return drc->rings + channel * DRC_MAX_FRAMES + drc->read;
}

/**
 * One frame of the detector: down at once, up at a rate.
 * @param gain	of the curve, Q2.30
 * @param rate	with `shift` fraction bits; not looked at when gain is not above the detector
 */
static inline int32_t drc_follow(int32_t detector, int32_t gain, int32_t rate, uint32_t shift)
{
	const int32_t difference = sub_wrap(gain, detector);

	detector = difference > 0 ? add_wrap(detector, mul_rnd(difference, rate, shift)) : gain;
	return MIN(detector, ONE_Q2_30);
}

/** The exponential way of the gain: frame i is at base + start * ratio^i, Q2.30. */
struct drc_way {
	int32_t base, start, ratio;
	bool is_limited; /* start * ratio^i is at most 1 */
};

static inline struct drc_way drc_way_get(const struct drc *drc)
{
	const bool attacks = drc->rate < ONE_Q2_30;
	const int32_t base = attacks ? drc->target : 0;
	const int32_t ratio = attacks ? sub_wrap(ONE_Q2_30, drc->rate) : drc->rate;

	return (struct drc_way){ base, mul_rnd(sub_wrap(drc->gain, base), ratio, 30), ratio,
				 !attacks };
}

#endif
