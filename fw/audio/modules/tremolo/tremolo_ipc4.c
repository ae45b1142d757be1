/* SPDX-License-Identifier: BSD-3-Clause */
/* Tremolo configuration. What comes from the host is checked here, and nowhere else. */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include "tremolo.h"

void tremolo_apply(struct tremolo_data *td, const struct tremolo_config *config)
{
	td->config = *config;
	td->lfo.step = tremolo_step(config->rate_mhz, td->frames_per_second);
	td->lfo.depth = (int32_t)config->depth_q31;
}

static int set_config(struct processing_module *mod, const uint8_t *data, size_t size)
{
	struct tremolo_config config;

	if (size != sizeof(config)) {
		comp_err(mod->dev, "configuration of %zu bytes, expected %zu", size,
			 sizeof(config));
		return -EINVAL;
	}
	memcpy(&config, data, sizeof(config)); /* it may stand at any address */
	if (!IN_RANGE(config.rate_mhz, TREMOLO_MIN_RATE_MHZ, TREMOLO_MAX_RATE_MHZ)) {
		comp_err(mod->dev, "rate of %u mHz, expected %d..%d", config.rate_mhz,
			 TREMOLO_MIN_RATE_MHZ, TREMOLO_MAX_RATE_MHZ);
		return -EINVAL;
	}
	if (config.depth_q31 > INT32_MAX) {
		comp_err(mod->dev, "depth 0x%x, expected 0..0x%x", config.depth_q31, INT32_MAX);
		return -EINVAL;
	}
	tremolo_apply(module_get_private_data(mod), &config);
	return 0;
}

static int set_switch(struct processing_module *mod, const uint8_t *data, size_t size)
{
	struct tremolo_data *td = module_get_private_data(mod);
	struct ipc4_control_msg_payload header;
	struct ipc4_ctrl_value_chan value;
	bool is_on;

	if (size != sizeof(header) + sizeof(value)) {
		comp_err(mod->dev, "switch of %zu bytes, expected %zu", size,
			 sizeof(header) + sizeof(value));
		return -EINVAL;
	}
	memcpy(&header, data, sizeof(header));
	memcpy(&value, data + sizeof(header), sizeof(value));
	if (header.id != 0 || header.num_elems != 1) {
		comp_err(mod->dev, "switch %u with %u values, expected 0 with 1", header.id,
			 header.num_elems);
		return -EINVAL;
	}
	is_on = value.value != 0;
	/* switched on it begins at full volume: no click */
	if (is_on && !td->is_on)
		td->lfo.phase = 0;
	td->is_on = is_on;
	return 0;
}

int tremolo_set_config(struct processing_module *mod, uint32_t config_id,
		       enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		       const uint8_t *fragment, size_t fragment_size, uint8_t *response,
		       size_t response_size)
{
	if (pos != MODULE_CFG_FRAGMENT_SINGLE) {
		comp_err(mod->dev, "parameter %u in fragments, expected one block", config_id);
		return -EINVAL;
	}
	switch (config_id) {
	case TREMOLO_PARAM_CONFIG:
		return set_config(mod, fragment, fragment_size);
	case IPC4_SWITCH_CONTROL_PARAM_ID:
		return set_switch(mod, fragment, fragment_size);
	default:
		comp_err(mod->dev, "parameter %u cannot be set", config_id);
		return -EINVAL;
	}
}

int tremolo_get_config(struct processing_module *mod, uint32_t config_id,
		       uint32_t *data_offset_size, uint8_t *fragment, size_t fragment_size)
{
	const struct tremolo_data *td = module_get_private_data(mod);

	if (config_id != TREMOLO_PARAM_CONFIG || fragment_size < sizeof(td->config)) {
		comp_err(mod->dev, "parameter %u in %zu bytes, expected parameter %d in %zu",
			 config_id, fragment_size, TREMOLO_PARAM_CONFIG, sizeof(td->config));
		return -EINVAL;
	}
	memcpy(fragment, &td->config, sizeof(td->config));
	*data_offset_size = sizeof(td->config);
	return 0;
}
