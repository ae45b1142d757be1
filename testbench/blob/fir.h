/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FIR filters: their taps as they act, h[0] of the newest sample first. In a blob: i16 taps, i16 shift, 16 bytes unused,
 * the taps times 2^shift in Q1.15.
 */
#ifndef BLOB_FIR_H
#define BLOB_FIR_H

#include <complex.h>

#include "blob/kind.h"

#define FIR_MIN_TAPS 4
#define FIR_MAX_TAPS 256
#define FIR_RESERVED 4

struct fir {
	size_t length; /* a multiple of 4 */
	double shift;
	double reserved[FIR_RESERVED];
	double taps[FIR_MAX_TAPS];
};

/**
 * From a mapping: {coefficients, shift}, {type, taps, freq, window} of an ideal filter under a window, or
 * {points, taps, window} of a response that is given at some frequencies.
 */
int fir_read(const struct blob_reader *reader, yaml_value node, void *fir);

/** Choose the shift so that the largest tap fills its word, and the length as a multiple of 4. */
void fir_finish(struct fir *fir, size_t taps);

void fir_pack(const struct fir *fir, struct blob_bytes *out);
void fir_unpack(struct blob_cursor *in, struct fir *fir);

/** A mapping in flow style. */
void fir_print(const struct fir *fir, int levels, FILE *out);

/** @param w	radians per sample */
double complex fir_response(const void *fir, double w);

#endif
