/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cascades of biquads in direct form 1, with 32-bit states. Samples are Q1.31.
 *
 * A response has sections in series, and, when it has more sections than one series takes, branches in parallel that
 * all start from the same sample and are summed.
 */
#ifndef SOF_MATH_IIR_DF1_H
#define SOF_MATH_IIR_DF1_H

#include <stdint.h>
#include <stddef.h>

#define IIR_MAX_SECTIONS 11

/** As it stands in a blob. */
struct iir_biquad {
	int32_t a2; /* Q2.30, negated: feedback is added */
	int32_t a1;
	int32_t b2; /* Q2.30 */
	int32_t b1;
	int32_t b0;
	int32_t shift; /* of the output, to the right; below 0: to the left */
	int32_t gain;  /* of the output, Q2.14 */
};

/** As it stands in a blob, in front of its biquads. */
struct iir_response {
	uint32_t num_sections;
	uint32_t num_in_series;
	uint32_t reserved[4];
	struct iir_biquad biquads[];
};

/** Outputs before gain and shift, and inputs; the newest is number 1. */
struct iir_state {
	int32_t y2, y1, x2, x1;
};

struct iir_df1 {
	uint32_t num_sections; /* 0: the samples stay as they are */
	uint32_t num_in_series;
	const struct iir_biquad *biquads;
	struct iir_state *state; /* one for each section, zeroed by the owner */
};

/** @return 0, -EINVAL: a shift that the arithmetic cannot do */
int iir_biquad_check(const struct iir_biquad *biquads, uint32_t count);

/** Sections one behind the other, in place: as iir_df1(). @param states	one for each */
void iir_series(const struct iir_biquad *biquads, struct iir_state *states, uint32_t sections,
		int32_t *samples, uint32_t count);

/** Two sections one behind the other on each of two channels, in place. @param states	two for each channel */
void iir_stereo(const struct iir_biquad *biquads, struct iir_state *const *states,
		int32_t *const *samples, uint32_t count);

/** Two filters of the same samples, each a section twice. */
struct iir_fork {
	const struct iir_biquad *low, *high;
	struct iir_state *low_states, *high_states; /* two each */
};

/** Run both. Either output may be `in`. Any split of a stream into calls gives the same samples. */
void iir_fork(const struct iir_fork *fork, const int32_t *in, int32_t *low, int32_t *high,
	      uint32_t count);

/** @return 0, -EINVAL: counts, or a shift or gain that the arithmetic cannot do */
int iir_response_check(const struct iir_response *response);

/**
 * Filter in place. Any split of a stream into calls gives the same samples.
 * @param samples	Q1.31, `count` in a row, of one channel
 */
void iir_df1(const struct iir_df1 *filter, int32_t *samples, uint32_t count);

#endif
