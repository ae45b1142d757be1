/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <sof/audio/buffer.h>
#include <sof/audio/component.h>

static struct list_item components = LIST_INIT(components);

bool comp_graph_changed;

void comp_registry_init(void)
{
	list_init(&components);
}

void comp_registry_add(struct comp_dev *dev)
{
	list_item_append(&dev->list, &components);
}

void comp_registry_remove(struct comp_dev *dev)
{
	list_item_del(&dev->list);
}

struct comp_dev *comp_find(uint32_t id)
{
	struct list_item *pos;

	list_for_item(pos, &components) {
		struct comp_dev *dev = list_item(pos, struct comp_dev, list);

		if (dev->ipc_config.id == id)
			return dev;
	}
	return NULL;
}

struct list_item *comp_list(void)
{
	return &components;
}

/* ---- state ---- */

#define FROM(state) (1u << COMP_STATE_##state)
#define FROM_ANY    UINT32_MAX

static const struct {
	enum comp_state to;
	uint32_t from; /* mask of states */
} transitions[] = {
	[COMP_TRIGGER_START] = { COMP_STATE_ACTIVE, FROM(PRE_ACTIVE) },
	[COMP_TRIGGER_RELEASE] = { COMP_STATE_ACTIVE, FROM(PRE_ACTIVE) },
	[COMP_TRIGGER_PREPARE] = { COMP_STATE_PREPARE, FROM(READY) },
	[COMP_TRIGGER_STOP] = { COMP_STATE_PREPARE, FROM(ACTIVE) | FROM(PAUSED) },
	[COMP_TRIGGER_PAUSE] = { COMP_STATE_PAUSED, FROM(ACTIVE) },
	[COMP_TRIGGER_XRUN] = { COMP_STATE_READY, FROM_ANY },
	[COMP_TRIGGER_RESET] = { COMP_STATE_READY, FROM_ANY },
	[COMP_TRIGGER_PRE_START] = { COMP_STATE_PRE_ACTIVE, FROM(PREPARE) },
	[COMP_TRIGGER_PRE_RELEASE] = { COMP_STATE_PRE_ACTIVE, FROM(PAUSED) },
};

static bool leads_somewhere(int cmd)
{
	return (size_t)cmd < ARRAY_SIZE(transitions) && transitions[cmd].from;
}

bool comp_has_reached(const struct comp_dev *dev, int cmd)
{
	return leads_somewhere(cmd) && dev->state == transitions[cmd].to;
}

int comp_set_state(struct comp_dev *dev, int cmd)
{
	if (!leads_somewhere(cmd))
		return 0;
	if (comp_has_reached(dev, cmd))
		return COMP_STATUS_STATE_ALREADY_SET;
	if (!(transitions[cmd].from & (1u << dev->state))) {
		comp_err(dev, "trigger %d refused in state %d", cmd, dev->state);
		return -EINVAL;
	}
	dev->state = transitions[cmd].to;
	return 0;
}

bool comp_state_may_follow(enum comp_state before, enum comp_state after)
{
	for (size_t cmd = 0; cmd < ARRAY_SIZE(transitions); cmd++) {
		if (transitions[cmd].to == after && transitions[cmd].from & (1u << before))
			return true;
	}
	return false;
}

/* ---- edges ---- */

struct comp_buffer *comp_first_source(const struct comp_dev *dev)
{
	return list_is_empty(&dev->bsource_list) ?
		       NULL :
		       list_first_item(&dev->bsource_list, struct comp_buffer, sink_list);
}

struct comp_buffer *comp_first_sink(const struct comp_dev *dev)
{
	return list_is_empty(&dev->bsink_list) ?
		       NULL :
		       list_first_item(&dev->bsink_list, struct comp_buffer, source_list);
}

struct comp_buffer *comp_dev_get_first_data_producer(struct comp_dev *dev)
{
	return comp_first_source(dev);
}

struct comp_buffer *comp_dev_get_first_data_consumer(struct comp_dev *dev)
{
	return comp_first_sink(dev);
}

struct comp_buffer *comp_dev_get_next_data_producer(struct comp_dev *dev,
						    struct comp_buffer *buffer)
{
	return list_item_is_last(&buffer->sink_list, &dev->bsource_list) ?
		       NULL :
		       list_first_item(&buffer->sink_list, struct comp_buffer, sink_list);
}

struct comp_buffer *comp_dev_get_next_data_consumer(struct comp_dev *dev,
						    struct comp_buffer *buffer)
{
	return list_item_is_last(&buffer->source_list, &dev->bsink_list) ?
		       NULL :
		       list_first_item(&buffer->source_list, struct comp_buffer, source_list);
}

int comp_buffer_get_source_state(const struct comp_buffer *buffer)
{
	return buffer->source ? (int)buffer->source->state : COMP_STATE_NOT_EXIST;
}

int comp_buffer_get_sink_state(const struct comp_buffer *buffer)
{
	return buffer->sink ? (int)buffer->sink->state : COMP_STATE_NOT_EXIST;
}

static void buffer_set_producer(struct comp_buffer *buffer, struct comp_dev *dev)
{
	struct processing_module *mod = dev ? dev->mod : NULL;

	buffer->source = dev;
	comp_graph_changed = true;
	buffer->source_api.producer = mod;
	if (buffer->ring)
		buffer->ring->source_api.producer = mod;
}

static void buffer_set_consumer(struct comp_buffer *buffer, struct comp_dev *dev)
{
	struct processing_module *mod = dev ? dev->mod : NULL;

	buffer->sink = dev;
	comp_graph_changed = true;
	buffer->sink_api.consumer = mod;
	if (buffer->ring)
		buffer->ring->sink_api.consumer = mod;
}

int comp_connect_source(struct comp_dev *source, struct comp_buffer *buffer)
{
	if (!list_is_empty(&buffer->source_list))
		return -EALREADY;
	list_item_prepend(&buffer->source_list, &source->bsink_list);
	buffer_set_producer(buffer, source);
	return 0;
}

int comp_connect_sink(struct comp_dev *sink, struct comp_buffer *buffer)
{
	if (!list_is_empty(&buffer->sink_list))
		return -EALREADY;
	list_item_prepend(&buffer->sink_list, &sink->bsource_list);
	buffer_set_consumer(buffer, sink);
	return 0;
}

void comp_disconnect_source(struct comp_buffer *buffer)
{
	list_item_del(&buffer->source_list);
	buffer_set_producer(buffer, NULL);
}

void comp_disconnect_sink(struct comp_buffer *buffer)
{
	list_item_del(&buffer->sink_list);
	buffer_set_consumer(buffer, NULL);
}
