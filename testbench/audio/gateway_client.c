/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "audio/gateway_client.h"

static size_t source_transfer(void *ctx, void *data, size_t bytes)
{
	struct audio_source *source = ctx;
	size_t wanted = bytes / source->frame_bytes;
	size_t got = 0;

	if (!audio_source_consumed(source)) {
		int64_t ret = audio_reader_read(source->reader, data, wanted);

		if (ret < 0)
			source->error = (int)ret;
		else
			got = (size_t)ret;
		source->frames += got;
		if (audio_source_consumed(source) && source->wake)
			source->wake(source->wake_ctx);
	}

	memset((uint8_t *)data + got * source->frame_bytes, source->silence,
	       (wanted - got) * source->frame_bytes);
	return wanted * source->frame_bytes;
}

void audio_source_init(struct audio_source *source, struct audio_reader *reader,
		       const struct audio_spec *spec)
{
	*source = (struct audio_source){
		.client = { .transfer = source_transfer, .ctx = source },
		.reader = reader,
		.frame_bytes = audio_spec_frame_bytes(spec),
		.silence = sample_format_silence(spec->format),
		.total = reader ? audio_reader_info(reader)->frames : 0,
	};
}

bool audio_source_consumed(const struct audio_source *source)
{
	return source->error < 0 || source->frames == source->total;
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

static size_t sink_transfer(void *ctx, void *data, size_t bytes)
{
	struct audio_sink *sink = ctx;
	uint64_t take = sink_room(sink, bytes / sink->frame_bytes);

	if (take > 0 && sink->writer && sink->error == 0)
		sink->error = audio_writer_write(sink->writer, data, take);
	sink->frames += take;
	if ((sink->frames >= sink->limit || sink->error) && sink->wake)
		sink->wake(sink->wake_ctx);
	return bytes;
}

void audio_sink_init(struct audio_sink *sink, struct audio_writer *writer,
		     const struct audio_spec *spec, uint32_t node_id, uint64_t limit)
{
	*sink = (struct audio_sink){
		.client = { .transfer = sink_transfer, .ctx = sink },
		.writer = writer,
		.frame_bytes = audio_spec_frame_bytes(spec),
		.node_id = node_id,
		.limit = limit,
	};
}

void audio_sink_set_limit(struct audio_sink *sink, uint64_t limit)
{
	sink->limit = limit;
	sink->full = false;
}

bool audio_sink_complete(const struct audio_sink *sink)
{
	return sink->limit != AUDIO_SINK_UNLIMITED &&
	       (sink->full || sink->frames >= sink_look(sink).limit);
}

uint64_t audio_frames_at_rate(uint64_t frames, uint32_t from_rate, uint32_t to_rate)
{
	return (frames * to_rate + from_rate - 1) / from_rate;
}
