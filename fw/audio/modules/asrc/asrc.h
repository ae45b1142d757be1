/* SPDX-License-Identifier: BSD-3-Clause */
/* Asynchronous sample rate converter: filters whose taps are polynomials of the time between two samples. */
#ifndef ASRC_H
#define ASRC_H

#include <stdbool.h>
#include <stdint.h>
#include <sof/audio/module_adapter/module/generic.h>

#define ASRC_MOST_TAPS 128
#define ASRC_TIME_BITS 27
#define ASRC_TIME_ONE  (1u << ASRC_TIME_BITS) /* a sample of the input, Q5.27 */

struct asrc_filter {
	uint32_t powers;     /* coefficients of a tap */
	uint32_t taps;       /* a multiple of 16 */
	const int32_t *rows; /* Q2.30: powers rows of taps, that of the oldest sample first */
};

/** @return NULL: there is none for these rates */
const struct asrc_filter *asrc_filter_get(uint32_t in_rate, uint32_t out_rate);

/**
 * Taps at a time.
 * @param time	Q5.27, 0 to 1
 * @param shift	of the taps, which are Q2.30, to the right
 */
void asrc_response(const struct asrc_filter *filter, uint32_t time, unsigned int shift,
		   int32_t *response);

/** Sum of products. @param taps	a multiple of 16 */
int64_t asrc_dot(const int32_t *response, const int32_t *samples, uint32_t taps);

extern const struct asrc_filter asrc_filter_same, asrc_filter_up, asrc_filter_48_to_44,
	asrc_filter_48_to_32, asrc_filter_48_to_24, asrc_filter_48_to_22, asrc_filter_48_to_16,
	asrc_filter_48_to_12, asrc_filter_48_to_11, asrc_filter_48_to_8, asrc_filter_24_to_16,
	asrc_filter_24_to_8;

/* ---- asrc_drift.c ---- */

#define ASRC_DRIFT_ONE (1u << 30)

/** The clock of the link at the converter's end. */
struct asrc_drift {
	bool link_is_sink; /* of a playback */
	uint32_t link_rate;
	uint32_t ticks;    /* since the last look */
	int64_t deviation; /* of the link from the ticks, frames, Q30 */
	int64_t made_up;   /* of these by the converter */
	int64_t skew;      /* of its ratio, Q30: 0, as the rates say */
};

/** A tick has passed. @return the skew may have changed */
bool asrc_drift_tick(struct asrc_drift *drift, const struct processing_module *mod);

#endif
