/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Companding of ITU-T G.711 between 16-bit samples and 8-bit codes. Both laws have a sign, three bits of
 * exponent and four of mantissa. A-law counts 12 bits of a sample and inverts every other bit of the code; mu-law
 * counts 14 bits, adds a bias and inverts the whole code. Negative samples count by their ones' complement.
 */
#ifndef PCM_CONVERTER_LAW_H
#define PCM_CONVERTER_LAW_H

#include <stdint.h>

#define LAW_SIGN       0x80
#define A_LAW_INVERTED 0x55
#define MU_LAW_BIAS    33
#define MU_LAW_MAX     0x1FFF

static inline int pcm_law_top_bit(int32_t x)
{
	return 31 - __builtin_clz((uint32_t)x);
}

static inline uint8_t pcm_a_law_encode(int32_t sample)
{
	int32_t code = (sample < 0 ? ~sample : sample) >> 4; /* 0 to 2047 */

	if (code > 15) {
		int exponent = pcm_law_top_bit(code) - 3;

		code = exponent << 4 | (code >> (exponent - 1) & 15);
	}
	return (uint8_t)((code | (sample < 0 ? 0 : LAW_SIGN)) ^ A_LAW_INVERTED);
}

/* The middle of the step. */
static inline int32_t pcm_a_law_decode(uint8_t code)
{
	int bits = code ^ A_LAW_INVERTED;
	int exponent = bits >> 4 & 7;
	int32_t magnitude = (bits & 15) << 4 | 8;

	if (exponent)
		magnitude = (magnitude | 0x100) << (exponent - 1);
	return bits & LAW_SIGN ? magnitude : -magnitude;
}

static inline uint8_t pcm_mu_law_encode(int32_t sample)
{
	int32_t magnitude = ((sample < 0 ? ~sample : sample) >> 2) + MU_LAW_BIAS;
	int exponent;

	if (magnitude > MU_LAW_MAX)
		magnitude = MU_LAW_MAX;
	exponent = pcm_law_top_bit(magnitude) - 5;
	return (uint8_t) ~((sample < 0 ? LAW_SIGN : 0) | exponent << 4 |
			   (magnitude >> (exponent + 1) & 15));
}

static inline int32_t pcm_mu_law_decode(uint8_t code)
{
	int bits = ~code;
	int exponent = bits >> 4 & 7;
	int32_t magnitude = (((bits & 15) << 1 | MU_LAW_BIAS) << exponent) - MU_LAW_BIAS;

	return (bits & LAW_SIGN ? -magnitude : magnitude) * 4;
}

#endif
