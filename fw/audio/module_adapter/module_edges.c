/* SPDX-License-Identifier: BSD-3-Clause */
/* Edges of a module: bind and unbind, its handles, its pins. */
#include <errno.h>
#include <platform/machine.h>
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/common.h>

#include "module_adapter_private.h"

void module_adapter_note_edges(struct module_instance *inst)
{
	struct processing_module *mod = &inst->mod;

	inst->consumed = mod->num_of_sources ? &mod->sources[0]->processed : &inst->not_moved;
	inst->produced = mod->num_of_sinks ? &mod->sinks[0]->processed : &inst->not_moved;
	inst->lacks_edge = (inst->needs_source && !mod->num_of_sources) ||
			   (inst->needs_sink && !mod->num_of_sinks);
}

static void collect_handles(struct comp_dev *dev)
{
	struct processing_module *mod = dev->mod;
	struct list_item *pos;

	mod->num_of_sources = 0;
	list_for_item(pos, &dev->bsource_list) {
		struct sof_source *source =
			buffer_get_source(list_item(pos, struct comp_buffer, sink_list));

		if (source->bound == mod && mod->num_of_sources < ARRAY_SIZE(mod->sources))
			mod->sources[mod->num_of_sources++] = source;
		source->processed = 0;
	}
	mod->num_of_sinks = 0;
	list_for_item(pos, &dev->bsink_list) {
		struct sof_sink *sink =
			buffer_get_sink(list_item(pos, struct comp_buffer, source_list));

		if (sink->bound == mod && mod->num_of_sinks < ARRAY_SIZE(mod->sinks))
			mod->sinks[mod->num_of_sinks++] = sink;
		sink->processed = 0;
	}
	module_adapter_note_edges(comp_instance(dev));
}

/* What the consuming pin says about the edge. */
static int set_edge_format(struct processing_module *mod, struct comp_buffer *buffer)
{
	const struct module_config *cfg = &mod->priv.cfg;
	uint32_t queue = BUFFER_DST_QUEUE(buffer->id);
	struct sof_audio_stream_params params = module_instance_of(mod)->stream_params;
	int ret;

	if (queue && queue < cfg->nb_input_pins) {
		ret = audio_stream_params_from_ipc4(&params, &cfg->input_pins[queue].audio_fmt);
		if (ret < 0)
			return ret;
	}
	return buffer_set_audio_params(buffer, &params, true);
}

static int call_bind(struct module_instance *inst, enum module_op op, const struct bind_info *info)
{
	return module_call(inst, &(struct module_request){ .op = op, .bind = *info });
}

/* An end of a buffer: the field of its handle that says whose it is, and the one that says which pin. */
struct edge_end {
	struct bind_info info;
	struct processing_module **bound;
	uint32_t *queue_id;
	uint32_t queue;
};

static struct edge_end edge_end_of(struct comp_buffer *buffer, enum bind_type type)
{
	struct edge_end end = { .info.bind_type = type };

	if (type == COMP_BIND_TYPE_SOURCE) {
		end.info.source = buffer_get_source(buffer);
		end.bound = &end.info.source->bound;
		end.queue_id = &end.info.source->queue_id;
		end.queue = BUFFER_DST_QUEUE(buffer->id);
	} else {
		end.info.sink = buffer_get_sink(buffer);
		end.bound = &end.info.sink->bound;
		end.queue_id = &end.info.sink->queue_id;
		end.queue = BUFFER_SRC_QUEUE(buffer->id);
	}
	return end;
}

/* @return 0, -EBUSY bound already, or its arrays are in use; -ENOMEM it has as many as it can have */
static int check_bind(const struct processing_module *mod, const struct edge_end *end)
{
	/* the stream and raw interfaces have sized their arrays at prepare */
	if (*end->bound || mod->input_buffers)
		return -EBUSY;
	if (end->info.bind_type == COMP_BIND_TYPE_SOURCE ?
		    mod->num_of_sources == ARRAY_SIZE(mod->sources) :
		    mod->num_of_sinks == ARRAY_SIZE(mod->sinks))
		return -ENOMEM;
	return 0;
}

int module_adapter_bind(struct comp_dev *dev, struct comp_buffer *buffer, enum bind_type type)
{
	PLATFORM_OWNER(dev->name);
	struct module_instance *inst = comp_instance(dev);
	struct edge_end end = edge_end_of(buffer, type);
	const uint32_t old_queue = *end.queue_id;
	int ret;

	ret = check_bind(&inst->mod, &end);
	if (ret < 0)
		return ret;
	if (type == COMP_BIND_TYPE_SOURCE) {
		ret = set_edge_format(&inst->mod, buffer);
		if (ret < 0)
			return ret;
	}
	*end.bound = &inst->mod;
	*end.queue_id = end.queue;
	ret = call_bind(inst, MODULE_OP_BIND, &end.info);
	if (ret < 0) {
		comp_err(dev, "bind of %s %u refused: %d",
			 type == COMP_BIND_TYPE_SOURCE ? "source" : "sink", end.queue, ret);
		*end.bound = NULL;
		*end.queue_id = old_queue;
		return ret;
	}
	collect_handles(dev);
	return 0;
}

int module_adapter_unbind(struct comp_dev *dev, struct comp_buffer *buffer, enum bind_type type)
{
	PLATFORM_OWNER(dev->name);
	struct module_instance *inst = comp_instance(dev);
	struct edge_end end = edge_end_of(buffer, type);
	int ret;

	if (*end.bound != &inst->mod)
		return -EINVAL;
	ret = call_bind(inst, MODULE_OP_UNBIND, &end.info);
	*end.bound = NULL;
	module_adapter_free_buffers(inst);
	collect_handles(dev);
	return ret;
}

uint32_t module_adapter_pin_ibs(const struct comp_dev *dev, uint32_t queue)
{
	const struct module_config *cfg = &dev->mod->priv.cfg;

	if (queue && queue < cfg->nb_input_pins && cfg->input_pins[queue].ibs &&
	    cfg->input_pins[queue].ibs <= MODULE_MAX_PIN_BYTES)
		return cfg->input_pins[queue].ibs;
	return cfg->base_cfg.ibs;
}

uint32_t module_adapter_pin_obs(const struct comp_dev *dev, uint32_t queue)
{
	const struct module_config *cfg = &dev->mod->priv.cfg;

	if (queue && queue < cfg->nb_output_pins && cfg->output_pins[queue].obs &&
	    cfg->output_pins[queue].obs <= MODULE_MAX_PIN_BYTES)
		return cfg->output_pins[queue].obs;
	return cfg->base_cfg.obs;
}

struct mod_alloc_ctx *module_adapter_alloc_ctx(const struct comp_dev *dev)
{
	return comp_instance(dev)->resources.alloc;
}
