/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <ipc4/gateway.h>
#include <ipc4/notification.h>
#include <rtos/alloc.h>
#include <rtos/task.h>
#include <sof/audio/chain_dma.h>
#include <sof/audio/gateway.h>
#include <sof/common.h>
#include <sof/lib/notification.h>
#include <sof/list.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/logging/log.h>

#ifdef CONFIG_COMP_CHAIN_DMA

LOG_MODULE_REGISTER(chain_dma);

#define RING_ALIGN           128u /* of a DMA buffer's size */
#define PLAYBACK_FIFO_HALVES 5u   /* ring bytes in halves of the fifo's */
#define CAPTURE_FIFO_HALVES  10u

struct chain_dma {
	struct list_item list;
	uint32_t host_dma_id;
	bool is_playback;
	struct gateway host, link;
	struct task task;
	bool is_running;
	bool has_started;   /* once: the preamble has been sent */
	bool xrun_reported; /* the one that lasts */
};

static struct list_item chains = LIST_INIT(chains);

void chain_dma_init(void)
{
	list_init(&chains);
}

struct chain_dma *chain_dma_find(uint32_t host_dma_id)
{
	struct list_item *pos;

	list_for_item(pos, &chains) {
		struct chain_dma *chain = list_item(pos, struct chain_dma, list);

		if (chain->host_dma_id == host_dma_id)
			return chain;
	}
	return NULL;
}

/* ---- channels and rings ---- */

/* Ids count the controller's outputs, then its inputs. @return false: there is no such stream */
static bool stream_of(uint32_t dma_id, bool *is_playback, uint32_t *index)
{
	*is_playback = dma_id < DMA_HDA_OUTPUT_STREAMS;
	*index = *is_playback ? dma_id : dma_id - DMA_HDA_OUTPUT_STREAMS;
	return *is_playback || *index < DMA_HDA_INPUT_STREAMS;
}

static int find_nodes(struct chain_dma *chain, uint32_t host_dma_id, uint32_t link_dma_id)
{
	uint32_t host_index, link_index;
	bool link_plays;

	if (!stream_of(host_dma_id, &chain->is_playback, &host_index) ||
	    !stream_of(link_dma_id, &link_plays, &link_index) || link_plays != chain->is_playback) {
		LOG_ERR("host DMA %u and link DMA %u are no pair of streams in one direction",
			host_dma_id, link_dma_id);
		return -EINVAL;
	}
	chain->host_dma_id = host_dma_id;
	chain->host.node_id = IPC4_NODE_ID(chain->is_playback ? IPC4_HDA_HOST_OUTPUT_CLASS :
								IPC4_HDA_HOST_INPUT_CLASS,
					   host_index);
	chain->link.node_id = IPC4_NODE_ID(chain->is_playback ? IPC4_HDA_LINK_OUTPUT_CLASS :
								IPC4_HDA_LINK_INPUT_CLASS,
					   link_index);
	return 0;
}

static int end_init(struct gateway *end, uint32_t bytes)
{
	struct dma_chan_config config = { .size = bytes };
	int ret;

	ret = gateway_open(end, &config, "chain_dma");
	if (ret && end->ring)
		LOG_ERR("gateway %#x: the host has set no format for %u bytes: %d", end->node_id,
			bytes, ret);
	return ret == -ENODEV ? -EBUSY : ret;
}

/* ---- the task ---- */

/* Largest stretch of a ring from `position` on that does not wrap. */
static uint32_t stretch(const struct dma_chan_status *status, uint32_t position, uint32_t bytes)
{
	return MIN(bytes, status->size - position);
}

static void copy_bytes(const struct gateway *from, struct dma_chan_status *source,
		       const struct gateway *to, struct dma_chan_status *sink, uint32_t bytes)
{
	uint32_t n;

	for (; bytes; bytes -= n) {
		n = stretch(source, source->read_position,
			    stretch(sink, sink->write_position, bytes));
		memcpy(to->ring + sink->write_position, from->ring + source->read_position, n);
		source->read_position = (source->read_position + n) % source->size;
		sink->write_position = (sink->write_position + n) % sink->size;
	}
}

/* The link has sent silence, or dropped what came; the stream goes on. */
static void report_xrun(struct chain_dma *chain, bool xrun)
{
	if (xrun && !chain->xrun_reported)
		LOG_WRN("gateway %#x: %s", chain->link.node_id,
			chain->is_playback ? "underrun" : "overrun");
	gateway_report_xrun(&chain->xrun_reported, xrun, IPC4_GATEWAY, chain->link.node_id,
			    chain->is_playback);
}

static enum task_state chain_run(void *data)
{
	struct chain_dma *chain = data;
	const struct gateway *from = chain->is_playback ? &chain->host : &chain->link;
	const struct gateway *to = chain->is_playback ? &chain->link : &chain->host;
	struct dma_chan_status source, sink;
	uint32_t bytes;
	bool xrun;

	dma_get_status(from->chan, &source);
	dma_get_status(to->chan, &sink);
	xrun = chain->is_playback ? sink.xrun : source.xrun;
	if (xrun || chain->xrun_reported)
		report_xrun(chain, xrun);
	bytes = MIN(source.pending, sink.free);
	if (!bytes)
		return SOF_TASK_STATE_RESCHEDULE;
	copy_bytes(from, &source, to, &sink, bytes);
	dma_reload(from->chan, bytes);
	dma_reload(to->chan, bytes);
	return SOF_TASK_STATE_RESCHEDULE;
}

/* ---- life ---- */

int chain_dma_new(uint32_t host_dma_id, uint32_t link_dma_id, uint32_t fifo_bytes,
		  struct chain_dma **out)
{
	struct chain_dma *chain = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*chain));
	uint32_t bytes;
	int ret;

	if (!chain)
		return -ENOMEM;
	ret = find_nodes(chain, host_dma_id, link_dma_id);
	if (ret)
		goto err;
	/* a fifo has 24 bits: no overflow */
	bytes = fifo_bytes * (chain->is_playback ? PLAYBACK_FIFO_HALVES : CAPTURE_FIFO_HALVES) / 2;
	bytes = (bytes + RING_ALIGN - 1) / RING_ALIGN * RING_ALIGN;
	ret = end_init(&chain->host, bytes);
	if (!ret)
		ret = end_init(&chain->link, bytes);
	if (!ret)
		ret = schedule_task_init_ll(&chain->task, "chain_dma", SOF_TASK_PRI_HIGH, chain_run,
					    chain, 0);
	if (ret)
		goto err;
	list_item_append(&chain->list, &chains);
	*out = chain;
	return 0;

err:
	gateway_close(&chain->host);
	gateway_close(&chain->link);
	rfree(chain);
	return ret;
}

static void send_preamble(struct chain_dma *chain)
{
	struct dma_chan_status status;

	if (!IS_ENABLED(CONFIG_CHAIN_DMA_PREAMBLE) || !chain->is_playback || chain->has_started)
		return;
	dma_get_status(chain->link.chan, &status);
	dma_reload(chain->link.chan, status.free);
}

/* Data must have somewhere to go before they come: the receiving side starts last only in playback, as on the DSP. */
int chain_dma_start(struct chain_dma *chain)
{
	struct gateway *first = chain->is_playback ? &chain->host : &chain->link;
	struct gateway *second = chain->is_playback ? &chain->link : &chain->host;
	int ret;

	if (chain->is_running)
		return 0;
	ret = dma_start(first->chan);
	if (ret)
		return ret;
	ret = dma_start(second->chan);
	if (!ret)
		ret = schedule_task(&chain->task);
	if (ret) {
		dma_stop(second->chan);
		dma_stop(first->chan);
		return ret;
	}
	send_preamble(chain);
	chain->is_running = true;
	chain->has_started = true;
	return 0;
}

int chain_dma_pause(struct chain_dma *chain)
{
	int ret;

	if (!chain->is_running)
		return 0;
	ret = schedule_task_free(&chain->task);
	if (ret)
		return ret;
	dma_stop(chain->host.chan);
	dma_stop(chain->link.chan);
	chain->is_running = false;
	/* freed tasks begin anew */
	chain->task = (struct task){ .name = NULL };
	return schedule_task_init_ll(&chain->task, "chain_dma", SOF_TASK_PRI_HIGH, chain_run, chain,
				     0);
}

void chain_dma_free(struct chain_dma *chain)
{
	schedule_task_free(&chain->task);
	list_item_del(&chain->list);
	gateway_close(&chain->host);
	gateway_close(&chain->link);
	rfree(chain);
}

#endif
