/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a module: creation, prepare, trigger, reset, free. */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/audio/period.h>
#include <sof/schedule/ll_schedule.h>

#include "append_number.h"
#include "module_adapter_private.h"
#include "module_init_payload.h"

/* ---- name: "<module>.<pipeline>.<instance>", as topologies name widgets ---- */

static void name_component(char *out, const struct comp_driver *drv,
			   const struct comp_ipc_config *config)
{
	for (size_t i = 0; i < sizeof(drv->name) && drv->name[i]; i++)
		*out++ = drv->name[i] >= 'A' && drv->name[i] <= 'Z' ?
				 (char)(drv->name[i] - 'A' + 'a') :
				 drv->name[i];
	out = append_number(out, '.', config->pipeline_id);
	out = append_number(out, '.', COMP_INSTANCE_ID(config->id));
	*out = '\0';
}

/* ---- creation ---- */

static int select_processing_type(struct module_instance *inst)
{
	static int (*const copies[])(struct module_instance * inst) = {
		[MODULE_PROCESS_TYPE_SOURCE_SINK] = module_adapter_process,
		[MODULE_PROCESS_TYPE_STREAM] = module_adapter_copy_stream,
		[MODULE_PROCESS_TYPE_RAW] = module_adapter_copy_raw,
	};
	struct processing_module *mod = &inst->mod;
	const struct module_interface *ops = mod->priv.ops;

	if (!ops || !ops->init)
		return -EIO;
	if (ops->process)
		mod->proc_type = MODULE_PROCESS_TYPE_SOURCE_SINK;
	else if (ops->process_audio_stream)
		mod->proc_type = MODULE_PROCESS_TYPE_STREAM;
	else if (ops->process_raw_data)
		mod->proc_type = MODULE_PROCESS_TYPE_RAW;
	else
		return -EIO;
	inst->copy = copies[mod->proc_type];
	if (!comp_is_dp(mod->dev) || mod->proc_type == MODULE_PROCESS_TYPE_SOURCE_SINK)
		return 0;
	comp_err(mod->dev, "a DP module needs the source and sink interface, it has process_%s()",
		 mod->proc_type == MODULE_PROCESS_TYPE_STREAM ? "audio_stream" : "raw_data");
	return -EINVAL;
}

static int copy_pins(struct processing_module *mod, const struct ipc4_base_module_cfg_ext *ext)
{
	struct module_config *cfg = &mod->priv.cfg;
	size_t in_bytes, out_bytes;

	if (!ext)
		return 0;
	in_bytes = ext->nb_input_pins * sizeof(*cfg->input_pins);
	out_bytes = ext->nb_output_pins * sizeof(*cfg->output_pins);
	if (in_bytes) {
		cfg->input_pins = mod_alloc(mod, in_bytes);
		if (!cfg->input_pins)
			return -ENOMEM;
		memcpy(cfg->input_pins, ext->pin_formats, in_bytes);
		cfg->nb_input_pins = (uint8_t)ext->nb_input_pins;
	}
	if (out_bytes) {
		cfg->output_pins = mod_alloc(mod, out_bytes);
		if (!cfg->output_pins)
			return -ENOMEM;
		memcpy(cfg->output_pins, ext->pin_formats + in_bytes, out_bytes);
		cfg->nb_output_pins = (uint8_t)ext->nb_output_pins;
	}
	return 0;
}

static void component_init(struct comp_dev *dev, const struct comp_driver *drv,
			   const struct comp_ipc_config *config, const char *name)
{
	dev->drv = drv;
	dev->ipc_config = *config;
	dev->ipc_config.type = SOF_COMP_MODULE_ADAPTER;
	dev->pipeline = config->pipeline;
	dev->state = COMP_STATE_INIT;
	list_init(&dev->bsource_list);
	list_init(&dev->bsink_list);
	list_init(&dev->list);
	memcpy(dev->name, name, sizeof(dev->name));
	if (!comp_is_dp(dev))
		dev->period = LL_TIMER_PERIOD_US;
}

/* Of whichever interface the module has. */
static const void *processing_of(const struct module_interface *ops)
{
	if (ops->process)
		return (const void *)ops->process;
	return ops->process_audio_stream ? (const void *)ops->process_audio_stream :
					   (const void *)ops->process_raw_data;
}

/* All that the module finds when its init is called. */
static int module_init(struct module_instance *inst, const struct comp_driver *drv,
		       const struct module_init_payload *init)
{
	struct processing_module *mod = &inst->mod;
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	int ret;

	mod->priv.ops = drv->ops;
	mod->max_sources = 1;
	mod->max_sinks = 1;
	mod->priv.cfg.init_data = init->init_data;
	mod->priv.cfg.init_data_size = init->init_data_size;
	mod->priv.cfg.has_module_data = init->has_module_data;
	memcpy(&mod->priv.cfg.base_cfg, init->config, sizeof(mod->priv.cfg.base_cfg));

	ret = select_processing_type(inst);
	if (ret < 0)
		return ret;
	ret = audio_stream_params_from_ipc4(&inst->stream_params, fmt);
	if (ret < 0) {
		comp_err(mod->dev, "unsupported format: %u Hz, %u ch, %u of %u bits, type %u",
			 fmt->sampling_frequency, fmt->channels_count, fmt->valid_bit_depth,
			 fmt->depth, fmt->s_type);
		return ret;
	}
	mod->stream_params = &inst->shown_params;
	ipc4_base_module_cfg_to_stream_params(&mod->priv.cfg.base_cfg, mod->stream_params);
	mod->dev->ipc_config.frame_fmt = mod->stream_params->frame_fmt;
	mod->dev->frames = period_frames(inst->stream_params.rate, LL_TIMER_PERIOD_US);
	return copy_pins(mod, module_init_payload_pins(init));
}

int module_adapter_new(const struct comp_driver *drv, const struct comp_ipc_config *config,
		       const void *payload, size_t bytes, struct comp_dev **out)
{
	struct module_init_payload init;
	struct module_instance *inst;
	struct processing_module *mod;
	char name[COMP_NAME_BYTES] = "";
	struct comp_dev *dev;
	int ret;

	name_component(name, drv, config);
	PLATFORM_OWNER(name);

	ret = module_init_payload_decode(&init, payload, bytes, config->extended_init);
	if (ret < 0)
		return ret;
	init.mem.heap_bytes = MAX(init.mem.heap_bytes, drv->least_heap_bytes);
	inst = module_instance_new(config, &init.mem);
	if (!inst)
		return -ENOMEM;
	mod = &inst->mod;
	dev = mod->dev;
	component_init(dev, drv, config, name);
	ret = module_init(inst, drv, &init);
	if (ret < 0)
		goto fail;
	ret = module_adapter_dp_init(inst, init.mem.stack_bytes ? init.mem.stack_bytes :
								  CONFIG_SOF_STACK_SIZE);
	if (ret < 0)
		goto fail;
	platform_debug_module(name, processing_of(drv->ops));
	ret = module_call_simple(inst, MODULE_OP_INIT);
	mod->priv.cfg.init_data = NULL;
	mod->priv.cfg.init_data_size = 0;
	if (ret < 0) {
		comp_err(dev, "init failed: %d", ret);
		goto fail_dp;
	}
	dev->state = COMP_STATE_READY;
	comp_registry_add(dev);
	comp_dbg(dev, "new: %u Hz, %u ch, %u bits, ibs %u, obs %u", inst->stream_params.rate,
		 inst->stream_params.channels, mod->priv.cfg.base_cfg.audio_fmt.valid_bit_depth,
		 mod->priv.cfg.base_cfg.ibs, mod->priv.cfg.base_cfg.obs);
	*out = dev;
	return 0;

fail_dp:
	module_adapter_dp_free(inst);
fail:
	module_instance_free(inst);
	return ret;
}

int module_adapter_free(struct comp_dev *dev)
{
	struct module_instance *inst = comp_instance(dev);
	char name[COMP_NAME_BYTES];
	int ret;

	memcpy(name, dev->name, sizeof(name)); /* the component goes first */
	PLATFORM_OWNER(name);
	if (!list_is_empty(&dev->bsource_list) || !list_is_empty(&dev->bsink_list))
		return -EBUSY;
	if (dev->state != COMP_STATE_READY)
		return -EINVAL;
	ret = module_call_simple(inst, MODULE_OP_FREE);
	if (ret < 0)
		comp_err(dev, "free failed: %d", ret);
	comp_registry_remove(dev);
	module_adapter_dp_free(inst);
	module_adapter_free_buffers(inst);
	module_instance_free(inst);
	return 0;
}

/* ---- prepare, trigger, reset ---- */

void module_adapter_set_over(struct comp_dev *dev, bool input, bool output)
{
	dev->input_is_over = input;
	dev->output_is_over = output;
	if (comp_instance(dev)->user)
		comp_instance(dev)->user->view.is_current = false;
}

/* @return 0 it is in the state that the trigger leads to, -EINVAL */
static int reach_state(struct comp_dev *dev, enum comp_trigger cmd)
{
	const int ret = comp_set_state(dev, (int)cmd);

	return ret == COMP_STATUS_STATE_ALREADY_SET ? 0 : ret;
}

/* @return 0 it may be prepared, -EINVAL */
static int check_prepare(const struct comp_dev *dev)
{
	const struct processing_module *mod = dev->mod;

	if (dev->state != COMP_STATE_READY) {
		comp_err(dev, "prepare refused in state %d", dev->state);
		return -EINVAL;
	}
	if (dev->endpoint == COMP_ENDPOINT_NONE && !mod->num_of_sinks) {
		comp_err(dev, "no consumer");
		return -EINVAL;
	}
	return 0;
}

/* A module may raise its limits up to the end of prepare. @return 0, -EINVAL */
static int check_limits(const struct processing_module *mod)
{
	if (mod->num_of_sources <= mod->max_sources && mod->num_of_sinks <= mod->max_sinks)
		return 0;
	comp_err(mod->dev, "%u sources and %u sinks, at most %u and %u", mod->num_of_sources,
		 mod->num_of_sinks, mod->max_sources, mod->max_sinks);
	return -EINVAL;
}

static const char *consumer_name(const struct sof_sink *sink)
{
	return sink_get_consumer(sink) ? sink_get_consumer(sink)->dev->name : "nobody";
}

/*
 * A module says in its prepare what flows on each output. The consumer has said what it takes when it was bound.
 * @return 0, -EINVAL they differ; the edges are as before
 */
static int check_outputs(const struct processing_module *mod,
			 const struct sof_audio_stream_params *expected)
{
	int ret = 0;

	for (uint32_t i = 0; i < mod->num_of_sinks; i++) {
		const struct sof_sink *sink = mod->sinks[i];
		const struct sof_audio_stream_params *is = sink->params;

		if (is->rate != expected[i].rate)
			comp_err(mod->dev, "output %u at %u Hz, %s takes %u Hz", sink_get_id(sink),
				 is->rate, consumer_name(sink), expected[i].rate);
		else if (is->channels != expected[i].channels ||
			 is->frame_fmt != expected[i].frame_fmt)
			comp_err(mod->dev,
				 "output %u has %u channels of format %d, %s takes %u of %d",
				 sink_get_id(sink), is->channels, is->frame_fmt,
				 consumer_name(sink), expected[i].channels, expected[i].frame_fmt);
		else
			continue;
		*sink->params = expected[i];
		ret = -EINVAL;
	}
	return ret;
}

/* The module's prepare, and what it has set there. */
static int call_prepare(struct module_instance *inst)
{
	const struct processing_module *mod = &inst->mod;
	struct sof_audio_stream_params expected[ARRAY_SIZE(mod->sinks)];
	int ret;

	for (uint32_t i = 0; i < mod->num_of_sinks; i++)
		expected[i] = *mod->sinks[i]->params;
	ret = module_call_simple(inst, MODULE_OP_PREPARE);
	if (ret) {
		comp_err(mod->dev, "prepare failed: %d", ret);
		return ret;
	}
	ret = check_outputs(mod, expected);
	if (!ret)
		ret = check_limits(mod);
	if (ret < 0)
		module_call_simple(inst, MODULE_OP_RESET);
	return ret;
}

int module_adapter_prepare(struct comp_dev *dev)
{
	PLATFORM_OWNER(dev->name);
	struct module_instance *inst = comp_instance(dev);
	struct processing_module *mod = &inst->mod;
	int ret;

	comp_graph_changed = true;
	if (dev->state == COMP_STATE_ACTIVE)
		return PPL_STATUS_PATH_STOP;
	if (dev->state == COMP_STATE_PREPARE)
		return 0;
	ret = check_prepare(dev);
	if (ret < 0)
		return ret;
	mod->period_bytes =
		dev->frames * (uint32_t)(mod->num_of_sinks ?
						 sink_get_frame_bytes(mod->sinks[0]) :
						 get_frame_bytes(inst->stream_params.frame_fmt,
								 inst->stream_params.channels));
	if (comp_is_dp(dev))
		dev->period = 0; /* the module may set it, else it follows from the output blocks */
	ret = call_prepare(inst);
	if (ret)
		return ret;
	inst->needs_source = mod->max_sources == 1 && mod->num_of_sources == 1;
	inst->needs_sink = mod->max_sinks == 1 && mod->num_of_sinks == 1;
	inst->lacks_edge = false;
	ret = module_adapter_prepare_buffers(inst);
	if (ret < 0)
		goto undo;
	ret = module_adapter_dp_prepare(inst);
	if (ret < 0)
		goto undo;
	if (comp_is_dp(dev))
		component_set_nearest_period_frames(dev, inst->stream_params.rate);
	ret = reach_state(dev, COMP_TRIGGER_PREPARE);
	if (!ret)
		return 0;
undo:
	module_adapter_free_buffers(inst);
	module_call_simple(inst, MODULE_OP_RESET);
	return ret;
}

int module_adapter_trigger(struct comp_dev *dev, enum comp_trigger cmd)
{
	struct module_instance *inst = comp_instance(dev);
	const bool was_there = comp_has_reached(dev, (int)cmd);
	int ret;

	comp_graph_changed = true;
	if (cmd == COMP_TRIGGER_START || cmd == COMP_TRIGGER_RELEASE)
		module_adapter_set_over(dev, false, false);
	if (cmd == COMP_TRIGGER_PAUSE && inst->mod.no_pause && dev->state == COMP_STATE_ACTIVE)
		return PPL_STATUS_PATH_STOP;
	if (module_has_op(inst, MODULE_OP_TRIGGER))
		ret = module_call(inst, &(struct module_request){ .op = MODULE_OP_TRIGGER,
								  .trigger = (int)cmd });
	else
		ret = reach_state(dev, cmd);
	/* what a module passes on from comp_set_state() then does not end the walk */
	if (was_there && ret == COMP_STATUS_STATE_ALREADY_SET)
		ret = 0;
	if (!ret)
		module_adapter_dp_trigger(inst, cmd);
	return ret;
}

int module_adapter_reset(struct comp_dev *dev)
{
	PLATFORM_OWNER(dev->name);
	struct module_instance *inst = comp_instance(dev);
	struct processing_module *mod = &inst->mod;
	int ret;

	comp_graph_changed = true;
	ret = module_call_simple(inst, MODULE_OP_RESET);
	if (ret)
		return ret;
	module_adapter_dp_reset(inst);
	module_adapter_free_buffers(inst);
	inst->past_data += MAX(mod->total_data_consumed, mod->total_data_produced);
	mod->total_data_consumed = 0;
	mod->total_data_produced = 0;
	if (inst->failures > 1)
		comp_err(dev, "processing failed %u times", inst->failures);
	inst->failures = 0;
	if (inst->wrong_frees > 1)
		comp_err(dev, "freed what is not its own %u times", inst->wrong_frees);
	inst->wrong_frees = 0;
	return reach_state(dev, COMP_TRIGGER_RESET);
}
