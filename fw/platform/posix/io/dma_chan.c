/* SPDX-License-Identifier: BSD-3-Clause */
/* DMA channels as the firmware handles them. */
#include <errno.h>
#include <string.h>

#include <rtos/dma.h>

#include "base/log.h"
#include "base/panic.h"
#include "base/trap.h"
#include "io/dma_engine.h"
#include "io/gateway.h"
#include "memory/memory_map.h"

struct dma_chan *dma_request_channel(uint32_t node_id)
{
	struct dma_chan *chan;

	KERNEL_ONLY();
	chan = gateway_get(node_id);
	if (!chan || chan->taken || !dma_engine_add(chan))
		return NULL;
	chan->taken = true;
	return chan;
}

static void set_up(struct dma_chan *chan, const struct dma_chan_config *config)
{
	chan->ring.data = config->buffer;
	chan->ring.size = config->size;
	chan->frame_bytes = config->frame_bytes;
	chan->rate = config->rate;
	chan->copy = dma_engine_move(chan->inbound);
}

static void empty(struct dma_chan *chan)
{
	chan->ring.read_pos = 0;
	chan->ring.level = 0;
	chan->pace = 0;
	chan->drifted = 0;
	chan->age = 0;
	chan->flowing = false;
	chan->starved = false;
	chan->ring.xrun = false;
	chan->total_bytes = 0;
	chan->silence_bytes = 0;
	chan->xruns = 0;
}

void dma_release_channel(struct dma_chan *chan)
{
	static const struct dma_chan_config nothing;

	KERNEL_ONLY();
	if (!chan)
		return;
	dma_stop(chan);
	dma_engine_remove(chan);
	set_up(chan, &nothing);
	chan->ring.read_pos = 0;
	chan->ring.level = 0;
	chan->taken = false;
}

_Static_assert(DMA_HDA_OUTPUT_STREAMS == ADSP_HDA_OUTPUT_STREAMS &&
		       DMA_HDA_INPUT_STREAMS == ADSP_HDA_INPUT_STREAMS,
	       "one controller");

/* What the host has set, for a firmware that states no format. @return false: the host has set none */
static bool take_host_format(const struct dma_chan *chan, struct dma_chan_config *config)
{
	if (!chan->host_frame_bytes)
		return false;
	config->frame_bytes = chan->host_frame_bytes;
	config->rate = chan->host_rate;
	config->size -= config->size % config->frame_bytes;
	return true;
}

int dma_config(struct dma_chan *chan, const struct dma_chan_config *wanted)
{
	static const struct dma_chan_config nothing;
	struct dma_chan_config copy = *wanted, *config = &copy;

	KERNEL_ONLY();
	if (chan->running)
		return -EBUSY;
	if (!config->frame_bytes && !take_host_format(chan, config))
		return -EINVAL;
	if (!config->size || !config->frame_bytes || config->size % config->frame_bytes ||
	    !memory_contains(config->buffer, config->size))
		return -EINVAL;
	if (chan->link &&
	    (!config->rate || (config->rate + 999ull) / 1000 > config->size / config->frame_bytes))
		return -EINVAL;
	set_up(chan, config);
	empty(chan);
	if (gateway_loop_mismatch(chan)) {
		log_line(ADSP_LOG_ERR, "dma",
			 "gateway 0x%x: %u Hz, %u bytes per frame do not match the other end "
			 "of its loopback, 0x%x",
			 chan->node_id, chan->rate, chan->frame_bytes, chan->loop->node_id);
		set_up(chan, &nothing);
		return -EINVAL;
	}
	return 0;
}

int dma_start(struct dma_chan *chan)
{
	KERNEL_ONLY();
	if (!chan->ring.data)
		return -EINVAL;
	if (chan->running)
		return 0;
	chan->running = true;
	chan->flowing = false;
	chan->starved = false;
	gateway_settle(chan);
	if (chan->inbound && !chan->link)
		dma_engine_fill(chan);
	return 0;
}

int dma_stop(struct dma_chan *chan)
{
	KERNEL_ONLY();
	chan->running = false;
	gateway_settle(chan);
	return 0;
}

int dma_reset(struct dma_chan *chan)
{
	KERNEL_ONLY();
	if (chan->running)
		return -EBUSY;
	empty(chan);
	if (chan->ring.data)
		memset(chan->ring.data, 0, chan->ring.size);
	return 0;
}

/* Frames in Q16. */
static int64_t deviation(const struct dma_chan *chan)
{
	const int64_t unit = INT64_C(1000000000000);

	return (chan->drifted / unit) * 65536 + (chan->drifted % unit) * 65536 / unit;
}

void dma_get_status(struct dma_chan *chan, struct dma_chan_status *status)
{
	KERNEL_ONLY();
	*status = (struct dma_chan_status){
		.pending = chan->ring.level,
		.free = chan->ring.size - chan->ring.level,
		.read_position = chan->ring.read_pos,
		.write_position = dma_ring_write_pos(&chan->ring),
		.size = chan->ring.size,
		.total_bytes = chan->total_bytes,
		.xrun = chan->ring.xrun,
		.drifts = chan->clock.drift_ppb ||
			  (chan->inbound && chan->loop && chan->loop->clock.drift_ppb),
		.deviation = deviation(chan),
	};
	chan->ring.xrun = false;
}

void dma_reload(struct dma_chan *chan, uint32_t bytes)
{
	uint32_t allowed;

	KERNEL_ONLY();
	allowed = chan->inbound ? chan->ring.level : chan->ring.size - chan->ring.level;
	if (bytes > allowed)
		panic_at(__FILE__, __LINE__, "dma_reload: gateway 0x%x: %u bytes, %u allowed",
			 chan->node_id, bytes, allowed);
	if (chan->inbound)
		dma_ring_consume(&chan->ring, bytes);
	else
		dma_ring_produce(&chan->ring, bytes);
}
