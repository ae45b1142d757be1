/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RIMAGE_SOF_USER_MANIFEST_H
#define RIMAGE_SOF_USER_MANIFEST_H

#include <module/module/llext.h>

#endif
