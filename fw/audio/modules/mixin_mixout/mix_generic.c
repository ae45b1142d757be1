/* SPDX-License-Identifier: BSD-3-Clause */
/* Mixing arithmetic. Each mixin saturates, so the result depends on their order where it clips. */
#include <sof/common.h>
#include "mixin_mixout.h"

#define GAIN_BITS 10

/* wide holds sample * 1024 */
#define MIX_KERNELS(bits, type, wide, sat)                                                       \
	static void add_s##bits(const void *restrict src, void *restrict dst, uint32_t samples)  \
	{                                                                                        \
		const type *restrict in = src;                                                   \
		type *restrict out = dst;                                                        \
                                                                                                 \
		for (uint32_t i = 0; i < samples; i++)                                           \
			out[i] = sat((wide)value_s##bits(out[i]) + value_s##bits(in[i]));        \
	}                                                                                        \
                                                                                                 \
	static void add_gain_s##bits(const void *restrict src, void *restrict dst,               \
				     uint32_t samples, int32_t gain)                             \
	{                                                                                        \
		const type *restrict in = src;                                                   \
		type *restrict out = dst;                                                        \
                                                                                                 \
		for (uint32_t i = 0; i < samples; i++)                                           \
			out[i] = sat(value_s##bits(out[i]) +                                     \
				     (((wide)value_s##bits(in[i]) * gain) >> GAIN_BITS));        \
	}                                                                                        \
                                                                                                 \
	static void gain_s##bits(const void *restrict src, void *restrict dst, uint32_t samples, \
				 int32_t gain)                                                   \
	{                                                                                        \
		const type *restrict in = src;                                                   \
		type *restrict out = dst;                                                        \
                                                                                                 \
		for (uint32_t i = 0; i < samples; i++)                                           \
			out[i] = (type)(((wide)value_s##bits(in[i]) * gain) >> GAIN_BITS);       \
	}

MIX_KERNELS(16, int16_t, int32_t, sat_int16)
MIX_KERNELS(24, int32_t, int64_t, sat_int24)
MIX_KERNELS(32, int32_t, int64_t, sat_int32)

static const struct mix_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, add_s16, add_gain_s16, gain_s16 },
	{ SOF_IPC_FRAME_S24_4LE, add_s24, add_gain_s24, gain_s24 },
	{ SOF_IPC_FRAME_S32_LE, add_s32, add_gain_s32, gain_s32 },
};

const struct mix_format *mix_get_format(enum sof_ipc_frame valid_fmt)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].valid_fmt == valid_fmt)
			return &formats[i];
	}
	return NULL;
}
