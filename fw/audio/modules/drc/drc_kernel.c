/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/simd.h>

#include "drc_division.h"

#define ONE_DB_Q21    (1 << 21)
#define TWELVE_DB_Q21 25165824 /* where adaptive release begins */
#define HALF_DB_Q24   8388608  /* least level difference that an attack starts with */
#define NO_ATTACK     INT32_MIN

/* ---- detector ---- */

/* The curve: nothing below the threshold, a soft knee, then a constant ratio. @param x	Q1.31 @return Q2.30 */
static int32_t static_gain(const struct drc_params *p, int32_t x)
{
	int32_t curve;

	if (x >= sat_int32((int64_t)p->knee_threshold * 128)) {
		const int32_t power = mul_rnd(log_q26((int32_t)q_shift_rnd(x, 5)),
					      sub_wrap(p->slope, ONE_Q2_30), 29);

		return mul_rnd(p->ratio_base, exp_fixed(power), 20);
	}
	if (x < sat_int32((int64_t)p->linear_threshold * 2))
		return ONE_Q2_30;
	curve = exp_fixed((int32_t)q_shift_rnd((int64_t)x * sub_wrap(0, p->k), 24));
	curve = add_wrap(p->knee_alpha, mul_rnd(p->knee_beta, curve, 20));
	return mul_rnd(curve, inverse_fixed(x, 31, 20), 14);
}

/* With the symbol the lowest value counts as none, as it overflows: what reference audio was made with. */
static int32_t magnitude(int32_t x)
{
	if (x == INT32_MIN)
		return IS_ENABLED(CONFIG_COMPAT_DRC_LOWEST_VALUE) ? 0 : INT32_MAX;
	return x < 0 ? -x : x;
}

/* Largest magnitude of each frame, Q1.31. */
static void peak_levels(const struct drc *drc, int32_t *levels)
{
	for (uint32_t i = 0; i < DRC_DIVISION; i++)
		levels[i] = 0;
	for (uint32_t channel = 0; channel < drc->channels; channel++) {
		const int32_t *ring = drc_written(drc, channel);

		for (uint32_t i = 0; i < DRC_DIVISION; i++) {
			levels[i] =
				MAX(levels[i], magnitude(drc->is_s16 ? ring[i] * 65536 : ring[i]));
		}
	}
}

/* How fast the detector lets go depends on how far down it is. @param gain	Q2.30 @return Q12.20 */
static int32_t release_rate(const struct drc_params *p, int32_t gain)
{
	const int32_t db = lin2db_q26((int32_t)q_shift_rnd(gain, 4));

	return sub_wrap(db2lin_fixed(mul_rnd(db, p->sat_release_frames_inv_neg, 27)), DRC_ONE_Q20);
}

static void detect(struct drc *drc)
{
	const struct drc_params *p = drc->params;
	int32_t levels[DRC_DIVISION];

	peak_levels(drc, levels);
	for (uint32_t i = 0; i < DRC_DIVISION; i++) {
		const int32_t gain = static_gain(p, levels[i]);
		const bool is_near = gain > DRC_NEAR_ONE_Q30;
		int32_t rate = p->sat_release_rate_at_neg_two_db;

		if (!is_near && sub_wrap(gain, drc->detector) > 0)
			rate = release_rate(p, gain);
		drc->detector = drc_follow(drc->detector, gain, rate,
					   is_near ? DRC_NEAR_BITS : DRC_RATE_BITS);
	}
}

/* ---- envelope ---- */

/* The more compression there is to let go, the faster. @param db	Q11.21 @return factor of a division, Q12.20 */
static int32_t release_factor(const struct drc_params *p, int32_t db)
{
	const int32_t x = (int32_t)q_shift_rnd(MIN(0, MAX(-TWELVE_DB_Q21, db)) + TWELVE_DB_Q21, 2);
	const int32_t x2 = mul_rnd(x, x, 21), x3 = mul_rnd(x2, x, 21), x4 = mul_rnd(x2, x2, 21);
	int32_t frames = mul_rnd(p->release[4], x4, 21);

	frames = add_wrap(frames, mul_rnd(p->release[3], x3, 21));
	frames = add_wrap(frames, mul_rnd(p->release[2], x2, 21));
	frames = add_wrap(frames, mul_rnd(p->release[1], x, 21));
	frames = add_wrap(frames, p->release[0]);
	return db2lin_fixed(mul_rnd(inverse_fixed(frames, 12, 30), p->release_spacing_db, 6));
}

/* @param db	Q11.21 */
static int32_t attack_factor(struct drc *drc, int32_t db)
{
	drc->max_attack_db = MAX(drc->max_attack_db, sat_int32((int64_t)db * 8));
	return sub_wrap(DRC_ONE_Q20,
			pow_q26(inverse_fixed(MAX(HALF_DB_Q24, drc->max_attack_db), 22, 26),
				drc->params->one_over_attack_frames));
}

static void update_envelope(struct drc *drc)
{
	const int32_t target = asin_q30(drc->detector);
	const bool is_undefined = !drc->gain || !target;
	int32_t db = sub_wrap(lin2db_q26((int32_t)q_shift_rnd(drc->gain, 4)),
			      lin2db_q26((int32_t)q_shift_rnd(target, 4)));
	int32_t factor;

	drc->target = target;
	if (target > drc->gain) {
		drc->max_attack_db = NO_ATTACK;
		factor = release_factor(drc->params, is_undefined ? -ONE_DB_Q21 : db);
	} else {
		factor = attack_factor(drc, is_undefined ? ONE_DB_Q21 : db);
	}
	drc->rate = sat_int32((int64_t)factor * 1024);
}

/* ---- gain ---- */

/* The total gain of one frame, Q8.24, from the compressor's, Q2.30: through a quarter of a sine. */
static int32_t total_gain(const struct drc_params *p, int32_t gain)
{
	const int32_t warped = (int32_t)((uint32_t)lut_sin_q28(mul_rnd(gain, DRC_WARP, 32)) << 16);

	return mul_rnd(p->master_linear_gain, warped, 31);
}

static void apply_gains(const struct drc *drc, const int32_t *gains)
{
	for (uint32_t channel = 0; channel < drc->channels; channel++) {
		int32_t *ring = drc_next(drc, channel);

		for (uint32_t i = 0; i < DRC_DIVISION; i++) {
			const int64_t product = q_shift_rnd((int64_t)ring[i] * gains[i], 24);

			ring[i] = drc->is_s16 ? sat_int16((int32_t)product) : sat_int32(product);
		}
	}
}

static void compress(struct drc *drc)
{
	const struct drc_way way = drc_way_get(drc);
	const int32_t r2 = mul_rnd(way.ratio, way.ratio, 30), r4 = mul_rnd(r2, r2, 30);
	int32_t gains[DRC_DIVISION], x[DRC_TRACKS];

	x[0] = way.start;
	for (int j = 1; j < DRC_TRACKS; j++)
		x[j] = mul_rnd(x[j - 1], way.ratio, 30);
	for (int i = 0; i < DRC_DIVISION; i += DRC_TRACKS) {
		for (int j = 0; j < DRC_TRACKS; j++) {
			gains[i + j] = total_gain(drc->params, add_wrap(x[j], way.base));
			if (i + DRC_TRACKS == DRC_DIVISION)
				continue;
			x[j] = mul_rnd(x[j], r4, 30);
			if (way.is_limited)
				x[j] = MIN(x[j], ONE_Q2_30);
		}
	}
	drc->gain = add_wrap(x[DRC_TRACKS - 1], way.base);
	apply_gains(drc, gains);
}

static const struct drc_division division_baseline = { detect, compress };

#if defined(__x86_64__)
#define DIVISION_LEVELS &division_baseline, &drc_division_avx2, &drc_division_avx2
#else
#define DIVISION_LEVELS SIMD_SAME(&division_baseline)
#endif

static const struct drc_division *const divisions[SIMD_LEVELS] = { DIVISION_LEVELS };

/* ---- frames ---- */

int drc_start(struct drc *drc, const struct drc_params *params, int32_t *rings, uint32_t channels,
	      uint32_t rate, bool is_s16)
{
	int32_t delay = (int32_t)q_shift_rnd((int64_t)params->pre_delay_time * rate, 30);

	if (delay < 0)
		return -EINVAL;
	delay = MIN(delay, DRC_MAX_FRAMES - 1) & ~(DRC_DIVISION - 1);
	*drc = (struct drc){
		.params = params,
		.division = divisions[platform_simd_level()],
		.channels = channels,
		.is_s16 = is_s16,
		.rings = rings,
		.write = (uint32_t)MAX(delay, DRC_DIVISION),
		.gain = ONE_Q2_30,
		.max_attack_db = NO_ATTACK,
	};
	return 0;
}

/* Both places are as far from the next division: neither runs over the ring's end. */
static void delay_plane(struct drc *drc, uint32_t channel, int32_t *samples, uint32_t frames)
{
	int32_t *ring = drc->rings + channel * DRC_MAX_FRAMES;

	memcpy(ring + drc->write, samples, frames * sizeof(*samples));
	memcpy(samples, ring + drc->read, frames * sizeof(*samples));
}

void drc_run(struct drc *drc, int32_t *const *samples, uint32_t frames, bool active)
{
	if (active && !drc->is_primed) {
		drc->is_primed = true;
		update_envelope(drc);
		drc->division->compress(drc);
	}
	for (uint32_t channel = 0; channel < drc->channels; channel++)
		delay_plane(drc, channel, samples[channel], frames);
	drc->read = (drc->read + frames) & (DRC_MAX_FRAMES - 1);
	drc->write = (drc->write + frames) & (DRC_MAX_FRAMES - 1);
	if (!active || drc->write & (DRC_DIVISION - 1))
		return;
	drc->division->detect(drc);
	update_envelope(drc);
	drc->division->compress(drc);
}
