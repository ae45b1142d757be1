/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Splits into 2 to 4 bands by Linkwitz-Riley filters of fourth order: each is a biquad twice.
 *
 *	2 bands:  LP0 | HP0
 *	3 bands:  LP0 (LP1 + HP1) | HP0 (LP2 | HP2)	1 is a copy of 2: the lowest band gets its phase
 *	4 bands:  LP1 (LP0 | HP0) | HP1 (LP2 | HP2)
 */
#ifndef BLOB_SPLIT_H
#define BLOB_SPLIT_H

#include "blob/biquad.h"

#define SPLIT_MIN_BANDS   2
#define SPLIT_MAX_BANDS   4
#define SPLIT_MAX_BIQUADS 6

struct split {
	size_t num_bands, num_biquads;
	struct biquad biquads[SPLIT_MAX_BIQUADS]; /* LP0 HP0 LP1 HP1 LP2 HP2 */
};

/** Biquads that a number of bands needs. */
size_t split_needs(size_t num_bands);

/**
 * From a mapping {frequencies} or {sections}.
 * @param num_bands	0: as the frequencies, or the sections by their number, 2 or 6, have it
 * @param num_biquads	that there must be; 0: as many as are needed
 */
int split_read(const struct blob_reader *reader, yaml_value node, size_t num_bands,
	       size_t num_biquads, struct split *split);

void split_pack(const struct split *split, struct blob_bytes *out);

/** num_bands and num_biquads are set. */
void split_unpack(struct blob_cursor *in, struct split *split);

void split_print(const struct split *split, double rate, int levels, FILE *out);

/** Curves of all bands in one panel. */
void split_draw(const struct split *split, double rate, struct plot *plot);

void split_judge(const struct split *split, FILE *out);

#endif
