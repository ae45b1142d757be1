/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "audio/audio_io.h"
#include "cli/run_params.h"

/* Rates of a capability mask by bit number. */
static const uint32_t alsa_rates[] = {
	5512,  8000,   11025,  16000, 22050, 32000, 44100, 48000, 64000, 88200,
	96000, 176400, 192000, 0,     0,     0,     0,     12000, 24000, 128000,
};

#define NUM_ALSA_RATES (sizeof(alsa_rates) / sizeof(alsa_rates[0]))
#define ALSA_RATE_FREE (1u << 30 | 1u << 31) /* continuous, knot: the range alone counts */

static const enum sample_format formats[] = { SAMPLE_S16_LE, SAMPLE_S24_LE, SAMPLE_S32_LE };

#define NUM_FORMATS (sizeof(formats) / sizeof(formats[0]))

#define MAX_RATES 24

/* Values to try, best first. */
struct choices {
	uint32_t rates[MAX_RATES];
	size_t num_rates;
	uint32_t channels[AUDIO_MAX_CHANNELS];
	size_t num_channels;
	enum sample_format formats[NUM_FORMATS];
	size_t num_formats;
};

bool run_params_from_ipc4(const struct ipc4_audio_format *format, struct audio_spec *spec)
{
	spec->rate = format->sampling_frequency;
	spec->channels = format->channels_count;
	if (format->depth == 16 && format->valid_bit_depth == 16)
		spec->format = SAMPLE_S16_LE;
	else if (format->depth == 32 && format->valid_bit_depth == 24 &&
		 format->s_type != IPC4_TYPE_MSB_INTEGER)
		spec->format = SAMPLE_S24_LE;
	else if (format->depth == 32 && format->s_type != IPC4_TYPE_FLOAT)
		spec->format = SAMPLE_S32_LE; /* fewer valid bits are the upper ones */
	else
		return false;
	return spec->rate > 0 && spec->channels >= 1 && spec->channels <= AUDIO_MAX_CHANNELS;
}

static bool caps_take(const struct tplg_caps *caps, const struct audio_spec *spec)
{
	bool listed = caps->rates == 0 || (caps->rates & ALSA_RATE_FREE);

	for (size_t i = 0; i < NUM_ALSA_RATES; i++)
		listed |= alsa_rates[i] == spec->rate && (caps->rates & (1u << i));

	return listed && (caps->rate_min == 0 || spec->rate >= caps->rate_min) &&
	       (caps->rate_max == 0 || spec->rate <= caps->rate_max) &&
	       spec->channels >= caps->channels_min && spec->channels <= caps->channels_max &&
	       (caps->formats & (UINT64_C(1) << spec->format));
}

/* @return 1 taken, 0 not these, -1 the stream cannot be had at all (drv_last_error) */
static int try_params(struct drv *drv, struct drv_stream *stream, const struct tplg_caps *caps,
		      const struct audio_spec *spec)
{
	struct drv_pcm_params params = {
		.rate = spec->rate,
		.channels = spec->channels,
		.format = (enum drv_format)spec->format,
	};
	struct audio_spec carried;
	int ret;

	if (!caps_take(caps, spec))
		return 0;
	ret = drv_pcm_hw_params(stream, &params);
	if (ret < 0)
		return ret == -EINVAL ? 0 : -1;
	return run_params_from_ipc4(&drv_stream_host(stream)->format, &carried) &&
	       carried.rate == spec->rate && carried.channels == spec->channels &&
	       carried.format == spec->format;
}

static void offer_rate(struct choices *c, uint32_t rate)
{
	for (size_t i = 0; i < c->num_rates; i++)
		if (c->rates[i] == rate)
			return;
	if (rate && c->num_rates < MAX_RATES)
		c->rates[c->num_rates++] = rate;
}

static void offer_all_rates(struct choices *c, const struct tplg_caps *caps)
{
	offer_rate(c, 48000);
	for (size_t i = 0; i < NUM_ALSA_RATES; i++)
		offer_rate(c, alsa_rates[i]);
	offer_rate(c, caps->rate_min);
	offer_rate(c, caps->rate_max);
}

/* The wish first; then more channels before fewer, wider formats before narrower. */
static void list_choices(struct choices *c, const struct tplg_caps *caps,
			 const struct run_wish *wish)
{
	memset(c, 0, sizeof(*c));
	offer_rate(c, wish->spec.rate);
	if (wish->any_rate)
		offer_all_rates(c, caps);

	c->channels[c->num_channels++] = wish->spec.channels;
	if (wish->any_channels) {
		for (uint32_t n = wish->spec.channels + 1; n <= AUDIO_MAX_CHANNELS; n++)
			c->channels[c->num_channels++] = n;
		for (uint32_t n = wish->spec.channels; n-- > 1;)
			c->channels[c->num_channels++] = n;
	}

	if (wish->spec.format != SAMPLE_NONE)
		c->formats[c->num_formats++] = wish->spec.format;
	if (wish->any_format) {
		for (size_t i = 0; i < NUM_FORMATS; i++)
			if (formats[i] > wish->spec.format)
				c->formats[c->num_formats++] = formats[i];
		for (size_t i = NUM_FORMATS; i-- > 0;)
			if (formats[i] < wish->spec.format)
				c->formats[c->num_formats++] = formats[i];
	}
}

static int fail_driver(struct drv *drv, const char *label, struct run_error *error)
{
	const struct drv_error *last = drv_last_error(drv);

	return run_fail(error, run_status_of(last->kind), "%s: %s", label, last->text);
}

static void append(char *text, size_t size, const char *separator, const char *word)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used ? separator : "", word);
}

/* What would help somebody whose file does not fit. */
static const char *hint(const struct run_wish *wish, const struct choices *c, const bool *rate_seen)
{
	if (!wish->file)
		return "";
	for (size_t r = 0; r < c->num_rates; r++)
		if (rate_seen[r] && c->rates[r] == wish->spec.rate)
			return wish->convert ? "" : " (--convert changes channels and format)";
	return " (rates are not converted here)";
}

/* Everything that the PCM takes, one list for each parameter. */
static int fail_with_offer(struct drv *drv, struct drv_stream *stream, const struct tplg_caps *caps,
			   const char *label, const struct run_wish *wish, struct run_error *error)
{
	const struct run_wish all = {
		.spec = { .rate = 0, .channels = 1, .format = SAMPLE_NONE },
		.any_rate = true,
		.any_channels = true,
		.any_format = true,
	};
	char rate_text[160] = "", channel_text[64] = "", format_text[64] = "", word[24];
	bool rate_seen[MAX_RATES] = { false }, channel_seen[AUDIO_MAX_CHANNELS] = { false };
	bool format_seen[NUM_FORMATS] = { false };
	struct choices c;

	list_choices(&c, caps, &all);
	offer_rate(&c, wish->spec.rate);
	for (size_t r = 0; r < c.num_rates; r++) {
		for (size_t n = 0; n < c.num_channels; n++) {
			for (size_t f = 0; f < c.num_formats; f++) {
				struct audio_spec spec = { c.rates[r], c.channels[n],
							   c.formats[f] };
				int ret = try_params(drv, stream, caps, &spec);

				if (ret < 0)
					return fail_driver(drv, label, error);
				if (ret > 0)
					rate_seen[r] = channel_seen[n] = format_seen[f] = true;
			}
		}
	}
	for (size_t r = 0; r < c.num_rates; r++) {
		snprintf(word, sizeof(word), "%u", c.rates[r]);
		if (rate_seen[r])
			append(rate_text, sizeof(rate_text), "/", word);
	}
	for (size_t n = 0; n < c.num_channels; n++) {
		snprintf(word, sizeof(word), "%u", c.channels[n]);
		if (channel_seen[n])
			append(channel_text, sizeof(channel_text), "/", word);
	}
	for (size_t f = 0; f < c.num_formats; f++)
		if (format_seen[f])
			append(format_text, sizeof(format_text), "/",
			       sample_format_name(c.formats[f]));

	if (!rate_text[0])
		return run_fail(error, CLI_BAD_INPUT,
				"%s: no rate, channels and format work in this topology", label);
	return run_fail(error, CLI_BAD_INPUT,
			"%s%s%u Hz, %u channel%s, %s: %s takes %s Hz, %s channels, %s%s",
			wish->file ? wish->file : "", wish->file ? ": " : "", wish->spec.rate,
			wish->spec.channels, wish->spec.channels == 1 ? "" : "s",
			wish->encoding ? wish->encoding : sample_format_name(wish->spec.format),
			label, rate_text, channel_text, format_text, hint(wish, &c, rate_seen));
}

int run_params_choose(struct drv *drv, struct drv_stream *stream, const struct tplg_caps *caps,
		      const char *label, const struct run_wish *wish, struct audio_spec *spec,
		      struct run_error *error)
{
	struct choices c;

	list_choices(&c, caps, wish);
	for (size_t r = 0; r < c.num_rates; r++) {
		for (size_t n = 0; n < c.num_channels; n++) {
			for (size_t f = 0; f < c.num_formats; f++) {
				int ret;

				*spec = (struct audio_spec){ c.rates[r], c.channels[n],
							     c.formats[f] };
				ret = try_params(drv, stream, caps, spec);
				if (ret > 0)
					return 0;
				if (ret < 0)
					return fail_driver(drv, label, error);
			}
		}
	}
	return fail_with_offer(drv, stream, caps, label, wish, error);
}
