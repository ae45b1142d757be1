/* SPDX-License-Identifier: BSD-3-Clause */
/* Four biquads at once, for iir_df1.c. */
#ifndef FW_MATH_IIR_LANES_H
#define FW_MATH_IIR_LANES_H

#include <stdbool.h>
#include <sof/math/iir_df1.h>

#define IIR_LANES           4
#define IIR_LANES_MIN_COUNT 8 /* samples below which it is not worth while */

/** Is there a variant for this processor? */
bool iir_lanes_available(void);

/**
 * A section in each lane. In a series each takes what the one before it gives, and lane 3 gives the output; in a fork lanes 0
 * and 2 take the input, and lanes 1 and 3 give an output each.
 * @param biquads	IIR_LANES of them
 * @param states	in and out
 * @param low		output of lane 1 of a fork; NULL: it is a series
 * @param high		output of lane 3. Both may be `in`
 * @param count		at least IIR_LANES_MIN_COUNT
 */
void iir_lanes_run(const struct iir_biquad *const *biquads, struct iir_state *const *states,
		   const int32_t *in, int32_t *low, int32_t *high, uint32_t count);

#endif
