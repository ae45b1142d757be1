/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A gateway and its DMA channel are one thing here: struct dma_chan. It comes to life when either side names its
 * node id, and lives until power-off. gateway.c is the outside, dma_chan.c the firmware's side, dma_engine.c moves the
 * data.
 *
 * Engine and firmware each move one end of the ring, and never at the same time.
 */
#ifndef POSIX_GATEWAY_H
#define POSIX_GATEWAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/dma.h>
#include <rtos/dma.h>

/** See struct adsp_dma_client. */
typedef void (*dma_move_fn)(struct adsp_dma_span *span, void *ring, size_t bytes);

struct dma_chan {
	struct dma_ring ring;  /* the first: see dma_get_ring() */
	struct dma_chan *next; /* of all gateways */
	uint32_t node_id;
	bool inbound; /* towards the DSP */
	bool link;    /* clocked */

	/* outside */
	struct adsp_dma_client client; /* transfer NULL: nobody */
	struct adsp_dma_span *lent;    /* of the client; an empty one: it lends nothing */
	struct dma_chan *loop;         /* other end of a loopback */
	uint32_t host_rate;            /* stream format register; 0: not set */
	uint32_t host_frame_bytes;
	struct adsp_dma_clock clock; /* of a link */
	bool uneven;                 /* it differs from the ticks */

	/* firmware's side */
	bool taken;
	bool running;
	bool flowing; /* outbound link: the first byte since the start has arrived */
	bool starved; /* an xrun lasts */
	uint32_t rate;
	uint32_t frame_bytes;
	uint32_t steady_bytes; /* of each tick, see gateway_settle(); 0: they are to be found out */
	uint32_t pace;         /* thousandths of a frame carried to the next tick */
	int64_t drifted;       /* frames that its clock is ahead of the ticks, in 1e-12 */
	uint32_t age;          /* ticks that it has run, of an uneven clock */

	/* between what is lent and the ring: the client's, or a copy by the processor's level */
	dma_move_fn move, copy;

	uint64_t total_bytes;
	uint64_t silence_bytes;
	uint64_t xruns;
};

#define GATEWAY_MAX_TAKEN 64u
#define TICKS_PER_SECOND  1000u

/** @return NULL for a node id that is no gateway of the machine, or when host memory is out */
struct dma_chan *gateway_get(uint32_t node_id);

/** Attach a client, or NULL: nobody. */
void gateway_set_client(struct dma_chan *chan, const struct adsp_dma_client *client);

/**
 * After anything has changed that a channel's ticks depend on: its configuration, whether it runs and flows, its client, its
 * clock, its loopback.
 */
void gateway_settle(struct dma_chan *chan);

/** Forget all gateways and their clients. */
void gateway_forget_all(void);

/** True when both ends of a loopback are configured, and not for the same stream. */
bool gateway_loop_mismatch(const struct dma_chan *chan);

#endif
