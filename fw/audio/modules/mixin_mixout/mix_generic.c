/* SPDX-License-Identifier: BSD-3-Clause */
/* Mixing arithmetic. Each mixin saturates, so the result depends on their order where it clips. */
#include <sof/common.h>
#include <sof/math/simd_copy.h>
#include "mixin_mixout.h"

#define GAIN_BITS 10

static inline int32_t add_sat_s24(int32_t x, int32_t y)
{
	return sat_int24(x + y);
}

static inline int16_t add_sat_s16(int16_t x, int16_t y)
{
	return sat_int16(x + y);
}

/* wide holds sample * 1024 */
#define MIX_KERNELS(bits, type, wide, sat)                                                        \
	static SIMD_BODY void copy_s##bits(const void *src, void *dst, uint32_t samples)          \
	{                                                                                         \
		simd_copy(dst, src, samples * sizeof(type));                                      \
	}                                                                                         \
	SIMD_VARIANTS(copy_s##bits, (const void *src, void *dst, uint32_t samples),               \
		      (src, dst, samples))                                                        \
                                                                                                  \
	static SIMD_BODY void add_s##bits(const void *src, void *dst, uint32_t samples)           \
	{                                                                                         \
		const type *restrict in = src;                                                    \
		type *restrict out = dst;                                                         \
                                                                                                  \
		for (uint32_t i = 0; i < samples; i++)                                            \
			out[i] = add_sat_s##bits(value_s##bits(out[i]), value_s##bits(in[i]));    \
	}                                                                                         \
	SIMD_VARIANTS(add_s##bits, (const void *src, void *dst, uint32_t samples),                \
		      (src, dst, samples))                                                        \
                                                                                                  \
	static SIMD_BODY void add_gain_s##bits(const void *src, void *dst, uint32_t samples,      \
					       int32_t gain)                                      \
	{                                                                                         \
		const type *restrict in = src;                                                    \
		type *restrict out = dst;                                                         \
                                                                                                  \
		for (uint32_t i = 0; i < samples; i++)                                            \
			out[i] = sat(value_s##bits(out[i]) +                                      \
				     (((wide)value_s##bits(in[i]) * gain) >> GAIN_BITS));         \
	}                                                                                         \
	SIMD_VARIANTS(add_gain_s##bits,                                                           \
		      (const void *src, void *dst, uint32_t samples, int32_t gain),               \
		      (src, dst, samples, gain))                                                  \
                                                                                                  \
	static SIMD_BODY void gain_s##bits(const void *src, void *dst, uint32_t samples,          \
					   int32_t gain)                                          \
	{                                                                                         \
		const type *restrict in = src;                                                    \
		type *restrict out = dst;                                                         \
                                                                                                  \
		for (uint32_t i = 0; i < samples; i++)                                            \
			out[i] = (type)(((wide)value_s##bits(in[i]) * gain) >> GAIN_BITS);        \
	}                                                                                         \
	SIMD_VARIANTS(gain_s##bits, (const void *src, void *dst, uint32_t samples, int32_t gain), \
		      (src, dst, samples, gain))

MIX_KERNELS(16, int16_t, int32_t, sat_int16)
MIX_KERNELS(24, int32_t, int64_t, sat_int24)
MIX_KERNELS(32, int32_t, int64_t, sat_int32)

#define MIX_FORMAT(fmt, bits, level)                                                            \
	{                                                                                       \
		fmt, copy_s##bits##_##level, add_s##bits##_##level, add_gain_s##bits##_##level, \
			gain_s##bits##_##level                                                  \
	}
#define MIX_LEVEL(level)                                              \
	{                                                             \
		MIX_FORMAT(SOF_IPC_FRAME_S16_LE, 16, level),          \
			MIX_FORMAT(SOF_IPC_FRAME_S24_4LE, 24, level), \
			MIX_FORMAT(SOF_IPC_FRAME_S32_LE, 32, level),  \
	}

static const struct mix_format formats[SIMD_LEVELS][3] = {
#if defined(__x86_64__)
	MIX_LEVEL(baseline),
	MIX_LEVEL(avx2),
	MIX_LEVEL(avx512),
#else
	[0 ... SIMD_LEVELS - 1] = MIX_LEVEL(baseline),
#endif
};

const struct mix_format *mix_get_format(enum sof_ipc_frame valid_fmt)
{
	const struct mix_format *of_level = formats[platform_simd_level()];

	for (size_t i = 0; i < ARRAY_SIZE(formats[0]); i++) {
		if (of_level[i].valid_fmt == valid_fmt)
			return &of_level[i];
	}
	return NULL;
}
