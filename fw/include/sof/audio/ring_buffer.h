/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lock-free ring between one producer and one consumer, which may run in different threads: the LL side and
 * the DP module.
 *
 * Offsets run in [0, 2 * capacity), so that equal offsets mean empty and offsets a capacity apart mean full.
 * Only the producer moves the write offset, only the consumer the read offset.
 */
#ifndef SOF_AUDIO_RING_BUFFER_H
#define SOF_AUDIO_RING_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sof/audio/sink_api.h>
#include <sof/audio/source_api.h>

struct mod_alloc_ctx;

struct ring_buffer {
	struct sof_source source_api;
	struct sof_sink sink_api;
	struct mod_alloc_ctx *ctx; /* the data come from here */
	uint8_t *data;             /* cached alias, line aligned */
	size_t size;               /* bytes of data */
	size_t capacity;           /* of these, in use: whole frames */
	size_t read_offset;
	size_t write_offset;
	bool is_shared; /* ends on different cores: cache maintenance */
};

/**
 * @param min_available	bytes the consumer needs, at least
 * @param min_free	bytes the producer needs, at least
 * @return ring of 3 * max(min_available, min_free) bytes rounded to the cache line; NULL when memory is short
 */
struct ring_buffer *ring_buffer_create(struct mod_alloc_ctx *ctx, size_t min_available,
				       size_t min_free, bool is_shared,
				       struct sof_audio_stream_params *params);

/** Use whole frames only, so that neither end wraps inside one. Empties the ring; both sides are idle. */
void ring_buffer_set_frame_bytes(struct ring_buffer *ring, size_t frame_bytes);

/** NULL is a no-op. */
void ring_buffer_free(struct ring_buffer *ring);

/** Empty and zero; only while both sides are idle. */
void ring_buffer_reset(struct ring_buffer *ring);

#endif
