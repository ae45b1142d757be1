/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/simd.h>
#include <sof/math/trig.h>
#include "vocoder.h"

/* of angles in Q5.27 */
#define PI_Q27     421657428
#define TWO_PI_Q27 843314857

void vocoder_polar_init(struct vocoder_polar *polar, int32_t *room, uint32_t bins)
{
	int32_t **arrays = (int32_t **)polar;

	for (size_t i = 0; i < VOCODER_ARRAYS; i++)
		arrays[i] = room + i * bins;
}

/* The same angle within half a turn. */
static SIMD_BODY int32_t unwrapped(int32_t angle)
{
	while (angle > PI_Q27)
		angle -= TWO_PI_Q27;
	while (angle < -PI_Q27)
		angle += TWO_PI_Q27;
	return angle;
}

static void swap(int32_t **a, int32_t **b)
{
	int32_t *const kept = *a;

	*a = *b;
	*b = kept;
}

void vocoder_take(const struct spectral_frames *frames, struct vocoder_polar *polar)
{
	const uint32_t bins = vocoder_bins(frames->length);

	swap(&polar->magnitude, &polar->magnitude_before);
	swap(&polar->angle, &polar->angle_before);
	swap(&polar->delta, &polar->delta_before);
	for (uint32_t i = 0; i < bins; i++) {
		const struct icomplex32 x = frames->spectrum[i];
		const int64_t power = (int64_t)x.real * x.real + (int64_t)x.imag * x.imag;

		polar->magnitude[i] = sqrt_q30((int32_t)q_shift_rnd(power, 32));
		polar->angle[i] = (int32_t)q_shift_rnd(atan2_q29(x.imag, x.real), 2);
		polar->delta[i] = unwrapped(polar->angle[i] - polar->angle_before[i]);
	}
}

void vocoder_restart(struct vocoder_polar *polar, uint32_t bins)
{
	for (uint32_t i = 0; i < bins; i++)
		polar->phase[i] = unwrapped(polar->angle_before[i] - polar->delta_before[i]);
}

static SIMD_BODY int32_t between(int32_t before, int32_t after, int32_t at)
{
	return (int32_t)q_shift_rnd((int64_t)(VOCODER_TIME_ONE - at) * before, 29) +
	       (int32_t)q_shift_rnd((int64_t)at * after, 29);
}

void vocoder_give(const struct spectral_frames *frames, struct vocoder_polar *polar, int32_t at)
{
	const uint32_t points = frames->length, bins = vocoder_bins(points);
	struct icomplex32 *spectrum = frames->spectrum;

	for (uint32_t i = 0; i < bins; i++)
		polar->phase[i] = unwrapped(polar->phase[i] +
					    between(polar->delta_before[i], polar->delta[i], at));
	unit_vectors(polar->phase, 1, spectrum, bins);
	for (uint32_t i = 0; i < bins; i++) {
		const int32_t size = between(polar->magnitude_before[i], polar->magnitude[i], at);

		spectrum[i].real = q_multsr_sat_32x32(size, spectrum[i].real, 29);
		spectrum[i].imag = q_multsr_sat_32x32(size, spectrum[i].imag, 29);
	}
	for (uint32_t i = 1; i < points - bins + 1; i++) {
		spectrum[points - i].real = spectrum[i].real;
		spectrum[points - i].imag = -MAX(spectrum[i].imag, -INT32_MAX);
	}
}
