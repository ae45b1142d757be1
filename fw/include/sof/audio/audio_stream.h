/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Circular stream of frames with one read and one write position, and the parameters of what flows in it.
 *
 *   addr <= r_ptr, w_ptr < end_addr = addr + size        avail + free = size
 *   w_ptr = addr + (r_ptr - addr + avail) mod size
 *
 * A stream is a whole number of frames long once its parameters are set (comp_buffer_set_params() sees to it).
 */
#ifndef SOF_AUDIO_AUDIO_STREAM_H
#define SOF_AUDIO_AUDIO_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <sof/audio/cir_buf.h>
#include <sof/audio/format.h>
#include <sof/common.h>

struct sof_audio_stream_params {
	enum sof_ipc_frame frame_fmt; /* container */
	enum sof_ipc_frame valid_sample_fmt;
	uint32_t rate; /* Hz */
	uint32_t channels;
	uint32_t ch_map;
	uint32_t interleaving;    /* enum ipc4_interleaving */
	uint32_t align_frame_cnt; /* frames are processed in multiples of this */
	uint32_t byte_align_req;  /* as asked by the module that set the alignment */
	uint32_t frame_align_req;
};

struct audio_stream {
	struct sof_audio_stream_params params; /* the first: see source_stream(), sink_stream() */
	void *addr;
	void *end_addr;
	void *r_ptr;
	void *w_ptr;
	uint32_t size;  /* bytes */
	uint32_t avail; /* bytes to read */
	uint32_t free;  /* bytes to write */
};

#define AUDIO_STREAM_BYTE_ALIGN_DEFAULT  4
#define AUDIO_STREAM_FRAME_ALIGN_DEFAULT 1

static inline uint32_t audio_stream_frame_bytes(const struct audio_stream *s)
{
	return get_frame_bytes(s->params.frame_fmt, s->params.channels);
}

static inline uint32_t audio_stream_get_avail_bytes(const struct audio_stream *s)
{
	return s->avail;
}

static inline uint32_t audio_stream_get_free_bytes(const struct audio_stream *s)
{
	return s->free;
}

static inline uint32_t audio_stream_get_avail_frames(const struct audio_stream *s)
{
	return s->avail / audio_stream_frame_bytes(s);
}

static inline uint32_t audio_stream_get_free_frames(const struct audio_stream *s)
{
	return s->free / audio_stream_frame_bytes(s);
}

static inline void *audio_stream_wrap(const struct audio_stream *s, void *ptr)
{
	return ptr >= s->end_addr ? (uint8_t *)ptr - s->size : ptr;
}

/** Bytes from ptr to the wrap point. */
static inline int audio_stream_bytes_without_wrap(const struct audio_stream *s, const void *ptr)
{
	return (int)((const uint8_t *)s->end_addr - (const uint8_t *)ptr);
}

/** Attach memory and empty the stream; stereo S16 until the parameters are set. */
void audio_stream_init(struct audio_stream *s, void *addr, uint32_t size);

/** Empty the stream; its data stay. */
void audio_stream_reset(struct audio_stream *s);

/** Advance the write position. More than free overwrites what was not read. */
void audio_stream_produce(struct audio_stream *s, uint32_t bytes);

/** Advance the read position; never by more than avail. */
void audio_stream_consume(struct audio_stream *s, uint32_t bytes);

/** The same by at most free, and by at most avail: what a checked fragment moves. */
static inline void audio_stream_advance_write(struct audio_stream *s, uint32_t bytes)
{
	s->w_ptr = audio_stream_wrap(s, s->w_ptr + bytes);
	s->avail += bytes;
	s->free -= bytes;
}

static inline void audio_stream_advance_read(struct audio_stream *s, uint32_t bytes)
{
	s->r_ptr = audio_stream_wrap(s, s->r_ptr + bytes);
	s->avail -= bytes;
	s->free += bytes;
}

/** Zero `bytes` from the write position on, without moving it. @return 0, 1 when that is more than free */
int audio_stream_set_zero(struct audio_stream *s, uint32_t bytes);

/** Ask for blocks of frames that are a multiple of both; recomputed when format or channels change. */
void audio_stream_params_set_align(struct sof_audio_stream_params *params, uint32_t byte_align,
				   uint32_t frame_align);

/** The same for a stream. */
static inline void audio_stream_set_align(const uint32_t byte_align, const uint32_t frame_align,
					  struct audio_stream *s)
{
	audio_stream_params_set_align(&s->params, byte_align, frame_align);
}

/** Frames that both sides can move, rounded down to the source's alignment. */
uint32_t audio_stream_avail_frames_aligned(const struct audio_stream *source,
					   const struct audio_stream *sink);

/**
 * Copy bytes between two streams at their positions, wrapping in both, moving neither.
 * The caller has checked that both sides have them.
 */
void audio_stream_copy_bytes(const struct audio_stream *source, struct audio_stream *sink,
			     uint32_t bytes);

/** Fill rate, channels, formats and map from an IPC4 format. @return 0, -EINVAL */
int audio_stream_params_from_ipc4(struct sof_audio_stream_params *params,
				  const struct ipc4_audio_format *fmt);

/** In which state an edge is. */
enum sof_audio_buffer_state {
	AUDIOBUF_STATE_INITIAL, /* parameters not set */
	AUDIOBUF_STATE_READY,
	AUDIOBUF_STATE_END_OF_STREAM,
	AUDIOBUF_STATE_END_OF_STREAM_FLUSH,
};

#include <sof/audio/stream_access.h>

#endif
