/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MODULE_AUDIO_FORMAT_H
#define MODULE_AUDIO_FORMAT_H

#include <sof/audio/format.h>

#endif
