/* SPDX-License-Identifier: BSD-3-Clause */
/* Levels, silence and clicks of one channel. */
#include <math.h>
#include <stdlib.h>

#include "measure/measure.h"

#define CLICK_RATIO  30     /* against what is usual around it */
#define CLICK_FLOOR  0x1p-9 /* of full scale: a smaller step is not heard as a click */
#define CLICK_SPREAD 64     /* frames around a place that say what is usual */

/* A step shows in the third difference 20 dB above what music does there. */
static double third_difference(const double *x)
{
	return fabs(x[3] - 3 * x[2] + 3 * x[1] - x[0]);
}

/*
 * A click is a place where the third difference is far above its mean over the frames before and behind. The first
 * and last CLICK_SPREAD frames are not looked at: a recording may begin and end anywhere.
 */
static uint64_t find_click(const double *samples, uint64_t frames)
{
	uint64_t worst = UINT64_MAX;
	double before = 0, behind = 0, most = CLICK_RATIO;

	if (frames < 2 * CLICK_SPREAD + 8)
		return UINT64_MAX;
	for (uint64_t i = 0; i < CLICK_SPREAD; i++) {
		before += third_difference(samples + i);
		behind += third_difference(samples + i + CLICK_SPREAD + 4);
	}
	for (uint64_t i = CLICK_SPREAD; i + CLICK_SPREAD + 8 <= frames; i++) {
		const double here = third_difference(samples + i);
		const double usual = (before > behind ? before : behind) / CLICK_SPREAD;

		if (here > CLICK_FLOOR && here > most * usual) {
			most = usual > 0 ? here / usual : INFINITY;
			worst = i + 2;
		}
		before += here - third_difference(samples + i - CLICK_SPREAD);
		if (i + CLICK_SPREAD + 8 < frames)
			behind += third_difference(samples + i + CLICK_SPREAD + 4) -
				  third_difference(samples + i + 4);
		before = before > 0 ? before : 0;
		behind = behind > 0 ? behind : 0;
	}
	return worst;
}

static uint64_t longest_silence(const double *samples, uint64_t frames)
{
	uint64_t run = 0, longest = 0;

	for (uint64_t i = 0; i < frames; i++) {
		run = samples[i] == 0 ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

void measure_level(const double *samples, uint64_t frames, const struct audio_spec *spec,
		   struct measure_level *out)
{
	const unsigned int bits = sample_format_bits(spec->format);
	const double top = bits ? 1 - ldexp(1, 1 - (int)bits) : 1;
	double sum = 0, power = 0, peak = 0;

	*out = (struct measure_level){ .click_at = find_click(samples, frames),
				       .silence = longest_silence(samples, frames) };
	for (uint64_t i = 0; i < frames; i++) {
		sum += samples[i];
		peak = fabs(samples[i]) > peak ? fabs(samples[i]) : peak;
		out->clipped += samples[i] >= top || samples[i] <= -1;
	}
	out->dc = frames ? sum / (double)frames : 0;
	for (uint64_t i = 0; i < frames; i++)
		power += (samples[i] - out->dc) * (samples[i] - out->dc);
	out->peak_db = measure_db(peak);
	out->level_db = measure_db(frames ? sqrt(power / (double)frames) : 0);
}
