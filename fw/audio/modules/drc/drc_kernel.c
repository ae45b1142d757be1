/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>

#include "drc_kernel.h"

#define ONE_Q20       (1 << 20)
#define ONE_DB_Q21    (1 << 21)
#define TWELVE_DB_Q21 25165824  /* where adaptive release begins */
#define HALF_DB_Q24   8388608   /* least level difference that an attack starts with */
#define NEAR_ONE_Q30  852903424 /* -2 dB: beyond it the detector lets go at a fixed rate */
#define NO_ATTACK     INT32_MIN
#define DEFAULT_DELAY 256
#define TRACKS        4 /* of the gain: every fourth frame, one step apart */

int drc_start(struct drc *drc, const struct drc_params *params, int32_t *rings, uint32_t channels,
	      uint32_t rate, bool is_s16)
{
	int32_t delay = (int32_t)q_shift_rnd((int64_t)params->pre_delay_time * rate, 30);

	if (delay < 0)
		return -EINVAL;
	delay = MIN(delay, DRC_MAX_FRAMES - 1) & ~(DRC_DIVISION - 1);
	*drc = (struct drc){
		.params = params,
		.channels = channels,
		.is_s16 = is_s16,
		.rings = rings,
		.write = (uint32_t)MAX(delay, DRC_DIVISION),
		.gain = ONE_Q2_30,
		.max_attack_db = NO_ATTACK,
	};
	return 0;
}

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
	if (IS_ENABLED(CONFIG_COMPAT_DRC_LOWEST_VALUE) && x == INT32_MIN)
		return 0;
	return x < 0 ? sat_int32(-(int64_t)x) : x;
}

/* Largest magnitude of each frame that was written last, Q1.31. */
static void peak_levels(const struct drc *drc, int32_t *levels)
{
	const uint32_t first = (drc->write - DRC_DIVISION) & (DRC_MAX_FRAMES - 1);

	for (uint32_t i = 0; i < DRC_DIVISION; i++)
		levels[i] = 0;
	for (uint32_t channel = 0; channel < drc->channels; channel++) {
		const int32_t *ring = drc->rings + channel * DRC_MAX_FRAMES + first;

		for (uint32_t i = 0; i < DRC_DIVISION; i++) {
			levels[i] =
				MAX(levels[i], magnitude(drc->is_s16 ? ring[i] * 65536 : ring[i]));
		}
	}
}

/* One frame of a level: down at once, up at a rate that depends on how far down it is. */
static void detect_level(struct drc *drc, int32_t level)
{
	const struct drc_params *p = drc->params;
	const int32_t gain = static_gain(p, level);
	const int32_t difference = sub_wrap(gain, drc->detector);
	int32_t rate;

	if (difference <= 0) {
		drc->detector = gain;
	} else if (gain > NEAR_ONE_Q30) {
		drc->detector = add_wrap(
			drc->detector, mul_rnd(difference, p->sat_release_rate_at_neg_two_db, 30));
	} else {
		rate = mul_rnd(lin2db_q26((int32_t)q_shift_rnd(gain, 4)),
			       p->sat_release_frames_inv_neg, 27);
		rate = sub_wrap(db2lin_fixed(rate), ONE_Q20);
		drc->detector = add_wrap(drc->detector, mul_rnd(difference, rate, 20));
	}
	drc->detector = MIN(drc->detector, ONE_Q2_30);
}

static void detect(struct drc *drc)
{
	int32_t levels[DRC_DIVISION];

	peak_levels(drc, levels);
	for (uint32_t i = 0; i < DRC_DIVISION; i++)
		detect_level(drc, levels[i]);
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
	return sub_wrap(ONE_Q20,
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
	const int32_t warped =
		(int32_t)((uint32_t)lut_sin_q28(mul_rnd(gain, 1686629713, 32)) << 16);

	return mul_rnd(p->master_linear_gain, warped, 31);
}

static void apply_gains(const struct drc *drc, const int32_t *gains)
{
	for (uint32_t channel = 0; channel < drc->channels; channel++) {
		int32_t *ring = drc->rings + channel * DRC_MAX_FRAMES + drc->read;

		for (uint32_t i = 0; i < DRC_DIVISION; i++) {
			const int64_t product = q_shift_rnd((int64_t)ring[i] * gains[i], 24);

			ring[i] = drc->is_s16 ? sat_int16((int32_t)product) : sat_int32(product);
		}
	}
}

/* Move towards the target exponentially; the frames that are read next get the gains on the way. */
static void compress(struct drc *drc)
{
	const bool attacks = drc->rate < ONE_Q2_30;
	const int32_t base = attacks ? drc->target : 0;
	const int32_t r = attacks ? sub_wrap(ONE_Q2_30, drc->rate) : drc->rate;
	const int32_t r2 = mul_rnd(r, r, 30), r4 = mul_rnd(r2, r2, 30);
	int32_t gains[DRC_DIVISION], x[TRACKS];

	x[0] = mul_rnd(sub_wrap(drc->gain, base), r, 30);
	for (int j = 1; j < TRACKS; j++)
		x[j] = mul_rnd(x[j - 1], r, 30);
	for (int i = 0; i < DRC_DIVISION; i += TRACKS) {
		for (int j = 0; j < TRACKS; j++) {
			gains[i + j] = total_gain(drc->params, add_wrap(x[j], base));
			if (i + TRACKS == DRC_DIVISION)
				continue;
			x[j] = mul_rnd(x[j], r4, 30);
			if (!attacks)
				x[j] = MIN(x[j], ONE_Q2_30);
		}
	}
	drc->gain = add_wrap(x[TRACKS - 1], base);
	apply_gains(drc, gains);
}

/* ---- frames ---- */

static void delay_plane(int32_t *ring, uint32_t read, uint32_t write, int32_t *samples,
			uint32_t frames)
{
	for (uint32_t i = 0; i < frames; i++) {
		ring[(write + i) & (DRC_MAX_FRAMES - 1)] = samples[i];
		samples[i] = ring[(read + i) & (DRC_MAX_FRAMES - 1)];
	}
}

void drc_run(struct drc *drc, int32_t *const *samples, uint32_t frames, bool active)
{
	if (active && !drc->is_primed) {
		drc->is_primed = true;
		update_envelope(drc);
		compress(drc);
	}
	for (uint32_t channel = 0; channel < drc->channels; channel++)
		delay_plane(drc->rings + channel * DRC_MAX_FRAMES, drc->read, drc->write,
			    samples[channel], frames);
	drc->read = (drc->read + frames) & (DRC_MAX_FRAMES - 1);
	drc->write = (drc->write + frames) & (DRC_MAX_FRAMES - 1);
	if (!active || drc->write & (DRC_DIVISION - 1))
		return;
	detect(drc);
	update_envelope(drc);
	compress(drc);
}
