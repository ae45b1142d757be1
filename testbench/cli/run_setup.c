/* SPDX-License-Identifier: BSD-3-Clause */
#include <ipc4/codec.h>

#include "cli/run_params.h"
#include "cli/run_setup.h"
#include "cli/run_timeline.h"
#include "util/text.h"

/* ---- parameters ---- */

/* What a playback carries: its file, changed only as far as options allow. */
static void wish_of_file(const struct run_session *session, const struct run_end *host,
			 struct run_wish *wish)
{
	const struct run_options *options = session->options;
	const struct audio_info *info = audio_reader_info(host->reader);

	*wish = (struct run_wish){
		.spec = info->spec,
		.file = host->file,
		.encoding = info->encoding,
		.convert = options->convert,
		.any_channels = options->convert && !host->asked.channels,
		.any_format = options->convert && !host->asked.format,
	};
	if (host->asked.channels && host->asked.channels != wish->spec.channels) {
		wish->spec.channels = host->asked.channels;
		wish->as_asked = true;
	}
	if (host->asked.format && host->asked.format != wish->spec.format) {
		wish->spec.format = host->asked.format;
		wish->encoding = NULL;
		wish->as_asked = true;
	} else if (options->convert && wish->spec.format == SAMPLE_NONE)
		wish->spec.format = SAMPLE_S32_LE;
}

/* What a capture would naturally carry: what goes into its DAI, else what the first playback carries. */
static const struct audio_spec *natural_spec(const struct run_session *session,
					     const struct run_plan_stream *plan)
{
	static const struct audio_spec usual = { 48000, 2, SAMPLE_S16_LE };

	for (size_t d = 0; d < session->plan.num_dais; d++)
		if ((plan->dais & (1u << d)) && session->dais[d].end.reader)
			return &audio_reader_info(session->dais[d].end.reader)->spec;
	for (size_t d = 0; d < session->plan.num_dais; d++) {
		int peer = session->plan.dais[d].peer;

		if (!(plan->dais & (1u << d)) || peer < 0)
			continue;
		for (size_t s = 0; s < session->plan.num_streams; s++)
			if (session->plan.streams[s].dais & (1u << peer))
				return &session->streams[s].host.spec;
	}
	for (size_t s = 0; s < session->plan.num_streams; s++)
		if (session->plan.streams[s].direction == TPLG_PLAYBACK)
			return &session->streams[s].host.spec;
	return &usual;
}

/* What an encoder makes is not to be converted. */
static void wish_of_capture(const struct run_session *session, struct run_stream *stream,
			    struct run_wish *wish)
{
	const struct run_plan_stream *plan = stream->plan;
	const struct audio_spec *asked = &plan->asked;
	enum drv_format words;

	*wish = (struct run_wish){
		.spec = *natural_spec(session, plan),
		.any_rate = !asked->rate,
		.any_channels = !asked->channels,
		.any_format = !asked->format,
	};
	stream->host.encoder = drv_stream_encoder(card_stream_driver(stream->pcm), &words);
	if (stream->host.encoder)
		wish->spec.format = (enum sample_format)words;
	if (asked->rate)
		wish->spec.rate = asked->rate;
	if (asked->channels)
		wish->spec.channels = asked->channels;
	if (asked->format)
		wish->spec.format = asked->format;
	else if (wish->spec.format == SAMPLE_NONE)
		wish->spec.format = SAMPLE_S32_LE;
}

/* Tell the reader what to deliver, or the writer what will come. */
static int prepare_file(struct run_session *session, struct run_end *end)
{
	char err[512];

	if (end->delivering)
		return 0;
	end->delivering = true;
	/* a codec that the firmware lacks is for the firmware to refuse */
	if (end->reader &&
	    audio_reader_deliver(end->reader, &end->spec,
				 session->options->convert || end->codec > IPC4_CODEC_PCM, err,
				 sizeof(err)) < 0)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s: %s", end->label, err);
	if (end->writer && audio_writer_begin(end->writer, &end->spec, err, sizeof(err)) < 0)
		return run_fail(&session->error, CLI_OUTPUT, "%s", err);
	return 0;
}

static int set_params(struct run_session *session, struct run_stream *stream)
{
	const struct drv_pcm_params params = {
		.rate = stream->host.spec.rate,
		.channels = stream->host.spec.channels,
		.format = (enum drv_format)stream->host.spec.format,
		.codec = stream->host.codec,
	};

	return card_stream_set_params(stream->pcm, &params) < 0 ? run_fail_card(session) : 0;
}

/* A rate that was given for this stream alone is that of its file. (-r of a file with a header is a warning.) */
static int insist_on_rate(struct run_session *session, const struct run_stream *stream)
{
	const struct audio_spec *asked = &stream->plan->asked;
	uint32_t rate = audio_reader_info(stream->host.reader)->spec.rate;

	if (!stream->plan->own_rate || asked->rate == rate)
		return 0;
	return run_fail(&session->error, CLI_USAGE,
			"%s: rate=%u, but %s has %u Hz (rates are not converted here)",
			stream->plan->label, asked->rate, stream->host.file, rate);
}

/* A compressed PCM gets what the file is coded in. */
static uint32_t codec_of(const struct audio_reader *reader)
{
	static const uint32_t codecs[] = {
		[AUDIO_NOT_CODED] = IPC4_CODEC_PCM,       [AUDIO_CODED_MP3] = IPC4_CODEC_MP3,
		[AUDIO_CODED_VORBIS] = IPC4_CODEC_VORBIS, [AUDIO_CODED_OPUS] = IPC4_CODEC_OPUS,
		[AUDIO_CODED_FLAC] = IPC4_CODEC_FLAC,
	};

	return reader ? codecs[audio_reader_info(reader)->coding] : IPC4_CODEC_PCM;
}

static int configure_stream(struct run_session *session, struct run_stream *stream)
{
	const struct run_plan_stream *plan = stream->plan;
	struct run_wish wish;
	int ret;

	if (card_stream_open(session->card, plan->pcm->id, plan->direction, &stream->pcm) < 0)
		return run_fail_card(session);
	if (plan->pcm->compress)
		stream->host.codec = codec_of(stream->host.reader);
	if (plan->direction == TPLG_PLAYBACK && insist_on_rate(session, stream) < 0)
		return -1;
	if (plan->direction == TPLG_PLAYBACK)
		wish_of_file(session, &stream->host, &wish);
	else
		wish_of_capture(session, stream, &wish);

	ret = run_params_choose(card_driver(session->card), card_stream_driver(stream->pcm),
				plan->label, &wish, &stream->host.spec, &session->error);
	if (ret == 0)
		ret = set_params(session, stream);
	if (ret < 0)
		return -1;
	stream->host.node_id = drv_stream_host(card_stream_driver(stream->pcm))->node_id;
	return prepare_file(session, &stream->host);
}

static const char *widget_name(const struct run_session *session, const struct run_dai *dai)
{
	return session->tplg->widgets[dai->plan->widget].name;
}

static int configure_dai(struct run_session *session, struct run_dai *dai)
{
	const struct drv_endpoint *endpoint = card_link(session->card, widget_name(session, dai));
	const struct run_options *options = session->options;
	struct run_end *end = &dai->end;

	if (!endpoint)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s: no stream reaches this DAI",
				end->label);
	if (!run_params_from_ipc4(&endpoint->format, &end->spec))
		return run_fail(
			&session->error, CLI_BAD_INPUT,
			"%s: %u valid of %u bits, %u channels, %u Hz: no file can hold that",
			end->label, endpoint->format.valid_bit_depth, endpoint->format.depth,
			endpoint->format.channels_count, endpoint->format.sampling_frequency);
	end->node_id = endpoint->node_id;

	if (dai->plan->direction == TPLG_PLAYBACK) {
		if (options->out_rate && options->out_rate != end->spec.rate)
			return run_fail(&session->error, CLI_USAGE, "-R %u: %s runs at %u Hz",
					options->out_rate, end->label, end->spec.rate);
		if (options->out_channels && options->out_channels != end->spec.channels)
			return run_fail(&session->error, CLI_USAGE, "-n %u: %s has %u channel%s",
					options->out_channels, end->label, end->spec.channels,
					text_plural(end->spec.channels));
	}
	return prepare_file(session, end);
}

/* ---- how much comes out ---- */

static void take_larger(uint64_t *base, uint64_t frames, const struct run_end *from,
			const struct run_end *to)
{
	uint64_t there = audio_frames_at_rate(frames, from->spec.rate, to->spec.rate);

	if (there > *base)
		*base = there;
}

/* Each output is as long as the longest input that leads to it, at its own rate. */
static void compute_bases(struct run_session *session)
{
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		struct run_end *host = &session->streams[s].host;

		if (!host->input)
			continue;
		host->base = audio_reader_info(host->reader)->frames;
		for (size_t d = 0; d < session->plan.num_dais; d++)
			if (session->plan.streams[s].dais & (1u << d))
				take_larger(&session->dais[d].end.base, host->base, host,
					    &session->dais[d].end);
	}
	for (size_t d = 0; d < session->plan.num_dais; d++) {
		struct run_dai *dai = &session->dais[d];

		if (!dai->end.input)
			continue;
		if (dai->end.reader)
			dai->end.base = audio_reader_info(dai->end.reader)->frames;
		else if (dai->plan->peer >= 0)
			take_larger(&dai->end.base, session->dais[dai->plan->peer].end.base,
				    &session->dais[dai->plan->peer].end, &dai->end);
	}
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		struct run_end *host = &session->streams[s].host;

		for (size_t d = 0; d < session->plan.num_dais && !host->input; d++)
			if (session->plan.streams[s].dais & (1u << d))
				take_larger(&host->base, session->dais[d].end.base,
					    &session->dais[d].end, host);
	}
}

static void wake(void *ctx)
{
	card_wake(ctx);
}

static int init_client(struct run_session *session, struct run_end *end)
{
	const struct run_options *options = session->options;
	bool last = session->iteration + 1 == options->iterations;

	if (end->input) {
		/* not the first time: an unseekable input is read once at most */
		if (end->reader && end->source.reader && audio_reader_rewind(end->reader) < 0)
			return run_fail(&session->error, CLI_BAD_INPUT, "%s",
					audio_reader_error(end->reader));
		audio_source_init(&end->source, end->reader, &end->spec);
		end->source.ends = end->codec != 0;
		end->source.wake = wake;
		end->source.wake_ctx = session->card;
		return 0;
	}
	if (!end->base && !options->max_ticks && !run_timeline_stops(session, end->streams))
		return run_fail(
			&session->error, CLI_USAGE,
			"%s has no end: feed it with --dai NAME=FILE or --loopback, or stop it with -C",
			end->label);
	audio_sink_init(&end->sink, last ? end->writer : NULL, &end->spec, end->node_id,
			AUDIO_SINK_UNLIMITED);
	end->over_at = 0;
	end->sink.wake = wake;
	end->sink.wake_ctx = session->card;
	return 0;
}

int run_setup_configure(struct run_session *session)
{
	/* a capture may want to be as a playback */
	for (int direction = TPLG_PLAYBACK; direction <= TPLG_CAPTURE; direction++)
		for (size_t s = 0; s < session->plan.num_streams; s++)
			if (session->plan.streams[s].direction == (enum tplg_direction)direction &&
			    configure_stream(session, &session->streams[s]) < 0)
				return -1;
	for (size_t d = 0; d < session->plan.num_dais; d++)
		if (configure_dai(session, &session->dais[d]) < 0)
			return -1;
	compute_bases(session);
	return run_each_end(session, init_client);
}

/* ---- start and end ---- */

/* An input without a file stays open: silence, or what a loopback brings. */
static const struct adsp_dma_client *client_of(struct run_end *end)
{
	if (end->input && !end->reader)
		return NULL;
	end->attached = true;
	return end->input ? &end->source.client : &end->sink.client;
}

static int attach_ends(struct run_session *session)
{
	int ret = 0;

	for (size_t s = 0; s < session->plan.num_streams && ret == 0; s++)
		ret = card_stream_set_client(session->streams[s].pcm,
					     client_of(&session->streams[s].host));
	for (size_t d = 0; d < session->plan.num_dais && ret == 0; d++)
		ret = card_link_set_client(session->card, widget_name(session, &session->dais[d]),
					   client_of(&session->dais[d].end));
	return ret < 0 ? run_fail_card(session) : 0;
}

static int attach_loopbacks(struct run_session *session)
{
	for (size_t d = 0; d < session->plan.num_dais; d++) {
		struct run_dai *tx = &session->dais[d];
		struct run_dai *rx;

		if (tx->plan->peer < 0 || tx->end.input)
			continue;
		rx = &session->dais[tx->plan->peer];
		if (tx->end.spec.rate != rx->end.spec.rate ||
		    audio_spec_frame_bytes(&tx->end.spec) != audio_spec_frame_bytes(&rx->end.spec))
			return run_fail(
				&session->error, CLI_BAD_INPUT,
				"--loopback: %s sends %u Hz, %u channel%s, %s, %s takes %u Hz, %u channel%s, %s",
				tx->end.label, tx->end.spec.rate, tx->end.spec.channels,
				text_plural(tx->end.spec.channels),
				sample_format_name(tx->end.spec.format), rx->end.label,
				rx->end.spec.rate, rx->end.spec.channels,
				text_plural(rx->end.spec.channels),
				sample_format_name(rx->end.spec.format));
		if (card_loopback(session->card, widget_name(session, tx),
				  widget_name(session, rx)) < 0)
			return run_fail_card(session);
		rx->end.attached = true;
	}
	return 0;
}

static int apply_controls(struct run_session *session)
{
	struct control_error error;

	for (size_t i = 0; i < session->num_actions; i++)
		if (control_action_apply(&session->actions[i], card_driver(session->card), &error) <
		    0)
			return run_fail(&session->error, run_status_of(error.kind), "%s",
					error.text);
	return 0;
}

static int set_clocks(struct run_session *session)
{
	for (size_t d = 0; d < session->plan.num_dais; d++) {
		const struct adsp_dma_clock *clock = &session->plan.dais[d].clock;

		if ((clock->drift_ppb || clock->goes) &&
		    card_link_set_clock(session->card, widget_name(session, &session->dais[d]),
					clock) < 0)
			return run_fail_card(session);
	}
	return 0;
}

int run_setup_connect(struct run_session *session)
{
	if (attach_ends(session) < 0 || attach_loopbacks(session) < 0 || set_clocks(session) < 0)
		return -1;
	return apply_controls(session);
}

static int forget(struct run_session *session, struct run_end *end)
{
	end->attached = false;
	end->silence = 0;
	end->past_silence = 0;
	end->moved = 0;
	return 0;
}

void run_setup_teardown(struct run_session *session)
{
	if (card_close_streams(session->card) < 0)
		run_fail_card(session);
	for (size_t s = 0; s < session->plan.num_streams; s++)
		session->streams[s].pcm = NULL;
	run_each_end(session, forget);
}
