/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Voice is what is 0.3 above the noise. The floor of a band goes down with its level at once, and up slowly, faster in the
 * first frames.
 */
#include <errno.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include "mfcc.h"

#define FAST_FRAMES 100
#define FAST_Q15    655
#define SLOW_Q15    98
#define THRESHOLD   2516582 /* 0.3, Q9.23 */
#define HANG_FRAMES 20

/* A-weighting, largest 1 */
static const struct {
	int16_t hz, weight; /* Q1.15 */
} curve[] = {
	{ 6, 2 },        { 8, 4 },        { 10, 9 },        { 13, 19 },       { 16, 43 },
	{ 20, 85 },      { 25, 162 },     { 32, 299 },      { 40, 531 },      { 50, 862 },
	{ 63, 1382 },    { 80, 2140 },    { 100, 3129 },    { 125, 4370 },    { 160, 6172 },
	{ 200, 8136 },   { 250, 10362 },  { 315, 13196 },   { 400, 16234 },   { 500, 19518 },
	{ 630, 22669 },  { 800, 25730 },  { 1000, 28212 },  { 1250, 30230 },  { 1600, 31655 },
	{ 2000, 32392 }, { 2500, 32767 }, { 3150, 32392 },  { 4000, 31655 },  { 5000, 30230 },
	{ 6300, 27889 }, { 8000, 24856 }, { 10000, 21156 }, { 12500, 17196 }, { 16000, 13045 },
	{ 20000, 9670 },
};

static int32_t weight_at(int16_t hz)
{
	size_t i = 1;

	if (hz <= curve[0].hz)
		return curve[0].weight;
	while (i < ARRAY_SIZE(curve) && curve[i].hz < hz)
		i++;
	if (i == ARRAY_SIZE(curve))
		return curve[i - 1].weight;
	return curve[i - 1].weight + (hz - curve[i - 1].hz) *
					     (curve[i].weight - curve[i - 1].weight) /
					     (curve[i].hz - curve[i - 1].hz);
}

int mfcc_vad_open(struct processing_module *mod, struct mfcc_vad *vad, uint32_t rate,
		  uint32_t bands)
{
	const int16_t step = (int16_t)(hz_to_mel((int16_t)(rate / 2)) / (int32_t)(bands + 1));
	int32_t sum = 0;

	*vad = (struct mfcc_vad){ .bands = bands };
	vad->floors = mod_zalloc(mod, bands * (sizeof(*vad->floors) + sizeof(*vad->weights)));
	if (!vad->floors)
		return -ENOMEM;
	vad->weights = (int16_t *)(vad->floors + bands);
	for (uint32_t i = 0; i < bands; i++) {
		const int32_t weight = weight_at(mel_to_hz((int16_t)((int32_t)(i + 1) * step)));

		vad->weights[i] = (int16_t)weight;
		sum += weight;
	}
	for (uint32_t i = 0; i < bands; i++)
		vad->weights[i] = (int16_t)q_shift_rnd(vad->weights[i] * (1 << 16) / sum, 1);
	return 0;
}

void mfcc_vad_close(struct processing_module *mod, struct mfcc_vad *vad)
{
	mod_free(mod, vad->floors);
	vad->floors = NULL;
}

static void follow_noise(struct mfcc_vad *vad, const int32_t *mel)
{
	const int32_t rise = vad->frames < FAST_FRAMES ? FAST_Q15 : SLOW_Q15;

	for (uint32_t i = 0; i < vad->bands; i++) {
		if (!vad->frames || mel[i] < vad->floors[i])
			vad->floors[i] = mel[i];
		else
			vad->floors[i] +=
				(int32_t)q_shift_rnd(rise * ((int64_t)mel[i] - vad->floors[i]), 15);
	}
	vad->frames += vad->frames < FAST_FRAMES;
}

static int32_t weighted_mean(const struct mfcc_vad *vad, const int32_t *levels)
{
	int64_t sum = 0;

	for (uint32_t i = 0; i < vad->bands; i++)
		sum += (int64_t)vad->weights[i] * levels[i];
	return sat_int32(q_shift_rnd(sum, 15));
}

bool mfcc_vad_run(struct mfcc_vad *vad, const int32_t *mel)
{
	const bool was_voice = vad->is_voice;

	follow_noise(vad, mel);
	vad->energy = weighted_mean(vad, mel);
	vad->noise = weighted_mean(vad, vad->floors);
	if ((int64_t)vad->energy - vad->noise > THRESHOLD) {
		vad->hang = HANG_FRAMES;
		vad->is_voice = true;
	} else {
		vad->is_voice = vad->hang > 0;
		vad->hang -= vad->is_voice;
	}
	return vad->is_voice != was_voice;
}
