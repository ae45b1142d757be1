/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sample rate converter: inside of the module.
 *
 * Rates are converted by one or two polyphase filters. A filter keeps for each channel the last samples it has
 * seen, as Q1.31, in a line of memory:
 *
 *	| length - 1 old samples | up to `block` new ones |
 *
 * An output is the sum of products of `length` samples, from anywhere in the line on, and the taps of one phase.
 * Time is counted in units of 1 / up input frames; `due` is when the next output is due, from the first new sample
 * on. So the samples do not depend on how many arrive at once, and the only delay is the filters' own.
 *
 * A filter that goes up makes peaks that the input had not, and images that only the next one takes away. So what
 * such a filter hands on is Q3.29.
 */
#ifndef MODULES_SRC_H
#define MODULES_SRC_H

#include <stdint.h>
#include <sof/audio/block.h>
#include <sof/audio/module_adapter/module/generic.h>
#include "src_tables.h"

#define SRC_MAX_STAGES 2

struct src_filter {
	struct src_stage stage; /* its taps are a copy in SRAM */
	int32_t *lines;         /* one for each channel */
	uint32_t line_words;
	uint32_t block; /* frames that fit behind the old ones */
	uint32_t due;
	uint32_t point;                   /* bits of a sum of products behind the point of Q1.31 */
	int32_t carry[IPC4_MAX_CHANNELS]; /* lost by rounding the last output, in bits of the sum */
};

/** How samples lie in a fragment. */
struct src_format {
	uint32_t valid_bits;
	uint32_t sample_bytes;
	/** Widen linear frames of `channels` into the lines of a filter, `offset` words behind its old samples. */
	void (*load)(const void *src, struct src_filter *filter, uint32_t offset, uint32_t frames,
		     uint32_t channels);
	/** Make `frames` outputs from the one due at `due` on, into linear frames of `channels`. */
	void (*filter)(const struct src_filter *filter, uint32_t due, void *dst, uint32_t frames,
		       uint32_t channels);
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

/* src_filter.c */

/** @return arithmetic for a number of valid bits; NULL none */
const struct src_format *src_format_get(uint32_t valid_bits);

/** Outputs that `frames` more inputs make. */
uint32_t src_filter_outputs(const struct src_filter *filter, uint32_t frames);

/** The most inputs that make no more than `frames` outputs. */
uint32_t src_filter_inputs(const struct src_filter *filter, uint32_t frames);

/** Outputs of `frames` new inputs go behind the old samples of `next`. @return how many */
uint32_t src_filter_feed(struct src_filter *filter, uint32_t frames, struct src_filter *next,
			 uint32_t channels);

/** The new samples become old. */
void src_filter_advance(struct src_filter *filter, uint32_t frames, uint32_t channels);

/* src_memory.c */

/** Choose the filters of the rates and channels, with silence behind them. @return 0, -EINVAL, -ENOMEM */
int src_filters_new(struct processing_module *mod);

/** Give their memory back; no-op when there are none. */
void src_filters_free(struct processing_module *mod);

#endif
