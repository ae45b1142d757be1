/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A block: when it is louder than what is around, find for each microphone the lag at which its samples look most like
 * those of the first one, and turn the azimuth by ever smaller steps towards where these lags come from.
 *
 * The history of a channel, oldest first; `x` is where the block that is looked at begins:
 *
 *	| max_lag | block | max_lag + 1 |
 *	          x
 */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/numbers.h>
#include <sof/math/trig.h>
#include "tdfb_direction.h"

#define SPEED_OF_SOUND     343     /* m/s */
#define SECONDS_PER_METRE  6260885 /* of sound, Q1.31 */
#define SOURCE_DISTANCE    12288   /* 3 m, Q4.12 */
#define THRESHOLD_Q10      16229   /* 12 dB above the ambient level */
#define AMBIENT_UP         12      /* shifts: the ambient level rises slowly, and falls at once */
#define AMBIENT_DOWN       1
#define FIRST_STEP         2458 /* 0.6 rad, Q4.12 */
#define MAX_STEPS          8
#define PI_Q12             12868
#define TWO_PI_Q12         25736
#define HALF_PI_Q12        6434
#define NEARBY             360 /* Q4.12 radians, beside which the estimate is looked at */
#define NEW_PART           655 /* of the smoothed azimuth, Q1.15: 0.02 */
#define OLD_PART           32113
#define DEGREES_PER_RADIAN 29336 /* 57.3, from Q4.12, by a shift of 21 */
#define NOTIFY_SHIFT       15
#define NOTIFY_AFTER       13107 /* 0.2 s, Q16.16 */
#define LOUD_BLOCKS        0xF   /* the last four */

/* Two band passes in series: what tells a direction best. */
static const struct iir_biquad emphasis_48k[DIRECTION_EMPHASIS_STAGES] = {
	{ -925939787, 1988727146, 499734888, -999469776, 499734888, 0, 16384 },
	{ -512810774, 1373994854, 26632807, 53265614, 26632807, -2, 16930 },
};
static const struct iir_biquad emphasis_16k[DIRECTION_EMPHASIS_STAGES] = {
	{ -688645970, 1676130396, 430835355, -861670710, 430835355, 0, 16384 },
	{ -184224972, 0, 157619225, 315238449, 157619225, -2, 16716 },
};

/* ---- geometry ---- */

/* Of two points, Q4.12; not above 4 m. */
static int32_t distance(struct tdfb_mic a, struct tdfb_mic b)
{
	const int64_t dx = (int16_t)(a.x - b.x), dy = (int16_t)(a.y - b.y),
		      dz = (int16_t)(a.z - b.z);
	const int64_t square = q_shift_rnd(dx * dx + dy * dy + dz * dz, 12);

	return sqrt_q12((uint16_t)MIN(square, UINT16_MAX));
}

/* No triangle that three of them in a row make has an area. */
static bool stand_in_a_line(const struct tdfb_mic *mics, uint32_t count)
{
	for (uint32_t i = 2; i < count; i++) {
		const struct tdfb_mic *a = &mics[i - 2], *b = &mics[i - 1], *c = &mics[i];
		const int64_t x1 = (int16_t)(b->x - a->x), y1 = (int16_t)(b->y - a->y),
			      z1 = (int16_t)(b->z - a->z), x2 = (int16_t)(c->x - a->x),
			      y2 = (int16_t)(c->y - a->y), z2 = (int16_t)(c->z - a->z);
		const int64_t cross[] = { y1 * z2 - z1 * y2, z1 * x2 - x1 * z2, x1 * y2 - y1 * x2 };

		for (size_t k = 0; k < ARRAY_SIZE(cross); k++)
			if (ABS(cross[k]) > 1)
				return false;
	}
	return true;
}

static int32_t longest_lag(const struct tdfb_mic *mics, uint32_t count, uint32_t rate)
{
	int32_t most = 0;

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = i + 1; k < count; k++)
			most = MAX(most, distance(mics[i], mics[k]));
	return (int32_t)q_shift_rnd((int64_t)rate * ((most << 3) / SPEED_OF_SOUND), 15) + 1;
}

/* ---- life ---- */

static uint32_t history_length(const struct tdfb_direction *td)
{
	return 2 * (uint32_t)td->max_lag + 1 + td->block;
}

static int16_t *history_of(const struct tdfb_direction *td, uint32_t mic)
{
	return td->history + mic * history_length(td);
}

int tdfb_direction_start(struct processing_module *mod, struct tdfb_direction *td,
			 const struct tdfb_config *config, uint32_t channels, uint32_t rate)
{
	struct tdfb_layout layout;

	tdfb_direction_stop(mod, td);
	tdfb_config_layout(config, &layout);
	td->num_mics = MIN(config->num_mic_locations, channels);
	if (!tdfb_direction_is_possible(td))
		return 0;
	memcpy(td->mics, layout.mics, td->num_mics * sizeof(td->mics[0]));
	td->is_line = stand_in_a_line(td->mics, td->num_mics);
	td->block = rate / 1000;
	td->unit = (int32_t)(((int64_t)1 << 31) / rate);
	td->max_lag = longest_lag(td->mics, td->num_mics, rate);
	td->emphasis = rate == 48000 ? emphasis_48k : emphasis_16k;
	td->step_sign = 1;
	td->history = mod_zalloc(mod, td->num_mics * history_length(td) * sizeof(*td->history));
	return td->history ? 0 : -ENOMEM;
}

void tdfb_direction_stop(struct processing_module *mod, struct tdfb_direction *td)
{
	mod_free(mod, td->history);
	memset(td, 0, sizeof(*td));
}

/* ---- samples ---- */

void tdfb_direction_take(struct tdfb_direction *td, uint32_t mic, const int32_t *samples,
			 uint32_t count)
{
	int16_t *to = history_of(td, mic) + 2 * (uint32_t)td->max_lag + 1 + td->gathered;
	int32_t block[DIRECTION_MAX_BLOCK];

	memcpy(block, samples, count * sizeof(*block));
	iir_series(td->emphasis, td->states[mic], DIRECTION_EMPHASIS_STAGES, block, count);
	for (uint32_t i = 0; i < count; i++)
		to[i] = sat_int16((int32_t)q_shift_rnd(block[i], 13));
}

static const int16_t *block_of(const struct tdfb_direction *td, uint32_t mic)
{
	return history_of(td, mic) + td->max_lag;
}

/* ---- level ---- */

static bool is_loud(struct tdfb_direction *td)
{
	const int16_t *x = block_of(td, 0);
	int64_t sum = 0, level;
	int32_t mean;
	int shift;

	for (uint32_t i = 0; i < td->block; i++)
		sum += (int64_t)x[i] * x[i];
	mean = sat_int32(sum / td->block);
	level = (int64_t)((uint64_t)mean << 32);
	shift = level < td->ambient ? AMBIENT_DOWN : AMBIENT_UP;
	td->ambient += (level >> shift) - (td->ambient >> shift);
	td->triggers <<= 1;
	td->triggers |= mean > sat_int32((td->ambient >> 32) * THRESHOLD_Q10 >> 10);
	return td->triggers & 1;
}

/* ---- times of arrival ---- */

/* The lag at which a microphone's samples are most like those of the first. */
static int32_t best_lag(const struct tdfb_direction *td, uint32_t mic)
{
	const int16_t *x = block_of(td, 0), *y = block_of(td, mic);
	int32_t best = -td->max_lag, most = INT32_MIN;

	for (int32_t lag = -td->max_lag; lag <= td->max_lag; lag++) {
		int64_t sum = 0;
		int32_t likeness;

		for (int32_t i = 0; i < (int32_t)td->block; i++)
			sum += (int32_t)x[i] * y[i + lag];
		likeness = sat_int32(q_shift_rnd(sum, 9));
		if (lag == -td->max_lag || likeness > most) {
			most = likeness;
			best = lag;
		}
	}
	return best;
}

/* Squares of what the times would differ if the sound came from an azimuth. */
static int64_t error_of(const struct tdfb_direction *td, int16_t azimuth, const int32_t *times)
{
	const int32_t angle = azimuth * (1 << 16);
	const struct tdfb_mic source = {
		.x = (int16_t)q_multsr_32x32(cos_q28_16b(angle), SOURCE_DISTANCE, 15),
		.y = (int16_t)q_multsr_32x32(sin_q28_16b(angle), SOURCE_DISTANCE, 15),
	};
	const int32_t first = distance(source, td->mics[0]);
	int64_t error = 0;

	for (uint32_t mic = 1; mic < td->num_mics; mic++) {
		const int32_t time = (int32_t)(((int64_t)(distance(source, td->mics[mic]) - first) *
						SECONDS_PER_METRE) >>
					       12);
		const int64_t difference = (int64_t)times[mic] - time;

		error += difference * difference;
	}
	return error;
}

/* ---- azimuth ---- */

static int32_t unwrap(const struct tdfb_direction *td, int32_t azimuth)
{
	if (azimuth > PI_Q12)
		azimuth -= TWO_PI_Q12;
	if (azimuth < -PI_Q12)
		azimuth += TWO_PI_Q12;
	if (td->is_line && azimuth > HALF_PI_Q12)
		azimuth = PI_Q12 - azimuth;
	if (td->is_line && azimuth < -HALF_PI_Q12)
		azimuth = -PI_Q12 - azimuth;
	return azimuth;
}

static int16_t search(struct tdfb_direction *td, const int32_t *times)
{
	int32_t step = FIRST_STEP * td->step_sign;
	int16_t azimuth = td->azimuth;
	int64_t error, last = error_of(td, azimuth, times);

	td->step_sign = -td->step_sign;
	for (int i = 0; i < MAX_STEPS && step; i++, last = error) {
		azimuth = (int16_t)(azimuth + step);
		error = error_of(td, azimuth, times);
		if (error > last)
			step = -(step >> 1);
	}
	return azimuth;
}

static int64_t square_of(int64_t x)
{
	return x * x;
}

static void smooth(struct tdfb_direction *td, int32_t azimuth)
{
	const int64_t beside = square_of(azimuth - td->azimuth);

	if (square_of(azimuth - NEARBY - td->azimuth) < beside)
		azimuth -= NEARBY;
	else if (square_of(azimuth + NEARBY - td->azimuth) < beside)
		azimuth += NEARBY;
	td->azimuth = (int16_t)unwrap(td, (int32_t)(q_multsr_32x32(azimuth, NEW_PART, 15) +
						    q_multsr_32x32(td->azimuth, OLD_PART, 15)));
}

static void look(struct tdfb_direction *td)
{
	int32_t times[IPC4_MAX_CHANNELS] = { 0 };

	if (!is_loud(td))
		return;
	for (uint32_t mic = 1; mic < td->num_mics; mic++)
		times[mic] = best_lag(td, mic) * td->unit;
	smooth(td, unwrap(td, search(td, times)));
}

bool tdfb_direction_advance(struct tdfb_direction *td, uint32_t count)
{
	const uint32_t kept = 2 * (uint32_t)td->max_lag + 1;

	td->silent_for += count;
	td->gathered += count;
	if (td->gathered < td->block)
		return false;
	look(td);
	for (uint32_t mic = 0; mic < td->num_mics; mic++) {
		int16_t *history = history_of(td, mic);

		memmove(history, history + td->block, kept * sizeof(*history));
	}
	td->gathered = 0;
	return true;
}

/* ---- host ---- */

uint32_t tdfb_direction_value(const struct tdfb_direction *td, const struct tdfb_config *config)
{
	const int32_t multiple = config->angle_enum_mult;
	const int32_t degrees = (td->azimuth * DEGREES_PER_RADIAN >> 21) - config->angle_enum_offs;
	int32_t value = (2 * degrees / multiple + 1) >> 1;

	if (value * multiple == 360)
		value -= 360 / multiple;
	return (uint32_t)value;
}

bool tdfb_direction_is_news(struct tdfb_direction *td, uint32_t value, uint32_t reported)
{
	const int64_t waited = (int64_t)td->unit * td->silent_for >> NOTIFY_SHIFT;

	if (value == reported || waited <= NOTIFY_AFTER ||
	    (td->triggers & LOUD_BLOCKS) != LOUD_BLOCKS)
		return false;
	td->silent_for = 0;
	return true;
}
