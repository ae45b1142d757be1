/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sample formats and the fixed-point helpers every module uses.
 * Qa.b counts the sign bit in a: S16 is Q1.15, S24 Q1.23 (in the low 24 bits of 32), S32 Q1.31.
 */
#ifndef SOF_AUDIO_FORMAT_H
#define SOF_AUDIO_FORMAT_H

#include <stdbool.h>
#include <stdint.h>
#include <ipc/stream.h>
#include <ipc4/base-config.h>

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

/** Bits of one sample. */
static inline uint32_t get_sample_bitdepth(enum sof_ipc_frame fmt)
{
	switch (fmt) {
	case SOF_IPC_FRAME_S16_LE:
	case SOF_IPC_FRAME_S16_4LE:
		return 16;
	case SOF_IPC_FRAME_S24_4LE:
	case SOF_IPC_FRAME_S24_3LE:
	case SOF_IPC_FRAME_S24_4LE_MSB:
		return 24;
	default:
		return get_sample_bytes(fmt) * 8;
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
int audio_stream_fmt_conversion(enum ipc4_bit_depth depth, enum ipc4_bit_depth valid_depth,
				enum sof_ipc_frame *frame_fmt, enum sof_ipc_frame *valid_fmt,
				enum ipc4_sample_type type);

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

/* ---- fixed point: saturation ---- */

static inline int32_t sat_int32(int64_t x)
{
	return x > INT32_MAX ? INT32_MAX : x < INT32_MIN ? INT32_MIN : (int32_t)x;
}

/* The sum overflows when both have one sign and it has the other. In 32 bits, so that vectors are full. */
static inline int32_t add_sat_s32(int32_t x, int32_t y)
{
	int32_t sum = (int32_t)((uint32_t)x + (uint32_t)y);
	int32_t limit = (x >> 31) ^ INT32_MAX;

	return (~(x ^ y) & (x ^ sum)) < 0 ? limit : sum;
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

/* One side only, where the other cannot be passed. */
#define SATP_INT32(x) ((x) > INT32_MAX ? INT32_MAX : (x))
#define SATM_INT32(x) ((x) < INT32_MIN ? INT32_MIN : (x))

/* ---- fixed point: shifts and products. q is the number of fraction bits ---- */

#define ONE_Q2_30 1073741824
#define ONE_Q1_31 2147483647 /* the nearest there is */

/** A constant of q fraction bits from a floating-point one: f * 2^q + 0.5 without its fraction. */
#define Q_CONVERT_FLOAT(f, q) ((int32_t)(((const double)(f)) * ((int64_t)1 << (q)) + 0.5))

/** Change of q: down without rounding, down with halves towards plus infinity, up. In the type of x. */
#define Q_SHIFT(x, src_q, dst_q)      ((x) >> ((src_q) - (dst_q)))
#define Q_SHIFT_RND(x, src_q, dst_q)  ((((x) >> ((src_q) - (dst_q)-1)) + 1) >> 1)
#define Q_SHIFT_LEFT(x, src_q, dst_q) ((x) * ((__typeof__((x) + 0))1 << ((dst_q) - (src_q))))

/** By how much a product of q's x and y is shifted to have q out; at least 1 for the forms that round. */
#define Q_SHIFT_BITS_32(qx, qy, qout) ((qx) + (qy) - (qout))
#define Q_SHIFT_BITS_64(qx, qy, qout) ((qx) + (qy) - (qout))

/** Products in 64 bits: without rounding, and with. */
#define Q_MULTS_32X32(x, y, qx, qy, qout) (((int64_t)(x) * (y)) >> ((qx) + (qy) - (qout)))
#define Q_MULTSR_32X32(x, y, qx, qy, qout) \
	((((int64_t)(x) * (y) >> ((qx) + (qy) - (qout)-1)) + 1) >> 1)

/** The same in 32 bits. */
#define Q_MULTS_16X16(x, y, qx, qy, qout) (((int32_t)(x) * (y)) >> ((qx) + (qy) - (qout)))
#define Q_MULTSR_16X16(x, y, qx, qy, qout) \
	((((int32_t)(x) * (y) >> ((qx) + (qy) - (qout)-1)) + 1) >> 1)

/** Shift right by n >= 1 with rounding, halves towards plus infinity. */
static inline int64_t q_shift_rnd(int64_t x, unsigned int n)
{
	return ((x >> (n - 1)) + 1) >> 1;
}

static inline int64_t q_mults_32x32(int32_t x, int32_t y, const int shift_bits)
{
	return ((int64_t)x * y) >> shift_bits;
}

/** shift_bits >= 1, here and below */
static inline int64_t q_multsr_32x32(int32_t x, int32_t y, const int shift_bits)
{
	return (((int64_t)x * y >> (shift_bits - 1)) + 1) >> 1;
}

static inline int32_t q_mults_16x16(int16_t x, int32_t y, const int shift_bits)
{
	return ((int32_t)x * y) >> shift_bits;
}

/** Rounded products, saturated to 32, 24 and 16 bits. What is out of 32 bits wraps first in the latter two. */
static inline int32_t q_multsr_sat_32x32(int32_t x, int32_t y, const int shift_bits)
{
	return sat_int32(q_multsr_32x32(x, y, shift_bits));
}

static inline int32_t q_multsr_sat_32x32_24(int32_t x, int32_t y, const int shift_bits)
{
	return sat_int24((int32_t)q_multsr_32x32(x, y, shift_bits));
}

static inline int32_t q_multsr_sat_32x32_16(int32_t x, int32_t y, const int shift_bits)
{
	return sat_int16((int32_t)q_multsr_32x32(x, y, shift_bits));
}

/* ---- samples as they stand in a container ---- */

/** Sign extension of the low 24 bits. */
static inline int32_t sign_extend_s24(int32_t x)
{
	return (int32_t)((uint32_t)x << 8) >> 8;
}

/** The value of a sample, for kernels that are written once for all formats. */
static inline int32_t value_s16(int16_t x)
{
	return x;
}

static inline int32_t value_s24(int32_t x)
{
	return sign_extend_s24(x);
}

static inline int32_t value_s32(int32_t x)
{
	return x;
}

#endif
