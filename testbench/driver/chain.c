/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Chained DMA: the host's DMA is tied to the link's, with no module in between. Pipelines, modules and routes of such
 * a stream are not built, the formats of its copiers are not looked at: what the PCM's capabilities take goes to the
 * link as it is, and one message for each trigger does everything.
 */
#include <string.h>

#include <adsp/dma.h>
#include <ipc4/pipeline.h>

#include "internal.h"

#define FIFO_MS   2
#define DMA_IDS   32 /* five bits in the message */
#define PERIOD_MS 1

static const struct tplg_pipeline *pipeline_of(const struct drv *drv, int widget)
{
	int pipeline = drv->tplg->widgets[widget].pipeline;

	return pipeline == TPLG_NONE ? NULL : &drv->tplg->pipelines[pipeline];
}

static bool is_chained(const struct drv *drv, int widget)
{
	const struct tplg_pipeline *pipeline = pipeline_of(drv, widget);

	return pipeline && pipeline->chain_dma;
}

/* What stands in a chain beside the host copier is an HDA link, and nothing else. */
static int check_link(struct drv_stream *stream, const struct tplg_widget *w)
{
	if (!drv_widget_is_dai(w))
		return drv_fail(
			stream->drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
			"PCM %u %s: %s is in pipeline.%u, which chains host DMA to link DMA: "
			"no module can be in between",
			stream->pcm->id, tplg_direction_name(stream->direction), w->name,
			w->pipeline_id);
	if (strcmp(w->dai_type, "HDA"))
		return drv_fail(stream->drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"PCM %u %s: %s: only an HDA link can be chained, not '%s'",
				stream->pcm->id, tplg_direction_name(stream->direction), w->name,
				w->dai_type);
	return 0;
}

int drv_chain_check(struct drv_stream *stream)
{
	struct drv *drv = stream->drv;
	int host = stream->pcm->caps[stream->direction].host;
	unsigned int links = 0;

	stream->chain.used = is_chained(drv, host);
	for (size_t i = 0; i < stream->path.num_steps; i++) {
		int widget = stream->path.steps[i].widget;
		int ret;

		if (is_chained(drv, widget) != stream->chain.used)
			return drv_fail(
				drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"PCM %u %s: one of %s and %s is in a pipeline that chains host DMA "
				"to link DMA, the other is not",
				stream->pcm->id, tplg_direction_name(stream->direction),
				drv->tplg->widgets[host].name, drv->tplg->widgets[widget].name);
		if (!stream->chain.used || widget == host)
			continue;
		ret = check_link(stream, &drv->tplg->widgets[widget]);
		if (ret < 0)
			return ret;
		if (links++)
			return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
					"PCM %u %s: %s is chained to more than one link",
					stream->pcm->id, tplg_direction_name(stream->direction),
					drv->tplg->widgets[host].name);
	}
	if (stream->chain.used && !links)
		return drv_fail(drv, DRV_ERROR_TOPOLOGY, -EINVAL, 0,
				"PCM %u %s: %s is chained to no link", stream->pcm->id,
				tplg_direction_name(stream->direction),
				drv->tplg->widgets[host].name);
	return 0;
}

int drv_chain_choose(struct drv_stream *stream, const struct drv_pcm_params *params)
{
	struct tplg_pin_format *format = &stream->chain.format;
	struct drv_ref ref;

	drv_ref_from_params(params, &ref);
	*format = (struct tplg_pin_format){ .fmt = {
						    .sampling_frequency = params->rate,
						    .depth = (uint32_t)drv_format_bytes(
								     params->format) *
							     8,
						    .channels_count = params->channels & 0xFF,
						    .valid_bit_depth = ref.valid & 0xFF,
						    .s_type = ref.type & 0xFF,
					    } };
	format->buffer_bytes = (params->rate * PERIOD_MS + 999) / 1000 * params->channels *
			       (uint32_t)drv_format_bytes(params->format);
	for (size_t i = 0; i < stream->path.num_steps; i++)
		stream->choices[i] = (struct drv_choice){ format, format };
	return 0;
}

/* Ids count the output streams first, then the input streams. */
static int dma_id(struct drv_stream *stream, const struct drv_widget *widget, uint32_t *id)
{
	*id = IPC4_NODE_INDEX(widget->node_id);
	if (*id >= ADSP_HDA_OUTPUT_STREAMS)
		return drv_fail(stream->drv, DRV_ERROR_TOPOLOGY, -ENOSPC, 0,
				"%s: DMA stream %u cannot be chained, ids are 0..%u",
				widget->tplg->name, *id, ADSP_HDA_OUTPUT_STREAMS - 1);
	if (stream->direction == TPLG_CAPTURE)
		*id += ADSP_HDA_OUTPUT_STREAMS;
	return 0;
}

static uint32_t fifo_bytes(const struct drv_stream *stream)
{
	uint64_t bits = (uint64_t)FIFO_MS * stream->params.rate * stream->params.channels *
			stream->chain.format.fmt.depth;

	return (uint32_t)((bits + 7999) / 8000);
}

static int send(struct drv_stream *stream, bool allocate, bool enable, uint32_t fifo)
{
	struct drv *drv = stream->drv;
	struct ipc4_chain_dma msg = { 0 };
	struct adsp_ipc_message request;
	uint32_t host = 0, link = 0;
	int ret = 0;

	for (size_t i = 0; !ret && i < stream->path.num_steps; i++) {
		const struct drv_widget *widget = &drv->widgets[stream->path.steps[i].widget];

		ret = dma_id(stream, widget, drv_widget_is_host(widget->tplg) ? &host : &link);
	}
	if (ret < 0)
		return ret;
	msg.primary.r.host_dma_id = host & (DMA_IDS - 1);
	msg.primary.r.link_dma_id = link & (DMA_IDS - 1);
	msg.primary.r.allocate = allocate;
	msg.primary.r.enable = enable;
	msg.primary.r.scs = stream->chain.format.fmt.depth <= 16;
	msg.primary.r.type = IPC4_GLB_CHAIN_DMA;
	msg.extension.r.fifo_size = fifo & 0xFFFFFF;
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	ret = drv_ipc(drv, drv->tplg->widgets[stream->pcm->caps[stream->direction].host].name,
		      &request, NULL, 0, NULL);
	if (!ret)
		stream->chain.allocated = allocate;
	return ret;
}

/* The controller's registers: the chain itself knows no format. */
static int set_formats(struct drv_stream *stream)
{
	const struct tplg_pin_format *format = &stream->chain.format;
	uint32_t frame_bytes = format->fmt.channels_count * format->fmt.depth / 8;

	for (size_t i = 0; i < stream->path.num_steps; i++) {
		const struct drv_widget *widget =
			&stream->drv->widgets[stream->path.steps[i].widget];
		int ret = adsp_dma_set_format(widget->node_id, format->fmt.sampling_frequency,
					      frame_bytes);

		if (ret < 0)
			return drv_fail(stream->drv, DRV_ERROR_FIRMWARE, ret, 0,
					"%s: gateway 0x%x takes no format of its own",
					widget->tplg->name, widget->node_id);
	}
	return 0;
}

/* What a chain has put into the ring of its link by itself: no data have come yet. */
static void note_preamble(struct drv_stream *stream)
{
	const struct drv_endpoint *link = drv_stream_dai(stream, 0);
	struct adsp_dma_status status;

	stream->chain.preamble_bytes = 0;
	if (stream->direction == TPLG_PLAYBACK && !adsp_dma_get_status(link->node_id, &status))
		stream->chain.preamble_bytes = status.level_bytes;
}

int drv_chain_run(struct drv_stream *stream, bool release)
{
	int ret = release ? 0 : set_formats(stream);

	/* a size would mean a new stream */
	if (!ret)
		ret = send(stream, true, true, release ? 0 : fifo_bytes(stream));
	if (!ret && !release)
		note_preamble(stream);
	return ret;
}

bool drv_stream_is_chained(const struct drv_stream *stream, uint32_t *preamble_bytes)
{
	if (preamble_bytes)
		*preamble_bytes = stream->chain.preamble_bytes;
	return stream->chain.used;
}

int drv_chain_pause(struct drv_stream *stream)
{
	return send(stream, true, false, 0);
}

int drv_chain_free(struct drv_stream *stream)
{
	int ret = stream->chain.allocated ? send(stream, false, false, 0) : 0;

	stream->chain.allocated = false;
	return ret;
}
