/* SPDX-License-Identifier: BSD-3-Clause */
/* Phase vocoder: spectra as magnitudes and phases, and spectra between two of them. */
#ifndef PHASE_VOCODER_H
#define PHASE_VOCODER_H

#include <stddef.h>
#include <stdint.h>
#include <sof/audio/spectral_frames.h>

#define VOCODER_MOST_POINTS 1024
#define VOCODER_TIME_ONE    (1 << 29) /* an input frame, Q3.29 */

/** What of a spectrum is not redundant. */
static inline uint32_t vocoder_bins(uint32_t points)
{
	return points / 2 + 1;
}

/** Of one channel: arrays of as many numbers as there are bins. Magnitudes are Q2.30, angles Q5.27. */
struct vocoder_polar {
	int32_t *magnitude, *magnitude_before; /* of the last two input frames */
	int32_t *angle, *angle_before;
	int32_t *delta, *delta_before; /* of the angle, from the frame before */
	int32_t *phase;                /* of the output */
};

#define VOCODER_ARRAYS (sizeof(struct vocoder_polar) / sizeof(int32_t *))

/** @param room	VOCODER_ARRAYS * bins words, zeroed */
void vocoder_polar_init(struct vocoder_polar *polar, int32_t *room, uint32_t bins);

/** The spectrum in frames->spectrum is the last input frame. */
void vocoder_take(const struct spectral_frames *frames, struct vocoder_polar *polar);

/** The phase goes on from the frame before the last. */
void vocoder_restart(struct vocoder_polar *polar, uint32_t bins);

/**
 * Write the spectrum between the frame before the last (at 0) and the last to frames->spectrum.
 * @param at	Q3.29, below 1
 */
void vocoder_give(const struct spectral_frames *frames, struct vocoder_polar *polar, int32_t at);

#endif
