/* SPDX-License-Identifier: BSD-3-Clause */
/* The filters of src_tables.c, which tools/src_design makes. */
#ifndef MODULES_SRC_TABLES_H
#define MODULES_SRC_TABLES_H

#include <stdint.h>

/** Taps of a phase are so many times a whole number: zeros make them up, for vectors. */
#define SRC_TAPS_MULTIPLE 4

/** One polyphase filter: `up` outputs for `down` inputs. */
struct src_stage {
	uint32_t up;
	uint32_t down;
	uint32_t length;     /* taps of each phase */
	const int32_t *taps; /* [up][length], Q2.30, the oldest sample's first */
};

/** A pair of rates in Hz. No stage: equal rates. */
struct src_conversion {
	uint32_t in_rate;
	uint32_t out_rate;
	const struct src_stage *stages[2];
};

extern const struct src_conversion src_conversions[];
extern const uint32_t src_num_conversions;

#endif
