/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MODULE_AUDIO_SINK_API_H
#define MODULE_AUDIO_SINK_API_H

#include <sof/audio/sink_api.h>

#endif
