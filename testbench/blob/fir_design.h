/* SPDX-License-Identifier: BSD-3-Clause */
/* Design of FIR filters under a window. */
#ifndef BLOB_FIR_DESIGN_H
#define BLOB_FIR_DESIGN_H

#include "blob/fir.h"

enum fir_type {
	FIR_LOWPASS,
	FIR_HIGHPASS,
	FIR_BANDPASS,
	FIR_BANDSTOP,
};

enum fir_window {
	FIR_RECTANGULAR,
	FIR_HANN,
	FIR_HAMMING,
	FIR_BLACKMAN,
	FIR_KAISER,
};

#define FIR_MAX_POINTS 64

struct fir_design {
	size_t taps;
	int window;  /* enum fir_window */
	double beta; /* of the Kaiser window */
	bool minimum_phase;
	double gain; /* linear */

	/* an ideal filter: edges in parts of the rate; one of a low or high pass */
	int type;
	double edges[2];

	/* or a response at some frequencies, in parts of the rate, ascending; straight lines in dB between them */
	size_t num_points;
	double hz[FIR_MAX_POINTS], db[FIR_MAX_POINTS];
};

/** @return 0 with taps and length filled in, -ENOMEM */
int fir_design_ideal(const struct fir_design *design, struct fir *fir);
int fir_design_points(const struct fir_design *design, struct fir *fir);

/** Value of a window at place i of n. */
double fir_window_at(const struct fir_design *design, size_t i, size_t n);

#endif
