/* SPDX-License-Identifier: BSD-3-Clause */
/* Which vector instructions the processor has. */
#ifndef PLATFORM_SIMD_H
#define PLATFORM_SIMD_H

/** Kernels of a level may use what the levels below it have. */
enum simd_level {
	SIMD_BASELINE, /* what every processor of the architecture has */
#if defined(__x86_64__)
	SIMD_AVX2,   /* AVX2, FMA, BMI2 */
	SIMD_AVX512, /* F, BW, DQ, VL beside those */
#elif defined(__aarch64__)
	SIMD_NEON, /* kernels written for it by hand; the compiler's own use of it is the baseline */
#endif
	SIMD_LEVELS,
};

/**
 * The level that kernels are chosen by: the processor's highest, or the one that ADSP_SIMD names.
 * The same from the machine's start to its stop. Any context.
 */
enum simd_level platform_simd_level(void);

#endif
