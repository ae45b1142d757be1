/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "audio/gateway_client.h"

/* Frames that are lent as they are. */
static void move_as_is(struct adsp_dma_span *span, void *frames, size_t bytes)
{
	memcpy(frames, span->data, bytes);
	span->data += bytes;
	span->bytes -= bytes;
}

/* Up to `bytes` of the file. @return how many; an error leaves none */
static size_t source_take(struct audio_source *source, uint8_t *data, size_t bytes)
{
	struct adsp_dma_span *span = &source->span;
	size_t done = 0;

	while (done < bytes) {
		size_t n = span->bytes < bytes - done ? span->bytes : bytes - done;
		int64_t ret;

		if (n) { /* before the first block there is no data */
			source->move(span, data + done, n);
			done += n;
		}
		if (done == bytes || source->lent == source->total)
			break;
		ret = audio_reader_lend(source->reader, (const void **)&span->data);
		if (ret < 0) {
			source->error = (int)ret;
			source->lent -= done / source->frame_bytes;
			return 0;
		}
		span->bytes = (size_t)ret * source->frame_bytes;
		source->lent += (uint64_t)ret;
		if (!ret)
			break;
	}
	return done;
}

static size_t source_transfer(void *ctx, void *data, size_t bytes)
{
	struct audio_source *source = ctx;
	size_t got = 0;

	if (!audio_source_consumed(source)) {
		got = source_take(source, data, bytes);
		if (audio_source_consumed(source) && source->wake)
			source->wake(source->wake_ctx);
	}
	if (source->ends)
		return got;
	memset((uint8_t *)data + got, source->silence, bytes - got);
	return bytes;
}

void audio_source_init(struct audio_source *source, struct audio_reader *reader,
		       const struct audio_spec *spec)
{
	const audio_move_fn move = reader ? audio_reader_move(reader) : NULL;

	*source = (struct audio_source){
		.client = { .transfer = source_transfer,
			    .ctx = source,
			    .span = &source->span,
			    .move = move },
		.move = move ? move : move_as_is,
		.reader = reader,
		.frame_bytes = audio_spec_frame_bytes(spec),
		.silence = sample_format_silence(spec->format),
		.total = reader ? audio_reader_info(reader)->frames : 0,
	};
}

uint64_t audio_source_frames(const struct audio_source *source)
{
	return source->span.bytes ? source->lent - source->span.bytes / source->frame_bytes :
				    source->lent;
}

bool audio_source_consumed(const struct audio_source *source)
{
	return source->error < 0 || audio_source_frames(source) == source->total;
}

/* What the sink needs to know of its gateway, only near its end, when it decides. */
struct sink_view {
	uint64_t limit; /* with the silence that has been put in so far */
	bool silent; /* the ring is empty: what comes now is silence, which is counted when the tick ends */
};

static struct sink_view sink_look(const struct audio_sink *sink)
{
	struct sink_view view = { .limit = sink->limit };
	struct adsp_dma_status status;

	if (adsp_dma_get_status(sink->node_id, &status) == 0) {
		view.limit += status.silence_bytes / sink->frame_bytes;
		view.silent = status.rate &&
			      status.level_bytes < sink->frame_bytes; /* links only */
	}
	return view;
}

/*
 * Silence belongs to the output: it stands where the endpoint was starved. Behind the last frame of audio there is no
 * place for it.
 */
static uint64_t sink_room(struct audio_sink *sink, uint64_t frames)
{
	struct sink_view view;

	if (sink->full)
		return 0;
	if (sink->limit == AUDIO_SINK_UNLIMITED || sink->frames + frames < sink->limit)
		return frames;
	view = sink_look(sink);
	if (view.silent)
		return sink->frames < view.limit ? frames : 0;
	if (sink->frames + frames < view.limit)
		return frames;
	sink->full = true;
	return sink->frames < view.limit ? view.limit - sink->frames : 0;
}

/* What has been put into the span counts; nothing is lent any more. */
static void sink_settle(struct audio_sink *sink)
{
	sink->frames = audio_sink_frames(sink);
	sink->lent = 0;
	if (sink->client.span)
		sink->client.span->bytes = 0;
}

/* Let the engine write to the file's block itself, as long as the limit is far. */
static void sink_lend(struct audio_sink *sink)
{
	uint64_t frames;

	if (!sink->client.span || sink->error || sink->full || sink->frames >= sink->limit)
		return;
	frames = audio_writer_room(sink->writer);
	if (frames > sink->limit - sink->frames)
		frames = sink->limit - sink->frames;
	sink->lent = frames * sink->frame_bytes;
	sink->client.span->bytes = sink->lent;
}

static size_t sink_transfer(void *ctx, void *data, size_t bytes)
{
	struct audio_sink *sink = ctx;
	uint64_t take;

	sink_settle(sink);
	take = sink_room(sink, bytes / sink->frame_bytes);
	if (take > 0 && sink->writer && sink->error == 0)
		sink->error = audio_writer_write(sink->writer, data, take);
	sink->frames += take;
	sink_lend(sink);
	if ((sink->frames >= sink->limit || sink->error) && sink->wake)
		sink->wake(sink->wake_ctx);
	return bytes;
}

void audio_sink_init(struct audio_sink *sink, struct audio_writer *writer,
		     const struct audio_spec *spec, uint32_t node_id, uint64_t limit)
{
	*sink = (struct audio_sink){
		.client = { .transfer = sink_transfer,
			    .ctx = sink,
			    .span = writer ? audio_writer_span(writer) : NULL,
			    .move = writer ? audio_writer_move(writer) : NULL },
		.writer = writer,
		.frame_bytes = audio_spec_frame_bytes(spec),
		.node_id = node_id,
		.limit = limit,
	};
}

uint64_t audio_sink_frames(const struct audio_sink *sink)
{
	return sink->lent ?
		       sink->frames + (sink->lent - sink->client.span->bytes) / sink->frame_bytes :
		       sink->frames;
}

void audio_sink_set_limit(struct audio_sink *sink, uint64_t limit)
{
	sink_settle(sink);
	sink->limit = limit;
	sink->full = false;
}

bool audio_sink_complete(const struct audio_sink *sink)
{
	return sink->limit != AUDIO_SINK_UNLIMITED &&
	       (sink->full || audio_sink_frames(sink) >= sink_look(sink).limit);
}

uint64_t audio_frames_at_rate(uint64_t frames, uint32_t from_rate, uint32_t to_rate)
{
	return (frames * to_rate + from_rate - 1) / from_rate;
}
