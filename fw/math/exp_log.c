/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/exp_log_constants.h>
#include <sof/math/numbers.h>

/* ---- exponential ---- */

static uint32_t mul_high(uint32_t a, uint32_t b)
{
	return (uint32_t)((uint64_t)a * b >> 32);
}

/*
 * x = e ln(2) + y, y within 0.35. e^y is a table's entry for y to an eighth times a series for what is left of it, which
 * has as many terms as the size of the result makes worth while.
 */
int32_t exp_q28(int32_t x)
{
	const int32_t exponent_q26 = mul_rnd(x, EXP_ONE_OVER_LN_2, 32);
	const int32_t e = (int32_t)q_shift_rnd(exponent_q26, 26);
	const int32_t y = (int32_t)(((uint32_t)x << 3) - (uint32_t)e * EXP_LN_2_Q31); /* Q31 */
	const uint32_t rest = ((uint32_t)y & EXP_REST_MASK) << 1 | EXP_REST_HALF;     /* U0.32 */
	uint32_t power = mul_high(rest, rest), sum = rest + (power >> 1), extra = 0, result;
	int shift;

	for (size_t i = 0; i < EXP_TERMS && e >= exp_terms[i].least; i++) {
		power = mul_high(rest, power);
		extra += mul_high(power, exp_terms[i].factor);
	}
	sum += extra + 1;
	result = (uint32_t)((uint64_t)exp_eighths[(uint32_t)y >> 28 & 7] *
				    ((1u << 31) + (sum >> 1)) >>
			    31);
	shift = 12 - e;
	if (shift > 0)
		result += 1u << (shift - 1);
	return (int32_t)(result >> shift);
}

int32_t exp_fixed(int32_t x)
{
	int32_t root;

	if (x > EXP_MAX_Q27)
		return INT32_MAX;
	/* e^x is the square of e^(x / 2) */
	if (x < EXP_SQUARED_BELOW) {
		root = exp_q28(x);
		return mul_rnd(root, root, 18);
	}
	return sat_int32((int64_t)exp_q28(sat_int32((int64_t)x * 2)) * 2);
}

int32_t db2lin_fixed(int32_t db)
{
	return db > DB2LIN_MAX_Q24 ? INT32_MAX : exp_fixed(mul_rnd(db, LN_10_OVER_20_Q27, 24));
}

/* ---- logarithms ---- */

/* x = m * 2^e. @param q	fraction bits of x @return m in Q2.30, a half to below 1 in magnitude */
static int32_t normalize(int32_t x, int q, int *e)
{
	const int bit = 31 - norm_int32(x);

	*e = bit - q;
	if (bit > 30)
		return (int32_t)q_shift_rnd(x, 1);
	return (int32_t)((uint32_t)x << (30 - bit));
}

/* A polynomial of the mantissa, Q2.30. */
static int32_t polynomial(int32_t m, const int32_t terms[MANTISSA_TERMS])
{
	const int32_t m2 = mul_rnd(m, m, 30), m4 = mul_rnd(m2, m2, 30);
	const int32_t high = add_wrap(mul_rnd(terms[5], m, 30), terms[4]);
	const int32_t middle = add_wrap(mul_rnd(terms[3], m, 30), terms[2]);
	const int32_t sum = add_wrap(mul_rnd(high, m4, 30), mul_rnd(middle, m2, 30));

	return add_wrap(add_wrap(sum, mul_rnd(terms[1], m, 30)), terms[0]);
}

/* The mantissa is brought to within a root of 2 of 1. */
int32_t log10_q26(int32_t x)
{
	int32_t m;
	int halves, e;

	m = normalize(x, 26, &e);
	halves = 2 * e;
	if (m > ONE_OVER_ROOT_2_Q30) {
		m = mul_rnd(m, ONE_OVER_ROOT_2_Q30, 30);
		halves++;
	}
	return add_wrap(polynomial(m, log10_terms),
			(int32_t)q_shift_rnd((int32_t)((uint32_t)halves * LOG10_OF_2), 1));
}

int32_t lin2db_q26(int32_t x)
{
	if (x <= 0)
		return LIN2DB_OF_NONE;
	return (int32_t)q_shift_rnd((int64_t)20 * log10_q26(x), 5);
}

int32_t log_q26(int32_t x)
{
	return x <= 0 ? LOG_OF_NONE : mul_rnd(LN_10_Q29, log10_q26(x), 29);
}

int32_t pow_q26(int32_t x, int32_t y)
{
	return x <= 0 ? 0 : exp_fixed(mul_rnd(y, log_q26(x), 29));
}

/* ---- others ---- */

/* One polynomial to a root of a half, another one with fewer fraction bits beyond: they do not meet exactly. */
int32_t asin_q30(int32_t x)
{
	static const struct {
		int32_t a7, a5, a3, a1;
	} near = { 126897672, 43190596, 184887136, 1073495040 },
	  far = { 948097024, -2024625535, 1441234048, -261361631 };
	const bool is_near = x <= ONE_OVER_ROOT_2_Q30 && x >= -ONE_OVER_ROOT_2_Q30;
	const unsigned int q = is_near ? 30 : 26;
	const int32_t a7 = is_near ? near.a7 : far.a7, a5 = is_near ? near.a5 : far.a5;
	const int32_t a3 = is_near ? near.a3 : far.a3, a1 = is_near ? near.a1 : far.a1;
	int32_t x2, x4, sum;

	if (!is_near)
		x = (int32_t)q_shift_rnd(x, 4);
	x2 = mul_rnd(x, x, q);
	x4 = mul_rnd(x2, x2, q);
	sum = mul_rnd(x4, add_wrap(mul_rnd(a7, x2, q), a5), q);
	sum = add_wrap(add_wrap(sum, mul_rnd(a3, x2, q)), a1);
	return mul_rnd(mul_rnd(x, sum, q), 683565248, q);
}

int32_t inverse_fixed(int32_t x, int x_bits, int out_bits)
{
	int32_t m, w;
	bool is_small;
	int e, bits;

	m = normalize(x, x_bits, &e);
	is_small = m < ONE_OVER_ROOT_2_Q30 && m > -ONE_OVER_ROOT_2_Q30;
	if (is_small)
		m = mul_rnd(m, ROOT_2_Q30, 30);
	w = polynomial(m, inverse_terms); /* Q25 */
	if (is_small)
		w = mul_rnd(w, ROOT_2_Q30, 30);
	bits = e + 25;
	if (bits > out_bits)
		return (int32_t)q_shift_rnd(w, (unsigned int)(bits - out_bits));
	return sat_int32((int64_t)w * (1ll << (out_bits - bits)));
}
