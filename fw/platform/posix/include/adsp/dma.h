/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Gateways seen from outside. A gateway is named by its IPC4 node id (type << 8 | index): HDA host,
 * HDA link, DMIC, SSP (I2S), ALH. Each has a DMA channel between the outside and a ring in DSP memory.
 *
 * Every tick the engine moves inbound data (towards the DSP) before the LL run and outbound data after it.
 * Host gateways move all that fits. Link gateways are clocked: they move rate/1000 frames per tick (the
 * fraction is carried, so 44.1 kHz moves 44 or 45 frames).
 *
 * An outbound link starts to count when the first byte has arrived; when it is starved after that, it
 * sends silence for the missing frames and counts an underrun. Nobody attached: outbound data is
 * dropped, inbound links carry silence, inbound host gateways carry nothing. What a link brings while the
 * ring is full is lost, and counts as an overrun.
 *
 * Channels move in the order in which the firmware requested them. Clients and loopbacks may be attached before
 * the machine starts; they end with it.
 */
#ifndef ADSP_DMA_H
#define ADSP_DMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Streams of the HDA controller, which number the ids of chained DMA: playback takes the first ones, capture those
 * behind them.
 */
#define ADSP_HDA_OUTPUT_STREAMS 9
#define ADSP_HDA_INPUT_STREAMS  10

/** Memory that a client lends to read from, or to write to. */
struct adsp_dma_span {
	uint8_t *data;
	size_t bytes; /* of the ring that it has, or has room for: whole frames */
};

struct adsp_dma_client {
	/**
	 * Fill (inbound) or take (outbound) up to `bytes`, a whole number of frames.
	 * @return bytes moved; fewer means no more data (inbound: the rest is not delivered) or no room
	 */
	size_t (*transfer)(void *ctx, void *data, size_t bytes);
	void *ctx;
	/**
	 * NULL: none. While there is more in it than has to be moved, the engine copies from there (outbound: to there)
	 * instead of calling, and moves the span on. Whatever leaves nothing of it is a call: the client takes care of
	 * what the span still holds, and may lend more.
	 */
	struct adsp_dma_span *span;
	/**
	 * NULL: what is lent is as in the ring, and is copied. Else another form of it: moves `bytes` of the ring, whole frames
	 * that do not wrap, out of the span into the ring (outbound: the other way), and the span on.
	 */
	void (*move)(struct adsp_dma_span *span, void *ring, size_t bytes);
};

/** @return 0, -ENODEV no such gateway, -EBUSY a client or a loopback is attached already */
int adsp_dma_attach(uint32_t node_id, const struct adsp_dma_client *client);

/**
 * Set the stream format register of an HDA gateway, as a host controller does for chained DMA: the firmware's chain
 * knows no format, and its dma_config() takes this one. Ordinary streams do not look at it.
 * @param rate		frames per second
 * @return 0, -ENODEV no such gateway, -EINVAL not an HDA one, or a value of 0
 */
int adsp_dma_set_format(uint32_t node_id, uint32_t rate, uint32_t frame_bytes);

#define ADSP_DMA_MAX_DRIFT_PPB 10000000

/** The clock of a link against the ticks. */
struct adsp_dma_clock {
	int32_t drift_ppb; /* fast (above 0) or slow, in 1e-9, at most ADSP_DMA_MAX_DRIFT_PPB */
	/* ticks since the link was started: it stands still from the one to the other; 0 and 0: never */
	uint32_t stops, goes;
};

/**
 * Set the clock of a link: it moves as many more or fewer frames in a tick, or none. The receiver of a loopback gets what
 * the transmitter sends. Kept until it is set anew.
 * @return 0, -ENODEV, -EINVAL not a link, too much drift, or it goes before it stops
 */
int adsp_dma_set_clock(uint32_t node_id, const struct adsp_dma_clock *clock);

/** @return 0, -ENODEV, -ENOENT nothing attached */
int adsp_dma_detach(uint32_t node_id);

/**
 * Wire an outbound link to an inbound one, as an SSP in loopback mode: the receiver gets exactly the
 * bytes that the transmitter sends, nothing before the first of them. Both ends must use the same frame
 * size and rate: the firmware's dma_config() of the second one fails else. A client attached to tx still gets
 * its copy. adsp_dma_detach(rx) takes the wire away.
 * @return 0, -ENODEV, -EINVAL not an outbound and an inbound link, or configured differently; -EBUSY either is wired
 *	   or rx has a client
 */
int adsp_dma_loopback(uint32_t tx_node_id, uint32_t rx_node_id);

struct adsp_dma_status {
	bool configured; /* the firmware has set it up */
	bool running;
	uint32_t rate; /* frames per second, links only */
	uint32_t frame_bytes;
	uint32_t ring_bytes;
	uint32_t level_bytes; /* bytes in the ring now */
	uint64_t total_bytes; /* moved over the gateway since it was configured, silence included */
	uint64_t silence_bytes; /* of these, inserted because of underruns */
	uint64_t xruns;         /* underrun or overrun spells */
};

/** @return 0, -ENODEV */
int adsp_dma_get_status(uint32_t node_id, struct adsp_dma_status *status);

#endif
