/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>

#include <ipc4/gateway.h>

#include "io/gateway.h"

struct gateway_type {
	bool exists;
	bool inbound;
	bool link;
	uint32_t indexes;
	bool hda; /* a stream of the HDA controller */
};

static const struct gateway_type gateway_types[32] = {
	[IPC4_HDA_HOST_OUTPUT_CLASS] = { true, true, false, 256, true },
	[IPC4_HDA_HOST_INPUT_CLASS] = { true, false, false, 256, true },
	[IPC4_HDA_LINK_OUTPUT_CLASS] = { true, false, true, 256, true },
	[IPC4_HDA_LINK_INPUT_CLASS] = { true, true, true, 256, true },
	[IPC4_DMIC_LINK_INPUT_CLASS] = { true, true, true, 8 },
	[IPC4_I2S_LINK_OUTPUT_CLASS] = { true, false, true, 256 },
	[IPC4_I2S_LINK_INPUT_CLASS] = { true, true, true, 256 },
	[IPC4_ALH_LINK_OUTPUT_CLASS] = { true, false, true, 256 },
	[IPC4_ALH_LINK_INPUT_CLASS] = { true, true, true, 256 },
	[IPC4_UAOL_LINK_OUTPUT_CLASS] = { true, false, true, 256 },
	[IPC4_UAOL_LINK_INPUT_CLASS] = { true, true, true, 256 },
};

static struct dma_chan *gateways;

struct dma_chan *gateway_get(uint32_t node_id)
{
	const struct gateway_type *type = &gateway_types[IPC4_NODE_TYPE(node_id)];
	struct dma_chan *chan;

	if (node_id >> 13 || !type->exists || IPC4_NODE_INDEX(node_id) >= type->indexes)
		return NULL;
	for (chan = gateways; chan; chan = chan->next) {
		if (chan->node_id == node_id)
			return chan;
	}
	chan = calloc(1, sizeof(*chan));
	if (!chan)
		return NULL;
	chan->node_id = node_id;
	chan->inbound = type->inbound;
	chan->link = type->link;
	gateway_set_client(chan, NULL);
	chan->next = gateways;
	gateways = chan;
	return chan;
}

void gateway_set_client(struct dma_chan *chan, const struct adsp_dma_client *client)
{
	static const struct adsp_dma_client nobody;
	static struct adsp_dma_span nothing;

	chan->client = client ? *client : nobody;
	chan->lent = chan->client.span ? chan->client.span : &nothing;
	gateway_settle(chan);
}

void gateway_forget_all(void)
{
	while (gateways) {
		struct dma_chan *chan = gateways;

		gateways = chan->next;
		free(chan);
	}
}

void gateway_settle(struct dma_chan *chan)
{
	/* as many bytes in each tick, and nobody to hear them but the client */
	const bool steady = chan->running && chan->link && !chan->inbound && chan->flowing &&
			    !(chan->rate % TICKS_PER_SECOND) && !chan->uneven && !chan->loop;

	chan->move = chan->client.move ? chan->client.move : chan->copy;
	chan->steady_bytes = steady ? chan->rate / TICKS_PER_SECOND * chan->frame_bytes : 0;
}

bool gateway_loop_mismatch(const struct dma_chan *chan)
{
	const struct dma_chan *other = chan->loop;

	return other && other->ring.data && chan->ring.data &&
	       (other->rate != chan->rate || other->frame_bytes != chan->frame_bytes);
}

int adsp_dma_attach(uint32_t node_id, const struct adsp_dma_client *client)
{
	struct dma_chan *chan = gateway_get(node_id);

	if (!chan)
		return -ENODEV;
	if (chan->client.transfer || (chan->inbound && chan->loop))
		return -EBUSY;
	gateway_set_client(chan, client);
	return 0;
}

int adsp_dma_set_format(uint32_t node_id, uint32_t rate, uint32_t frame_bytes)
{
	struct dma_chan *chan = gateway_get(node_id);

	if (!chan)
		return -ENODEV;
	if (!gateway_types[IPC4_NODE_TYPE(node_id)].hda || !rate || !frame_bytes)
		return -EINVAL;
	chan->host_rate = rate;
	chan->host_frame_bytes = frame_bytes;
	return 0;
}

int adsp_dma_set_clock(uint32_t node_id, const struct adsp_dma_clock *clock)
{
	struct dma_chan *chan = gateway_get(node_id);

	if (!chan)
		return -ENODEV;
	if (!chan->link || clock->drift_ppb > ADSP_DMA_MAX_DRIFT_PPB ||
	    clock->drift_ppb < -ADSP_DMA_MAX_DRIFT_PPB || clock->goes < clock->stops)
		return -EINVAL;
	chan->clock = *clock;
	chan->uneven = clock->drift_ppb || clock->goes;
	gateway_settle(chan);
	return 0;
}

static void set_loop(struct dma_chan *chan, struct dma_chan *other)
{
	chan->loop = other;
	gateway_settle(chan);
}

int adsp_dma_detach(uint32_t node_id)
{
	struct dma_chan *chan = gateway_get(node_id);

	if (!chan)
		return -ENODEV;
	if (chan->client.transfer) {
		gateway_set_client(chan, NULL);
		return 0;
	}
	if (chan->inbound && chan->loop) {
		set_loop(chan->loop, NULL);
		set_loop(chan, NULL);
		return 0;
	}
	return -ENOENT;
}

int adsp_dma_loopback(uint32_t tx_node_id, uint32_t rx_node_id)
{
	struct dma_chan *tx = gateway_get(tx_node_id);
	struct dma_chan *rx = gateway_get(rx_node_id);

	if (!tx || !rx)
		return -ENODEV;
	if (!tx->link || !rx->link || tx->inbound || !rx->inbound)
		return -EINVAL;
	if (tx->loop || rx->loop || rx->client.transfer)
		return -EBUSY;
	set_loop(tx, rx);
	set_loop(rx, tx);
	if (gateway_loop_mismatch(tx)) {
		set_loop(tx, NULL);
		set_loop(rx, NULL);
		return -EINVAL;
	}
	return 0;
}

int adsp_dma_get_status(uint32_t node_id, struct adsp_dma_status *status)
{
	const struct dma_chan *chan = gateway_get(node_id);

	if (!chan)
		return -ENODEV;
	*status = (struct adsp_dma_status){
		.configured = chan->ring.data,
		.running = chan->running,
		.rate = chan->link ? chan->rate : 0,
		.frame_bytes = chan->frame_bytes,
		.ring_bytes = chan->ring.size,
		.level_bytes = chan->ring.level,
		.total_bytes = chan->total_bytes,
		.silence_bytes = chan->silence_bytes,
		.xruns = chan->xruns,
	};
	return 0;
}
