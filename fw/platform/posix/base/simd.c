/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/simd.h"

static const char *const names[SIMD_LEVELS] = {
	"baseline",
#if defined(__x86_64__)
	"avx2",
	"avx512",
#elif defined(__aarch64__)
	"neon",
#endif
};

static enum simd_level current;

#if defined(__x86_64__)
enum simd_level simd_highest(void)
{
	__builtin_cpu_init();
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
	    !__builtin_cpu_supports("bmi2"))
		return SIMD_BASELINE;
	if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
	    !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
		return SIMD_AVX2;
	return SIMD_AVX512;
}
#else
enum simd_level simd_highest(void)
{
	return SIMD_LEVELS - 1;
}
#endif

const char *simd_name(enum simd_level level)
{
	return names[level];
}

void simd_set_level(enum simd_level level)
{
	current = level;
}

enum simd_level platform_simd_level(void)
{
	return current;
}

int simd_init(char *err, size_t size)
{
	const enum simd_level highest = simd_highest();
	const char *wanted = getenv("ADSP_SIMD");

	current = highest;
	if (!wanted || !*wanted)
		return 0;
	for (int level = 0; level < SIMD_LEVELS; level++) {
		if (strcmp(wanted, names[level]))
			continue;
		if (level > (int)highest) {
			snprintf(err, size, "ADSP_SIMD=%s: this processor has no more than %s",
				 wanted, names[highest]);
			return -ENOTSUP;
		}
		current = (enum simd_level)level;
		return 0;
	}
	snprintf(err, size, "ADSP_SIMD=%s: expected baseline%s%s%s%s", wanted,
		 SIMD_LEVELS > 1 ? ", " : "", SIMD_LEVELS > 1 ? names[1 % SIMD_LEVELS] : "",
		 SIMD_LEVELS > 2 ? " or " : "", SIMD_LEVELS > 2 ? names[2 % SIMD_LEVELS] : "");
	return -ENOTSUP;
}
