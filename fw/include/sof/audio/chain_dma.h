/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Chained DMA: a host stream tied to a link. Each tick the bytes go from one ring to the other as they are: no
 * conversion, no loss, no module. A chain is named by its host DMA id.
 */
#ifndef SOF_AUDIO_CHAIN_DMA_H
#define SOF_AUDIO_CHAIN_DMA_H

#include <stdbool.h>
#include <stdint.h>

struct chain_dma;

#ifdef CONFIG_COMP_CHAIN_DMA

/** Called once at boot. */
void chain_dma_init(void);

/** @return NULL: there is none */
struct chain_dma *chain_dma_find(uint32_t host_dma_id);

/**
 * Make a stopped chain: its channels and rings.
 * @param host_dma_id	of the controller's streams: outputs first, then inputs
 * @param link_dma_id	the same; both go in one direction
 * @param fifo_bytes	2 ms of the stream
 * @return 0; -EINVAL ids, no format set by the host, or no bytes; -EBUSY a channel is taken; -ENOMEM
 */
int chain_dma_new(uint32_t host_dma_id, uint32_t link_dma_id, uint32_t fifo_bytes,
		  struct chain_dma **out);

/** No-op while it runs. @return 0, or the error of a channel, with nothing running */
int chain_dma_start(struct chain_dma *chain);

/** Stop both channels; what is in the rings stays. No-op while it does not run. @return 0, -EDEADLK from its own task */
int chain_dma_pause(struct chain_dma *chain);

/** Of a chain that does not run. */
void chain_dma_free(struct chain_dma *chain);

#else

static inline void chain_dma_init(void)
{
}

#endif
#endif
