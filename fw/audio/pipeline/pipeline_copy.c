/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The copy walk: once per tick, producer before consumer. Playback recurses from the sink component upstream,
 * capture walks from the source component downstream.
 */
#include <platform/machine.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/module_instance.h>

#include "pipeline_private.h"

static void mark_outputs(struct comp_dev *dev, enum audio_buffer_state state)
{
	struct list_item *pos;

	list_for_item(pos, &dev->bsink_list)
		list_item(pos, struct comp_buffer, source_list)->state = state;
}

/*
 * Pass the end of the stream on. An LL module stops at the mark; a DP module gets a last block of silence, so
 * that what it holds comes out.
 * @return true when the module must not be called
 */
static bool pass_end_of_stream(struct pipeline *p, struct comp_dev *dev)
{
	struct list_item *pos;

	list_for_item(pos, &dev->bsource_list) {
		struct comp_buffer *buffer = list_item(pos, struct comp_buffer, sink_list);

		if (buffer->pipeline_id != p->pipeline_id)
			continue;
		if (buffer->state == AUDIOBUF_STATE_END_OF_STREAM_FLUSH) {
			mark_outputs(dev, AUDIOBUF_STATE_END_OF_STREAM_FLUSH);
			return false;
		}
		if (buffer->state != AUDIOBUF_STATE_END_OF_STREAM ||
		    source_get_data_available(buffer_get_source(buffer)) >=
			    buffer_get_source(buffer)->min_available)
			continue;
		if (comp_is_dp(dev)) {
			if (!audio_stream_set_zero(&buffer->stream,
						   (uint32_t)buffer->source_api.min_available))
				comp_update_buffer_produce(
					buffer, (uint32_t)buffer->source_api.min_available);
			mark_outputs(dev, AUDIOBUF_STATE_END_OF_STREAM_FLUSH);
			return false;
		}
		mark_outputs(dev, AUDIOBUF_STATE_END_OF_STREAM);
		return true;
	}
	return false;
}

static int copy_comp(struct pipeline *p, struct comp_dev *dev)
{
	PLATFORM_OWNER(dev->name);
	int ret;

	if (p->expect_eos && pass_end_of_stream(p, dev))
		return 0;
	ret = module_adapter_copy(dev);
	if (ret < 0)
		module_adapter_report_error(comp_instance(dev), ret);
	return ret;
}

static bool is_running(const struct pipeline *p, const struct comp_dev *dev)
{
	return dev && dev->pipeline == p && dev->state == COMP_STATE_ACTIVE;
}

static int copy_upstream(struct pipeline *p, struct comp_dev *dev)
{
	struct list_item *pos;
	int ret;

	list_for_item(pos, &dev->bsource_list) {
		struct comp_buffer *buffer = list_item(pos, struct comp_buffer, sink_list);

		if (buffer->walking || !is_running(p, buffer->source))
			continue;
		buffer->walking = true;
		ret = copy_upstream(p, buffer->source);
		buffer->walking = false;
		if (ret)
			return ret;
	}
	return copy_comp(p, dev);
}

static int copy_downstream(struct pipeline *p, struct comp_dev *dev)
{
	struct list_item *pos;
	int ret = copy_comp(p, dev);

	if (ret)
		return ret;
	list_for_item(pos, &dev->bsink_list) {
		struct comp_buffer *buffer = list_item(pos, struct comp_buffer, source_list);

		if (buffer->walking || !is_running(p, buffer->sink))
			continue;
		buffer->walking = true;
		ret = copy_downstream(p, buffer->sink);
		buffer->walking = false;
		if (ret)
			return ret;
	}
	return 0;
}

int pipeline_copy(struct pipeline *p)
{
	if (!p->source_comp || !p->sink_comp)
		return 0;
	if (p->source_comp->direction == SOF_IPC_STREAM_PLAYBACK)
		return is_running(p, p->sink_comp) ? copy_upstream(p, p->sink_comp) : 0;
	return is_running(p, p->source_comp) ? copy_downstream(p, p->source_comp) : 0;
}
