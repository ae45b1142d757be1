/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FIR filters of Q1.15 taps on Q1.31 samples:
 *
 *	y[n] = sat32((sum of h[k] * x[n - k], in 64 bits) >> (15 + out_shift))
 *
 * The shift truncates. What was before the first sample is 0.
 */
#ifndef SOF_MATH_FIR_32X16_H
#define SOF_MATH_FIR_32X16_H

#include <stddef.h>
#include <stdint.h>

#define FIR_MAX_TAPS 256
#define FIR_BLOCK    64 /* samples that fir_32x16() takes at a time */

/** As it stands in a blob, in front of its taps. */
struct fir_response {
	int16_t length;    /* taps, 4..256, a multiple of 4 */
	int16_t out_shift; /* to the right; below 0: to the left */
	uint32_t reserved[4];
	int16_t taps[];
} __attribute__((packed, aligned(2)));

struct fir_taps {
	uint32_t length; /* 0: no filter */
	uint32_t shift;  /* 15 + out_shift */
	int exact;       /* doubles hold every sum without rounding */
	double *values;  /* in order of time: the tap of the oldest sample first */
};

struct fir_32x16 {
	struct fir_taps taps; /* length 0: the samples stay as they are */
	double *history;      /* length - 1 samples before the block, and the block */
};

/* What fir_convolve() may read behind a block. */
#define FIR_READ_AHEAD 16

/** @return 0, -EINVAL: a length or a shift that is none */
int fir_response_check(const struct fir_response *response);

/** Take the taps of a response over. @param values	room for its length */
void fir_taps_init(struct fir_taps *taps, const struct fir_response *response, double *values);

/**
 * The outputs of a block.
 * @param history	the length - 1 samples before the block, the block, and FIR_READ_AHEAD numbers more
 * @param count		at most FIR_BLOCK
 */
void fir_convolve(const struct fir_taps *taps, const double *history, int32_t *out, uint32_t count);

/** Bytes that a filter of `length` taps keeps; the owner allocates and zeroes them. */
size_t fir_32x16_bytes(uint32_t length);

/** Set a filter up in `room` of fir_32x16_bytes(), zeroed, aligned as doubles are. */
void fir_32x16_init(struct fir_32x16 *filter, const struct fir_response *response, void *room);

/**
 * Filter in place. Any split of a stream into calls gives the same samples.
 * @param samples	Q1.31, `count` in a row, of one channel
 */
void fir_32x16(const struct fir_32x16 *filter, int32_t *samples, uint32_t count);

#endif
