/* SPDX-License-Identifier: BSD-3-Clause */
#include "audio/g711.h"

/*
 * Both laws: a sign, three bits of exponent (the segment), four of mantissa. A-law counts 12 bits of a sample
 * and inverts every other bit of the code; mu-law counts 14 bits, adds a bias of 33 and inverts the whole code.
 */
#define A_LAW_INVERTED 0x55
#define MU_LAW_BIAS    33
#define MU_LAW_MAX     0x1fff
#define SIGN           0x80

static int top_bit(int x)
{
	return 31 - __builtin_clz((unsigned int)x);
}

uint8_t g711_a_law_encode(int16_t sample)
{
	int magnitude = (sample < 0 ? ~sample : sample) >> 4; /* 0 to 2047 */
	int code = magnitude;

	if (magnitude > 15) {
		int exponent = top_bit(magnitude) - 3;

		code = exponent << 4 | (magnitude >> (exponent - 1) & 15);
	}
	return (uint8_t)((code | (sample < 0 ? 0 : SIGN)) ^ A_LAW_INVERTED);
}

int16_t g711_a_law_decode(uint8_t code)
{
	int bits = code ^ A_LAW_INVERTED;
	int exponent = bits >> 4 & 7;
	int magnitude = (bits & 15) << 4 | 8; /* the middle of the step */

	if (exponent > 0)
		magnitude = (magnitude | 0x100) << (exponent - 1);
	return (int16_t)(bits & SIGN ? magnitude : -magnitude);
}

uint8_t g711_mu_law_encode(int16_t sample)
{
	int magnitude = ((sample < 0 ? ~sample : sample) >> 2) + MU_LAW_BIAS;
	int exponent;

	if (magnitude > MU_LAW_MAX)
		magnitude = MU_LAW_MAX;
	exponent = top_bit(magnitude) - 5;
	return (uint8_t) ~((sample < 0 ? SIGN : 0) | exponent << 4 |
			   (magnitude >> (exponent + 1) & 15));
}

int16_t g711_mu_law_decode(uint8_t code)
{
	int bits = ~code;
	int exponent = bits >> 4 & 7;
	int magnitude = (((bits & 15) << 1 | MU_LAW_BIAS) << exponent) - MU_LAW_BIAS;

	return (int16_t)((bits & SIGN ? -magnitude : magnitude) * 4);
}
