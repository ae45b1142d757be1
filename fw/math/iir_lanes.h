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

/** Which stream a lane takes, and which lanes give an output. The others take what the lane before them gives. */
enum iir_lanes_kind {
	IIR_LANES_SERIES, /* lane 0 takes `in`, lane 3 gives `high` */
	IIR_LANES_FORK,   /* lanes 0 and 2 take `in`, lanes 1 and 3 give `low` and `high` */
	IIR_LANES_PAIR,   /* the same, but lane 2 takes `second_in` */
};

/** Outputs may be inputs. */
struct iir_lanes_streams {
	const int32_t *in, *second_in;
	int32_t *low, *high;
};

/**
 * A section in each lane.
 * @param biquads	IIR_LANES of them
 * @param states	in and out
 * @param count		at least IIR_LANES_MIN_COUNT
 */
void iir_lanes_run(enum iir_lanes_kind kind, const struct iir_biquad *const *biquads,
		   struct iir_state *const *states, const struct iir_lanes_streams *streams,
		   uint32_t count);

#endif
