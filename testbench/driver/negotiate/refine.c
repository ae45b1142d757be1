/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a PCM stream can be: constraints in, constraints out, as snd_pcm_hw_refine. Candidates are the formats
 * of the host copier on the PCM's side, since a stream is what its host copier carries. Each is negotiated
 * along the path; what is left of rates, channels and formats is what occurs in one that works.
 */
#include <stdlib.h>
#include <string.h>

#include "driver/internal.h"

static bool space_takes(const struct drv_pcm_space *space, const struct drv_pcm_params *params)
{
	bool rate = !space->num_rates;

	for (size_t i = 0; i < space->num_rates; i++)
		rate |= space->rates[i] == params->rate;
	return rate && (!space->channels || space->channels & 1u << params->channels) &&
	       (!space->formats || space->formats & UINT64_C(1) << params->format);
}

/* Add a rate to a list that is ascending and stays so. */
static void add_rate(struct drv_pcm_space *space, uint32_t rate)
{
	size_t at = 0;

	while (at < space->num_rates && space->rates[at] < rate)
		at++;
	if ((at < space->num_rates && space->rates[at] == rate) ||
	    space->num_rates == DRV_MAX_RATES)
		return;
	memmove(&space->rates[at + 1], &space->rates[at],
		(space->num_rates - at) * sizeof(space->rates[0]));
	space->rates[at] = rate;
	space->num_rates++;
}

static void add_params(struct drv_pcm_space *space, const struct drv_pcm_params *params)
{
	add_rate(space, params->rate);
	space->channels |= 1u << params->channels;
	space->formats |= UINT64_C(1) << params->format;
}

static const struct tplg_side *pcm_side(const struct drv_stream *stream,
					const struct tplg_widget *host)
{
	return stream->direction == TPLG_PLAYBACK ? &host->in : &host->out;
}

static int host_step(const struct drv_stream *stream)
{
	int host = stream->pcm->caps[stream->direction].host;

	for (size_t i = 0; i < stream->path.num_steps; i++)
		if (stream->path.steps[i].widget == host)
			return (int)i;
	return -ENOENT;
}

/* What the trials of the candidates pass around. */
struct trial {
	struct drv_stream *stream;
	const struct drv_pcm_space *in;
	struct drv_pcm_space *out;
	struct drv_choice *choices;
	size_t furthest;        /* steps of the candidate that came furthest */
	struct drv_error cause; /* why it came no further */
	bool tried;
};

/* Negotiate for a candidate, and see whether the host copier then carries it. */
static bool works(struct trial *trial, const struct drv_pcm_params *params)
{
	struct drv_stream *stream = trial->stream;
	const struct drv_choice *host = &trial->choices[host_step(stream)];
	const struct tplg_pin_format *carried;
	struct drv_ref fe;
	size_t reached;

	if (!drv_ref_from_params(params, &fe))
		return false;
	if (drv_negotiate(stream, &fe, trial->choices, &reached) < 0) {
		if (!trial->tried || reached > trial->furthest) {
			trial->furthest = reached;
			trial->cause = stream->drv->error;
		}
		trial->tried = true;
		return false;
	}
	carried = stream->direction == TPLG_PLAYBACK ? host->in : host->out;
	return carried->fmt.sampling_frequency == params->rate &&
	       carried->fmt.channels_count == params->channels &&
	       drv_format_of(&carried->fmt) == params->format;
}

static void try_candidates(struct trial *trial)
{
	struct drv_stream *stream = trial->stream;
	const struct tplg_caps *caps = &stream->pcm->caps[stream->direction];
	const struct tplg_side *side = pcm_side(stream, &stream->drv->tplg->widgets[caps->host]);

	for (uint32_t i = 0; i < side->num_formats; i++) {
		const struct ipc4_audio_format *fmt = &side->formats[i].fmt;
		const struct drv_pcm_params params = {
			.rate = fmt->sampling_frequency,
			.channels = fmt->channels_count,
			.format = drv_format_of(fmt),
		};

		if (params.format != DRV_FORMAT_NONE && params.channels <= TPLG_MAX_CHANNELS &&
		    params.channels && space_takes(trial->in, &params) &&
		    (stream->drv->config.lenient || drv_caps_take(caps, &params)) &&
		    works(trial, &params))
			add_params(trial->out, &params);
	}
}

/* A chained stream is what its capabilities take. */
static void take_all(struct trial *trial)
{
	const struct tplg_caps *caps = &trial->stream->pcm->caps[trial->stream->direction];
	uint32_t rates[DRV_MAX_RATES];
	size_t count = drv_caps_rates(caps, rates);

	for (size_t r = 0; r < count; r++)
		for (uint32_t channels = 1; channels <= TPLG_MAX_CHANNELS; channels++)
			for (int format = 0; format < 64; format++) {
				const struct drv_pcm_params params = { rates[r], channels,
								       (enum drv_format)format };

				if (drv_caps_take(caps, &params) && space_takes(trial->in, &params))
					add_params(trial->out, &params);
			}
}

/* The host copier and the capabilities have nothing in common, or nothing that was asked for. */
static int nothing_to_try(struct drv_stream *stream)
{
	const struct tplg_caps *caps = &stream->pcm->caps[stream->direction];
	const struct drv_widget *host = &stream->drv->widgets[caps->host];
	char text[DRV_CAPS_BYTES], offered[DRV_OFFER_BYTES];

	if (stream->chain.used)
		return drv_fail(stream->drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"PCM %u %s: takes %s, nothing of what is wanted", stream->pcm->id,
				tplg_direction_name(stream->direction), drv_caps_print(caps, text));
	return drv_fail(
		stream->drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
		"PCM %u %s: takes %s, and %s has (Hz/channels/bits) %s (--lenient goes by these)",
		stream->pcm->id, tplg_direction_name(stream->direction), drv_caps_print(caps, text),
		host->tplg->name,
		drv_format_print_side(pcm_side(stream, host->tplg), false, offered));
}

int drv_pcm_refine(struct drv_stream *stream, struct drv_pcm_space *space)
{
	struct drv *drv = stream->drv;
	struct drv_pcm_space out = { 0 };
	struct trial trial = { .stream = stream, .in = space, .out = &out };
	struct drv_error before = drv->error;
	int ret = stream->chain.used ? 0 : drv_find_modules(stream);

	if (ret < 0)
		return ret;
	trial.choices = calloc(stream->path.num_steps + 1, sizeof(*trial.choices));
	if (!trial.choices)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	if (stream->chain.used)
		take_all(&trial);
	else
		try_candidates(&trial);
	free(trial.choices);
	drv->error = before;
	if (!out.num_rates) {
		if (!trial.tried)
			return nothing_to_try(stream);
		drv->error = trial.cause;
		return drv->error.code;
	}
	out.period_frames = space->period_frames;
	out.buffer_frames = space->buffer_frames;
	out.periods = space->periods;
	out.short_periods = space->short_periods;
	ret = drv_refine_periods(stream, &out);
	if (!ret)
		*space = out;
	return ret;
}
