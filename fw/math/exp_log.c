/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/numbers.h>

#define ONE_OVER_ROOT_2_Q30 759250112
#define ROOT_2_Q30          1518500224
#define LN_10_OVER_20_Q27   15452387 /* of a dB in Q24: Q8.24 * Q27 >> 24 */

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
	static const uint32_t eighths[] = {
		/* e^0, e^(1/8) .. e^(3/8), e^(-4/8) .. e^(-1/8), U1.31 */
		2147483648, 2433417774, 2757423586, 3124570271,
		1302514674, 1475942488, 1672461947, 1895147668
	};
	static const struct {
		int least; /* exponent from which the term counts */
		uint32_t factor;
	} terms[] = { { -10, 715827883 }, { -5, 178956971 }, { 0, 35791394 }, { 6, 5965232 } };
	const int32_t exponent_q26 = mul_rnd(x, 1549082005, 32); /* 1 / ln(2) */
	const int32_t e = (int32_t)q_shift_rnd(exponent_q26, 26);
	const int32_t y = (int32_t)(((uint32_t)x << 3) - (uint32_t)e * 1488522236u); /* Q31 */
	const uint32_t rest = ((uint32_t)y & 0x0FFFFFFF) << 1 | 4;                   /* U0.32 */
	uint32_t power = mul_high(rest, rest), sum = rest + (power >> 1), extra = 0, result;
	int shift;

	for (size_t i = 0; i < ARRAY_SIZE(terms) && e >= terms[i].least; i++) {
		power = mul_high(rest, power);
		extra += mul_high(power, terms[i].factor);
	}
	sum += extra + 1;
	result = (uint32_t)((uint64_t)eighths[(uint32_t)y >> 28 & 7] * ((1u << 31) + (sum >> 1)) >>
			    31);
	shift = 12 - e;
	if (shift > 0)
		result += 1u << (shift - 1);
	return (int32_t)(result >> shift);
}

int32_t exp_fixed(int32_t x)
{
	int32_t root;

	if (x > 1023359037)
		return INT32_MAX;
	/* e^x is the square of e^(x / 2) */
	if (x < -1073741824) {
		root = exp_q28(x);
		return mul_rnd(root, root, 18);
	}
	return sat_int32((int64_t)exp_q28(sat_int32((int64_t)x * 2)) * 2);
}

int32_t db2lin_fixed(int32_t db)
{
	return db > 1111097957 ? INT32_MAX : exp_fixed(mul_rnd(db, LN_10_OVER_20_Q27, 24));
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

/* A polynomial of the mantissa, which is brought to within a root of 2 of 1. */
int32_t log10_q26(int32_t x)
{
	int32_t m, m2, m4, u, v, sum;
	int halves, e;

	m = normalize(x, 26, &e);
	halves = 2 * e;
	if (m > ONE_OVER_ROOT_2_Q30) {
		m = mul_rnd(m, ONE_OVER_ROOT_2_Q30, 30);
		halves++;
	}
	m2 = mul_rnd(m, m, 30);
	m4 = mul_rnd(m2, m2, 30);
	u = mul_rnd(75959200, m, 30);
	v = mul_rnd(457435200, m, 30);
	sum = add_wrap(mul_rnd(sub_wrap(u, 285795039), m4, 30),
		       mul_rnd(sub_wrap(v, 410610303), m2, 30));
	sum = add_wrap(sum, mul_rnd(244982704, m, 30));
	return add_wrap(sub_wrap(sum, 81731487),
			(int32_t)q_shift_rnd((int32_t)((uint32_t)halves * 20201782u), 1));
}

int32_t lin2db_q26(int32_t x)
{
	if (x <= 0)
		return -2097151999;
	return (int32_t)q_shift_rnd((int64_t)20 * log10_q26(x), 5);
}

int32_t log_q26(int32_t x)
{
	return x <= 0 ? -2013265919 : mul_rnd(1236190976, log10_q26(x), 29);
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
	int32_t m, m2, m4, u, v, w;
	bool is_small;
	int e, bits;

	m = normalize(x, x_bits, &e);
	is_small = m < ONE_OVER_ROOT_2_Q30 && m > -ONE_OVER_ROOT_2_Q30;
	if (is_small)
		m = mul_rnd(m, ROOT_2_Q30, 30);
	m2 = mul_rnd(m, m, 30);
	m4 = mul_rnd(m2, m2, 30);
	u = mul_rnd(-92027983, m, 30);
	v = mul_rnd(-998064895, m, 30);
	w = add_wrap(mul_rnd(add_wrap(u, 470207584), m4, 30),
		     mul_rnd(add_wrap(v, 1126492160), m2, 30));
	w = add_wrap(add_wrap(w, mul_rnd(-713042175, m, 30)), 239989712); /* Q25 */
	if (is_small)
		w = mul_rnd(w, ROOT_2_Q30, 30);
	bits = e + 25;
	if (bits > out_bits)
		return (int32_t)q_shift_rnd(w, (unsigned int)(bits - out_bits));
	return sat_int32((int64_t)w * (1ll << (out_bits - bits)));
}
