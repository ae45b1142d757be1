/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/trig.h>
#include <sof/math/window.h>

/* Each value of a window in both resolutions. */
struct window_shape {
	/** @param n	place, from 0 @param last	the last place */
	int32_t (*q31)(uint32_t n, uint32_t last);
	int16_t (*q15)(uint32_t n, uint32_t last);
};

/* A period from the first place to the last. */
static int32_t cos_at(uint32_t n, uint32_t last)
{
	return cos_q28((int32_t)(n * (TWO_PI_Q28 / last)));
}

static int32_t rectangular_q31(uint32_t n, uint32_t last)
{
	return INT32_MAX;
}

static int16_t rectangular_q15(uint32_t n, uint32_t last)
{
	return INT16_MAX;
}

static int32_t hamming_q31(uint32_t n, uint32_t last)
{
	return sat_int32(Q_CONVERT_FLOAT(.54, 31) -
			 q_multsr_32x32(cos_at(n, last), Q_CONVERT_FLOAT(.46, 31), 31));
}

static int16_t hamming_q15(uint32_t n, uint32_t last)
{
	const int32_t value =
		Q_CONVERT_FLOAT(.54, 30) - mul_rnd(cos_at(n, last), Q_CONVERT_FLOAT(.46, 30), 31);

	return sat_int16((int32_t)q_shift_rnd(value, 15));
}

/* Hann is the square of half a period. */
static int32_t hann_sine(uint32_t n, uint32_t last)
{
	return sin_q28((int32_t)(n * (PI_Q28 / last)));
}

static int32_t hann_q31(uint32_t n, uint32_t last)
{
	const int32_t sine = hann_sine(n, last);

	return q_multsr_sat_32x32(sine, sine, 31);
}

static int16_t hann_q15(uint32_t n, uint32_t last)
{
	const int32_t sine = hann_sine(n, last);

	return sat_int16(mul_rnd(sine, sine, 47));
}

/* 0.42 - 0.5 cos + 0.08 cos of the double angle, which is 2 cos^2 - 1. */
static int32_t blackman_q31(uint32_t n, uint32_t last)
{
	const int32_t cosine = cos_at(n, last);
	const int64_t twice = 2 * q_multsr_32x32(cosine, cosine, 31) - INT32_MAX;
	const int64_t value = Q_CONVERT_FLOAT(.42, 31) - cosine / 2 +
			      q_shift_rnd(twice * Q_CONVERT_FLOAT(.08, 31), 31);

	return sat_int32(MAX(value, 0));
}

static int16_t blackman_q15(uint32_t n, uint32_t last)
{
	return sat_int16((int32_t)q_shift_rnd(blackman_q31(n, last), 16));
}

/* Hann to the power of 0.85. */
static int16_t povey_q15(uint32_t n, uint32_t last)
{
	const int32_t hann = ONE_Q2_30 - (cos_at(n, last) >> 1); /* twice of it, Q2.30 */
	const int32_t log =
		(int32_t)(ln_u32((uint32_t)hann) >> 1) - Q_CONVERT_FLOAT(21.4875625974, 26);

	return sat_int16((int32_t)q_shift_rnd(
		exp_series_q27(sat_int32(q_multsr_32x32(log, Q_CONVERT_FLOAT(.85, 31), 30))), 5));
}

static const struct window_shape shapes[] = {
	[WINDOW_RECTANGULAR] = { rectangular_q31, rectangular_q15 },
	[WINDOW_BLACKMAN] = { blackman_q31, blackman_q15 },
	[WINDOW_HAMMING] = { hamming_q31, hamming_q15 },
	[WINDOW_HANN] = { hann_q31, hann_q15 },
	[WINDOW_POVEY] = { NULL, povey_q15 },
};

int window_q31(enum window_type type, int32_t *window, uint32_t length)
{
	if ((size_t)type >= ARRAY_SIZE(shapes) || !shapes[type].q31)
		return -EINVAL;
	for (uint32_t n = 0; n < length; n++)
		window[n] = shapes[type].q31(n, length - 1);
	return 0;
}

int window_q15(enum window_type type, int16_t *window, uint32_t length)
{
	if ((size_t)type >= ARRAY_SIZE(shapes))
		return -EINVAL;
	for (uint32_t n = 0; n < length; n++)
		window[n] = shapes[type].q15(n, length - 1);
	return 0;
}
