/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MODULE_IPC4_BASE_CONFIG_H
#define MODULE_IPC4_BASE_CONFIG_H

#include <ipc4/base-config.h>

#endif
