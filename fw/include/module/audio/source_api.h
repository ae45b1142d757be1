/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MODULE_AUDIO_SOURCE_API_H
#define MODULE_AUDIO_SOURCE_API_H

#include <sof/audio/source_api.h>

#endif
