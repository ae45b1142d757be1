/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Overlapping frames of samples to spectra and back: a window and a transform; an inverse transform, the window again, and
 * the sum of what overlaps.
 */
#ifndef SOF_AUDIO_SPECTRAL_FRAMES_H
#define SOF_AUDIO_SPECTRAL_FRAMES_H

#include <stdint.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/math/fft.h>

/** As it stands in a blob. */
struct spectral_config {
	uint32_t size; /* bytes of the blob */
	uint32_t reserved[8];
	int32_t sample_frequency; /* Hz */
	int32_t gain;             /* Q1.31: 1 over the sum of the squared windows that overlap */
	int32_t reserved2;
	int16_t channel; /* the module's */
	int16_t frame_length;
	int16_t frame_shift;
	int16_t reserved3;
	int32_t pad;    /* unused */
	int32_t window; /* enum window_type */
};

/** From spectral_frames_open() to spectral_frames_close(). */
struct spectral_frames {
	struct fft_plan plan;
	uint32_t length; /* samples of a frame, and points of a spectrum */
	uint32_t hop;    /* samples from one frame to the next */
	int32_t gain;
	int32_t *room;               /* of all below */
	int32_t *window;             /* Q1.31 */
	struct icomplex32 *time;     /* of the transforms */
	struct icomplex32 *spectrum; /* of length */
};

/**
 * Check what came from a host.
 * @param most	points of a spectrum, at most
 * @return 0, -EINVAL with one line in the log
 */
int spectral_config_check(struct comp_dev *dev, const struct spectral_config *config,
			  uint32_t most);

/** @param config	checked @return 0, -ENOMEM */
int spectral_frames_open(struct processing_module *mod, struct spectral_frames *frames,
			 const struct spectral_config *config);

/** Give back; again is no error. */
void spectral_frames_close(struct processing_module *mod, struct spectral_frames *frames);

/** Spectrum of `length` samples, Q1.31, in frames->spectrum, divided by length. */
void spectral_analyze(const struct spectral_frames *frames, const int32_t *samples);

/** Add the frame of frames->spectrum, which it overwrites, to `length` sums, which saturate. */
void spectral_synthesize(const struct spectral_frames *frames, int32_t *sums);

#endif
