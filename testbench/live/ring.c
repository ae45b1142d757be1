/* SPDX-License-Identifier: BSD-3-Clause */
/* Audio between a client's ring and the gateway. Called in every tick: two loads, a copy and a store. */
#include <string.h>

#include "live/internal.h"

uint64_t live_ring_filled(struct live_pcm *pcm)
{
	uint64_t appl = atomic_load_explicit(&pcm->ring->appl, memory_order_acquire);
	uint64_t filled = pcm->use->direction == TPLG_PLAYBACK ? appl - pcm->hw : pcm->hw - appl;

	if (filled <= pcm->params.buffer_frames)
		return filled;
	pcm->lied = true;
	return 0;
}

/* Copy between frame `position` of the ring and data; the ring wraps. */
static void copy(const struct live_pcm *pcm, uint64_t position, uint8_t *data, uint64_t frames,
		 bool to_ring)
{
	uint8_t *ring = (uint8_t *)pcm->ring + LIVE_RING_DATA;

	while (frames) {
		uint64_t at = position % pcm->params.buffer_frames;
		uint64_t span = pcm->params.buffer_frames - at;
		size_t bytes;

		if (span > frames)
			span = frames;
		bytes = span * pcm->frame_bytes;
		if (to_ring)
			memcpy(ring + at * pcm->frame_bytes, data, bytes);
		else
			memcpy(data, ring + at * pcm->frame_bytes, bytes);
		data += bytes;
		position += span;
		frames -= span;
	}
}

static size_t advance(struct live_pcm *pcm, uint64_t frames)
{
	pcm->hw += frames;
	pcm->use->frames += frames;
	atomic_store_explicit(&pcm->ring->hw, pcm->hw, memory_order_release);
	return frames * pcm->frame_bytes;
}

static size_t deliver(void *ctx, void *data, size_t bytes)
{
	struct live_pcm *pcm = ctx;
	uint64_t frames = bytes / pcm->frame_bytes, filled = live_ring_filled(pcm);

	if (frames > filled)
		frames = filled;
	copy(pcm, pcm->hw, data, frames, false);
	return advance(pcm, frames);
}

static size_t take(void *ctx, void *data, size_t bytes)
{
	struct live_pcm *pcm = ctx;
	uint64_t frames = bytes / pcm->frame_bytes;
	uint64_t room = pcm->params.buffer_frames - live_ring_filled(pcm);

	if (pcm->lied)
		return bytes;
	if (frames > room)
		frames = room;
	copy(pcm, pcm->hw, data, frames, true);
	return advance(pcm, frames);
}

struct adsp_dma_client live_ring_client(struct live_pcm *pcm, enum tplg_direction direction)
{
	return (struct adsp_dma_client){ direction == TPLG_PLAYBACK ? deliver : take, pcm };
}
