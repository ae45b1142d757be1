/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers that exp_log.c and its lanes share. */
#ifndef SOF_MATH_EXP_LOG_CONSTANTS_H
#define SOF_MATH_EXP_LOG_CONSTANTS_H

#include <stdint.h>

#define ONE_OVER_ROOT_2_Q30 759250112
#define ROOT_2_Q30          1518500224

/* ---- exponential ---- */

#define EXP_ONE_OVER_LN_2 1549082005 /* Q30 */
#define EXP_LN_2_Q31      1488522236
#define EXP_REST_MASK     0x0FFFFFFF
#define EXP_REST_HALF     4
#define EXP_MAX_Q27       1023359037  /* e^x is too large beyond */
#define EXP_SQUARED_BELOW -1073741824 /* Q27: here x itself is x / 2 in Q28 */
#define EXP_TERMS         4
#define LN_10_OVER_20_Q27 15452387 /* of a dB in Q24: Q8.24 * Q27 >> 24 */
#define DB2LIN_MAX_Q24    1111097957

/* e^0, e^(1/8) .. e^(3/8), e^(-4/8) .. e^(-1/8), U1.31 */
static const uint32_t exp_eighths[8] = {
	2147483648, 2433417774, 2757423586, 3124570271,
	1302514674, 1475942488, 1672461947, 1895147668,
};

/* Of the series: the exponent from which a term counts, and what it is multiplied with. Exponents rise. */
static const struct {
	int least;
	uint32_t factor;
} exp_terms[EXP_TERMS] = { { -10, 715827883 }, { -5, 178956971 }, { 0, 35791394 }, { 6, 5965232 } };

/* ---- logarithm and inverse: polynomials of the mantissa, Q2.30 ---- */

#define MANTISSA_TERMS 6

/** From the constant one to that of the fifth power. Of the logarithm to base 10, Q6.26. */
static const int32_t log10_terms[MANTISSA_TERMS] = { -81731487, 244982704,  -410610303,
						     457435200, -285795039, 75959200 };
/** Of the inverse, Q6.25. */
static const int32_t inverse_terms[MANTISSA_TERMS] = { 239989712,  -713042175, 1126492160,
						       -998064895, 470207584,  -92027983 };

#define LOG10_OF_2     20201782
#define LN_10_Q29      1236190976
#define LIN2DB_OF_NONE -2097151999
#define LOG_OF_NONE    -2013265919

/* ---- a sine's argument, and entries of its table in a quarter of a period ---- */

#define LUT_SIN_STEPS_PER_RADIAN 341782638
#define LUT_SIN_QUARTER          512

/** min(65536 sin(i pi / 1024), 65535), rounded; one more entry lets words be read at the last. */
extern const uint16_t lut_sin_quarter[LUT_SIN_QUARTER + 2];

#endif
