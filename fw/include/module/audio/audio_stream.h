/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MODULE_AUDIO_AUDIO_STREAM_H
#define MODULE_AUDIO_AUDIO_STREAM_H

#include <sof/audio/audio_stream.h>

#endif
