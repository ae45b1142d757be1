/* SPDX-License-Identifier: BSD-3-Clause */
/* The message of chained DMA: make, start, pause and free in one. */
#include <errno.h>
#include <ipc4/pipeline.h>
#include <sof/audio/chain_dma.h>

#include "handlers.h"

#ifdef CONFIG_COMP_CHAIN_DMA

/* @return 0, -errno */
static int set_state(struct chain_dma *chain, const struct ipc4_chain_dma *msg)
{
	int ret;

	if (msg->primary.r.enable)
		return msg->primary.r.allocate ? chain_dma_start(chain) : -EINVAL;
	ret = chain_dma_pause(chain);
	if (!ret && !msg->primary.r.allocate)
		chain_dma_free(chain);
	return ret;
}

/* A chain that cannot take its first state does not stay. */
static int create(const struct ipc4_chain_dma *msg)
{
	struct chain_dma *chain;
	int ret;

	ret = chain_dma_new(msg->primary.r.host_dma_id, msg->primary.r.link_dma_id,
			    msg->extension.r.fifo_size, &chain);
	if (ret)
		return IPC4_FAILURE;
	ret = set_state(chain, msg);
	if (!ret)
		return IPC4_SUCCESS;
	chain_dma_free(chain);
	return IPC4_FAILURE;
}

int ipc_chain_dma(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_chain_dma msg = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};
	struct chain_dma *chain = chain_dma_find(msg.primary.r.host_dma_id);

	(void)reply;
	if (chain)
		return set_state(chain, &msg) ? IPC4_INVALID_CHAIN_STATE_TRANSITION : IPC4_SUCCESS;
	if (!msg.primary.r.allocate && !msg.primary.r.enable)
		return IPC4_SUCCESS;
	return create(&msg);
}

#endif
