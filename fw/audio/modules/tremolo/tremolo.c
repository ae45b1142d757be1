/* SPDX-License-Identifier: BSD-3-Clause */
/* Tremolo: the life of the module and its configuration. The same in the LL and in the DP domain. */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include "tremolo.h"

static const struct tremolo_config default_config = { .rate_mhz = 5000, .depth_q31 = 0x40000000 };

/* Let valid settings take effect with the next frame. */
static void apply(struct tremolo_data *td, const struct tremolo_config *config)
{
	td->config = *config;
	td->lfo.depth = (int32_t)config->depth_q31;
	td->lfo.step = td->base.rate ? tremolo_step(config->rate_mhz, td->base.rate) : 0;
}

/* What comes from the host is checked here, and nowhere else. */
static int set_settings(struct processing_module *mod, const void *value, size_t size)
{
	const struct tremolo_config *config = value;

	if (!IN_RANGE(config->rate_mhz, TREMOLO_MIN_RATE_MHZ, TREMOLO_MAX_RATE_MHZ)) {
		comp_err(mod->dev, "rate of %u mHz, expected %d..%d", config->rate_mhz,
			 TREMOLO_MIN_RATE_MHZ, TREMOLO_MAX_RATE_MHZ);
		return -EINVAL;
	}
	if (config->depth_q31 > INT32_MAX) {
		comp_err(mod->dev, "depth 0x%x, expected 0..0x%x", config->depth_q31, INT32_MAX);
		return -EINVAL;
	}
	apply(module_get_private_data(mod), config);
	return 0;
}

static int get_settings(struct processing_module *mod, void *data, size_t room)
{
	const struct tremolo_data *td = module_get_private_data(mod);

	memcpy(data, &td->config, sizeof(td->config));
	return sizeof(td->config);
}

static int set_switch(struct processing_module *mod, uint32_t index,
		      const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct tremolo_data *td = module_get_private_data(mod);
	const bool is_on = values[0].value != 0;

	/* switched on it begins at full volume: no click */
	if (is_on && td->base.bypass)
		td->lfo.phase = 0;
	td->base.bypass = !is_on;
	return 0;
}

static const struct config_param params[] = {
	CONFIG_PARAM_VALUE(TREMOLO_PARAM_CONFIG, struct tremolo_config, set_settings, get_settings),
	CONFIG_PARAM_SWITCH(set_switch),
};

static const struct block_module_desc tremolo_desc = {
	.formats = tremolo_formats,
	.num_formats = TREMOLO_NUM_FORMATS,
	.rule = BLOCK_BY_VALID,
	.private_bytes = sizeof(struct tremolo_data),
};

static int tremolo_init(struct processing_module *mod)
{
	int ret = block_module_init(mod, &tremolo_desc);

	if (ret)
		return ret;
	apply(module_get_private_data(mod), &default_config);
	return 0;
}

static int tremolo_prepare(struct processing_module *mod, struct sof_source **sources,
			   int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct tremolo_data *td = module_get_private_data(mod);
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret)
		return ret;
	if (!td->base.rate) {
		comp_err(mod->dev, "no rate, expected one");
		return -EINVAL;
	}
	apply(td, &td->config);
	td->lfo.phase = 0;
	td->lfo.dip = mod_fast_get(mod, tremolo_dip, sizeof(tremolo_dip));
	return td->lfo.dip ? 0 : -ENOMEM;
}

/* Settings outlive a reset; the table goes, and the next stream begins at full volume. */
static int tremolo_reset(struct processing_module *mod)
{
	struct tremolo_data *td = module_get_private_data(mod);
	const int32_t *dip = td->lfo.dip;

	td->lfo.dip = NULL;
	return mod_free(mod, dip);
}

static const struct module_interface tremolo_ops = {
	.init = tremolo_init,
	.prepare = tremolo_prepare,
	.reset = tremolo_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_TREMOLO, "TREMOLO", (72150ffd, cdbb, 4959, 92d3, 4f2357a40753),
	       .ops = &tremolo_ops, CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 16, .max_inputs = 1, .max_outputs = 1)
