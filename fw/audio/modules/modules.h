/* SPDX-License-Identifier: BSD-3-Clause */
/* Operations of every module of manifest.h. */
#ifndef MODULES_MODULES_H
#define MODULES_MODULES_H

#include <sof/audio/module_adapter/module/generic.h>

#define MODULE(config, name, module_ops, ...) extern const struct module_interface module_ops;
#include "manifest.h"
#undef MODULE

#endif
