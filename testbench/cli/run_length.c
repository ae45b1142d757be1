/* SPDX-License-Identifier: BSD-3-Clause */
#include <adsp/dma.h>

#include "cli/run_length.h"
#include "cli/run_timeline.h"

uint64_t run_length_position(struct run_end *end)
{
	uint32_t frame_bytes = audio_spec_frame_bytes(&end->spec);
	struct adsp_dma_status status;
	uint64_t silence;

	if (end->input)
		return audio_source_frames(&end->source);
	if (!end->attached || !frame_bytes || adsp_dma_get_status(end->node_id, &status) != 0)
		return audio_sink_frames(&end->sink) - end->past_silence - end->silence;
	/* counted from 0 when the gateway is set up anew */
	silence = status.silence_bytes / frame_bytes;
	if (silence < end->silence)
		end->past_silence += end->silence;
	end->silence = silence;
	return audio_sink_frames(&end->sink) - end->past_silence - silence;
}

/* Frames of audio that stand in a link's ring: those of other streams, before the first of a new one. */
static uint64_t waiting(const struct run_end *end)
{
	uint32_t frame_bytes = audio_spec_frame_bytes(&end->spec);
	struct adsp_dma_status status;

	if (!end->attached || !frame_bytes || adsp_dma_get_status(end->node_id, &status) != 0)
		return 0;
	return status.level_bytes / frame_bytes;
}

/* ---- what goes into a capture ---- */

static uint64_t at_rate(uint64_t frames, const struct run_end *from, const struct run_end *to)
{
	return audio_frames_at_rate(frames, from->spec.rate, to->spec.rate);
}

/* The DAI whose audio is the longest that leads to a capture; NULL: none has a length. */
static struct run_dai *longest_input(struct run_session *session, const struct run_stream *stream)
{
	struct run_dai *longest = NULL;

	for (size_t d = 0; d < session->plan.num_dais; d++) {
		struct run_dai *dai = &session->dais[d];

		if (!(stream->plan->dais & 1u << d) || !dai->end.base)
			continue;
		if (dai->end.base == AUDIO_SINK_UNLIMITED)
			return dai;
		if (!longest || at_rate(dai->end.base, &dai->end, &stream->host) >
					at_rate(longest->end.base, &longest->end, &stream->host))
			longest = dai;
	}
	return longest;
}

/* Frames, at the rate of the stream, that its DAI has brought so far. */
static uint64_t position_in(struct run_session *session, const struct run_stream *stream)
{
	struct run_dai *dai = longest_input(session, stream);
	struct run_end *feed;

	if (!dai)
		return 0;
	feed = dai->plan->peer >= 0 ? &session->dais[dai->plan->peer].end : &dai->end;
	return at_rate(run_length_position(feed), feed, &stream->host);
}

/* ---- offsets ---- */

static void note_reach(struct run_session *session, struct run_stream *stream, bool anew, bool hold,
		       size_t reach, struct run_end *out)
{
	struct run_reach *r = &stream->reach[reach];
	uint64_t in = stream->host.input ? at_rate(audio_source_frames(&stream->host.source),
						   &stream->host, out) :
					   position_in(session, stream);
	uint64_t position = run_length_position(out);

	if (hold) {
		r->held_out = position;
		r->held_in = in;
	} else if (anew) {
		r->offset = (int64_t)(position - in + (stream->host.input ? waiting(out) : 0));
	} else {
		/* frames that come in while a capture is held are lost, a playback's wait */
		r->offset += (int64_t)(position - r->held_out);
		if (!stream->host.input)
			r->offset -= (int64_t)(in - r->held_in);
	}
}

static void note(struct run_session *session, uint32_t streams, bool anew, bool hold)
{
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		struct run_stream *stream = &session->streams[s];

		if (!(streams & 1u << s))
			continue;
		if (!stream->host.input)
			note_reach(session, stream, anew, hold, 0, &stream->host);
		for (size_t d = 0; stream->host.input && d < session->plan.num_dais; d++)
			if (stream->plan->dais & 1u << d)
				note_reach(session, stream, anew, hold, d, &session->dais[d].end);
	}
}

void run_length_note_start(struct run_session *session, uint32_t streams, bool anew)
{
	note(session, streams, anew, false);
}

void run_length_note_hold(struct run_session *session, uint32_t streams)
{
	note(session, streams, false, true);
}

void run_length_note_held(struct run_session *session, uint32_t streams)
{
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		struct run_stream *stream = &session->streams[s];

		if (streams & 1u << s && !stream->host.input)
			stream->reach[0].held_in = position_in(session, stream);
	}
}

/* ---- limits ---- */

/* Where the audio of a stream ends at an output; AUDIO_SINK_UNLIMITED: nobody knows. */
static uint64_t end_of(struct run_session *session, const struct run_stream *stream, size_t reach,
		       const struct run_end *out)
{
	const struct run_reach *r = &stream->reach[reach];
	const struct run_dai *dai;
	uint64_t base;

	if (!stream->playing)
		return r->held_out;
	if (stream->host.encoder || (stream->host.input && !stream->host.base)) {
		return AUDIO_SINK_UNLIMITED;
	} else if (stream->host.input) {
		base = at_rate(stream->host.base, &stream->host, out);
	} else {
		dai = longest_input(session, stream);
		if (!dai || dai->end.base == AUDIO_SINK_UNLIMITED)
			return AUDIO_SINK_UNLIMITED;
		base = at_rate(dai->end.base, &dai->end, out);
	}
	return (int64_t)base + r->offset > 0 ? (uint64_t)((int64_t)base + r->offset) : 0;
}

/* Without the drain. */
static uint64_t end_of_output(struct run_session *session, const struct run_end *out, size_t reach)
{
	uint64_t longest = 0;

	if (run_timeline_comes(session, out->streams))
		return AUDIO_SINK_UNLIMITED;
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		uint64_t end;

		if (!(out->streams & 1u << s))
			continue;
		end = end_of(session, &session->streams[s], reach, out);
		if (end > longest)
			longest = end;
	}
	return longest;
}

static void set_limit(struct run_session *session, struct run_end *out, uint64_t end)
{
	const struct run_options *options = session->options;
	uint64_t drain = options->drain_in_ms ?
				 audio_frames_at_rate(options->drain, 1000, out->spec.rate) :
				 options->drain;

	/* the sink itself adds the silence that the gateway counts */
	audio_sink_set_limit(&out->sink,
			     end == AUDIO_SINK_UNLIMITED ? end : end + drain + out->past_silence);
	out->since = card_ticks(session->card);
}

void run_length_update(struct run_session *session)
{
	for (size_t d = 0; d < session->plan.num_dais; d++) {
		struct run_dai *dai = &session->dais[d];
		uint64_t end;

		if (dai->end.input) {
			dai->end.since = card_ticks(session->card);
			continue;
		}
		end = end_of_output(session, &dai->end, d);
		set_limit(session, &dai->end, end);
		if (dai->plan->peer >= 0)
			session->dais[dai->plan->peer].end.base =
				end == AUDIO_SINK_UNLIMITED ?
					end :
					at_rate(end, &dai->end,
						&session->dais[dai->plan->peer].end);
	}
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		struct run_end *host = &session->streams[s].host;

		if (host->input)
			host->since = card_ticks(session->card);
		else
			set_limit(session, host, end_of_output(session, host, 0));
	}
}

/* ---- encoders ---- */

#define ENCODER_TICKS 2 /* from a link to the host */

static bool is_heard(struct run_session *session, const struct run_stream *stream)
{
	const struct run_dai *dai = longest_input(session, stream);

	return dai && dai->end.base != AUDIO_SINK_UNLIMITED &&
	       position_in(session, stream) >= at_rate(dai->end.base, &dai->end, &stream->host);
}

static uint64_t drain_ticks(const struct run_session *session, const struct run_stream *stream)
{
	const struct run_options *options = session->options;

	return options->drain_in_ms ?
		       options->drain :
		       audio_frames_at_rate(options->drain, stream->host.spec.rate, 1000);
}

uint64_t run_length_end_encoded(struct run_session *session)
{
	const uint64_t now = card_ticks(session->card);
	uint64_t ticks = RUN_NEVER;

	for (size_t s = 0; s < session->plan.num_streams; s++) {
		struct run_stream *stream = &session->streams[s];
		struct run_end *host = &stream->host;

		if (!host->encoder || !stream->playing || host->sink.limit != AUDIO_SINK_UNLIMITED)
			continue;
		if (!host->over_at && is_heard(session, stream))
			host->over_at = now + ENCODER_TICKS + drain_ticks(session, stream);
		if (!host->over_at)
			continue;
		if (now >= host->over_at)
			audio_sink_set_limit(&host->sink, audio_sink_frames(&host->sink));
		else if (host->over_at - now < ticks)
			ticks = host->over_at - now;
	}
	return ticks;
}
