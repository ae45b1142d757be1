/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/audio/pcm_converter.h>
#include <sof/common.h>
#include <sof/math/simd_copy.h>
#include "pcm_converter_float.h"
#include "pcm_converter_law.h"

#define S16   SOF_IPC_FRAME_S16_LE
#define S24   SOF_IPC_FRAME_S24_4LE
#define S32   SOF_IPC_FRAME_S32_LE
#define FLT   SOF_IPC_FRAME_FLOAT
#define S24_3 SOF_IPC_FRAME_S24_3LE
#define MSB   SOF_IPC_FRAME_S24_4LE_MSB
#define U8    SOF_IPC_FRAME_U8
#define ALAW  SOF_IPC_FRAME_A_LAW
#define ULAW  SOF_IPC_FRAME_MU_LAW

/* Shift right by 2..31 with rounding, halves towards plus infinity; nothing overflows. */
static inline int32_t shift_rnd32(int32_t x, int n)
{
	return ((x >> (n - 1)) + 1) >> 1;
}

static inline int32_t shift_left(int32_t x, int n)
{
	return (int32_t)((uint32_t)x << n);
}

#define PCM_COPY(bytes)                                                                  \
	static SIMD_BODY void copy_##bytes(const void *restrict src, void *restrict dst, \
					   uint32_t samples)                             \
	{                                                                                \
		simd_copy(dst, src, (size_t)samples *(bytes));                           \
	}                                                                                \
	SIMD_VARIANTS(copy_##bytes,                                                      \
		      (const void *restrict src, void *restrict dst, uint32_t samples),  \
		      (src, dst, samples))

PCM_COPY(1)
PCM_COPY(2)
PCM_COPY(3)
PCM_COPY(4)

/* out = f(x) over the samples, for each level of vector instructions; x is the sample widened to 32 bits. */
#define PCM_KERNEL(name, src_t, dst_t, f)                                                          \
	static SIMD_BODY void name(const void *restrict src, void *restrict dst, uint32_t samples) \
	{                                                                                          \
		const src_t *restrict in = src;                                                    \
		dst_t *restrict out = dst;                                                         \
                                                                                                   \
		for (uint32_t i = 0; i < samples; i++) {                                           \
			int32_t x = (int32_t)in[i];                                                \
                                                                                                   \
			out[i] = (dst_t)(f);                                                       \
		}                                                                                  \
	}                                                                                          \
	SIMD_VARIANTS(name, (const void *restrict src, void *restrict dst, uint32_t samples),      \
		      (src, dst, samples))

PCM_KERNEL(s16_extend, int16_t, int32_t, x)
PCM_KERNEL(s16_to_s24, int16_t, int32_t, shift_left(x, 8))
PCM_KERNEL(s16_to_s32, int16_t, int32_t, shift_left(x, 16))
PCM_KERNEL(s32_truncate, int32_t, int16_t, x)
PCM_KERNEL(s24_to_s16, int32_t, int16_t, sat_int16(shift_rnd32(sign_extend_s24(x), 8)))
PCM_KERNEL(shift_up_8, int32_t, int32_t, shift_left(x, 8))
PCM_KERNEL(shift_up_16, int32_t, int32_t, shift_left(x, 16))
PCM_KERNEL(s32_to_s16, int32_t, int16_t, sat_int16(shift_rnd32(x, 16)))
PCM_KERNEL(s32_to_s16_4, int32_t, int32_t, sat_int16(shift_rnd32(x, 16)))
PCM_KERNEL(s24_to_s16_4, int32_t, int32_t, sat_int16(shift_rnd32(sign_extend_s24(x), 8)))
PCM_KERNEL(s32_to_s24, int32_t, int32_t, sat_int24(shift_rnd32(x, 8)))
PCM_KERNEL(s32_to_msb, int32_t, int32_t, shift_left(sat_int24(shift_rnd32(x, 8)), 8))
PCM_KERNEL(u8_to_s32, uint8_t, int32_t, shift_left(x - 128, 24))
PCM_KERNEL(s32_to_u8, int32_t, uint8_t, sat_int8(shift_rnd32(x, 24)) + 128)
PCM_KERNEL(a_law_to_s32, uint8_t, int32_t, shift_left(pcm_a_law_decode((uint8_t)x), 16))
PCM_KERNEL(s32_to_a_law, int32_t, uint8_t, pcm_a_law_encode(x >> 16))
PCM_KERNEL(mu_law_to_s32, uint8_t, int32_t, shift_left(pcm_mu_law_decode((uint8_t)x), 16))
PCM_KERNEL(s32_to_mu_law, int32_t, uint8_t, pcm_mu_law_encode(x >> 16))
PCM_KERNEL(s16_to_float, int16_t, uint32_t, pcm_int_to_float(x, 15))
PCM_KERNEL(s24_to_float, int32_t, uint32_t, pcm_int_to_float(sign_extend_s24(x), 23))
PCM_KERNEL(s32_to_float, int32_t, uint32_t, pcm_int_to_float(x, 31))
PCM_KERNEL(float_to_s16, uint32_t, int16_t, sat_int16(pcm_float_to_int((uint32_t)x, 15)))
PCM_KERNEL(float_to_s24, uint32_t, int32_t, sat_int24(pcm_float_to_int((uint32_t)x, 23)))
PCM_KERNEL(float_to_s32, uint32_t, int32_t, pcm_float_to_int((uint32_t)x, 31))

static void s24_3_to_s24(const void *restrict src, void *restrict dst, uint32_t samples)
{
	const uint8_t *restrict in = src;
	int32_t *restrict out = dst;

	for (uint32_t i = 0; i < samples; i++, in += 3)
		out[i] = sign_extend_s24(in[0] | in[1] << 8 | in[2] << 16);
}

static void s24_to_s24_3(const void *restrict src, void *restrict dst, uint32_t samples)
{
	const uint32_t *restrict in = src;
	uint8_t *restrict out = dst;

	for (uint32_t i = 0; i < samples; i++, out += 3) {
		out[0] = (uint8_t)in[i];
		out[1] = (uint8_t)(in[i] >> 8);
		out[2] = (uint8_t)(in[i] >> 16);
	}
}

#define KERNEL(name)               \
	{                          \
		SIMD_KERNELS(name) \
	}
#define SAME(name)              \
	{                       \
		SIMD_SAME(name) \
	}

/* Both sides have equal container and valid format. */
static const struct {
	enum sof_ipc_frame src, dst;
	pcm_convert_fn convert[SIMD_LEVELS];
} same_format_table[] = {
	{ S16, S16, KERNEL(copy_2) },         { S24, S24, KERNEL(copy_4) },
	{ S32, S32, KERNEL(copy_4) },         { FLT, FLT, KERNEL(copy_4) },
	{ S24_3, S24_3, KERNEL(copy_3) },     { U8, U8, KERNEL(copy_1) },
	{ S16, S24, KERNEL(s16_to_s24) },     { S16, S32, KERNEL(s16_to_s32) },
	{ S24, S16, KERNEL(s24_to_s16) },     { S24, S32, KERNEL(shift_up_8) },
	{ S32, S16, KERNEL(s32_to_s16) },     { S32, S24, KERNEL(s32_to_s24) },
	{ S16, FLT, KERNEL(s16_to_float) },   { S24, FLT, KERNEL(s24_to_float) },
	{ S32, FLT, KERNEL(s32_to_float) },   { FLT, S16, KERNEL(float_to_s16) },
	{ FLT, S24, KERNEL(float_to_s24) },   { FLT, S32, KERNEL(float_to_s32) },
	{ U8, S32, KERNEL(u8_to_s32) },       { S32, U8, KERNEL(s32_to_u8) },
	{ ALAW, ALAW, KERNEL(copy_1) },       { ULAW, ULAW, KERNEL(copy_1) },
	{ ALAW, S32, KERNEL(a_law_to_s32) },  { S32, ALAW, KERNEL(s32_to_a_law) },
	{ ULAW, S32, KERNEL(mu_law_to_s32) }, { S32, ULAW, KERNEL(s32_to_mu_law) },
};

/* Container and valid format differ on one side at least. */
static const struct {
	enum sof_ipc_frame src, src_valid, dst, dst_valid;
	pcm_convert_fn convert[SIMD_LEVELS];
} mixed_format_table[] = {
	{ S32, S24, S32, S24, KERNEL(copy_4) },
	{ S32, S24, S32, S32, KERNEL(shift_up_8) },
	{ S32, S24, S32, MSB, KERNEL(shift_up_8) },
	{ S32, S32, S32, S24, KERNEL(s32_to_s24) },
	{ S32, MSB, S32, S24, KERNEL(s32_to_s24) },
	{ S16, S16, S32, S24, KERNEL(s16_to_s24) },
	{ S32, S24, S16, S16, KERNEL(s24_to_s16) },
	{ S32, S32, S32, MSB, KERNEL(s32_to_msb) },
	{ S32, MSB, S32, MSB, KERNEL(copy_4) },
	{ S32, MSB, S32, S32, KERNEL(copy_4) },
	{ S16, S16, S32, MSB, KERNEL(s16_to_s32) },
	{ S32, MSB, S16, S16, KERNEL(s32_to_s16) },
	{ S32, S24, FLT, FLT, KERNEL(s24_to_float) },
	{ FLT, FLT, S32, S24, KERNEL(float_to_s24) },
	{ S16, S16, S32, S16, KERNEL(s16_extend) },
	{ S32, S16, S16, S16, KERNEL(s32_truncate) },
	{ S32, S16, S32, S32, KERNEL(shift_up_16) },
	{ S32, S16, S32, S24, KERNEL(shift_up_8) },
	{ S32, S32, S32, S16, KERNEL(s32_to_s16_4) },
	{ S32, S24, S32, S16, KERNEL(s24_to_s16_4) },
	{ S32, S16, S32, S16, KERNEL(copy_4) },
	{ S24_3, S24_3, S32, S24, SAME(s24_3_to_s24) },
	{ S32, S24, S24_3, S24_3, SAME(s24_to_s24_3) },
};

pcm_convert_fn pcm_get_convert_fn(enum sof_ipc_frame src, enum sof_ipc_frame src_valid,
				  enum sof_ipc_frame dst, enum sof_ipc_frame dst_valid)
{
	if (src == src_valid && dst == dst_valid) {
		for (size_t i = 0; i < ARRAY_SIZE(same_format_table); i++) {
			if (same_format_table[i].src == src && same_format_table[i].dst == dst)
				return same_format_table[i].convert[platform_simd_level()];
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(mixed_format_table); i++) {
		if (mixed_format_table[i].src == src &&
		    mixed_format_table[i].src_valid == src_valid &&
		    mixed_format_table[i].dst == dst &&
		    mixed_format_table[i].dst_valid == dst_valid)
			return mixed_format_table[i].convert[platform_simd_level()];
	}
	return NULL;
}

/* The map leaves each of the output's channels where it is. */
static bool map_is_identity(uint32_t channel_map, uint32_t channels)
{
	uint32_t used = channels < 8 ? (1u << (4 * channels)) - 1 : UINT32_MAX;

	return !((channel_map ^ PCM_CHANNEL_MAP_IDENTITY) & used);
}

int pcm_get_conversion(const struct sof_audio_stream_params *from,
		       const struct sof_audio_stream_params *to, uint32_t channel_map,
		       struct pcm_conversion *conversion)
{
	if (from->channels < 1 || from->channels > IPC4_MAX_CHANNELS || to->channels < 1 ||
	    to->channels > IPC4_MAX_CHANNELS)
		return -EINVAL;
	*conversion = (struct pcm_conversion){
		.channel_map = channel_map,
		.src_channels = (uint8_t)from->channels,
		.dst_channels = (uint8_t)to->channels,
	};
	if (from->channels != to->channels || !map_is_identity(channel_map, to->channels))
		return pcm_get_remap(from, to, conversion);
	conversion->convert = pcm_get_convert_fn(from->frame_fmt, from->valid_sample_fmt,
						 to->frame_fmt, to->valid_sample_fmt);
	return conversion->convert ? 0 : -EINVAL;
}

void pcm_convert(const struct pcm_conversion *conversion, const void *src, void *dst,
		 uint32_t frames)
{
	if (conversion->convert)
		conversion->convert(src, dst, frames * conversion->src_channels);
	else
		pcm_remap(conversion, src, dst, frames);
}
