/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Low-pass filters of linear phase in the pass band, and of less delay than a symmetric filter of as many taps has.
 *
 * In the pass band the response is to be gain * exp(-j 2 pi f delay), in the stop band nothing; both within a
 * tolerance, which thus holds for phase as well. Between the bands it is free, but never above 1. A delay of
 * (taps - 1) / 2 gives the symmetric filter.
 */
#ifndef SRC_DESIGN_FIR_DESIGN_H
#define SRC_DESIGN_FIR_DESIGN_H

#include <stddef.h>

/** A band of the response. The tolerance runs linearly between its edges. */
struct fir_band {
	double low, high;     /* edges in cycles per sample, 0..0.5 */
	double tolerance_low; /* largest deviation at the edges, > 0 */
	double tolerance_high;
};

struct fir_demand {
	size_t taps;
	double delay;     /* of the pass band, in samples */
	double ripple;    /* the pass band's gain is 1 at 0 Hz, and within 1 - ripple .. 1 above */
	double margin;    /* by which the gain stays below 1 */
	double pass_edge; /* cycles per sample */
	struct fir_band *stop; /* bands that follow each other, up to 0.5 */
	size_t num_stop;
};

/**
 * Design a filter.
 *
 * @param h	result: `taps` taps, their sum is 1
 * @return 0, -1 the demand cannot be met, -2 no memory
 */
int fir_design(const struct fir_demand *demand, double *h);

#endif
