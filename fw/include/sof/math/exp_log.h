/* SPDX-License-Identifier: BSD-3-Clause */
/* Exponentials, logarithms and the like in fixed point, with the steps and constants that firmware audio is made with. */
#ifndef SOF_MATH_EXP_LOG_H
#define SOF_MATH_EXP_LOG_H

#include <stdint.h>
#include <sof/audio/format.h>

/** A rounded product cut to 32 bits. shift >= 1 */
static inline int32_t mul_rnd(int32_t a, int32_t b, unsigned int shift)
{
	return (int32_t)q_shift_rnd((int64_t)a * b, shift);
}

/** Sums and differences that wrap. */
static inline int32_t add_wrap(int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)a + (uint32_t)b);
}

static inline int32_t sub_wrap(int32_t a, int32_t b)
{
	return (int32_t)((uint32_t)a - (uint32_t)b);
}

/** e^x. @param x	Q4.28, -8 to below 8 @return Q13.19 */
int32_t exp_q28(int32_t x);

/** e^x. @param x	Q5.27 @return Q12.20, saturated above 7.6246 */
int32_t exp_fixed(int32_t x);

/** e^x by another series, coarser. @param x	Q5.27 @return Q12.20, 0 below -11.5, saturated above 7.6245 */
int32_t exp_series_q27(int32_t x);

/** 10^(db / 20). @param db	Q8.24 @return Q12.20, saturated */
int32_t db2lin_fixed(int32_t db);

/** Logarithm to base 10. @param x	Q6.26, above 0 @return Q6.26 */
int32_t log10_q26(int32_t x);

/** 20 log10(x). @param x	Q6.26 @return Q11.21, about -1000 when x is not above 0 */
int32_t lin2db_q26(int32_t x);

/** Natural logarithm. @param x	Q6.26 @return Q6.26, -30 when x is not above 0 */
int32_t log_q26(int32_t x);

/** x^y. @param x	Q6.26 @param y	Q2.30 @return Q12.20, 0 when x is not above 0 */
int32_t pow_q26(int32_t x, int32_t y);

/** arcsin(x) * 2 / pi. @param x	Q2.30, -1 to 1 @return Q2.30 */
int32_t asin_q30(int32_t x);

/** Logarithms of an integer by a table. @param x	1 or more @return Q16.16, unsigned Q5.27, unsigned Q4.28 */
int32_t log2_u32(uint32_t x);
uint32_t ln_u32(uint32_t x);
uint32_t log10_u32(uint32_t x);

/** Square roots, 0 of what is not above 0. @param x	Q2.30; unsigned Q4.12 @return as x */
int32_t sqrt_q30(int32_t x);
uint16_t sqrt_q12(uint16_t x);

/** 1 / x. @param x	above 0 @param x_bits	its fraction bits @param out_bits	of the result @return saturated */
int32_t inverse_fixed(int32_t x, int x_bits, int out_bits);

/** sin(w) by a table of a quarter period. @param w	Q4.28, not below 0 @return Q1.15 */
int32_t lut_sin_q28(int32_t w);

#endif
