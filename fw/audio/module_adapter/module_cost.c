/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/audio/module_cost.h>
#include <sof/common.h>

static const struct module_cost costs[] = {
#include "module_costs.inc" /* from the costs.tsv of the modules */
	{ "" },
};

static bool holds(uint32_t wanted, uint32_t value)
{
	return !wanted || wanted == value;
}

const struct module_cost *module_cost_find(const char *name, uint32_t bits, uint32_t in_rate,
					   uint32_t out_rate)
{
	for (const struct module_cost *cost = costs; cost->name[0]; cost++) {
		if (!memcmp(cost->name, name, sizeof(cost->name)) && holds(cost->bits, bits) &&
		    holds(cost->in_rate, in_rate) && holds(cost->out_rate, out_rate))
			return cost;
	}
	return NULL;
}

static uint32_t valid_bits(enum sof_ipc_frame fmt)
{
	return fmt == SOF_IPC_FRAME_S16_LE ? 16 : fmt == SOF_IPC_FRAME_S24_4LE ? 24 : 32;
}

static const struct module_cost *cost_of(const struct comp_dev *dev)
{
	const struct sof_audio_stream_params *params = &comp_instance(dev)->stream_params;
	const struct comp_buffer *source = comp_first_source(dev), *sink = comp_first_sink(dev);

	if (dev->drv->out_of_tree)
		return NULL; /* the name may be that of another one that was measured */
	if (dev->drv->cost)
		return dev->drv->cost;
	return module_cost_find(dev->drv->name, valid_bits(params->valid_sample_fmt),
				source ? source->stream.params.rate : params->rate,
				sink ? sink->stream.params.rate : params->rate);
}

uint64_t module_adapter_cycles(const struct comp_dev *dev)
{
	const struct module_instance *inst = comp_instance(dev);
	const struct processing_module *mod = &inst->mod;
	const struct module_cost *cost = cost_of(dev);
	uint32_t sample_bytes = get_sample_bytes(module_instance_of(mod)->stream_params.frame_fmt);
	uint64_t bytes = inst->past_data + MAX(mod->total_data_consumed, mod->total_data_produced);

	if (!cost)
		return 0;
	return inst->calls * cost->per_call + bytes / sample_bytes * cost->per_sample_x16 / 16;
}
