/* SPDX-License-Identifier: BSD-3-Clause */
/* Linear-phase FIR filters that are optimal in the Chebyshev sense (Parks and McClellan). */
#ifndef SRC_DESIGN_REMEZ_H
#define SRC_DESIGN_REMEZ_H

#include <stddef.h>

/** A band in which the response is wanted. The tolerance runs linearly between the edges. */
struct remez_band {
	double low, high;     /* edges in cycles per sample, 0..0.5 */
	double gain;          /* wanted amplitude */
	double tolerance_low; /* largest deviation at the edges, > 0 */
	double tolerance_high;
};

/**
 * Design a symmetric filter of `taps` taps.
 *
 * @param h	result
 * @param error	result: largest deviation in units of the tolerance; at most 1 when the demand is met
 * @return 0, -1 no convergence, -2 no memory
 */
int remez_design(const struct remez_band *bands, size_t num_bands, size_t taps, double *h,
		 double *error);

#endif
