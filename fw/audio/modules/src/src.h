/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sample rate converter: inside of the module.
 *
 * Rates are converted by one or two polyphase filters. A filter keeps for each channel the last samples it has
 * seen, as Q1.31, in a line of memory:
 *
 *	| length - 1 old samples | up to `block` new ones | one word that vectors may read |
 *
 * An output is the sum of products of `length` samples, from anywhere in the line on, and the taps of one phase. When
 * the next one is due is counted in input frames from the first new sample on, and in phases of a frame. So the samples
 * do not depend on how many arrive at once, and the only delay is the filters' own.
 *
 * A filter makes peaks that its input had not, and one that goes up images that only the next one takes away. So what
 * it hands on is Q2.30, or Q3.29 if it goes up.
 */
#ifndef MODULES_SRC_H
#define MODULES_SRC_H

#include <stdint.h>
#include <sof/audio/block.h>
#include <sof/audio/module_adapter/module/generic.h>
#include "src_tables.h"

#define SRC_MAX_STAGES 2

/* Outputs that a kernel makes at once, of one or two channels. */
#define SRC_MAX_SUMS 16

/** When an output is due. */
struct src_due {
	uint32_t frame; /* input frames behind the first new sample */
	uint32_t tap;   /* the first of its phase: a phase is 1 / up of a frame */
};

/** What rounding took from the last outputs of a channel, the newest first, in bits of the sum. */
struct src_carry {
	int32_t lost[3];
};

struct src_filter {
	struct src_stage stage; /* its taps are a copy in SRAM */
	struct src_due step;    /* from one output to the next */
	struct src_due due;     /* of the next output */
	int32_t *lines;         /* one for each channel */
	uint32_t line_words;
	uint32_t block;        /* frames that fit behind the old ones */
	uint32_t most_outputs; /* of a block */
	uint32_t point;        /* bits of a sum of products behind the point of Q1.31 */
	struct src_carry carry[IPC4_MAX_CHANNELS];
	/**
	 * Sums of products of `channels` (1 or 2) neighbouring lines from `line` on: all outputs that `frames` new
	 * inputs make, at most `most`. `sums` holds one or two of each output. @return outputs; *due is the next one
	 */
	uint32_t (*sum)(const struct src_filter *filter, struct src_due *due, uint32_t frames,
			const int32_t *line, uint32_t channels, int64_t *sums, uint32_t most);
};

/** How samples lie in a fragment. */
struct src_format {
	uint32_t valid_bits;
	uint32_t sample_bytes;
	/** Widen linear frames of `channels` into the lines of a filter, `offset` words behind its old samples. */
	void (*load)(const void *src, struct src_filter *filter, uint32_t offset, uint32_t frames,
		     uint32_t channels);
	/**
	 * Round `outputs` sums of `width` channels, and saturate them to the valid bits.
	 * @param point	bits of the sums behind the point of Q1.31
	 * @param dst	the first of the channels, in frames of `stride` channels
	 */
	void (*store)(const int64_t *sums, uint32_t outputs, uint32_t width, uint32_t point,
		      void *dst, uint32_t stride);
};

struct src_data {
	uint32_t in_rate;
	uint32_t out_rate;
	uint32_t channels;
	const struct src_format *format;
	uint32_t num_filters; /* 0: equal rates */
	struct src_filter filters[SRC_MAX_STAGES];
	int32_t *lines; /* of all filters */
};

/* src_kernels.c */

/** Choose the filter's kernel by the processor. */
void src_filter_set_kernel(struct src_filter *filter);

/* src_filter.c */

/** @return arithmetic for a number of valid bits; NULL none */
const struct src_format *src_format_get(uint32_t valid_bits);

/** The most inputs that make no more than `frames` outputs; of more than a block, a block at least. */
uint32_t src_filter_inputs(const struct src_filter *filter, uint32_t frames);

/** Outputs of `frames` new inputs go behind the old samples of `next`. @return how many */
uint32_t src_filter_feed(struct src_filter *filter, uint32_t frames, struct src_filter *next,
			 uint32_t channels);

/** Outputs of `frames` new inputs go to the sink. @return how many */
uint32_t src_filter_drain(struct src_filter *filter, uint32_t frames,
			  const struct src_format *format, struct block_cursor *dst,
			  uint32_t channels);

/* src_memory.c */

/** Choose the filters of the rates and channels, with silence behind them. @return 0, -EINVAL, -ENOMEM */
int src_filters_new(struct processing_module *mod);

/** Give their memory back; no-op when there are none. */
void src_filters_free(struct processing_module *mod);

#endif
