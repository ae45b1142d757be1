/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SOF_AUDIO_MODULE_INTERFACE_H
#define SOF_AUDIO_MODULE_INTERFACE_H

#include <sof/audio/module_adapter/module/generic.h>

#endif
