/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of modules with overlapping frames share: their blobs, and what windows sum up to. */
#ifndef TESTS_MODULES_SPECTRAL_H
#define TESTS_MODULES_SPECTRAL_H

#include <math.h>
#include <sof/audio/spectral_frames.h>
#include <sof/math/window.h>
#include "kit.h"

static inline double spectral_window(int type, uint32_t n, uint32_t length)
{
	const double c = cos(2 * M_PI * n / (length - 1));

	return type == WINDOW_HANN     ? .5 - .5 * c :
	       type == WINDOW_HAMMING  ? .54 - .46 * c :
	       type == WINDOW_BLACKMAN ? .42 - .5 * c + .08 * (2 * c * c - 1) :
					 1;
}

/* A blob whose gain brings the overlapping windows to 1. */
static inline struct spectral_config spectral_blob(uint32_t length, uint32_t hop, int type)
{
	double sum = 0;

	for (uint32_t n = 0; n < length; n++)
		sum += pow(spectral_window(type, n, length), 2);
	return (struct spectral_config){
		.size = sizeof(struct spectral_config),
		.sample_frequency = 48000,
		.gain = (int32_t)fmin(hop / sum * 0x1p31, INT32_MAX),
		.frame_length = (int16_t)length,
		.frame_shift = (int16_t)hop,
		.window = type,
	};
}

#endif
