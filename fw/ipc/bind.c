/* SPDX-License-Identifier: BSD-3-Clause */
/* Edges: the buffer between two pins, made at bind and freed at unbind. */
#include <errno.h>
#include <string.h>

#include <ipc/topology.h>
#include <ipc4/error_status.h>
#include <platform/machine.h>
#include <sof/audio/buffer.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/common.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(ipc_bind);

#define EDGE_NAME_BYTES (2 * COMP_NAME_BYTES + 4)

/* "gain.1.0 -> src.2.1" */
static void name_edge(char *out, const struct comp_dev *source, const struct comp_dev *sink)
{
	const char *const parts[] = { source ? source->name : "?", " -> ",
				      sink ? sink->name : "?" };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const size_t length = strlen(parts[i]);

		memcpy(out, parts[i], length);
		out += length;
	}
	*out = '\0';
}

static struct comp_buffer *find_edge(const struct comp_dev *source, const struct comp_dev *sink,
				     uint32_t id)
{
	struct list_item *item;

	list_for_item(item, &source->bsink_list) {
		struct comp_buffer *buffer = list_item(item, struct comp_buffer, source_list);

		if (buffer->id == id && buffer->sink == sink)
			return buffer;
	}
	return NULL;
}

static size_t list_count(const struct list_item *head)
{
	const struct list_item *item;
	size_t n = 0;

	list_for_item(item, head)
		n++;
	return n;
}

/*
 * Every edge has a pin of its own. A module with one pin has looked at its edge in prepare and does not again, so
 * it takes a new one in state READY only. Modules with several take them at any time, and so does one whose init has said
 * that it can do with more than one (`most`): it looks at what there is in each call.
 */
static bool takes_edge(const struct comp_dev *dev, const struct list_item *edges, size_t pins,
		       size_t most)
{
	return list_count(edges) < MIN(pins, CONFIG_MODULE_MAX_CONNECTIONS) &&
	       (pins > 1 || most > 1 || dev->state == COMP_STATE_READY);
}

static int check_edge(const struct comp_dev *source, uint32_t src_queue,
		      const struct comp_dev *sink, uint32_t dst_queue)
{
	if (source == sink) {
		comp_err(source, "bind to itself");
		return IPC4_INVALID_REQUEST;
	}
	if (comp_is_dp(source) && comp_is_dp(sink)) {
		comp_err(source, "bind to %s: both are DP", sink->name);
		return IPC4_INVALID_REQUEST;
	}
	if (src_queue >= source->drv->max_outputs) {
		comp_err(source, "output pin %u of %u", src_queue, source->drv->max_outputs);
		return IPC4_QUEUE_INVALID_ID;
	}
	if (dst_queue >= sink->drv->max_inputs) {
		comp_err(sink, "input pin %u of %u", dst_queue, sink->drv->max_inputs);
		return IPC4_QUEUE_DST_INVALID_ID;
	}
	if (find_edge(source, sink, BUFFER_ID(src_queue, dst_queue))) {
		comp_err(source, "pin %u is bound to %s pin %u already", src_queue, sink->name,
			 dst_queue);
		return IPC4_INVALID_RESOURCE_STATE;
	}
	if (!takes_edge(source, &source->bsink_list, source->drv->max_outputs,
			source->mod->max_sinks) ||
	    !takes_edge(sink, &sink->bsource_list, sink->drv->max_inputs, sink->mod->max_sources)) {
		comp_err(source, "bind to %s: no pin left, or in use (states %d and %d)",
			 sink->name, source->state, sink->state);
		return IPC4_INVALID_RESOURCE_STATE;
	}
	return IPC4_SUCCESS;
}

/* Buffer with its ring towards a DP end, unconnected. */
static int edge_new(struct comp_dev *source, uint32_t src_queue, struct comp_dev *sink,
		    uint32_t dst_queue, struct comp_buffer **result)
{
	const uint32_t ibs = module_adapter_pin_ibs(sink, dst_queue);
	const uint32_t obs = module_adapter_pin_obs(source, src_queue);
	const uint32_t period = comp_is_dp(source) ? ibs : MAX(ibs, obs);
	struct mod_alloc_ctx *ctx = comp_is_dp(source) ? module_adapter_alloc_ctx(source) :
							 module_adapter_alloc_ctx(sink);
	struct comp_buffer *buffer;
	int ret;

	if (!period) {
		comp_err(source, "bind to %s: no period size", sink->name);
		return IPC4_FAILURE;
	}

	/* the adapter bounds ibs and obs, so that no size here overflows */
	buffer = buffer_new(ctx, 2 * period, source->ipc_config.core != sink->ipc_config.core);
	if (!buffer)
		goto no_memory;
	buffer->id = BUFFER_ID(src_queue, dst_queue);
	buffer->pipeline_id = source->ipc_config.pipeline_id;
	buffer->source_api.min_available = ibs;
	buffer->sink_api.min_free_space = obs;

	if (comp_is_dp(source) || comp_is_dp(sink)) {
		ret = buffer_attach_ring(buffer,
					 comp_is_dp(source) ? BUFFER_RING_AT_SINK_API :
							      BUFFER_RING_AT_SOURCE_API,
					 MAX(ibs, sink->mod->priv.mpd.in_buff_size),
					 MAX(obs, source->mod->priv.mpd.out_buff_size));
		if (ret) {
			buffer_free(buffer);
			goto no_memory;
		}
	}
	*result = buffer;
	return IPC4_SUCCESS;

no_memory:
	comp_err(source, "bind to %s: no memory for periods of %u and %u bytes", sink->name, obs,
		 ibs);
	return IPC4_OUT_OF_MEMORY;
}

int ipc_comp_connect(struct comp_dev *source, uint32_t src_queue, struct comp_dev *sink,
		     uint32_t dst_queue)
{
	struct comp_buffer *buffer;
	char name[EDGE_NAME_BYTES];
	int status;
	int ret;

	name_edge(name, source, sink);
	PLATFORM_OWNER(name);
	status = check_edge(source, src_queue, sink, dst_queue);
	if (status)
		return status;
	status = edge_new(source, src_queue, sink, dst_queue, &buffer);
	if (status)
		return status;

	ret = comp_connect_source(source, buffer);
	if (ret)
		goto free;
	ret = comp_connect_sink(sink, buffer);
	if (ret)
		goto disconnect_source;
	ret = module_adapter_bind(source, buffer, COMP_BIND_TYPE_SINK);
	if (ret)
		goto disconnect_sink;
	ret = module_adapter_bind(sink, buffer, COMP_BIND_TYPE_SOURCE);
	if (ret)
		goto unbind_source;

	if (source->direction_set && !sink->direction_set) {
		sink->direction = source->direction;
		sink->direction_set = true;
	} else if (sink->direction_set && !source->direction_set) {
		source->direction = sink->direction;
		source->direction_set = true;
	}
	return IPC4_SUCCESS;

unbind_source:
	module_adapter_unbind(source, buffer, COMP_BIND_TYPE_SINK);
disconnect_sink:
	comp_disconnect_sink(buffer);
disconnect_source:
	comp_disconnect_source(buffer);
free:
	buffer_free(buffer);
	comp_err(source, "bind to %s failed with %d", sink->name, ret);
	return IPC4_INVALID_RESOURCE_STATE;
}

/* Errors of the modules do not keep the edge alive. @return the first of them */
static int edge_free(struct comp_buffer *buffer)
{
	struct comp_dev *source = buffer->source;
	struct comp_dev *sink = buffer->sink;
	char name[EDGE_NAME_BYTES];
	int ret = 0;
	int err = 0;

	name_edge(name, source, sink);
	PLATFORM_OWNER(name);
	if (source)
		ret = module_adapter_unbind(source, buffer, COMP_BIND_TYPE_SINK);
	if (sink)
		err = module_adapter_unbind(sink, buffer, COMP_BIND_TYPE_SOURCE);
	comp_disconnect_sink(buffer);
	comp_disconnect_source(buffer);
	buffer_free(buffer);
	return ret ? ret : err;
}

int ipc_comp_disconnect(struct comp_dev *source, uint32_t src_queue, struct comp_dev *sink,
			uint32_t dst_queue)
{
	struct comp_buffer *buffer = find_edge(source, sink, BUFFER_ID(src_queue, dst_queue));
	int ret;

	if (!buffer) {
		comp_err(source, "pin %u is not bound to %s pin %u", src_queue, sink->name,
			 dst_queue);
		return IPC4_INVALID_RESOURCE_ID;
	}

	ret = edge_free(buffer);
	if (ret) {
		comp_err(source, "unbind from %s: module error %d", sink->name, ret);
		return IPC4_INVALID_RESOURCE_ID;
	}
	return IPC4_SUCCESS;
}

void ipc_comp_disconnect_all(struct comp_dev *dev)
{
	while (!list_is_empty(&dev->bsource_list))
		edge_free(list_first_item(&dev->bsource_list, struct comp_buffer, sink_list));
	while (!list_is_empty(&dev->bsink_list))
		edge_free(list_first_item(&dev->bsink_list, struct comp_buffer, source_list));
}
