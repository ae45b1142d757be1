/* SPDX-License-Identifier: BSD-3-Clause */
/* Blobs of the modules with one input and one output, and the formulas that they are configurations of. */
#ifndef TESTS_MODULES_EFFECT_BLOBS_H
#define TESTS_MODULES_EFFECT_BLOBS_H

#include "filters.h"

/* ---- IIR equalizer ---- */

/*
 * Three channels: response 1, none, response 0, and the others as the last one. Response 0 has two branches of two
 * sections, response 1 three sections in series with gains, one of them negative.
 */
static const int32_t iir_blob[] = {
	/* clang-format off */
	4 * (7 + 3 + 6 + 4 * 7 + 6 + 3 * 7), 3, 2, 0, 0, 0, 0,
	1, -1, 0,
	4, 2, 0, 0, 0, 0, LOW_PASS, LOW_PASS, HIGH_PASS, HIGH_PASS,
	3, 3, 0, 0, 0, 0, PEAK, LOUD, HIGHER_LP,
	/* clang-format on */
};

#define IIR_FIRST_RESPONSE 10 /* word of the blob */

static inline int64_t model_response(const int32_t *response, struct model_section *states,
				     int64_t x)
{
	const int32_t sections = response[0], in_series = response[1];
	__int128 sum = 0;

	for (int32_t first = 0; first < sections; first += in_series) {
		int64_t y = x;

		for (int32_t i = first; i < first + in_series; i++)
			y = model_biquad(response + 6 + 7 * i, &states[i], y);
		sum += y;
	}
	return limited(sum, 32);
}

static inline void model_iir(const void *blob, size_t bytes, const struct effect_stream *s)
{
	const int32_t *words = blob;

	for (uint32_t channel = 0; channel < s->channels; channel++) {
		const int32_t *response = words + 7 + words[1];
		int32_t skip = words[7 + (int32_t)MIN(channel, (uint32_t)words[1] - 1)];
		struct model_section states[11] = { 0 };
		const bool copies = skip < 0;

		for (; skip > 0; skip--)
			response += 6 + 7 * response[0];
		for (uint32_t i = channel; i < s->frames * s->channels; i += s->channels) {
			const int32_t x = effect_widen(s->in[i], s->bits);

			s->out[i] = effect_narrow(copies ? x : model_response(response, states, x),
						  s->bits);
		}
	}
}

static const struct effect iir_effect = { "EQIIR", 0, iir_blob, sizeof(iir_blob), model_iir };

/* ---- FIR equalizer ---- */

/* Two channels: responses 1 and 0. Response 0 has 4 taps and 1 bit to the left, response 1 has 8 and 2 to the right. */
static const int16_t fir_blob[] = {
	/* clang-format off */
	2 * (12 + 2 + 10 + 4 + 10 + 8), 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0,
	1, 0,
	4, -1, 0, 0, 0, 0, 0, 0, 0, 0, 16384, -3277, 901, -7,
	8, 2, 0, 0, 0, 0, 0, 0, 0, 0, -32768, 32767, -32768, 12345, 32767, -32768, 1, 32767,
	/* clang-format on */
};

#define FIR_FIRST_RESPONSE 14 /* half-word of the blob */

static inline void model_fir(const void *blob, size_t bytes, const struct effect_stream *s)
{
	const int16_t *halves = blob;

	for (uint32_t channel = 0; channel < s->channels; channel++) {
		const int16_t *response = halves + 12 + halves[2];
		int skip = halves[12 + (int)MIN(channel, (uint32_t)halves[2] - 1)];

		for (; skip > 0; skip--)
			response += 10 + response[0];
		for (uint32_t i = 0; i < s->frames; i++) {
			__int128 sum = 0;

			for (uint32_t k = 0; k < (uint32_t)response[0] && k <= i; k++)
				sum += (__int128)response[10 + k] *
				       effect_widen(s->in[(i - k) * s->channels + channel],
						    s->bits);
			s->out[i * s->channels + channel] =
				effect_narrow(limited(sum >> (15 + response[1]), 32), s->bits);
		}
	}
}

static const struct effect fir_effect = { "EQFIR", 0, fir_blob, sizeof(fir_blob), model_fir };

/* ---- DC blocking filter ---- */

/* each channel has its own; the last ones saturate */
static const int32_t dc_blob[8] = { 1052266988, 1070927094, 0,         ONE_Q30,
				    986057075,  -ONE_Q30,   INT32_MAX, INT32_MIN };

static inline void model_dc(const void *blob, size_t bytes, const struct effect_stream *s)
{
	const int32_t *r = blob;

	for (uint32_t channel = 0; channel < s->channels; channel++) {
		int64_t x = 0, y = 0;

		for (uint32_t i = channel; i < s->frames * s->channels; i += s->channels) {
			const int32_t w = effect_widen(s->in[i], s->bits);

			y = limited((__int128)w - x + nearest((__int128)r[channel] * y, 30), 32);
			x = w;
			s->out[i] = effect_narrow(y, s->bits);
		}
	}
}

static const struct effect dc_effect = { "DCBLOCK", 0, dc_blob, sizeof(dc_blob), model_dc };

/* ---- level multiplier ---- */

static inline void model_level(const void *blob, size_t bytes, const struct effect_stream *s)
{
	for (uint32_t i = 0; i < s->frames * s->channels; i++)
		s->out[i] = (int32_t)limited(
			nearest((__int128)s->in[i] * *(const int32_t *)blob, 23), s->bits);
}

#endif
