/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/audio/format.h>
#include <sof/common.h>
#include "../period.h"
#include "gain.h"

/* x^1.75 over [0, 1] in 127 steps, Q1.15 */
static const int16_t pow175_table[128] = {
	0,     7,     23,    47,    77,    114,   157,   205,   260,   319,   384,   453,   528,
	607,   691,   780,   873,   971,   1073,  1179,  1290,  1405,  1524,  1647,  1775,  1906,
	2042,  2181,  2324,  2472,  2623,  2778,  2936,  3099,  3265,  3435,  3608,  3786,  3967,
	4151,  4339,  4531,  4726,  4925,  5127,  5332,  5541,  5754,  5970,  6189,  6412,  6638,
	6868,  7100,  7336,  7576,  7818,  8064,  8314,  8566,  8822,  9081,  9343,  9608,  9877,
	10148, 10423, 10701, 10982, 11266, 11554, 11844, 12137, 12434, 12734, 13036, 13342, 13651,
	13962, 14277, 14595, 14916, 15239, 15566, 15896, 16228, 16564, 16903, 17244, 17588, 17936,
	18286, 18639, 18995, 19354, 19716, 20080, 20448, 20818, 21191, 21567, 21946, 22328, 22712,
	23099, 23490, 23882, 24278, 24677, 25078, 25482, 25889, 26298, 26710, 27125, 27543, 27964,
	28387, 28813, 29242, 29673, 30107, 30544, 30983, 31425, 31870, 32318, 32767,
};

#define POW175_STEPS     127
#define POW175_STEP_Q30  8454660 /* 1/127 */
#define Q30_ONE          (1 << 30)
#define MS_PER_100NS_Q31 214748 /* 1e-4 */

/* v^1.75, both Q2.30, by linear interpolation; v below 0 is 0, above 1 is 1. */
static int32_t pow175(int32_t v)
{
	int32_t i, slope, rest;

	if (v <= 0)
		return 0;
	i = (int32_t)(((int64_t)v * POW175_STEPS) >> 30);
	if (i >= POW175_STEPS)
		return Q30_ONE;
	slope = (pow175_table[i + 1] - pow175_table[i]) * POW175_STEPS;
	rest = v - i * POW175_STEP_Q30;
	return (pow175_table[i] << 15) + (int32_t)q_shift_rnd((int64_t)rest * slope, 15);
}

void gain_ramp_set_curve(struct gain_data *gd, uint32_t curve, uint64_t duration)
{
	if (curve > IPC4_AUDIO_CURVE_TYPE_LOG_ZC)
		curve = IPC4_AUDIO_CURVE_TYPE_NONE;
	gd->curve = curve;
	gd->ramp_ms = 0;
	if (curve != IPC4_AUDIO_CURVE_TYPE_NONE)
		gd->ramp_ms =
			(uint32_t)q_shift_rnd((int64_t)(uint32_t)duration * MS_PER_100NS_Q31, 31);
}

/* Rounded |distance| / ms, then brought from 1 ms to 1/8 ms with rounding; never so small that it stands still. */
static int32_t linear_slope(int32_t distance, uint32_t ms)
{
	uint32_t magnitude = distance < 0 ? 0u - (uint32_t)distance : (uint32_t)distance;
	int32_t slope;

	if (!distance)
		return 0;
	slope = (int32_t)((2 * magnitude / ms + 1) >> 1);
	slope = ((slope >> 2) + 1) >> 1;
	slope = MAX(slope, 1);
	return distance < 0 ? -slope : slope;
}

void gain_ramp_set_target(struct gain_data *gd, uint32_t channel, uint32_t target)
{
	/* bit 31 makes a negative gain: silence */
	gd->target[channel] = target > IPC4_GAIN_UNITY_Q31 ? 0 : (int32_t)target;
	gd->ramp_start[channel] = gd->volume[channel];
	gd->elapsed = 0;
	if (!gd->ramp_ms) {
		gd->volume[channel] = gd->target[channel];
		return;
	}
	/* whatever the curve: it may become a linear one while this channel is on its way */
	gd->slope[channel] = linear_slope(gd->target[channel] - gd->volume[channel], gd->ramp_ms);
}

static bool all_channels_equal(const struct gain_data *gd)
{
	for (uint32_t i = 1; i < gd->channels; i++) {
		if (gd->target[i] != gd->target[0] || gd->volume[i] != gd->volume[0])
			return false;
	}
	return true;
}

/* A short ramp needs fine steps, a long one would only waste work on them. */
static uint32_t step_us(uint32_t ramp_ms)
{
	return ramp_ms < 32 ? 125 : ramp_ms < 64 ? 250 : ramp_ms < 128 ? 500 : 1000;
}

void gain_ramp_restart(struct processing_module *mod)
{
	struct gain_data *gd = module_get_private_data(mod);
	uint32_t period = module_period_us(mod->dev);
	uint32_t frames =
		module_period_frames(mod->dev, mod->priv.cfg.base_cfg.audio_fmt.sampling_frequency);
	uint32_t us = step_us(gd->ramp_ms);

	gd->passthrough = false;
	gd->channels_equal = all_channels_equal(gd);
	gd->step = MAX(us > period ? frames : frames / (period / us), 1);
}

void gain_ramp_prepare(struct processing_module *mod, uint32_t rate)
{
	struct gain_data *gd = module_get_private_data(mod);

	gd->time_per_frame = (int32_t)((uint64_t)1000 * INT32_MAX / rate);
	gd->ramp_finished = false;
	for (uint32_t i = 0; i < gd->channels; i++) {
		gd->volume[i] = 0;
		gain_ramp_set_target(gd, i, gd->target[i]);
	}
	gain_ramp_restart(mod);
}

/* Gain of a channel at a time in 1/8 ms. */
static int32_t ramp_value(const struct gain_data *gd, uint32_t channel, int32_t time)
{
	int32_t target = gd->target[channel], start = gd->ramp_start[channel];
	int32_t distance = target - start;
	int64_t ratio;

	switch (gd->curve) {
	case IPC4_AUDIO_CURVE_TYPE_WINDOWS_FADE:
		ratio = MIN(((int64_t)time << 30) / (8 * (int64_t)gd->ramp_ms), Q30_ONE);
		if (distance < 0)
			return target -
			       (int32_t)q_shift_rnd(
				       (int64_t)distance * pow175(Q30_ONE - (int32_t)ratio), 30);
		return start + (int32_t)q_shift_rnd((int64_t)distance * pow175((int32_t)ratio), 30);
	case IPC4_AUDIO_CURVE_TYPE_LINEAR:
	case IPC4_AUDIO_CURVE_TYPE_LINEAR_ZC:
		return sat_int32((int64_t)time * gd->slope[channel] + start);
	default:
		/* logarithmic curves have no law of their own */
		return target;
	}
}

void gain_ramp_update(struct gain_data *gd)
{
	/* elapsed * (1000 * 2^31 / rate) is milliseconds in Q.31, so Q.28 counts eighths */
	int32_t time = sat_int32(q_shift_rnd((int64_t)gd->elapsed * gd->time_per_frame, 28));
	uint32_t ramps = gd->channels_equal ? 1 : gd->channels;
	bool unity = true;

	gd->ramp_finished = true;
	for (uint32_t i = 0; i < ramps; i++) {
		int32_t value;

		if (gd->volume[i] == gd->target[i])
			continue;
		value = gd->ramp_ms ? ramp_value(gd, i, time) : gd->target[i];
		if (gd->volume[i] < gd->target[i] ? value < gd->target[i] : value > gd->target[i])
			gd->ramp_finished = false;
		else
			value = gd->target[i];
		gd->volume[i] = value;
	}
	for (uint32_t i = ramps; i < gd->channels; i++)
		gd->volume[i] = gd->volume[0];
	for (uint32_t i = 0; i < gd->channels; i++)
		unity &= gd->volume[i] == IPC4_GAIN_UNITY_Q31;
	gd->passthrough = gd->ramp_finished && unity;
}
