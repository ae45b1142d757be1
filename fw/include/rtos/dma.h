/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DMA channels of the gateways, as the firmware's copiers use them.
 *
 * A channel moves whole frames between a gateway and a ring in DSP memory. Inbound (towards the DSP):
 * the engine writes, the firmware reads. Outbound: the firmware writes, the engine reads. Each side owns
 * one position; `pending` is what the firmware can read, `free` what it can write.
 */
#ifndef RTOS_DMA_H
#define RTOS_DMA_H

#include <stdbool.h>
#include <stdint.h>

/* Streams of the HDA controller: the first ids of chained DMA are outputs, the rest inputs. */
#define DMA_HDA_OUTPUT_STREAMS 9
#define DMA_HDA_INPUT_STREAMS  10

struct dma_chan;

struct dma_chan_config {
	void *buffer; /* ring in emulated memory, owned by the caller until dma_release_channel() */
	uint32_t size; /* bytes, a multiple of frame_bytes */
	uint32_t frame_bytes; /* 0: format and rate are what the host has set; the ring is cut to whole frames */
	uint32_t rate; /* frames per second: paces link gateways */
};

struct dma_chan_status {
	uint32_t pending;       /* inbound: bytes to read from read_position on */
	uint32_t free;          /* outbound: bytes to write from write_position on */
	uint32_t read_position; /* byte offsets in the ring */
	uint32_t write_position;
	uint32_t size;        /* of the ring, where positions wrap */
	uint64_t total_bytes; /* moved over the gateway since dma_config() or dma_reset() */
	bool xrun;            /* underrun or overrun since the last call; cleared by reading it */
	bool drifts;          /* a link's clock is not that of the ticks */
	int64_t deviation; /* frames that it is ahead of them, Q16, since dma_config() or dma_reset() */
};

/**
 * A channel's registers. The firmware reads them, and reads and clears `xrun` by dma_get_status(). It moves its position by
 * dma_reload(), or by the functions below when it has looked at the level.
 */
struct dma_ring {
	uint8_t *data; /* NULL: not configured */
	uint32_t size;
	uint32_t read_pos; /* `level` bytes from here on are filled */
	uint32_t level;
	bool xrun;
};

static inline struct dma_ring *dma_get_ring(struct dma_chan *chan)
{
	return (struct dma_ring *)(void *)chan;
}

/** Bytes have been read, at most `level`. */
static inline void dma_ring_consume(struct dma_ring *ring, uint32_t bytes)
{
	ring->read_pos += bytes;
	if (ring->read_pos >= ring->size)
		ring->read_pos -= ring->size;
	ring->level -= bytes;
}

/** Bytes have been written, at most what is free. */
static inline void dma_ring_produce(struct dma_ring *ring, uint32_t bytes)
{
	ring->level += bytes;
}

/** Where the next byte is written. */
static inline uint32_t dma_ring_write_pos(const struct dma_ring *ring)
{
	uint32_t pos = ring->read_pos + ring->level;

	return pos < ring->size ? pos : pos - ring->size;
}

/** @return the channel of a gateway; NULL when there is no such gateway or it is taken */
struct dma_chan *dma_request_channel(uint32_t node_id);

/** Stop and give back. NULL is a no-op. */
void dma_release_channel(struct dma_chan *chan);

/**
 * Set the ring up, empty.
 * @return 0, -EINVAL bad sizes, no format that the host has set, a ring outside emulated memory, a link's ring shorter than a tick, or other than
 *	   the far end of a loopback; -EBUSY running
 */
int dma_config(struct dma_chan *chan, const struct dma_chan_config *config);

/** Start; an inbound host channel is filled at once. @return 0, -EINVAL not configured; no-op when running */
int dma_start(struct dma_chan *chan);

/** Stop; positions and content stay, so that dma_start() goes on. */
int dma_stop(struct dma_chan *chan);

/** Empty the ring and zero it. @return 0, -EBUSY running */
int dma_reset(struct dma_chan *chan);

void dma_get_status(struct dma_chan *chan, struct dma_chan_status *status);

/** The firmware has read (inbound) or written (outbound) `bytes`; more than allowed is a firmware bug and panics. */
void dma_reload(struct dma_chan *chan, uint32_t bytes);

#endif
