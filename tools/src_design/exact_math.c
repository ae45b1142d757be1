/* SPDX-License-Identifier: BSD-3-Clause */
#include "exact_math.h"

#define TWO_PI  6.283185307179586476925
#define LN10_20 0.115129254649702284201 /* ln(10) / 20 */

/* Taylor series at |a| <= pi / 4; the last term is below 1e-18. */
static double cos_small(double a)
{
	double a2 = a * a, term = 1, sum = 1;

	for (int n = 2; n <= 20; n += 2) {
		term *= -a2 / ((double)(n - 1) * n);
		sum += term;
	}
	return sum;
}

static double sin_small(double a)
{
	double a2 = a * a, term = a, sum = a;

	for (int n = 3; n <= 21; n += 2) {
		term *= -a2 / ((double)(n - 1) * n);
		sum += term;
	}
	return sum;
}

double cos_turns(double x)
{
	double whole = (double)(long long)x;
	double eighths;
	double sign = 1;

	x = x < 0 ? whole - x : x - whole; /* even: [0, 1) */
	if (x > 0.5)
		x = 1 - x;
	if (x > 0.25) {
		x = 0.5 - x;
		sign = -1;
	}
	eighths = x * 8;
	return sign * (eighths <= 1 ? cos_small(TWO_PI * x) : sin_small(TWO_PI * (0.25 - x)));
}

double sin_turns(double x)
{
	return cos_turns(x - 0.25);
}

double bessel_i0(double x)
{
	double quarter = x * x / 4, term = 1, sum = 1;

	for (int n = 1; term > sum * 1e-18; n++) {
		term *= quarter / ((double)n * n);
		sum += term;
	}
	return sum;
}

double db_to_gain(double db)
{
	/* e^x = (e^(x / 1024))^1024 */
	double x = db * LN10_20 / 1024, term = 1, sum = 1;

	for (int n = 1; n <= 12; n++) {
		term *= x / n;
		sum += term;
	}
	for (int n = 0; n < 10; n++)
		sum *= sum;
	return sum;
}
