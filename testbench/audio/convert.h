/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sample conversions of the host. Everything passes through one intermediate form: signed 32 bits, left
 * justified (full scale is +-2^31 whatever the source's width). Going there and back at the same width
 * changes no value.
 */
#ifndef TESTBENCH_AUDIO_CONVERT_H
#define TESTBENCH_AUDIO_CONVERT_H

#include <stddef.h>
#include <stdint.h>

#include "audio/sample_format.h"

/**
 * Left-justified samples to the words of a PCM. Narrowing rounds to nearest (half up) and saturates.
 * FLOAT_LE holds what a float can, rounded to nearest.
 * @param dst	room for samples * sample_format_bytes(format); must not overlap src
 */
void convert_from_s32(void *dst, const int32_t *src, size_t samples, enum sample_format format);

/**
 * Words of a PCM to left-justified samples. Bits of S24_LE above the 24th are ignored; FLOAT_LE is rounded and
 * saturated, not-a-number is 0. src must not overlap dst.
 */
void convert_to_s32(int32_t *dst, const void *src, size_t samples, enum sample_format format);

/** Floating point, full scale +-1.0, to left-justified samples; rounds, saturates, not-a-number is 0. */
void convert_from_double(int32_t *dst, const double *src, size_t samples);

/**
 * Change the number of channels of left-justified frames:
 *  - one channel to many: every channel gets it
 *  - many to one: the average, rounded to nearest
 *  - else: channels are kept in order; surplus ones are dropped, missing ones are silent
 * dst and src must not overlap.
 */
void convert_channels(int32_t *dst, uint32_t dst_channels, const int32_t *src,
		      uint32_t src_channels, size_t frames);

#endif
