/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sample formats and the fixed-point helpers every module uses.
 * Qa.b counts the sign bit in a: S16 is Q1.15, S24 Q1.23 (in the low 24 bits of 32), S32 Q1.31.
 */
#ifndef SOF_AUDIO_FORMAT_H
#define SOF_AUDIO_FORMAT_H

#include <stdbool.h>
#include <stdint.h>
#include <ipc4/base-config.h>

enum sof_ipc_frame {
	SOF_IPC_FRAME_S16_LE = 0,
	SOF_IPC_FRAME_S24_4LE = 1,
	SOF_IPC_FRAME_S32_LE = 2,
	SOF_IPC_FRAME_FLOAT = 3,
	SOF_IPC_FRAME_S24_3LE = 4,
	SOF_IPC_FRAME_S24_4LE_MSB = 5,
	SOF_IPC_FRAME_U8 = 6,
	SOF_IPC_FRAME_S16_4LE = 7,
	SOF_IPC_FRAME_A_LAW = 8,
	SOF_IPC_FRAME_MU_LAW = 9,
	SOF_IPC_FRAME_INVALID = 10,
};

/** Bytes of one sample in its container; 0 for an invalid format. */
static inline uint32_t get_sample_bytes(enum sof_ipc_frame fmt)
{
	switch (fmt) {
	case SOF_IPC_FRAME_S16_LE:
		return 2;
	case SOF_IPC_FRAME_S24_4LE:
	case SOF_IPC_FRAME_S32_LE:
	case SOF_IPC_FRAME_FLOAT:
	case SOF_IPC_FRAME_S24_4LE_MSB:
	case SOF_IPC_FRAME_S16_4LE:
		return 4;
	case SOF_IPC_FRAME_S24_3LE:
		return 3;
	case SOF_IPC_FRAME_U8:
	case SOF_IPC_FRAME_A_LAW:
	case SOF_IPC_FRAME_MU_LAW:
		return 1;
	default:
		return 0;
	}
}

static inline uint32_t get_frame_bytes(enum sof_ipc_frame fmt, uint32_t channels)
{
	return get_sample_bytes(fmt) * channels;
}

/**
 * Container and valid format of an IPC4 audio format.
 * @return 0, -EINVAL (both formats INVALID)
 */
int audio_stream_fmt_conversion(const struct ipc4_audio_format *fmt, enum sof_ipc_frame *frame_fmt,
				enum sof_ipc_frame *valid_fmt);

/**
 * The format whose arithmetic a module uses: the valid bits (S16, S24_4LE or S32). With
 * CONFIG_FORMAT_BY_CONTAINER the container, for the modules that are driven by it upstream.
 */
static inline enum sof_ipc_frame audio_arithmetic_fmt(enum sof_ipc_frame frame_fmt,
						      enum sof_ipc_frame valid_fmt)
{
#ifdef CONFIG_FORMAT_BY_CONTAINER
	(void)valid_fmt;
	return frame_fmt;
#else
	(void)frame_fmt;
	return valid_fmt;
#endif
}

/* ---- fixed point ---- */

static inline int32_t sat_int32(int64_t x)
{
	return x > INT32_MAX ? INT32_MAX : x < INT32_MIN ? INT32_MIN : (int32_t)x;
}

static inline int32_t sat_int24(int32_t x)
{
	return x > 0x7FFFFF ? 0x7FFFFF : x < -0x800000 ? -0x800000 : x;
}

static inline int16_t sat_int16(int32_t x)
{
	return x > INT16_MAX ? INT16_MAX : x < INT16_MIN ? INT16_MIN : (int16_t)x;
}

static inline int8_t sat_int8(int32_t x)
{
	return x > INT8_MAX ? INT8_MAX : x < INT8_MIN ? INT8_MIN : (int8_t)x;
}

/** Shift right by n >= 1 with rounding, halves towards plus infinity. */
static inline int64_t q_shift_rnd(int64_t x, unsigned int n)
{
	return ((x >> (n - 1)) + 1) >> 1;
}

/** Sign extension of the low 24 bits. */
static inline int32_t sign_extend_s24(int32_t x)
{
	return (int32_t)((uint32_t)x << 8) >> 8;
}

#endif
