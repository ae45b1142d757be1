/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier: DMA channels and their rings. */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <sof/common.h>
#include <sof/lib/notification.h>
#include "copier.h"

#define RING_PERIODS 2

/* As much of a blob as anybody here reads: attributes, count, and two words for each of several gateways. */
#define COPIER_BLOB_WORDS (2 + 2 * IPC4_ALH_MAX_NUMBER_OF_GTW)

/* Ring of at least two periods, in whole frames, and the channel that uses it. */
static int gateway_init(struct processing_module *mod, struct copier_gateway *gateway,
			uint32_t wanted_bytes)
{
	struct copier_data *cd = module_get_private_data(mod);
	const struct sof_audio_stream_params *params = copier_gateway_params(cd);
	struct dma_chan_config config = {
		.frame_bytes = get_frame_bytes(params->frame_fmt, gateway->num_channels),
		.rate = params->rate,
	};
	uint64_t bytes =
		(uint64_t)MAX(wanted_bytes, RING_PERIODS * cd->period_frames * config.frame_bytes);
	int ret;

	bytes = (bytes + config.frame_bytes - 1) / config.frame_bytes * config.frame_bytes;
	if (bytes > INT32_MAX) {
		comp_err(mod->dev, "gateway %#x: DMA buffer of %llu bytes", gateway->dma.node_id,
			 (unsigned long long)bytes);
		return -ENOMEM;
	}
	gateway->frame_bytes = config.frame_bytes;
	gateway->ring_bytes = (uint32_t)bytes;
	config.size = gateway->ring_bytes;
	ret = gateway_open(&gateway->dma, &config, mod->dev->name);
	if (ret < 0 && gateway->dma.ring)
		comp_err(mod->dev, "gateway %#x refuses %u-byte frames at %u Hz: %d",
			 gateway->dma.node_id, config.frame_bytes, config.rate, ret);
	return ret;
}

int copier_gateways_init(struct processing_module *mod, uint32_t dma_bytes, const void *blob_data,
			 uint32_t blob_words)
{
	struct copier_data *cd = module_get_private_data(mod);
	uint32_t type = IPC4_NODE_TYPE(cd->node_id);
	uint32_t blob[COPIER_BLOB_WORDS] = { 0 };
	uint32_t words = MIN(blob_words, (uint32_t)ARRAY_SIZE(blob));
	int ret;

	memcpy(blob, blob_data, words * sizeof(blob[0]));
	if (type == IPC4_DMIC_LINK_INPUT_CLASS)
		copier_fade_init(&cd->fade, cd->input.rate, blob, words);
	if ((type == IPC4_ALH_LINK_OUTPUT_CLASS || type == IPC4_ALH_LINK_INPUT_CLASS) &&
	    IPC4_NODE_INDEX(cd->node_id) >= IPC4_ALH_MULTI_GTW_BASE) {
		ret = copier_multi_parse(mod, blob, words);
		if (ret)
			return ret;
	} else {
		cd->gateways[0].dma.node_id = cd->node_id;
		cd->gateways[0].num_channels = copier_gateway_params(cd)->channels;
		cd->num_gateways = 1;
	}
	for (uint32_t i = 0; i < cd->num_gateways; i++) {
		ret = gateway_init(mod, &cd->gateways[i], dma_bytes);
		if (ret)
			return ret;
	}
	return 0;
}

void copier_gateways_free(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);

	for (uint32_t i = 0; i < cd->num_gateways; i++)
		gateway_close(&cd->gateways[i].dma);
	cd->num_gateways = 0;
}

int copier_gateways_start(struct copier_data *cd, bool start)
{
	int ret = 0;

	for (uint32_t i = 0; i < cd->num_gateways; i++) {
		int error = start ? dma_start(cd->gateways[i].dma.chan) :
				    dma_stop(cd->gateways[i].dma.chan);

		if (error && !ret)
			ret = error;
	}
	return ret;
}

int copier_gateways_reset(struct copier_data *cd)
{
	int ret = 0;

	for (uint32_t i = 0; i < cd->num_gateways; i++) {
		int error = dma_stop(cd->gateways[i].dma.chan);

		if (!error)
			error = dma_reset(cd->gateways[i].dma.chan);
		if (error && !ret)
			ret = error;
		cd->gateways[i].xrun = false;
	}
	cd->xrun_reported = false;
	return ret;
}

static void gateway_status(struct copier_gateway *gateway, struct dma_chan_status *status)
{
	dma_get_status(gateway->dma.chan, status);
	/* reading clears it: keep it for the report */
	gateway->xrun |= status->xrun;
}

uint64_t copier_gateways_total(struct copier_data *cd)
{
	struct dma_chan_status status;
	uint64_t total = 0;

	for (uint32_t i = 0; i < cd->num_gateways; i++) {
		gateway_status(&cd->gateways[i], &status);
		total += status.total_bytes;
	}
	return total;
}

bool copier_gateways_drift(struct copier_data *cd)
{
	struct dma_chan_status status;
	bool drifts = false;

	for (uint32_t i = 0; i < cd->num_gateways; i++) {
		gateway_status(&cd->gateways[i], &status);
		drifts |= status.drifts;
	}
	return drifts;
}

int64_t copier_gateways_deviation(struct copier_data *cd)
{
	struct dma_chan_status status;

	gateway_status(&cd->gateways[0], &status);
	return status.deviation;
}

uint32_t copier_gateways_frames(struct copier_data *cd)
{
	uint32_t frames = UINT32_MAX;

	for (uint32_t i = 0; i < cd->num_gateways; i++) {
		struct copier_gateway *gateway = &cd->gateways[i];
		struct dma_chan_status status;

		gateway_status(gateway, &status);
		gateway->position = cd->gateway_is_input ? status.read_position :
							   status.write_position;
		frames = MIN(frames, (cd->gateway_is_input ? status.pending : status.free) /
					     gateway->frame_bytes);
	}
	return frames;
}

int copier_gateway_open(struct copier_gateway *gateway, struct block_cursor *cursor)
{
	return block_open_ring(cursor, gateway->dma.ring, gateway->ring_bytes, gateway->position,
			       gateway->frame_bytes);
}

void copier_gateways_advance(struct copier_data *cd, uint32_t frames)
{
	for (uint32_t i = 0; i < cd->num_gateways; i++)
		dma_reload(cd->gateways[i].dma.chan, frames * cd->gateways[i].frame_bytes);
}

/*
 * The link has sent silence, or dropped what came; the stream goes on. A notification that finds no room is
 * tried again at the next call.
 */
void copier_report_xrun(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);
	bool xrun = false;

	for (uint32_t i = 0; i < cd->num_gateways; i++) {
		xrun |= cd->gateways[i].xrun;
		cd->gateways[i].xrun = false;
	}
	if (!gateway_report_xrun(&cd->xrun_reported, xrun, IPC4_PIPELINE,
				 mod->dev->ipc_config.pipeline_id,
				 mod->dev->direction == SOF_IPC_STREAM_PLAYBACK))
		cd->gateways[0].xrun = true;
}
