/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SOF_COMPILER_ATTRIBUTES_H
#define SOF_COMPILER_ATTRIBUTES_H

#include <zephyr/toolchain.h>

#endif
