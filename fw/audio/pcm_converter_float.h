/* SPDX-License-Identifier: BSD-3-Clause */
/* Between fixed point and the bits of a 32-bit float, in integer arithmetic: the same on every machine. */
#ifndef PCM_CONVERTER_FLOAT_H
#define PCM_CONVERTER_FLOAT_H

#include <stdint.h>

#define FLOAT_MANTISSA_BITS 23
#define FLOAT_MANTISSA_MASK 0x7FFFFFu
#define FLOAT_EXPONENT_BIAS 127

/* x * 2^-q as a float; digits beyond the mantissa are cut off. */
static inline uint32_t pcm_int_to_float(int32_t x, int q)
{
	uint32_t magnitude = x < 0 ? 0u - (uint32_t)x : (uint32_t)x;
	uint32_t sign = (uint32_t)x & 0x80000000u;
	uint32_t exponent, mantissa;
	int zeros;

	if (!x)
		return 0;
	zeros = __builtin_clz(magnitude);
	exponent = (uint32_t)(FLOAT_EXPONENT_BIAS + 31 - zeros - q) & 0xFF;
	mantissa = zeros >= 8 ? magnitude << (zeros - 8) : magnitude >> (8 - zeros);
	return sign | exponent << FLOAT_MANTISSA_BITS | (mantissa & FLOAT_MANTISSA_MASK);
}

/* mantissa * 2^n, not beyond INT32_MAX */
static inline uint32_t pcm_scale_mantissa(int64_t mantissa, int n)
{
	int64_t value;

	n = n > 32 ? 32 : n < -32 ? -32 : n;
	value = n >= 0 ? mantissa << n : mantissa >> -n;
	return value > INT32_MAX ? INT32_MAX : (uint32_t)value;
}

/*
 * A float times 2^q as integer: halves away from zero, saturated. At the positive end there is no room to
 * round; at the negative end rounding INT32_MAX up and negating it gives INT32_MIN.
 */
static inline int32_t pcm_float_to_int(uint32_t bits, int q)
{
	int exponent = (int)(bits >> FLOAT_MANTISSA_BITS & 0xFF) + q - FLOAT_EXPONENT_BIAS;
	int64_t mantissa = (bits & FLOAT_MANTISSA_MASK) | (FLOAT_MANTISSA_MASK + 1);
	uint32_t sign = bits >> 31;
	uint32_t value = pcm_scale_mantissa(mantissa, exponent - FLOAT_MANTISSA_BITS);

	if (exponent < 31 || sign)
		value += pcm_scale_mantissa(mantissa, exponent - FLOAT_MANTISSA_BITS + 1) & 1;
	return (int32_t)(sign ? 0u - value : value);
}

#endif
