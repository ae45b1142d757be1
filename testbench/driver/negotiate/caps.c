/* SPDX-License-Identifier: BSD-3-Clause */
/* What the capabilities of a PCM direction allow. */
#include <stdio.h>

#include "driver/negotiate/negotiate.h"

/* ALSA's rates and their bits in a mask, ascending. */
static const struct {
	uint32_t rate;
	uint32_t bit;
} rate_bits[] = {
	{ 5512, 0 },   { 8000, 1 },    { 11025, 2 },   { 12000, 17 },  { 16000, 3 }, { 22050, 4 },
	{ 24000, 18 }, { 32000, 5 },   { 44100, 6 },   { 48000, 7 },   { 64000, 8 }, { 88200, 9 },
	{ 96000, 10 }, { 128000, 19 }, { 176400, 11 }, { 192000, 12 },
};

#define NUM_RATES (sizeof(rate_bits) / sizeof(rate_bits[0]))
#define RATE_FREE (1u << 30 | 1u << 31) /* continuous, knot: the range alone counts */

_Static_assert(NUM_RATES + 2 <= DRV_MAX_RATES, "room for each rate and the ends of a range");

static bool take_rate(const struct tplg_caps *caps, uint32_t rate)
{
	bool listed = !caps->rates || caps->rates & RATE_FREE;

	for (size_t i = 0; i < NUM_RATES; i++)
		listed |= rate_bits[i].rate == rate && caps->rates & 1u << rate_bits[i].bit;
	return rate && listed && rate >= caps->rate_min &&
	       (!caps->rate_max || rate <= caps->rate_max);
}

bool drv_caps_take(const struct tplg_caps *caps, const struct drv_pcm_params *params)
{
	return take_rate(caps, params->rate) && params->channels >= 1 &&
	       params->channels <= TPLG_MAX_CHANNELS && params->channels >= caps->channels_min &&
	       (!caps->channels_max || params->channels <= caps->channels_max) &&
	       drv_format_bytes(params->format) && caps->formats & UINT64_C(1) << params->format;
}

static void add_rate(uint32_t rates[DRV_MAX_RATES], size_t *count, const struct tplg_caps *caps,
		     uint32_t rate)
{
	if (take_rate(caps, rate) && (!*count || rates[*count - 1] < rate))
		rates[(*count)++] = rate;
}

size_t drv_caps_rates(const struct tplg_caps *caps, uint32_t rates[DRV_MAX_RATES])
{
	size_t count = 0;

	add_rate(rates, &count, caps, caps->rate_min);
	for (size_t i = 0; i < NUM_RATES; i++)
		add_rate(rates, &count, caps, rate_bits[i].rate);
	add_rate(rates, &count, caps, caps->rate_max);
	return count;
}

const char *drv_caps_print(const struct tplg_caps *caps, char text[DRV_CAPS_BYTES])
{
	const size_t size = DRV_CAPS_BYTES;
	char channels[TPLG_CHANNELS_TEXT];
	size_t used = 0;

	for (size_t i = 0; i < NUM_RATES && used < size; i++)
		if (caps->rates & 1u << rate_bits[i].bit)
			used += (size_t)snprintf(text + used, size - used, "%s%u", used ? "/" : "",
						 rate_bits[i].rate);
	if (!used)
		used += (size_t)snprintf(text, size, "%u..%u", caps->rate_min, caps->rate_max);
	if (used < size)
		used += (size_t)snprintf(text + used, size - used, " Hz, %s,",
					 tplg_channels_format(caps, channels));
	for (int format = 0; format < 64 && used < size; format++)
		if (caps->formats & UINT64_C(1) << format &&
		    drv_format_bytes((enum drv_format)format))
			used += (size_t)snprintf(text + used, size - used, " %s",
						 drv_format_name((enum drv_format)format));
	return text;
}
