/* SPDX-License-Identifier: BSD-3-Clause */
/* The DMA engine: moves every running channel, in the order in which the channels were requested. */
#ifndef POSIX_DMA_ENGINE_H
#define POSIX_DMA_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

#include "io/gateway.h"

/** @return false when all channels are taken */
bool dma_engine_add(struct dma_chan *chan);
void dma_engine_remove(struct dma_chan *chan);

/** Once per tick, before the LL run. */
void dma_engine_inbound(void);

/** Once per tick, after the LL run. */
void dma_engine_outbound(void);

/** Fill an inbound host channel with all that fits. */
void dma_engine_fill(struct dma_chan *chan);

/** What a channel moves lent memory by that is as in the ring, for this processor. */
dma_move_fn dma_engine_move(bool is_inbound);

/** Power-off: no channel, no gateway is left. */
void dma_engine_stop(void);

#endif
