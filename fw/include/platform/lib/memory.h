/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PLATFORM_LIB_MEMORY_H
#define PLATFORM_LIB_MEMORY_H

#include <sof/lib/memory.h>

#endif
