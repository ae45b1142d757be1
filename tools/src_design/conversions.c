/* SPDX-License-Identifier: BSD-3-Clause */
#include "conversions.h"
#include "prototypes.h"

/* With more taps than this, twice the oversampling costs cycles but saves most of them. */
#define MAX_CONVERSION_TAPS 4400

/* Taps per phase of the sharp filters of fractional conversions, for the choice between them. */
#define SHARP_LENGTH 132

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const size_t in_rates[] = {
	8000,  11025, 12000, 16000, 18900, 22050, 24000,  32000,
	37800, 44100, 48000, 64000, 88200, 96000, 176400, 192000,
};

static const size_t out_rates[] = {
	8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 176400, 192000,
};

static size_t gcd(size_t a, size_t b)
{
	while (b) {
		size_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static bool supported(size_t in, size_t out)
{
	if (out == 11025 || out == 22050)
		return in == 48000 || in == 96000;
	if (in == 18900)
		return out == 24000 || out == 44100 || out == 48000;
	if (in == 37800)
		return out == 44100 || out == 48000 || out == 88200 || out == 96000;
	return !(in == 11025 && out == 192000);
}

/* Ratios that one sharp filter serves. */
static const struct {
	size_t up, down;
	const char *sharp;
} single_stage[] = {
	{ 2, 1, "up2" },   { 3, 1, "up3" },     { 3, 2, "up3/2" },   { 1, 2, "down2" },
	{ 1, 3, "down3" }, { 2, 3, "down3/2" }, { 3, 4, "down4/3" },
};

static struct stage sharp_stage(size_t up, size_t down, const char *name)
{
	return (struct stage){ .up = up, .down = down, .sharp = name };
}

static struct stage relaxed_stage(size_t in, size_t out, bool last, size_t oversampling)
{
	size_t common = gcd(in, out);
	size_t up = out / common, down = in / common;

	/* last, it takes images from the oversampled stream; first, it keeps aliases out of it */
	return (struct stage){ .up = up,
			       .down = down,
			       .phases = last ? up : down,
			       .oversampling = oversampling,
			       .last = last };
}

size_t stage_taps(const struct stage *stage, size_t prototype_taps)
{
	size_t step = stage->up * LENGTH_MULTIPLE;

	return (prototype_taps + step - 1) / step * step;
}

/*
 * Two stages: to `oversampling` times the lower rate and on, or the other way round. The sharp filter works at a
 * whole multiple of the lower rate, the relaxed one does the fraction.
 */
static size_t split(struct conversion *c, size_t oversampling)
{
	static const char *const fractional[] = { [2] = "x2", [4] = "x4" };
	bool up = c->out_rate > c->in_rate;
	size_t low = up ? c->in_rate : c->out_rate, high = up ? c->out_rate : c->in_rate;
	const char *sharp = fractional[oversampling];
	struct stage *relaxed = &c->stages[up ? 1 : 0];

	if (low > WIDE_RATE)
		sharp = "wide";
	else if (high % low == 0)
		sharp = up ? "up2" : "down2";
	c->num_stages = 2;
	if (up) {
		c->stages[0] = sharp_stage(oversampling, 1, sharp);
		*relaxed = relaxed_stage(oversampling * low, high, true, oversampling);
	} else {
		*relaxed = relaxed_stage(high, oversampling * low, false, oversampling);
		c->stages[1] = sharp_stage(1, oversampling, sharp);
	}
	return oversampling * SHARP_LENGTH +
	       stage_taps(relaxed, relaxed->phases * prototype_relaxed_length(oversampling, up));
}

static void choose_stages(struct conversion *c)
{
	size_t common = gcd(c->in_rate, c->out_rate);
	size_t up = c->out_rate / common, down = c->in_rate / common;
	bool wide = c->in_rate > WIDE_RATE && c->out_rate > WIDE_RATE;
	c->num_stages = 0;
	if (up == down)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(single_stage); i++) {
		if (single_stage[i].up == up && single_stage[i].down == down) {
			c->num_stages = 1;
			c->stages[0] = sharp_stage(up, down, wide ? "wide" : single_stage[i].sharp);
			return;
		}
	}
	/*
	 * A relaxed filter that goes down leaves images below `oversampling` times the output rate. Less than an octave
	 * down, four times that holds so many that they peak beyond what a tap can be.
	 */
	if (split(c, 2) > MAX_CONVERSION_TAPS &&
	    (c->out_rate > c->in_rate || c->in_rate >= 2 * c->out_rate))
		split(c, 4);
}

bool conversion_get(size_t n, struct conversion *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(in_rates); i++) {
		for (size_t o = 0; o < ARRAY_SIZE(out_rates); o++) {
			if (!supported(in_rates[i], out_rates[o]) || n--)
				continue;
			c->in_rate = in_rates[i];
			c->out_rate = out_rates[o];
			choose_stages(c);
			return true;
		}
	}
	return false;
}
