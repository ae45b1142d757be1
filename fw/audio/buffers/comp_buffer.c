/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/audio/buffer.h>
#include <sof/ctx_alloc.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(buffer);

/* ---- handles of a primary whose ends run on different cores ---- */

static size_t shared_get_data_available(struct sof_source *source)
{
	return CONTAINER_OF(source, struct comp_buffer, source_api)->stream.avail;
}

static int shared_get_data(struct sof_source *source, size_t bytes, const void **ptr,
			   const void **start, size_t *size)
{
	const struct audio_stream *s =
		&CONTAINER_OF(source, struct comp_buffer, source_api)->stream;

	if (bytes > s->avail)
		return -ENODATA;
	dcache_invalidate_region(s->addr, s->size);
	*ptr = s->r_ptr;
	*start = s->addr;
	*size = s->size;
	return 0;
}

static void shared_release_data(struct sof_source *source, size_t bytes)
{
	audio_stream_advance_read(&CONTAINER_OF(source, struct comp_buffer, source_api)->stream,
				  (uint32_t)bytes);
}

static size_t shared_get_free_size(struct sof_sink *sink)
{
	return CONTAINER_OF(sink, struct comp_buffer, sink_api)->stream.free;
}

static int shared_get_buffer(struct sof_sink *sink, size_t bytes, void **ptr, void **start,
			     size_t *size)
{
	const struct audio_stream *s = &CONTAINER_OF(sink, struct comp_buffer, sink_api)->stream;

	if (bytes > s->free)
		return -ENODATA;
	*ptr = s->w_ptr;
	*start = s->addr;
	*size = s->size;
	return 0;
}

static void shared_commit_buffer(struct sof_sink *sink, size_t bytes)
{
	struct audio_stream *s = &CONTAINER_OF(sink, struct comp_buffer, sink_api)->stream;

	/* the data must be there before the position says so */
	dcache_writeback_region(s->addr, s->size);
	audio_stream_advance_write(s, (uint32_t)bytes);
}

static const struct source_ops shared_source_ops = {
	.get_data_available = shared_get_data_available,
	.get_data = shared_get_data,
	.release_data = shared_release_data,
};

static const struct sink_ops shared_sink_ops = {
	.get_free_size = shared_get_free_size,
	.get_buffer = shared_get_buffer,
	.commit_buffer = shared_commit_buffer,
};

struct comp_buffer *comp_buffer_get_from_source(struct sof_source *source)
{
	return source_stream(source) || source->ops == &shared_source_ops ?
		       CONTAINER_OF(source, struct comp_buffer, source_api) :
		       NULL;
}

struct comp_buffer *comp_buffer_get_from_sink(struct sof_sink *sink)
{
	return sink_stream(sink) || sink->ops == &shared_sink_ops ?
		       CONTAINER_OF(sink, struct comp_buffer, sink_api) :
		       NULL;
}

void buffer_zero(struct comp_buffer *buffer)
{
	memset(buffer->stream.addr, 0, buffer->stream.size);
	buffer_stream_writeback(buffer, buffer->stream.size);
}

void buffer_stream_invalidate(struct comp_buffer *buffer, uint32_t bytes)
{
	if (buffer->is_shared && bytes)
		dcache_invalidate_region(buffer->stream.addr, buffer->stream.size);
}

void buffer_stream_writeback(struct comp_buffer *buffer, uint32_t bytes)
{
	if (buffer->is_shared && bytes)
		dcache_writeback_region(buffer->stream.addr, buffer->stream.size);
}

/* ---- life ---- */

struct comp_buffer *buffer_new(struct mod_alloc_ctx *ctx, uint32_t size, bool is_shared)
{
	struct comp_buffer *buffer;
	void *data;

	if (!size)
		return NULL;
	buffer = rzalloc(SOF_MEM_FLAG_KERNEL | (is_shared ? SOF_MEM_FLAG_COHERENT : 0),
			 sizeof(*buffer));
	if (!buffer)
		return NULL;
	buffer->data_heap = sof_buffer_heap_get();
	data = sof_heap_alloc(buffer->data_heap, SOF_MEM_FLAG_DMA, size, 0);
	if (!data) {
		rfree(buffer);
		return NULL;
	}
	memset(data, 0, size);
	mod_alloc_ctx_get(ctx, buffer);
	buffer->ctx = ctx;
	buffer->is_shared = is_shared;
	buffer->audio_buffer.state = AUDIOBUF_STATE_INITIAL;
	list_init(&buffer->source_list);
	list_init(&buffer->sink_list);
	audio_stream_init(&buffer->stream, data, size);
	buffer->source_api.ops = is_shared ? &shared_source_ops : &audio_stream_source_ops;
	buffer->source_api.params = &buffer->stream.params;
	buffer->sink_api.ops = is_shared ? &shared_sink_ops : &audio_stream_sink_ops;
	buffer->sink_api.params = &buffer->stream.params;
	buffer->sink_api.capacity = size;
	return buffer;
}

void buffer_free(struct comp_buffer *buffer)
{
	struct mod_alloc_ctx *ctx;

	if (!buffer)
		return;
	/* the ring's data stand in the region that the last put destroys */
	ctx = buffer->ctx;
	ring_buffer_free(buffer->ring);
	sof_heap_free(buffer->data_heap, buffer->stream.addr);
	rfree(buffer);
	mod_alloc_ctx_put(ctx, buffer);
}

int buffer_attach_ring(struct comp_buffer *buffer, enum buffer_ring_side side, size_t min_available,
		       size_t min_free)
{
	if (buffer->ring)
		return -EINVAL;
	buffer->ring = ring_buffer_create(buffer->ctx, min_available, min_free, buffer->is_shared,
					  &buffer->stream.params);
	if (!buffer->ring)
		return -ENOMEM;
	buffer->ring_side = side;
	buffer->ring->source_api.producer = buffer->source_api.producer;
	buffer->ring->sink_api.consumer = buffer->sink_api.consumer;
	return 0;
}

struct sof_source *buffer_get_source(struct comp_buffer *buffer)
{
	return buffer->ring && buffer->ring_side == BUFFER_RING_AT_SOURCE_API ?
		       &buffer->ring->source_api :
		       &buffer->source_api;
}

struct sof_sink *buffer_get_sink(struct comp_buffer *buffer)
{
	return buffer->ring && buffer->ring_side == BUFFER_RING_AT_SINK_API ?
		       &buffer->ring->sink_api :
		       &buffer->sink_api;
}

/* Both ends address whole frames, so that neither ever wraps inside one. */
static int buffer_fit_frames(struct comp_buffer *buffer, uint32_t frame_bytes)
{
	struct sof_audio_stream_params params = buffer->stream.params;
	uint32_t size = buffer->stream.size;
	void *data;

	if (size % frame_bytes == 0)
		return 0;
	size += frame_bytes - size % frame_bytes;
	data = sof_heap_alloc(buffer->data_heap, SOF_MEM_FLAG_DMA, size, 0);
	if (!data)
		return -ENOMEM;
	memset(data, 0, size);
	sof_heap_free(buffer->data_heap, buffer->stream.addr);
	audio_stream_init(&buffer->stream, data, size);
	buffer->stream.params = params;
	buffer->sink_api.capacity = size;
	return 0;
}

int buffer_set_audio_params(struct comp_buffer *buffer,
			    const struct sof_audio_stream_params *params, bool force)
{
	uint32_t frame_bytes;
	int ret;

	if (!buffer || !params)
		return -EINVAL;
	if (buffer->audio_buffer.state != AUDIOBUF_STATE_INITIAL && !force)
		return 0;
	frame_bytes = get_frame_bytes(params->frame_fmt, params->channels);
	if (!frame_bytes)
		return -EINVAL;
	ret = buffer_fit_frames(buffer, frame_bytes);
	if (ret < 0) {
		LOG_ERR("buffer %#x: no memory for %u whole frames", buffer->id,
			buffer->stream.size / frame_bytes + 1);
		return ret;
	}
	if (buffer->ring)
		ring_buffer_set_frame_bytes(buffer->ring, frame_bytes);
	buffer->stream.params = *params;
	audio_stream_params_set_align(&buffer->stream.params,
				      params->byte_align_req ? params->byte_align_req :
							       AUDIO_STREAM_BYTE_ALIGN_DEFAULT,
				      params->frame_align_req ? params->frame_align_req :
								AUDIO_STREAM_FRAME_ALIGN_DEFAULT);
	buffer->audio_buffer.state = AUDIOBUF_STATE_READY;
	return 0;
}

void buffer_reset(struct comp_buffer *buffer)
{
	audio_stream_reset(&buffer->stream);
	memset(buffer->stream.addr, 0, buffer->stream.size);
	/* a module that failed may have left a fragment open */
	buffer->source_api.requested = 0;
	buffer->sink_api.requested = 0;
	if (buffer->ring)
		ring_buffer_reset(buffer->ring);
}

/* ---- between primary and ring ---- */

static int copy_fragment(struct sof_source *source, struct sof_sink *sink, size_t bytes)
{
	const uint8_t *src, *src_start;
	uint8_t *dst, *dst_start;
	size_t src_size, dst_size, left;
	int ret;

	if (!bytes)
		return 0;
	ret = source_get_data(source, bytes, (const void **)&src, (const void **)&src_start,
			      &src_size);
	if (ret)
		return ret;
	ret = sink_get_buffer(sink, bytes, (void **)&dst, (void **)&dst_start, &dst_size);
	if (ret) {
		source_release_data(source, 0);
		return ret;
	}
	for (left = bytes; left;) {
		size_t n = MIN(left, (size_t)(src_start + src_size - src));

		n = MIN(n, (size_t)(dst_start + dst_size - dst));
		memcpy(dst, src, n);
		left -= n;
		src = src + n == src_start + src_size ? src_start : src + n;
		dst = dst + n == dst_start + dst_size ? dst_start : dst + n;
	}
	source_release_data(source, bytes);
	sink_commit_buffer(sink, bytes);
	return 0;
}

int buffer_fill_ring(struct comp_buffer *buffer)
{
	if (!buffer->ring)
		return -EINVAL;
	/* each amount is read once: the other side moves it */
	return copy_fragment(&buffer->source_api, &buffer->ring->sink_api,
			     MIN(source_get_data_available(&buffer->source_api),
				 sink_get_free_size(&buffer->ring->sink_api)));
}

int buffer_drain_ring(struct comp_buffer *buffer, size_t limit)
{
	size_t bytes;

	if (!buffer->ring)
		return -EINVAL;
	bytes = source_get_data_available(&buffer->ring->source_api);
	bytes = MIN(bytes, sink_get_free_size(&buffer->sink_api));
	return copy_fragment(&buffer->ring->source_api, &buffer->sink_api, MIN(bytes, limit));
}
