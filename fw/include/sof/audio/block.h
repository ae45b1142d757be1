/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Walk fragments in contiguous spans, so that arithmetic is a plain loop over linear arrays.
 *
 * A fragment is circular: it begins at ptr and wraps at end to start. Rings are whole frames long (opening
 * one that is not fails), so a frame never straddles the wrap. A pair of fragments falls into three spans at
 * most:
 *
 *	while (frames) {
 *		uint32_t n = block_linear(&dst, block_linear(&src, frames));
 *
 *		kernel(src.ptr, dst.ptr, n);
 *		block_advance(&src, n);
 *		block_advance(&dst, n);
 *		frames -= n;
 *	}
 */
#ifndef SOF_AUDIO_BLOCK_H
#define SOF_AUDIO_BLOCK_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sof/audio/sink_api.h>
#include <sof/audio/source_api.h>

/** A position in a circular fragment. Cursors of a source are only read through. */
struct block_cursor {
	uint8_t *ptr;
	uint8_t *start;
	uint8_t *end;
	uint32_t frame_bytes;
};

/** Cursor at byte `offset` of a ring of `size` bytes. @return 0, -EINVAL the ring is not whole frames long */
static inline int block_open_ring(struct block_cursor *c, void *start, uint32_t size,
				  uint32_t offset, uint32_t frame_bytes)
{
	if (!frame_bytes || size % frame_bytes)
		return -EINVAL;
	c->start = start;
	c->end = c->start + size;
	c->ptr = c->start + offset;
	c->frame_bytes = frame_bytes;
	return 0;
}

/**
 * Get a fragment of a source; source_release_data() ends it.
 * @return 0, -EINVAL see block_open_ring() (no fragment is outstanding), or the handle's error
 */
static inline int block_open_source(struct block_cursor *c, struct sof_source *source,
				    uint32_t frames)
{
	uint32_t frame_bytes = source_get_frame_bytes(source);
	const void *ptr, *start;
	size_t size;
	int ret = source_get_data(source, (size_t)frames * frame_bytes, &ptr, &start, &size);

	if (ret)
		return ret;
	ret = block_open_ring(c, (void *)start, size, (const uint8_t *)ptr - (const uint8_t *)start,
			      frame_bytes);
	if (ret)
		source_release_data(source, 0);
	return ret;
}

/** Get a fragment of a sink; sink_commit_buffer() ends it. Errors as block_open_source(). */
static inline int block_open_sink(struct block_cursor *c, struct sof_sink *sink, uint32_t frames)
{
	uint32_t frame_bytes = sink_get_frame_bytes(sink);
	void *ptr, *start;
	size_t size;
	int ret = sink_get_buffer(sink, (size_t)frames * frame_bytes, &ptr, &start, &size);

	if (ret)
		return ret;
	ret = block_open_ring(c, start, size, (uint8_t *)ptr - (uint8_t *)start, frame_bytes);
	if (ret)
		sink_commit_buffer(sink, 0);
	return ret;
}

/* ---- streams in one span: the usual case, without a fragment ---- */

/**
 * Where bytes can be read and written at once: both sides are streams, nothing is outstanding, and neither wraps within
 * them. block_span_end() moves both on.
 * @return false: it takes a fragment, see block_pair_open()
 */
static inline bool block_span_begin(const struct sof_source *source, const struct sof_sink *sink,
				    size_t bytes, size_t sink_bytes, const void **src, void **dst)
{
	const struct audio_stream *from = source_stream(source), *to = sink_stream(sink);

	if (!from || !to || source->requested || sink->requested || bytes > from->avail ||
	    sink_bytes > to->free || bytes > (size_t)(from->end_addr - from->r_ptr) ||
	    sink_bytes > (size_t)(to->end_addr - to->w_ptr))
		return false;
	*src = from->r_ptr;
	*dst = to->w_ptr;
	return true;
}

/** They have been read and written. */
static inline void block_span_end(struct sof_source *source, struct sof_sink *sink, size_t bytes,
				  size_t sink_bytes)
{
	audio_stream_advance_read(source_stream(source), (uint32_t)bytes);
	source->processed += bytes;
	audio_stream_advance_write(sink_stream(sink), (uint32_t)sink_bytes);
	sink->processed += sink_bytes;
}

/* ---- a source and a sink that move the same frames ---- */

/** The same frames on both sides, from block_pair_open() to block_pair_close(). */
struct block_pair {
	struct block_cursor src, dst;
	struct sof_source *source;
	struct sof_sink *sink;
	uint32_t frames;
};

/* A fragment that wraps in a ring which is not whole frames long. */
static inline bool block_wraps_in_frame(const struct block_cursor *c, size_t bytes)
{
	return bytes > (size_t)(c->end - c->ptr) && (size_t)(c->end - c->start) % c->frame_bytes;
}

/**
 * Get `frames` of both. No frames is no error, and needs no close.
 * @return 0, or an error as block_open_source(), with nothing outstanding
 */
static inline int block_pair_open(struct block_pair *p, struct sof_source *source,
				  struct sof_sink *sink, uint32_t frames, uint32_t frame_bytes,
				  uint32_t sink_frame_bytes)
{
	const size_t bytes = (size_t)frames * frame_bytes;
	const size_t sink_bytes = (size_t)frames * sink_frame_bytes;
	const void *ptr, *start;
	void *to, *to_start;
	size_t size, to_size;
	int ret;

	p->frames = frames;
	p->src = p->dst = (struct block_cursor){ 0 };
	if (!frames)
		return 0;
	ret = source_get_data(source, bytes, &ptr, &start, &size);
	if (ret)
		return ret;
	ret = sink_get_buffer(sink, sink_bytes, &to, &to_start, &to_size);
	if (ret) {
		source_release_data(source, 0);
		return ret;
	}
	p->source = source;
	p->sink = sink;
	p->src = (struct block_cursor){ (uint8_t *)ptr, (uint8_t *)start, (uint8_t *)start + size,
					frame_bytes };
	p->dst = (struct block_cursor){ to, to_start, (uint8_t *)to_start + to_size,
					sink_frame_bytes };
	if (!block_wraps_in_frame(&p->src, bytes) && !block_wraps_in_frame(&p->dst, sink_bytes))
		return 0;
	source_release_data(source, 0);
	sink_commit_buffer(sink, 0);
	return -EINVAL;
}

/** The frames have been read and written. */
static inline void block_pair_close(struct block_pair *p)
{
	if (!p->frames)
		return;
	source_release_data(p->source, (size_t)p->frames * p->src.frame_bytes);
	sink_commit_buffer(p->sink, (size_t)p->frames * p->dst.frame_bytes);
}

/** Frames that the source has and the sink can take; both have frames of some size. */
static inline uint32_t block_movable(struct sof_source *source, struct sof_sink *sink)
{
	size_t available = source_get_data_frames_available(source),
	       room = sink_get_free_frames(sink);

	return (uint32_t)(available < room ? available : room);
}

/** How many of `frames` lie in front of the wrap; at least one unless frames is 0. */
static inline uint32_t block_linear(const struct block_cursor *c, uint32_t frames)
{
	size_t left = c->end - c->ptr;

	return (size_t)frames * c->frame_bytes <= left ? frames : (uint32_t)left / c->frame_bytes;
}

/** Move on by at most block_linear() frames. */
static inline void block_advance(struct block_cursor *c, uint32_t frames)
{
	c->ptr += (size_t)frames * c->frame_bytes;
	if (c->ptr == c->end)
		c->ptr = c->start;
}

/** block_linear() and block_advance() of both sides of a pair. */
static inline uint32_t block_pair_linear(const struct block_pair *p, uint32_t frames)
{
	return block_linear(&p->dst, block_linear(&p->src, frames));
}

static inline void block_pair_advance(struct block_pair *p, uint32_t frames)
{
	block_advance(&p->src, frames);
	block_advance(&p->dst, frames);
}

/** Move on by any number of frames up to the ring's length. */
static inline void block_skip(struct block_cursor *c, uint32_t frames)
{
	size_t bytes = (size_t)frames * c->frame_bytes;
	size_t left = c->end - c->ptr;

	c->ptr = bytes < left ? c->ptr + bytes : c->start + (bytes - left);
}

#endif
