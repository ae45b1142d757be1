/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a module takes data from. One fragment may be outstanding per source: get, read, release.
 * A fragment is circular: data run from ptr and wrap at start + size. Pointers change from call to call.
 */
#ifndef SOF_AUDIO_SOURCE_API_H
#define SOF_AUDIO_SOURCE_API_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sof/audio/audio_stream.h>

struct sof_source;
struct processing_module;

struct source_ops {
	size_t (*get_data_available)(struct sof_source *source);
	int (*get_data)(struct sof_source *source, size_t bytes, const void **ptr,
			const void **start, size_t *size);
	void (*release_data)(struct sof_source *source, size_t bytes);
};

struct sof_source {
	const struct source_ops *ops;
	struct sof_audio_stream_params *params;
	struct processing_module *producer; /* module at the other end; user mode: NULL */
	bool producer_is_active;            /* user mode: as the kernel last saw it */
	union {
		struct processing_module *bound; /* module that reads here; NULL unbound */
		struct processing_module *bound_module;
	};
	uint32_t queue_id;    /* input pin of the reader */
	size_t min_available; /* bytes the reader needs to run */
	size_t requested;     /* outstanding fragment, 0 none */
	uint64_t processed;   /* bytes released since the counter was cleared */
};

/** Ops of a source that reads a stream in place: its params are the stream's. */
extern const struct source_ops audio_stream_source_ops;

/** Does it read a stream in place, without calls? Else its ops do it. */
static inline bool source_is_stream(const struct sof_source *source)
{
	return source->ops == &audio_stream_source_ops;
}

/** The stream that a source reads in place; NULL: none. */
static inline struct audio_stream *source_stream(const struct sof_source *source)
{
	return source_is_stream(source) ? (struct audio_stream *)(void *)source->params : NULL;
}

/** Bytes that can be read now. */
static inline size_t source_get_data_available(struct sof_source *source)
{
	const struct audio_stream *stream = source_stream(source);

	return stream ? stream->avail : source->ops->get_data_available(source);
}

/**
 * @return 0; -EBUSY a fragment is outstanding; -ENODATA fewer bytes are there
 */
static inline int source_get_data(struct sof_source *source, size_t bytes, const void **ptr,
				  const void **start, size_t *size)
{
	const struct audio_stream *stream = source_stream(source);
	int ret = 0;

	if (source->requested)
		return -EBUSY;
	if (!stream) {
		ret = source->ops->get_data(source, bytes, ptr, start, size);
	} else if (bytes > stream->avail) {
		ret = -ENODATA;
	} else {
		*ptr = stream->r_ptr;
		*start = stream->addr;
		*size = stream->size;
	}
	if (!ret)
		source->requested = bytes;
	return ret;
}

/** The same with the size of the area in samples. */
int source_get_data_s16(struct sof_source *source, size_t bytes, const int16_t **ptr,
			const int16_t **start, int *samples);
int source_get_data_s32(struct sof_source *source, size_t bytes, const int32_t **ptr,
			const int32_t **start, int *samples);

/** End the fragment, consuming `bytes` of it (clamped to its size; 0 keeps all). @return 0, -ENODATA none outstanding */
static inline int source_release_data(struct sof_source *source, size_t bytes)
{
	struct audio_stream *stream = source_stream(source);

	if (!source->requested)
		return -ENODATA;
	bytes = bytes < source->requested ? bytes : source->requested;
	source->requested = 0;
	if (stream)
		audio_stream_advance_read(stream, (uint32_t)bytes);
	else if (bytes)
		source->ops->release_data(source, bytes);
	source->processed += bytes;
	return 0;
}

static inline enum sof_ipc_frame source_get_frm_fmt(const struct sof_source *source)
{
	return source->params->frame_fmt;
}

static inline enum sof_ipc_frame source_get_valid_fmt(const struct sof_source *source)
{
	return source->params->valid_sample_fmt;
}

static inline uint32_t source_get_rate(const struct sof_source *source)
{
	return source->params->rate;
}

static inline uint32_t source_get_channels(const struct sof_source *source)
{
	return source->params->channels;
}

static inline size_t source_get_frame_bytes(const struct sof_source *source)
{
	return get_frame_bytes(source->params->frame_fmt, source->params->channels);
}

static inline size_t source_get_data_frames_available(struct sof_source *source)
{
	return source_get_data_available(source) / source_get_frame_bytes(source);
}

static inline size_t source_get_min_available(const struct sof_source *source)
{
	return source->min_available;
}

/** A module that runs on less, or needs more, than the topology says; in prepare(). */
static inline void source_set_min_available(struct sof_source *source, size_t bytes)
{
	source->min_available = bytes;
}

static inline uint32_t source_get_id(const struct sof_source *source)
{
	return source->queue_id;
}

/* ---- what a module may ask for and say in prepare() ---- */

/** Blocks of frames that are a multiple of both. @return 0 */
static inline int source_set_alignment_constants(struct sof_source *source,
						 const uint32_t byte_align,
						 const uint32_t frame_align_req)
{
	audio_stream_params_set_align(source->params, byte_align, frame_align_req);
	return 0;
}

/** Frames as the alignment has them. */
static inline uint32_t source_align_frames_round_down(struct sof_source *source, uint32_t frames)
{
	return frames - frames % source->params->align_frame_cnt;
}

static inline uint32_t source_align_frames_round_up(struct sof_source *source, uint32_t frames)
{
	return source_align_frames_round_down(source, frames + source->params->align_frame_cnt - 1);
}

static inline uint32_t source_align_frames_round_nearest(struct sof_source *source, uint32_t frames)
{
	return source_align_frames_round_down(source, frames + source->params->align_frame_cnt / 2);
}

/** The format of the edge, see sink_set_params(). @return 0, -EINVAL */
int source_set_params(struct sof_source *source, struct sof_ipc_stream_params *params,
		      bool force_update);

/** Always false: a source that runs dry is the schedulers' business. */
static inline bool source_get_underrun(struct sof_source *source)
{
	return false;
}

/** A bound source has its parameters. */
static inline enum sof_audio_buffer_state source_get_state(const struct sof_source *source)
{
	return AUDIOBUF_STATE_READY;
}

/** Module that feeds this source; not in user mode. */
static inline struct processing_module *source_get_producer(const struct sof_source *source)
{
	return source->producer;
}

#endif
