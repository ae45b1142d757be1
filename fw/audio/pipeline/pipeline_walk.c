/* SPDX-License-Identifier: BSD-3-Clause */
/* Walks over the components of a pipeline: prepare and reset. */
#include <sof/audio/module_adapter/module_adapter.h>
#include <zephyr/logging/log.h>

#include "pipeline_private.h"

LOG_MODULE_DECLARE(pipe);

int pipeline_walk(const struct pipeline_walk *walk, struct comp_dev *dev,
		  struct comp_buffer *incoming)
{
	bool upstream = walk->host->direction == SOF_IPC_STREAM_CAPTURE;
	struct list_item *head = upstream ? &dev->bsource_list : &dev->bsink_list;
	struct list_item *pos;
	int ret;

	/* IPC4 never crosses into another pipeline */
	if (dev->pipeline != walk->p)
		return 0;
	ret = walk->visit(walk, dev);
	if (ret)
		return ret;

	list_for_item(pos, head) {
		struct comp_buffer *buffer =
			upstream ? list_item(pos, struct comp_buffer, sink_list) :
				   list_item(pos, struct comp_buffer, source_list);
		struct comp_dev *peer = upstream ? buffer->source : buffer->sink;

		if (buffer == incoming || buffer->walking)
			continue;
		if (walk->cross)
			walk->cross(buffer);
		if (!peer)
			continue;
		buffer->walking = true;
		ret = pipeline_walk(walk, peer, buffer);
		buffer->walking = false;
		if (ret)
			return ret;
	}
	return 0;
}

static int prepare_comp(const struct pipeline_walk *walk, struct comp_dev *dev)
{
	return module_adapter_prepare(dev);
}

int pipeline_prepare(struct pipeline *p, struct comp_dev *host)
{
	struct pipeline_walk walk = {
		.p = p, .host = host, .visit = prepare_comp, .cross = buffer_reset
	};
	int ret = pipeline_walk(&walk, host, NULL);

	if (ret < 0) {
		LOG_ERR("pipeline %u: prepare failed: %d", p->pipeline_id, ret);
		return ret;
	}
	p->status = COMP_STATE_PREPARE;
	return 0;
}

static int reset_comp(const struct pipeline_walk *walk, struct comp_dev *dev)
{
	int ret;

	if (dev->state == COMP_STATE_ACTIVE) {
		ret = module_adapter_trigger(dev, COMP_TRIGGER_STOP);
		if (ret < 0)
			comp_err(dev, "stop before reset failed: %d", ret);
	}
	return module_adapter_reset(dev);
}

static void invalidate_params(struct comp_buffer *buffer)
{
	buffer->audio_buffer.state = AUDIOBUF_STATE_INITIAL;
}

int pipeline_reset(struct pipeline *p, struct comp_dev *host)
{
	struct pipeline_walk walk = {
		.p = p, .host = host, .visit = reset_comp, .cross = invalidate_params
	};
	int ret = pipeline_walk(&walk, host, NULL);

	if (ret < 0) {
		LOG_ERR("pipeline %u: reset failed: %d", p->pipeline_id, ret);
		return ret;
	}
	p->status = COMP_STATE_READY;
	return 0;
}
