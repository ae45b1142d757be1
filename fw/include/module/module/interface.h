/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MODULE_MODULE_INTERFACE_H
#define MODULE_MODULE_INTERFACE_H

#include <sof/audio/module_adapter/module/generic.h>

#endif
