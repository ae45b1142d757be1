/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a module puts data. One fragment may be outstanding per sink: get, write, commit.
 * A fragment is circular: space runs from ptr and wraps at start + size. Pointers change from call to call.
 */
#ifndef SOF_AUDIO_SINK_API_H
#define SOF_AUDIO_SINK_API_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sof/audio/audio_stream.h>

struct sof_sink;
struct processing_module;

struct sink_ops {
	size_t (*get_free_size)(struct sof_sink *sink);
	int (*get_buffer)(struct sof_sink *sink, size_t bytes, void **ptr, void **start,
			  size_t *size);
	void (*commit_buffer)(struct sof_sink *sink, size_t bytes);
};

struct sof_sink {
	const struct sink_ops *ops;
	struct sof_audio_stream_params *params;
	struct processing_module *consumer; /* module at the other end; user mode: NULL */
	bool consumer_is_active;            /* user mode: as the kernel last saw it */
	union {
		struct processing_module *bound; /* module that writes here; NULL unbound */
		struct processing_module *bound_module;
	};
	uint32_t queue_id;     /* output pin of the writer */
	size_t min_free_space; /* bytes the writer needs to run */
	size_t capacity;       /* bytes of the whole ring */
	size_t requested;      /* outstanding fragment, 0 none */
	uint64_t processed;    /* bytes committed since the counter was cleared */
};

/** Ops of a sink that writes a stream in place: its params are the stream's. */
extern const struct sink_ops audio_stream_sink_ops;

/** Does it write a stream in place, without calls? Else its ops do it. */
static inline bool sink_is_stream(const struct sof_sink *sink)
{
	return sink->ops == &audio_stream_sink_ops;
}

/** The stream that a sink writes in place; NULL: none. */
static inline struct audio_stream *sink_stream(const struct sof_sink *sink)
{
	return sink_is_stream(sink) ? (struct audio_stream *)(void *)sink->params : NULL;
}

/** Bytes that can be written now. */
static inline size_t sink_get_free_size(struct sof_sink *sink)
{
	const struct audio_stream *stream = sink_stream(sink);

	return stream ? stream->free : sink->ops->get_free_size(sink);
}

/**
 * @return 0; -EBUSY a fragment is outstanding; -ENODATA less room is there
 */
static inline int sink_get_buffer(struct sof_sink *sink, size_t bytes, void **ptr, void **start,
				  size_t *size)
{
	const struct audio_stream *stream = sink_stream(sink);
	int ret = 0;

	if (sink->requested)
		return -EBUSY;
	if (!stream) {
		ret = sink->ops->get_buffer(sink, bytes, ptr, start, size);
	} else if (bytes > stream->free) {
		ret = -ENODATA;
	} else {
		*ptr = stream->w_ptr;
		*start = stream->addr;
		*size = stream->size;
	}
	if (!ret)
		sink->requested = bytes;
	return ret;
}

/** The same with the size of the area in samples. */
int sink_get_buffer_s16(struct sof_sink *sink, size_t bytes, int16_t **ptr, int16_t **start,
			int *samples);
int sink_get_buffer_s32(struct sof_sink *sink, size_t bytes, int32_t **ptr, int32_t **start,
			int *samples);

/** End the fragment, producing `bytes` of it (clamped to its size). @return 0, -ENODATA none outstanding */
static inline int sink_commit_buffer(struct sof_sink *sink, size_t bytes)
{
	struct audio_stream *stream = sink_stream(sink);

	if (!sink->requested)
		return -ENODATA;
	bytes = bytes < sink->requested ? bytes : sink->requested;
	sink->requested = 0;
	if (stream)
		audio_stream_advance_write(stream, (uint32_t)bytes);
	else if (bytes)
		sink->ops->commit_buffer(sink, bytes);
	sink->processed += bytes;
	return 0;
}

static inline enum sof_ipc_frame sink_get_frm_fmt(const struct sof_sink *sink)
{
	return sink->params->frame_fmt;
}

static inline enum sof_ipc_frame sink_get_valid_fmt(const struct sof_sink *sink)
{
	return sink->params->valid_sample_fmt;
}

static inline uint32_t sink_get_rate(const struct sof_sink *sink)
{
	return sink->params->rate;
}

static inline uint32_t sink_get_channels(const struct sof_sink *sink)
{
	return sink->params->channels;
}

static inline size_t sink_get_frame_bytes(const struct sof_sink *sink)
{
	return get_frame_bytes(sink->params->frame_fmt, sink->params->channels);
}

static inline size_t sink_get_free_frames(struct sof_sink *sink)
{
	return sink_get_free_size(sink) / sink_get_frame_bytes(sink);
}

static inline size_t sink_get_min_free_space(const struct sof_sink *sink)
{
	return sink->min_free_space;
}

static inline uint32_t sink_get_id(const struct sof_sink *sink)
{
	return sink->queue_id;
}

/* ---- what a module may ask for and say in prepare() ---- */

/** Blocks of frames that are a multiple of both. @return 0 */
static inline int sink_set_alignment_constants(struct sof_sink *sink, const uint32_t byte_align,
					       const uint32_t frame_align_req)
{
	audio_stream_params_set_align(sink->params, byte_align, frame_align_req);
	return 0;
}

/**
 * What flows here. The consumer has said what it takes when it was bound: a module whose prepare() leaves anything else is
 * refused.
 * @return 0; -EINVAL of sink_set_params(): an invalid format, nothing is set
 */
int sink_set_params(struct sof_sink *sink, struct sof_ipc_stream_params *params, bool force_update);

static inline int sink_set_rate(struct sof_sink *sink, unsigned int rate)
{
	sink->params->rate = rate;
	return 0;
}

static inline int sink_set_channels(struct sof_sink *sink, unsigned int channels)
{
	sink->params->channels = channels;
	return 0;
}

static inline int sink_set_frm_fmt(struct sof_sink *sink, enum sof_ipc_frame frm_fmt)
{
	sink->params->frame_fmt = frm_fmt;
	return 0;
}

static inline int sink_set_valid_fmt(struct sof_sink *sink, enum sof_ipc_frame valid_sample_fmt)
{
	sink->params->valid_sample_fmt = valid_sample_fmt;
	return 0;
}

/** @param buffer_fmt	SOF_IPC_BUFFER_* */
static inline int sink_set_buffer_fmt(struct sof_sink *sink, uint32_t buffer_fmt)
{
	sink->params->interleaving = buffer_fmt;
	return 0;
}

/** Always false, as source_get_underrun(). */
static inline bool sink_get_overrun(struct sof_sink *sink)
{
	return false;
}

/** Module that this sink feeds. */
static inline struct processing_module *sink_get_consumer(const struct sof_sink *sink)
{
	return sink->consumer;
}

#endif
