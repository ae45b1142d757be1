/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SIMD_H
#define POSIX_SIMD_H

#include <stddef.h>
#include <platform/simd.h>

/**
 * Find the processor's level, or take the one that the environment variable ADSP_SIMD names.
 * @return 0; -ENOTSUP with one line in err: there is no such level, or this processor lacks it
 */
int simd_init(char *err, size_t size);

/** The processor's highest level. */
enum simd_level simd_highest(void);

/** The name of a level: baseline, avx2, avx512, neon. */
const char *simd_name(enum simd_level level);

/** For tests: choose kernels by this level from now on. At most simd_highest(). */
void simd_set_level(enum simd_level level);

#endif
