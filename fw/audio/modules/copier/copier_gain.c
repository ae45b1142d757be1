/* SPDX-License-Identifier: BSD-3-Clause */
/* Fade-in of microphones, whose first samples after power-up are a bang. */
#include <sof/common.h>
#include "copier.h"

#define FADE_BLOB_WORD       5 /* attributes, four time slots, then this */
#define FADE_PERIODS_DEFAULT 0 /* half a second; a tenth at low rates */
#define FADE_PERIODS_NONE    0xFFFF
#define FADE_LOW_RATE        16000

void copier_fade_init(struct copier_fade *fade, uint32_t rate, const uint32_t *blob, uint32_t words)
{
	uint32_t frames_per_ms = rate / 1000;
	uint32_t periods;

	*fade = (struct copier_fade){ 0 };
	if (words <= FADE_BLOB_WORD)
		return;
	periods = blob[FADE_BLOB_WORD] >> 16;
	fade->silence_frames = frames_per_ms * (blob[FADE_BLOB_WORD] & 0xFFFF);
	if (periods == FADE_PERIODS_DEFAULT)
		fade->fade_frames = frames_per_ms * (rate > FADE_LOW_RATE ? 500 : 100);
	else if (periods != FADE_PERIODS_NONE)
		fade->fade_frames = frames_per_ms * periods;
	if (fade->fade_frames)
		fade->step = INT64_MAX / fade->fade_frames;
}

void copier_fade_restart(struct copier_fade *fade)
{
	fade->position = 0;
	fade->envelope = fade->falls ? fade->step * fade->fade_frames : 0;
}

int32_t copier_fade_next(struct copier_fade *fade, uint32_t frames)
{
	int32_t linear, square, gain;

	if (fade->position < fade->silence_frames) {
		fade->position += frames;
		/* the fade begins with a whole block */
		fade->position = MIN(fade->position, fade->silence_frames);
		return 0;
	}
	if (copier_fade_is_over(fade))
		return fade->falls ? 0 : COPIER_FADE_UNITY;
	linear = (int16_t)(fade->envelope >> 48);                    /* Q1.15 */
	square = (int16_t)q_shift_rnd(linear * linear, 15);          /* Q1.15 */
	gain = (int16_t)q_shift_rnd(COPIER_FADE_UNITY * square, 15); /* Q5.10 */
	fade->position += frames;
	if (fade->falls)
		fade->envelope -= MIN(fade->envelope, fade->step * frames);
	else
		fade->envelope += fade->step * frames;
	return gain;
}

void copier_fade_apply(void *data, uint32_t samples, uint32_t sample_bytes, int32_t gain)
{
	if (sample_bytes == sizeof(int16_t)) {
		int16_t *x = data;

		for (uint32_t i = 0; i < samples; i++)
			x[i] = sat_int16((int32_t)q_shift_rnd(x[i] * gain, 10));
	} else {
		int32_t *x = data;

		for (uint32_t i = 0; i < samples; i++)
			x[i] = sat_int32(q_shift_rnd((int64_t)x[i] * gain, 10));
	}
}
