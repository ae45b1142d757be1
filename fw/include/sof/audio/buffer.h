/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * comp_buffer: the edge between two modules. The primary is an audio_stream; towards a DP module a
 * ring_buffer is attached as secondary, on the side of the DP module, and the LL half of its copy moves data
 * between the two.
 *
 * Buffer and ring stand in kernel memory, the ring's data in the memory of the DP module. A buffer holds one reference of
 * that context from buffer_new() to buffer_free(); the ring lives inside that reference and goes first.
 */
#ifndef SOF_AUDIO_BUFFER_H
#define SOF_AUDIO_BUFFER_H

#include <stdbool.h>
#include <stdint.h>
#include <sof/audio/audio_buffer.h>
#include <sof/audio/audio_stream.h>
#include <sof/audio/ring_buffer.h>
#include <sof/audio/sink_api.h>
#include <sof/audio/source_api.h>
#include <sof/list.h>
#include <zephyr/sys/util.h>

struct comp_dev;
struct mod_alloc_ctx;

enum buffer_ring_side {
	BUFFER_RING_AT_SOURCE_API, /* the consumer is DP: it reads the ring */
	BUFFER_RING_AT_SINK_API,   /* the producer is DP: it writes the ring */
};

struct comp_buffer {
	struct audio_stream stream;
	struct sof_source source_api;
	struct sof_sink sink_api;
	struct ring_buffer *ring;
	enum buffer_ring_side ring_side;

	uint32_t id;          /* dst_queue << 16 | src_queue */
	uint32_t pipeline_id; /* of the source */
	struct sof_audio_buffer audio_buffer;
	bool is_shared; /* ends on different cores */
	bool walking;   /* a graph walk is inside this edge */

	struct comp_dev *source; /* NULL when disconnected */
	struct comp_dev *sink;
	struct list_item source_list; /* in source->bsink_list */
	struct list_item sink_list;   /* in sink->bsource_list */

	struct mod_alloc_ctx *ctx; /* of the ring's data; the stream's stand in the buffer heap */
	struct k_heap *data_heap;
};

#define BUFFER_ID(src_queue, dst_queue) ((uint32_t)(dst_queue) << 16 | (uint32_t)(src_queue))
#define BUFFER_SRC_QUEUE(id)            ((id)&0xFFFF)
#define BUFFER_DST_QUEUE(id)            ((id) >> 16)

/**
 * Make an unconnected buffer and take a reference of ctx.
 * @param ctx	context of the DP end if there is one; NULL: kernel heap
 * @param size	bytes of sample data, > 0
 * @return NULL when size is 0 or memory is short
 */
struct comp_buffer *buffer_new(struct mod_alloc_ctx *ctx, uint32_t size, bool is_shared);

/** Free ring, data, struct and the reference. The buffer must be disconnected. NULL is a no-op. */
void buffer_free(struct comp_buffer *buffer);

/** Attach a ring on one side. @return 0, -EINVAL there is one, -ENOMEM */
int buffer_attach_ring(struct comp_buffer *buffer, enum buffer_ring_side side, size_t min_available,
		       size_t min_free);

/** Handles of both ends: the ring's where one is attached on that side. */
struct sof_source *buffer_get_source(struct comp_buffer *buffer);
struct sof_sink *buffer_get_sink(struct comp_buffer *buffer);

/**
 * Set the stream's parameters, round its size up to whole frames and compute its frame alignment.
 * @param force	also when they are set already
 * @return 0, -EINVAL NULL or invalid parameters, -ENOMEM
 */
int buffer_set_audio_params(struct comp_buffer *buffer,
			    const struct sof_audio_stream_params *params, bool force);

/* buffer_set_params() and comp_verify_params(): set it again; and what a component changes between its edges */
#define BUFFER_UPDATE_FORCE    true
#define BUFFER_UPDATE_IF_UNSET false

#define BUFF_PARAMS_FRAME_FMT  BIT(0)
#define BUFF_PARAMS_BUFFER_FMT BIT(1)
#define BUFF_PARAMS_RATE       BIT(2)
#define BUFF_PARAMS_CHANNELS   BIT(3)

/** The same with a module's parameters. @return as buffer_set_audio_params() */
int buffer_set_params(struct comp_buffer *buffer, struct sof_ipc_stream_params *params,
		      bool force_update);

#define buf_get_id(buffer) ((buffer)->id)

static inline uint32_t buffer_pipeline_id(const struct comp_buffer *buffer)
{
	return buffer->pipeline_id;
}

/** The component at either end, NULL. */
static inline struct comp_dev *comp_buffer_get_source_component(const struct comp_buffer *buffer)
{
	return buffer->source;
}

static inline struct comp_dev *comp_buffer_get_sink_component(const struct comp_buffer *buffer)
{
	return buffer->sink;
}

/** The buffer of a handle. @return NULL: the handle is a ring's, at a DP module */
struct comp_buffer *comp_buffer_get_from_source(struct sof_source *source);
struct comp_buffer *comp_buffer_get_from_sink(struct sof_sink *sink);

/** Zero all samples; positions stay. */
void buffer_zero(struct comp_buffer *buffer);

/** Before reading and after writing of bytes at the positions, where the ends run on different cores. */
void buffer_stream_invalidate(struct comp_buffer *buffer, uint32_t bytes);
void buffer_stream_writeback(struct comp_buffer *buffer, uint32_t bytes);

/** Empty primary and secondary, zero their data and end outstanding fragments. */
void buffer_reset(struct comp_buffer *buffer);

/** Move bytes from the primary to the ring or back. @return 0, -EINVAL no ring, or the handles' error */
int buffer_fill_ring(struct comp_buffer *buffer);
int buffer_drain_ring(struct comp_buffer *buffer, size_t limit);

/** Consume and produce with 0 tested first, on the primary. */
static inline void comp_update_buffer_consume(struct comp_buffer *buffer, uint32_t bytes)
{
	if (bytes)
		audio_stream_consume(&buffer->stream, bytes);
}

static inline void comp_update_buffer_produce(struct comp_buffer *buffer, uint32_t bytes)
{
	if (bytes)
		audio_stream_produce(&buffer->stream, bytes);
}

#endif
