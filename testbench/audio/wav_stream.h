/* SPDX-License-Identifier: BSD-3-Clause */
/* The header of a WAV whose length is not known when it is written, as programs put it into pipes. */
#ifndef TESTBENCH_AUDIO_WAV_STREAM_H
#define TESTBENCH_AUDIO_WAV_STREAM_H

#include <stdint.h>

#include "audio/sample_format.h"

#define WAV_STREAM_HEADER 44 /* bytes */

/**
 * Both lengths are 0xffffffff. 24-bit samples are announced as packed in 3 bytes.
 * @param header	room for WAV_STREAM_HEADER bytes
 */
void wav_stream_header(uint8_t *header, const struct audio_spec *spec);

#endif
