/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "audio/audio_io.h"
#include "cli/run_params.h"
#include "util/text.h"

#define USUAL_RATE 48000

bool run_params_from_ipc4(const struct ipc4_audio_format *format, struct audio_spec *spec)
{
	spec->rate = format->sampling_frequency;
	spec->channels = format->channels_count;
	spec->format = (enum sample_format)drv_format_of(format);
	return spec->rate > 0 && spec->channels >= 1 && spec->channels <= AUDIO_MAX_CHANNELS &&
	       sample_format_bytes(spec->format) > 0;
}

/* What files here can hold. */
static uint64_t file_formats(void)
{
	enum sample_format format;
	uint64_t mask = 0;

	for (size_t i = 0; (format = sample_format_by_rank(i)) != SAMPLE_NONE; i++)
		mask |= UINT64_C(1) << format;
	return mask;
}

/* ---- the nearest of what is left ---- */

static bool has_rate(const struct drv_pcm_space *space, uint32_t rate)
{
	for (size_t i = 0; i < space->num_rates; i++)
		if (space->rates[i] == rate)
			return true;
	return false;
}

/* A number of channels as a constraint; one that no PCM has leaves nothing. */
static uint32_t channel_bit(uint32_t channels)
{
	return channels < 31 ? 1u << channels : 1u << 31;
}

/* The wish, else the usual rate, else the lowest. */
static uint32_t nearest_rate(const struct drv_pcm_space *space, uint32_t wish)
{
	if (has_rate(space, wish))
		return wish;
	return has_rate(space, USUAL_RATE) ? USUAL_RATE : space->rates[0];
}

/* The wish, else the next higher number, else the next lower one. */
static uint32_t nearest_channels(const struct drv_pcm_space *space, uint32_t wish)
{
	for (uint32_t n = wish; n <= AUDIO_MAX_CHANNELS; n++)
		if (space->channels & 1u << n)
			return n;
	for (uint32_t n = wish <= AUDIO_MAX_CHANNELS ? wish : AUDIO_MAX_CHANNELS + 1; n-- > 1;)
		if (space->channels & 1u << n)
			return n;
	return 0;
}

static bool has_format(const struct drv_pcm_space *space, enum sample_format wish,
		       enum sample_format format)
{
	return space->formats & UINT64_C(1) << format && sample_format_converts(wish, format);
}

/* The wish, else the next wider format, else the next narrower one. */
static enum sample_format nearest_format(const struct drv_pcm_space *space, enum sample_format wish)
{
	size_t rank = sample_format_rank(wish);
	enum sample_format format;

	for (size_t i = rank; (format = sample_format_by_rank(i)) != SAMPLE_NONE; i++)
		if (has_format(space, wish, format))
			return format;
	while (rank-- > 0)
		if (has_format(space, wish, sample_format_by_rank(rank)))
			return sample_format_by_rank(rank);
	return SAMPLE_NONE;
}

static void fix_rate(struct drv_pcm_space *space, uint32_t rate)
{
	space->rates[0] = rate;
	space->num_rates = 1;
}

/* Narrow step by step, as ALSA does: rate, channels, format. The space has something in it at each step. */
static int choose(struct drv_stream *stream, const struct run_wish *wish,
		  struct drv_pcm_space *space, struct audio_spec *spec)
{
	int ret;

	spec->rate = nearest_rate(space, wish->spec.rate);
	fix_rate(space, spec->rate);
	ret = drv_pcm_refine(stream, space);
	if (ret < 0)
		return ret;
	spec->channels = nearest_channels(space, wish->spec.channels);
	space->channels = 1u << spec->channels;
	ret = drv_pcm_refine(stream, space);
	if (ret < 0)
		return ret;
	spec->format = nearest_format(space, wish->spec.format);
	return 0;
}

/* ---- what to say when nothing fits ---- */

static void append(char *text, size_t size, const char *word)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used ? "/" : "", word);
}

/* The usual rate first, then the others from low to high. */
static void list_rates(const struct drv_pcm_space *space, char *text, size_t size)
{
	char word[24];

	text[0] = '\0';
	if (has_rate(space, USUAL_RATE)) {
		snprintf(word, sizeof(word), "%u", USUAL_RATE);
		append(text, size, word);
	}
	for (size_t i = 0; i < space->num_rates; i++) {
		snprintf(word, sizeof(word), "%u", space->rates[i]);
		if (space->rates[i] != USUAL_RATE)
			append(text, size, word);
	}
}

static void list_channels(const struct drv_pcm_space *space, char *text, size_t size)
{
	char word[24];

	text[0] = '\0';
	for (uint32_t n = 1; n <= AUDIO_MAX_CHANNELS; n++) {
		snprintf(word, sizeof(word), "%u", n);
		if (space->channels & 1u << n)
			append(text, size, word);
	}
}

static void list_formats(const struct drv_pcm_space *space, char *text, size_t size)
{
	enum sample_format format;

	text[0] = '\0';
	for (size_t i = 0; (format = sample_format_by_rank(i)) != SAMPLE_NONE; i++)
		if (space->formats & UINT64_C(1) << format)
			append(text, size, sample_format_name(format));
}

/* What would help somebody whose file does not fit. */
static const char *hint(const struct run_wish *wish, const struct drv_pcm_space *space)
{
	if (!wish->file)
		return "";
	if (has_rate(space, wish->spec.rate))
		return wish->convert ? "" : " (--convert changes channels and format)";
	return " (rates are not converted here)";
}

/* Everything that the PCM takes, one list for each parameter; if there is nothing, the widget that is why. */
static int fail_with_offer(struct drv *drv, struct drv_stream *stream, const char *label,
			   const struct run_wish *wish, struct run_error *error)
{
	struct drv_pcm_space space = { .formats = file_formats() };
	char rates[160], channels[64], words[96];

	if (drv_pcm_refine(stream, &space) < 0)
		return run_fail_driver(error, label, drv_last_error(drv));
	list_rates(&space, rates, sizeof(rates));
	list_channels(&space, channels, sizeof(channels));
	list_formats(&space, words, sizeof(words));
	return run_fail(error, CLI_BAD_INPUT,
			"%s%s%s%u Hz, %u channel%s, %s: %s takes %s Hz, %s channel%s, %s%s",
			wish->file ? wish->file : "", wish->as_asked ? " as asked for" : "",
			wish->file ? ": " : "", wish->spec.rate, wish->spec.channels,
			text_plural(wish->spec.channels),
			wish->encoding ? wish->encoding : sample_format_name(wish->spec.format),
			label, rates, channels, strcmp(channels, "1") ? "s" : "", words,
			hint(wish, &space));
}

int run_params_choose(struct drv *drv, struct drv_stream *stream, const char *label,
		      const struct run_wish *wish, struct audio_spec *spec, struct run_error *error)
{
	struct drv_pcm_space space = { .formats = file_formats() };
	int ret;

	if (!wish->any_rate)
		fix_rate(&space, wish->spec.rate);
	if (!wish->any_channels)
		space.channels = channel_bit(wish->spec.channels);
	if (!wish->any_format)
		space.formats = UINT64_C(1) << wish->spec.format;
	ret = drv_pcm_refine(stream, &space);
	if (ret == -EINVAL)
		return fail_with_offer(drv, stream, label, wish, error);
	if (!ret)
		ret = choose(stream, wish, &space, spec);
	if (!ret && spec->format == SAMPLE_NONE)
		return fail_with_offer(drv, stream, label, wish, error);
	return ret < 0 ? run_fail_driver(error, label, drv_last_error(drv)) : 0;
}
