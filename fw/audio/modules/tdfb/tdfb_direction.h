/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the loudest sound comes from, by the differences of its times of arrival at the microphones. The estimate works on
 * blocks of a millisecond, however the stream is split into calls.
 */
#ifndef TDFB_DIRECTION_H
#define TDFB_DIRECTION_H

#include <sof/math/iir_df1.h>
#include "tdfb.h"

#define DIRECTION_MIN_MICS        2
#define DIRECTION_EMPHASIS_STAGES 2
#define DIRECTION_MAX_BLOCK       48 /* samples of a millisecond */

struct tdfb_direction {
	/* from prepare to reset, or the next blob */
	uint32_t num_mics; /* below DIRECTION_MIN_MICS: there is no estimate */
	struct tdfb_mic mics[IPC4_MAX_CHANNELS];
	bool is_line;    /* the microphones stand in a line: front and back are one */
	uint32_t block;  /* samples */
	int32_t unit;    /* duration of a sample, Q1.31 s */
	int32_t max_lag; /* samples between the microphones that are farthest apart */
	const struct iir_biquad *emphasis;
	struct iir_state states[IPC4_MAX_CHANNELS][DIRECTION_EMPHASIS_STAGES];
	int16_t *history;  /* for each channel: max_lag, the block, max_lag + 1 behind it */
	uint32_t gathered; /* samples of the next block */

	int64_t ambient;   /* level, Q1.31 and 32 bits more */
	uint32_t triggers; /* whether the last blocks were loud; the newest is bit 0 */
	int32_t step_sign;
	int16_t azimuth;     /* smoothed, Q4.12 radians */
	uint32_t silent_for; /* samples since the last report to the host */
};

/**
 * Begin anew for the microphones of a blob.
 * @param channels	of the stream, one for each microphone
 * @param rate		16000 or 48000 Hz
 * @return 0, -ENOMEM
 */
int tdfb_direction_start(struct processing_module *mod, struct tdfb_direction *td,
			 const struct tdfb_config *config, uint32_t channels, uint32_t rate);

void tdfb_direction_stop(struct processing_module *mod, struct tdfb_direction *td);

static inline bool tdfb_direction_is_possible(const struct tdfb_direction *td)
{
	return td->num_mics >= DIRECTION_MIN_MICS;
}

/** Samples that complete the block; at least 1. */
static inline uint32_t tdfb_direction_room(const struct tdfb_direction *td)
{
	return td->block - td->gathered;
}

/** Take the samples of one microphone, Q1.31. @param count	at most tdfb_direction_room() */
void tdfb_direction_take(struct tdfb_direction *td, uint32_t mic, const int32_t *samples,
			 uint32_t count);

/** All microphones have given `count` samples. @return true: they complete a block, and the estimate is new */
bool tdfb_direction_advance(struct tdfb_direction *td, uint32_t count);

/** The estimate as a value of the azimuth's enum. */
uint32_t tdfb_direction_value(const struct tdfb_direction *td, const struct tdfb_config *config);

/**
 * Is it time to tell the host? Loud blocks in a row, and long enough after the last time.
 * @param value	the estimate @param reported	the last one that the host has
 */
bool tdfb_direction_is_news(struct tdfb_direction *td, uint32_t value, uint32_t reported);

#endif
