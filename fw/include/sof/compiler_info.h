/* SPDX-License-Identifier: BSD-3-Clause */
/* The compiler of this build. */
#ifndef SOF_COMPILER_INFO_H
#define SOF_COMPILER_INFO_H

#ifdef __clang__
#define CC_MAJOR __clang_major__
#define CC_MINOR __clang_minor__
#define CC_MICRO __clang_patchlevel__
#define CC_NAME  "CLANG"
#define CC_DESC  "clang"
#else
#define CC_MAJOR __GNUC__
#define CC_MINOR __GNUC_MINOR__
#define CC_MICRO __GNUC_PATCHLEVEL__
#define CC_NAME  "GCC"
#define CC_DESC  "gcc"
#endif

#endif
