/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Biquads: second-order sections
 *
 *	H(z) = gain / 2^shift * (b0 + b1 / z + b2 / z^2) / (1 + a1 / z + a2 / z^2)
 *
 * In a blob a2, a1, b2, b1, b0 (Q2.30; a1 and a2 negated), shift and gain (Q2.14), seven words.
 */
#ifndef BLOB_BIQUAD_H
#define BLOB_BIQUAD_H

#include <complex.h>

#include "blob/kind.h"

struct biquad {
	double b0, b1, b2, a1, a2;
	double shift, gain;
};

/** Passes everything as it is. */
extern const struct biquad biquad_flat;

/**
 * From a mapping: {type, freq, q, gain} of a design, or {b0, b1, b2, a1, a2, shift, gain}. A design is scaled so that
 * its section's state stays below full scale; the shift makes up for it.
 */
int biquad_read(const struct blob_reader *reader, yaml_value node, void *biquad);

/** The low or high pass of second order whose square is one half of a Linkwitz-Riley split at `hz`. */
void biquad_split(struct biquad *biquad, bool high, double hz, double rate);

void biquad_pack(const struct biquad *biquad, struct blob_bytes *out);
void biquad_unpack(struct blob_cursor *in, struct biquad *biquad);

/** In one line, with its poles and zeros as a comment. */
void biquad_print(const struct biquad *biquad, double rate, int levels, FILE *out);

/** @param w	radians per sample */
double complex biquad_response(const struct biquad *biquad, double w);

/** The same without gain and shift: what the section's state holds. */
double complex biquad_state_response(const struct biquad *biquad, double w);

/** Are its poles inside of the unit circle? */
bool biquad_is_stable(const struct biquad *biquad);

#endif
