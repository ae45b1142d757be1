/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic range compression of one band: a detector over all channels, an envelope with adaptive release, and a gain
 * that is applied to the delayed samples.
 *
 *	in -> ring, wr .............. rd -> out
 *		|  detector			^ gain of 32 frames at a time
 *		+---> envelope ---------------- +
 *
 * Each time that 32 frames have been written, the level of these sets the gain of the next 32 that are read.
 */
#ifndef DRC_KERNEL_H
#define DRC_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <ipc4/module.h>

#define DRC_DIVISION   32  /* frames that have one envelope value */
#define DRC_MAX_FRAMES 512 /* of the ring of a channel, a power of two */

/** As it stands in a blob. */
struct drc_params {
	int32_t enabled;
	int32_t db_threshold; /* information, as the next two */
	int32_t db_knee;
	int32_t ratio;
	int32_t pre_delay_time;   /* s, Q2.30 */
	int32_t linear_threshold; /* Q2.30 */
	int32_t slope;            /* 1 / ratio, Q2.30 */
	int32_t k;                /* of the knee, Q12.20 */
	int32_t knee_alpha;       /* Q8.24, as the next two */
	int32_t knee_beta;
	int32_t knee_threshold;
	int32_t ratio_base;                 /* Q2.30 */
	int32_t master_linear_gain;         /* Q8.24 */
	int32_t one_over_attack_frames;     /* Q2.30, as the next three */
	int32_t sat_release_frames_inv_neg; /* -1 / frames */
	int32_t sat_release_rate_at_neg_two_db;
	int32_t release_spacing_db; /* dB */
	int32_t release[5];         /* kA to kE, polynomial of the release time, Q20.12 */
};

struct drc_division;

struct drc {
	const struct drc_params *params;
	const struct drc_division *division; /* what computes */
	uint32_t channels;
	bool is_s16;    /* samples are 16 bits in words, not Q1.31 */
	bool is_primed; /* the first envelope has been made */
	int32_t *rings; /* DRC_MAX_FRAMES for each channel */
	uint32_t read, write;
	int32_t detector; /* Q2.30, as the next three */
	int32_t gain;
	int32_t rate;
	int32_t target;
	int32_t max_attack_db; /* Q8.24 */
};

/** Bytes of the rings. */
static inline size_t drc_ring_bytes(uint32_t channels)
{
	return channels * DRC_MAX_FRAMES * sizeof(int32_t);
}

/**
 * Begin anew.
 * @param params	stay valid as long as the drc is used
 * @param rings		drc_ring_bytes() of zeros
 * @param rate		Hz
 * @return 0, -EINVAL: the delay is negative
 */
int drc_start(struct drc *drc, const struct drc_params *params, int32_t *rings, uint32_t channels,
	      uint32_t rate, bool is_s16);

/** Frames until the next envelope, 1..DRC_DIVISION. */
static inline uint32_t drc_frames_to_go(const struct drc *drc)
{
	return DRC_DIVISION - (drc->write & (DRC_DIVISION - 1));
}

/**
 * Put frames in, take delayed ones out, in place.
 * @param samples	a plane for each channel
 * @param frames	at most drc_frames_to_go()
 * @param active	compress; else only delay
 */
void drc_run(struct drc *drc, int32_t *const *samples, uint32_t frames, bool active);

#endif
