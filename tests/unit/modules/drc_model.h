/* SPDX-License-Identifier: BSD-3-Clause */
/* A compressor frame by frame, for the tests of the modules that have some; exp_log.h has a test of its own. */
#ifndef TESTS_MODULES_DRC_MODEL_H
#define TESTS_MODULES_DRC_MODEL_H

#include <sof/math/exp_log.h>
#include "filters.h"

/* Parameters: enabled, threshold, knee, ratio, delay, linear threshold, slope, K, alpha, beta, knee threshold, base, gain,
 * attack, release, rate at -2 dB, spacing, five of a polynomial. The delay is a parameter of the macro. */
#define DRC_PARAMS(enabled, delay)                                                                \
	enabled, -503316480, 335544320, 167772160, delay, 33954698, 107374182, 12228399, 1969176, \
		-2080224, 5305422, 137666458, 81276115, 7456540, -8947849, 2062296, 5, 4423680,   \
		294359, 2477728, 622039, 46513
#define DRC_WORDS 22
#define SIX_MS    6442451

struct model_drc {
	const int32_t *p;
	uint32_t channels;
	bool is_s16;
	int32_t ring[8][512];
	uint32_t read, write;
	int32_t detector, gain, rate, target, max_difference;
	bool is_primed;
};

static inline int32_t product(int64_t a, int64_t b, unsigned int shift)
{
	return (int32_t)(uint32_t)(uint64_t)nearest((__int128)a * b, shift);
}

static inline void model_drc_start(struct model_drc *m, const int32_t *p, uint32_t bits,
				   uint32_t channels)
{
	const int32_t delay = product(p[4], 48000, 30);

	*m = (struct model_drc){ .p = p,
				 .channels = channels,
				 .is_s16 = bits == 16,
				 .gain = ONE_Q30,
				 .max_difference = INT32_MIN };
	m->write = MAX(32u, (uint32_t)MIN(511, delay) / 32 * 32);
}

static inline int32_t model_static_gain(const int32_t *p, int32_t x)
{
	int32_t c;

	if (x >= limited((__int128)p[10] * 128, 32))
		return product(p[11],
			       exp_fixed(product(log_q26(product(x, 1, 5)),
						 (int32_t)((int64_t)p[6] - ONE_Q30), 29)),
			       20);
	if (x < limited((__int128)p[5] * 2, 32))
		return ONE_Q30;
	c = p[8] + product(p[9], exp_fixed(product(x, -(int64_t)p[7], 24)), 20);
	return product(c, inverse_fixed(x, 31, 20), 14);
}

static inline void model_detect(struct model_drc *m)
{
	for (uint32_t i = 0; i < 32; i++) {
		int64_t peak = 0;
		int32_t g, difference;

		for (uint32_t c = 0; c < m->channels; c++) {
			int64_t s = m->ring[c][(m->write + 512 - 32 + i) % 512];

			s = m->is_s16 ? s * 65536 : s;
			peak = MAX(peak, limited(s < 0 ? -s : s, 32));
		}
		g = model_static_gain(m->p, (int32_t)peak);
		difference = g - m->detector;
		if (difference <= 0)
			m->detector = g;
		else if (g > 852903424)
			m->detector += product(difference, m->p[15], 30);
		else
			m->detector += product(
				difference,
				db2lin_fixed(product(lin2db_q26(product(g, 1, 4)), m->p[14], 27)) -
					(1 << 20),
				20);
		m->detector = MIN(m->detector, ONE_Q30);
	}
}

static inline int32_t model_release(const int32_t *p, int32_t difference)
{
	const int32_t x = product(MIN(0, MAX(-25165824, difference)) + 25165824, 1, 2);
	const int32_t x2 = product(x, x, 21), x3 = product(x2, x, 21), x4 = product(x2, x2, 21);
	const int32_t frames = product(p[21], x4, 21) + product(p[20], x3, 21) +
			       product(p[19], x2, 21) + product(p[18], x, 21) + p[17];

	return db2lin_fixed(product(inverse_fixed(frames, 12, 30), p[16], 6));
}

static inline void model_envelope(struct model_drc *m)
{
	int32_t difference, factor;
	bool bad;

	m->target = asin_q30(m->detector);
	bad = !m->gain || !m->target;
	difference = lin2db_q26(product(m->gain, 1, 4)) - lin2db_q26(product(m->target, 1, 4));
	if (m->target > m->gain) {
		m->max_difference = INT32_MIN;
		factor = model_release(m->p, bad ? -(1 << 21) : difference);
	} else {
		m->max_difference = (int32_t)MAX(
			m->max_difference, limited(bad ? 1 << 24 : (int64_t)difference * 8, 32));
		factor = (1 << 20) -
			 pow_q26(inverse_fixed(MAX(8388608, m->max_difference), 22, 26), m->p[13]);
	}
	m->rate = (int32_t)limited((__int128)factor * 1024, 32);
}

static inline void model_compress(struct model_drc *m)
{
	const bool attack = m->rate < ONE_Q30;
	const int32_t base = attack ? m->target : 0;
	const int32_t r = attack ? ONE_Q30 - m->rate : m->rate;
	const int32_t r2 = product(r, r, 30), r4 = product(r2, r2, 30);
	int32_t x[4] = { product(attack ? m->gain - m->target : m->gain, r, 30) };

	for (int j = 1; j < 4; j++)
		x[j] = product(x[j - 1], r, 30);
	for (uint32_t i = 0; i < 32; i++) {
		const int32_t w = lut_sin_q28(product(x[i % 4] + base, 1686629713, 32)) * 65536;
		const int32_t gain = product(m->p[12], w, 31);

		for (uint32_t c = 0; c < m->channels; c++) {
			int32_t *s = &m->ring[c][(m->read + i) % 512];

			*s = m->is_s16 ? (int32_t)limited(product(*s, gain, 24), 16) :
					 (int32_t)limited(nearest((__int128)*s * gain, 24), 32);
		}
		if (i >= 28)
			continue;
		x[i % 4] = product(x[i % 4], r4, 30);
		if (!attack)
			x[i % 4] = MIN(ONE_Q30, x[i % 4]);
	}
	m->gain = x[3] + base;
}

/* One frame in, one frame out, in place. */
static inline void model_drc_frame(struct model_drc *m, int32_t *frame, bool active)
{
	if (active && !m->is_primed) {
		m->is_primed = true;
		model_envelope(m);
		model_compress(m);
	}
	for (uint32_t c = 0; c < m->channels; c++) {
		m->ring[c][m->write] = frame[c];
		frame[c] = m->ring[c][m->read];
	}
	m->write = (m->write + 1) % 512;
	m->read = (m->read + 1) % 512;
	if (!active || m->write % 32)
		return;
	model_detect(m);
	model_envelope(m);
	model_compress(m);
}

/* ---- crossover of one channel ---- */

struct model_split {
	struct model_section states[6][2];
};

static inline int64_t model_lr4(const int32_t *biquads, struct model_split *s, int i, int64_t x)
{
	x = model_biquad(biquads + 7 * i, &s->states[i][0], x);
	return model_biquad(biquads + 7 * i, &s->states[i][1], x);
}

static inline void model_split(const int32_t *biquads, struct model_split *s, uint32_t bands,
			       int64_t x, int64_t *out)
{
	enum {
		LP0,
		HP0,
		LP1,
		HP1,
		LP2,
		HP2
	};
	int64_t low, high;

	switch (bands) {
	case 2:
		out[0] = model_lr4(biquads, s, LP0, x);
		out[1] = model_lr4(biquads, s, HP0, x);
		break;
	case 3:
		low = model_lr4(biquads, s, LP0, x);
		high = model_lr4(biquads, s, HP0, x);
		out[0] = limited((__int128)model_lr4(biquads, s, LP1, low) +
					 model_lr4(biquads, s, HP1, low),
				 32);
		out[1] = model_lr4(biquads, s, LP2, high);
		out[2] = model_lr4(biquads, s, HP2, high);
		break;
	default:
		low = model_lr4(biquads, s, LP1, x);
		high = model_lr4(biquads, s, HP1, x);
		out[0] = model_lr4(biquads, s, LP0, low);
		out[1] = model_lr4(biquads, s, HP0, low);
		out[2] = model_lr4(biquads, s, LP2, high);
		out[3] = model_lr4(biquads, s, HP2, high);
	}
}

/* ---- blobs ---- */

static const int32_t drc_blob[] = { 108, 0, 0, 0, 0, DRC_PARAMS(1, SIX_MS) };

static inline void model_drc(const void *blob, size_t bytes, const struct effect_stream *s)
{
	static struct model_drc m;

	model_drc_start(&m, (const int32_t *)blob + 5, s->bits, s->channels);
	for (uint32_t i = 0; i < s->frames; i++) {
		int32_t frame[8];

		for (uint32_t c = 0; c < s->channels; c++)
			frame[c] = s->bits == 16 ?
					   s->in[i * s->channels + c] :
					   effect_widen(s->in[i * s->channels + c], s->bits);
		model_drc_frame(&m, frame, true);
		for (uint32_t c = 0; c < s->channels; c++)
			s->out[i * s->channels + c] =
				s->bits == 16 ? frame[c] : effect_narrow(frame[c], s->bits);
	}
}

static const struct effect drc_effect = { "DRC", 0, drc_blob, sizeof(drc_blob), model_drc };

#define MULTIBAND(bands, emphasis)                                                          \
	156 + 168 + 88 * (bands), bands, emphasis, 0, 0, 0, 0, 0, 0, 0, 0, PEAK, HIGHER_HP, \
		HIGHER_LP, PEAK, LOW_PASS, HIGH_PASS, HIGHER_LP, HIGHER_HP, PEAK, HIGHER_HP

static const int32_t multiband_blob_2[] = { MULTIBAND(2, 0), DRC_PARAMS(1, SIX_MS),
					    DRC_PARAMS(1, 0) };
/* the delays differ, and one band only delays */
static const int32_t multiband_blob_3[] = { MULTIBAND(3, 1), DRC_PARAMS(1, SIX_MS),
					    DRC_PARAMS(0, 2 * SIX_MS), DRC_PARAMS(1, 0) };
static const int32_t multiband_blob_4[] = { MULTIBAND(4, 1), DRC_PARAMS(1, SIX_MS),
					    DRC_PARAMS(1, SIX_MS), DRC_PARAMS(1, 0),
					    DRC_PARAMS(1, INT32_MAX) };

struct model_channel {
	struct model_section emphasis[2], deemphasis[2];
	struct model_split split;
};

static inline void model_multiband_frame(const int32_t *w, const struct effect_stream *s,
					 struct model_channel *channels, struct model_drc *bands,
					 uint32_t frame)
{
	int32_t split[4][8];

	for (uint32_t c = 0; c < s->channels; c++) {
		int64_t x = effect_widen(s->in[frame * s->channels + c], s->bits), out[4];

		for (int i = 0; w[2] && i < 2; i++)
			x = model_biquad(w + 11 + 7 * i, &channels[c].emphasis[i], x);
		model_split(w + 39, &channels[c].split, (uint32_t)w[1], x, out);
		for (int band = 0; band < w[1]; band++)
			split[band][c] =
				(int32_t)(s->bits == 16 ? effect_narrow(out[band], 16) : out[band]);
	}
	for (int band = 0; band < w[1]; band++)
		model_drc_frame(&bands[band], split[band], w[81 + 22 * band]);
	for (uint32_t c = 0; c < s->channels; c++) {
		int64_t sum = 0;

		for (int band = 0; band < w[1]; band++)
			sum = limited((__int128)sum + (s->bits == 16 ? split[band][c] * 65536 :
								       split[band][c]),
				      32);
		for (int i = 0; w[2] && i < 2; i++)
			sum = model_biquad(w + 25 + 7 * i, &channels[c].deemphasis[i], sum);
		s->out[frame * s->channels + c] = effect_narrow(sum, s->bits);
	}
}

static inline void model_multiband(const void *blob, size_t bytes, const struct effect_stream *s)
{
	static struct model_drc bands[4];
	struct model_channel channels[8] = { 0 };
	const int32_t *w = blob;

	for (int band = 0; band < w[1]; band++)
		model_drc_start(&bands[band], w + 81 + 22 * band, s->bits, s->channels);
	for (uint32_t frame = 0; frame < s->frames; frame++)
		model_multiband_frame(w, s, channels, bands, frame);
}

static const struct effect multiband_effects[] = {
	{ "MB_DRC", 0, multiband_blob_2, sizeof(multiband_blob_2), model_multiband },
	{ "MB_DRC", 0, multiband_blob_3, sizeof(multiband_blob_3), model_multiband },
	{ "MB_DRC", 0, multiband_blob_4, sizeof(multiband_blob_4), model_multiband },
};

#endif
