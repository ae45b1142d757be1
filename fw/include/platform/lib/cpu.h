/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PLATFORM_LIB_CPU_H
#define PLATFORM_LIB_CPU_H

#include <platform/machine.h>

/** The core that boots. */
#define PLATFORM_PRIMARY_CORE_ID 0

#endif
