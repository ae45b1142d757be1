/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tremolo: inside of the module. docs/userspace.md walks through it.
 *
 * A slow wave turns the volume down and up again. All samples of a frame are multiplied by
 *
 *	gain = 1 - depth * dip(phase),  dip(phase) = (1 - cos(2 pi phase)) / 2
 *
 *	phase	Q0.32	turns; wraps by itself
 *	depth	Q1.31	0..1 - 2^-31
 *	dip	Q1.31	0..1 - 2^-31, a table of one turn, straight lines between its points
 *	gain	Q2.30	2^-30..1: a gain of 1 is exact, and leaves the samples as they are
 *
 * The gain is off by no more than 2.4e-6, nearly all of it from the straight lines.
 */
#ifndef MODULES_TREMOLO_H
#define MODULES_TREMOLO_H

#include <stdint.h>
#include <sof/audio/block_module.h>

/* ---- what the host sends ---- */

/** Parameter id of struct tremolo_config. The switch is a usual IPC4 switch, number 0 with one value. */
#define TREMOLO_PARAM_CONFIG 1

#define TREMOLO_MIN_RATE_MHZ 100
#define TREMOLO_MAX_RATE_MHZ 20000

struct tremolo_config {
	uint32_t rate_mhz;  /* waves per 1000 s */
	uint32_t depth_q31; /* how far down; 0: not at all, 0x7FFFFFFF: to silence */
};

/* ---- arithmetic, tremolo_generic.c ---- */

#define TREMOLO_DIP_BITS   10
#define TREMOLO_DIP_POINTS (1 << TREMOLO_DIP_BITS)

/** One turn of dip(). A module uses a copy of it in fast memory. */
extern const int32_t tremolo_dip[TREMOLO_DIP_POINTS];

struct tremolo_lfo {
	const int32_t *dip;
	uint32_t phase;
	uint32_t step; /* of phase, per frame */
	int32_t depth;
};

/** Arithmetic of each format, on struct tremolo_data: multiplies the frames, and moves the phase on. */
#define TREMOLO_NUM_FORMATS 3
extern const struct block_format tremolo_formats[TREMOLO_NUM_FORMATS];

/** @return step of the phase for a wave of rate_mhz, to the nearest 2^-32 turns */
uint32_t tremolo_step(uint32_t rate_mhz, uint32_t frames_per_second);

/* ---- the module ---- */

struct tremolo_data {
	struct block_module base; /* bypass: the switch is off */
	struct tremolo_config config;
	struct tremolo_lfo lfo;
};

#endif
