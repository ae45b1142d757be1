/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Splitting of one channel into 2 to 4 bands by Linkwitz-Riley filters of fourth order: each is the same biquad twice.
 * The sum of the bands has a flat level.
 *
 *	2 bands:  LP0 | HP0			biquads: LP0 HP0
 *	3 bands:  LP0 (LP1 + HP1) | HP0 (LP2 | HP2)	LP0 HP0 LP1 HP1 LP2 HP2
 *	4 bands:  LP1 (LP0 | HP0) | HP1 (LP2 | HP2)
 */
#ifndef SOF_MATH_CROSSOVER_H
#define SOF_MATH_CROSSOVER_H

#include <sof/math/iir_df1.h>

#define CROSSOVER_MIN_BANDS   2
#define CROSSOVER_MAX_BANDS   4
#define CROSSOVER_MAX_BIQUADS 6
#define CROSSOVER_BLOCK       64 /* samples at a time */

struct crossover {
	const struct iir_biquad *biquads;
	uint32_t num_bands;
	struct iir_state states[2 * CROSSOVER_MAX_BIQUADS];
};

/** Biquads that a split takes. */
static inline uint32_t crossover_num_biquads(uint32_t num_bands)
{
	return num_bands == 2 ? 2 : CROSSOVER_MAX_BIQUADS;
}

/** @param biquads	crossover_num_biquads(); stay valid. Their shifts have been checked, see iir_biquad_check() */
void crossover_start(struct crossover *crossover, const struct iir_biquad *biquads,
		     uint32_t num_bands);

/**
 * Split. Any split of a stream into calls gives the same samples.
 * @param samples	Q1.31, `count` of one channel, at most CROSSOVER_BLOCK
 * @param bands		num_bands planes, the lowest first; none is `samples`
 */
void crossover_run(struct crossover *crossover, const int32_t *samples, int32_t *const *bands,
		   uint32_t count);

#endif
