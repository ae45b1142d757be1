/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Variants of a kernel, one for each level of vector instructions, chosen once when a stream is prepared.
 *
 * The body is written once, as an always-inline function, and compiled for each level:
 *
 *	static SIMD_BODY void scale_s32(void *private, const void *src, void *dst, uint32_t frames, uint32_t channels)
 *	{
 *		...
 *	}
 *	SIMD_VARIANTS(scale_s32, (void *private, const void *src, void *dst, uint32_t frames, uint32_t channels),
 *		      (private, src, dst, frames, channels))
 *
 *	kernel = (const block_func[]){ SIMD_KERNELS(scale_s32) }[platform_simd_level()];
 *
 * All variants give the same samples: integer arithmetic, or floating point whose every result is exact. The baseline
 * is the truth, see tests/unit/modules/kit.h.
 */
#ifndef SOF_MATH_SIMD_H
#define SOF_MATH_SIMD_H

#include <platform/simd.h>

#define SIMD_BODY inline __attribute__((always_inline))

#if defined(__x86_64__)
#define SIMD_TARGET_AVX2 __attribute__((target("avx2,fma,bmi2")))
#define SIMD_TARGET_AVX512 \
	__attribute__((target("avx2,fma,bmi2,avx512f,avx512bw,avx512dq,avx512vl")))

/** Functions name_baseline, name_avx2 and so on, that do what the body `name` does. */
#define SIMD_VARIANTS(name, parameters, arguments)              \
	static void name##_baseline parameters                  \
	{                                                       \
		name arguments;                                 \
	}                                                       \
	static SIMD_TARGET_AVX2 void name##_avx2 parameters     \
	{                                                       \
		name arguments;                                 \
	}                                                       \
	static SIMD_TARGET_AVX512 void name##_avx512 parameters \
	{                                                       \
		name arguments;                                 \
	}

/** Initialiser of an array that is indexed by the level. */
#define SIMD_KERNELS(name)  name##_baseline, name##_avx2, name##_avx512
/** The same function at all levels. */
#define SIMD_SAME(function) function, function, function

#elif defined(__aarch64__)
#define SIMD_VARIANTS(name, parameters, arguments) \
	static void name##_baseline parameters     \
	{                                          \
		name arguments;                    \
	}
#define SIMD_KERNELS(name)  name##_baseline, name##_baseline
#define SIMD_SAME(function) function, function

#else
#define SIMD_VARIANTS(name, parameters, arguments) \
	static void name##_baseline parameters     \
	{                                          \
		name arguments;                    \
	}
#define SIMD_KERNELS(name)  name##_baseline
#define SIMD_SAME(function) function
#endif

#endif
