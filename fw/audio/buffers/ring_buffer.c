/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/audio/ring_buffer.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/platform.h>

/*
 * A producer that commits uneven blocks (44.1 kHz) against a consumer on another core starves with two
 * blocks of room; three are enough.
 */
#define RING_BLOCKS 3

/* Each offset has one writer; the reader of the other side's offset must see the data behind it. */
static size_t load_offset(const size_t *offset)
{
	return __atomic_load_n(offset, __ATOMIC_ACQUIRE);
}

static void publish_offset(size_t *offset, size_t value)
{
	__atomic_store_n(offset, value, __ATOMIC_RELEASE);
}

static size_t ring_available(const struct ring_buffer *ring)
{
	size_t write = load_offset(&ring->write_offset);
	size_t read = load_offset(&ring->read_offset);

	return write >= read ? write - read : write + 2 * ring->capacity - read;
}

static uint8_t *ring_ptr(const struct ring_buffer *ring, size_t offset)
{
	return ring->data + (offset >= ring->capacity ? offset - ring->capacity : offset);
}

static size_t ring_advance(const struct ring_buffer *ring, size_t offset, size_t bytes)
{
	offset += bytes;
	return offset >= 2 * ring->capacity ? offset - 2 * ring->capacity : offset;
}

/* Apply cache maintenance to [offset, offset + bytes) of a shared ring, wrap included. */
static void ring_maintain(const struct ring_buffer *ring, size_t offset, size_t bytes,
			  void (*maintain)(void *addr, size_t size))
{
	uint8_t *ptr = ring_ptr(ring, offset);
	size_t head = MIN(bytes, (size_t)(ring->data + ring->capacity - ptr));

	if (!ring->is_shared)
		return;
	maintain(ptr, head);
	if (bytes > head)
		maintain(ring->data, bytes - head);
}

static void invalidate(void *addr, size_t size)
{
	dcache_invalidate_region(addr, size);
}

static void writeback(void *addr, size_t size)
{
	dcache_writeback_region(addr, size);
}

static size_t ring_get_data_available(struct sof_source *source)
{
	return ring_available(CONTAINER_OF(source, struct ring_buffer, source_api));
}

static int ring_get_data(struct sof_source *source, size_t bytes, const void **ptr,
			 const void **start, size_t *size)
{
	struct ring_buffer *ring = CONTAINER_OF(source, struct ring_buffer, source_api);

	if (bytes > ring_available(ring))
		return -ENODATA;
	ring_maintain(ring, ring->read_offset, bytes, invalidate);
	*ptr = ring_ptr(ring, ring->read_offset);
	*start = ring->data;
	*size = ring->capacity;
	return 0;
}

static void ring_release_data(struct sof_source *source, size_t bytes)
{
	struct ring_buffer *ring = CONTAINER_OF(source, struct ring_buffer, source_api);

	publish_offset(&ring->read_offset, ring_advance(ring, ring->read_offset, bytes));
}

static size_t ring_get_free_size(struct sof_sink *sink)
{
	struct ring_buffer *ring = CONTAINER_OF(sink, struct ring_buffer, sink_api);

	return ring->capacity - ring_available(ring);
}

static int ring_get_buffer(struct sof_sink *sink, size_t bytes, void **ptr, void **start,
			   size_t *size)
{
	struct ring_buffer *ring = CONTAINER_OF(sink, struct ring_buffer, sink_api);

	if (bytes > ring_get_free_size(sink))
		return -ENODATA;
	*ptr = ring_ptr(ring, ring->write_offset);
	*start = ring->data;
	*size = ring->capacity;
	return 0;
}

static void ring_commit_buffer(struct sof_sink *sink, size_t bytes)
{
	struct ring_buffer *ring = CONTAINER_OF(sink, struct ring_buffer, sink_api);

	ring_maintain(ring, ring->write_offset, bytes, writeback);
	publish_offset(&ring->write_offset, ring_advance(ring, ring->write_offset, bytes));
}

static const struct source_ops ring_source_ops = {
	.get_data_available = ring_get_data_available,
	.get_data = ring_get_data,
	.release_data = ring_release_data,
};

static const struct sink_ops ring_sink_ops = {
	.get_free_size = ring_get_free_size,
	.get_buffer = ring_get_buffer,
	.commit_buffer = ring_commit_buffer,
};

struct ring_buffer *ring_buffer_create(struct mod_alloc_ctx *ctx, size_t min_available,
				       size_t min_free, bool is_shared,
				       struct sof_audio_stream_params *params)
{
	size_t block = MAX(min_available, min_free);
	struct ring_buffer *ring;

	if (!block || block > UINT32_MAX / (RING_BLOCKS + 1))
		return NULL;
	ring = rzalloc(SOF_MEM_FLAG_KERNEL | (is_shared ? SOF_MEM_FLAG_COHERENT : 0),
		       sizeof(*ring));
	if (!ring)
		return NULL;
	ring->size = ALIGN_UP(RING_BLOCKS * block, (size_t)PLATFORM_DCACHE_ALIGN);
	ring->capacity = ring->size;
	ring->data = sof_ctx_zalloc(ctx, SOF_MEM_FLAG_USER, ring->size, PLATFORM_DCACHE_ALIGN);
	if (!ring->data) {
		rfree(ring);
		return NULL;
	}
	ring->ctx = ctx;
	ring->is_shared = is_shared;
	ring->source_api.ops = &ring_source_ops;
	ring->source_api.params = params;
	ring->source_api.min_available = min_available;
	ring->sink_api.ops = &ring_sink_ops;
	ring->sink_api.params = params;
	ring->sink_api.min_free_space = min_free;
	ring->sink_api.capacity = ring->capacity;
	ring_buffer_reset(ring);
	return ring;
}

void ring_buffer_set_frame_bytes(struct ring_buffer *ring, size_t frame_bytes)
{
	ring->capacity = ring->size - ring->size % frame_bytes;
	ring->sink_api.capacity = ring->capacity;
	ring_buffer_reset(ring);
}

void ring_buffer_free(struct ring_buffer *ring)
{
	if (!ring)
		return;
	sof_ctx_free(ring->ctx, ring->data);
	rfree(ring);
}

void ring_buffer_reset(struct ring_buffer *ring)
{
	ring->source_api.requested = 0;
	ring->sink_api.requested = 0;
	ring->read_offset = 0;
	ring->write_offset = 0;
	ring_maintain(ring, 0, ring->capacity, invalidate);
	memset(ring->data, 0, ring->capacity);
	ring_maintain(ring, 0, ring->capacity, writeback);
}
