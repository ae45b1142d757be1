/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SOF_LIB_CPU_H
#define SOF_LIB_CPU_H

#include <platform/lib/cpu.h>

#endif
