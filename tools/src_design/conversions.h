/* SPDX-License-Identifier: BSD-3-Clause */
/* Which rates become which, and through what stages. */
#ifndef SRC_DESIGN_CONVERSIONS_H
#define SRC_DESIGN_CONVERSIONS_H

#include <stdbool.h>
#include <stddef.h>

#define MAX_STAGES 2

/** Taps of a phase are so many times a whole number: the firmware's SRC_TAPS_MULTIPLE. */
#define LENGTH_MULTIPLE 4

/** Above this rate the pass band ends at 24 kHz, whatever the rate. */
#define WIDE_RATE    80000
#define WIDE_EDGE_HZ 24000

/** One polyphase stage: up by `up`, down by `down`. */
struct stage {
	size_t up, down;
	const char *sharp; /* name of the prototype; NULL: relaxed */
	size_t phases;     /* of a relaxed prototype */
	size_t oversampling;
	bool last;
};

struct conversion {
	size_t in_rate, out_rate;
	size_t num_stages; /* 0: copy */
	struct stage stages[MAX_STAGES];
};

/** The n-th supported pair. @return false after the last one */
bool conversion_get(size_t n, struct conversion *conversion);

/** Taps that a stage keeps: phases times taps per phase. */
size_t stage_taps(const struct stage *stage, size_t prototype_taps);

#endif
