/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/audio/config_params.h>
#include <sof/audio/component.h>
#include <sof/audio/data_blob.h>
#include <sof/common.h>

static const struct config_param *find_param(const struct processing_module *mod,
					     uint32_t config_id)
{
	const struct comp_driver *drv = mod->dev->drv;

	for (uint32_t i = 0; i < drv->num_params; i++) {
		if (drv->params[i].id == config_id || drv->params[i].id == CONFIG_ANY_ID)
			return &drv->params[i];
	}
	return NULL;
}

static struct comp_data_blob_handler *blob_handler(struct processing_module *mod,
						   const struct config_param *param)
{
	const uint8_t *data = module_get_private_data(mod);
	struct comp_data_blob_handler *handler;

	memcpy(&handler, data + param->handler, sizeof(handler));
	return handler;
}

static int set_value(struct processing_module *mod, const struct config_param *param,
		     uint32_t config_id, const uint8_t *fragment, size_t size)
{
	_Alignas(8) uint8_t value[CONFIG_MAX_VALUE_BYTES];

	if (size != param->size || size > sizeof(value)) {
		comp_err(mod->dev, "parameter %u of %zu bytes, expected %zu", config_id, size,
			 param->size);
		return -EINVAL;
	}
	memcpy(value, fragment, size);
	return param->set(mod, value, size);
}

static const char *control_kind(uint32_t config_id)
{
	return config_id == IPC4_SWITCH_CONTROL_PARAM_ID ? "switch" :
	       config_id == IPC4_ENUM_CONTROL_PARAM_ID   ? "enum" :
							   "control";
}

static int set_control(struct processing_module *mod, const struct config_param *param,
		       uint32_t config_id, const uint8_t *fragment, size_t size)
{
	struct sof_ipc4_ctrl_value_chan values[IPC4_MAX_CHANNELS];
	struct sof_ipc4_control_msg_payload header;
	const char *kind = control_kind(config_id);
	size_t expected = sizeof(header);

	if (size >= expected) {
		memcpy(&header, fragment, sizeof(header));
		if (header.id >= param->num_controls) {
			comp_err(mod->dev, "%s %u, expected 0..%d", kind, header.id,
				 param->num_controls - 1);
			return -EINVAL;
		}
		if (!IN_RANGE(header.num_elems, param->min_values, param->max_values) ||
		    header.num_elems > ARRAY_SIZE(values)) {
			comp_err(mod->dev, "%s %u with %u values, expected %u..%u", kind, header.id,
				 header.num_elems, param->min_values, param->max_values);
			return -EINVAL;
		}
		expected += header.num_elems * sizeof(values[0]);
	}
	if (size != expected) {
		comp_err(mod->dev, "%s of %zu bytes, expected %zu", kind, size, expected);
		return -EINVAL;
	}
	memcpy(values, fragment + sizeof(header), size - sizeof(header));
	return param->set_control(mod, header.id, values, header.num_elems);
}

int config_params_set(struct processing_module *mod, uint32_t config_id,
		      enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		      const uint8_t *fragment, size_t fragment_size, uint8_t *response,
		      size_t response_size)
{
	const struct config_param *param = find_param(mod, config_id);

	if (!param || (param->kind != CONFIG_BLOB && !param->set && !param->set_control)) {
		comp_err(mod->dev, "parameter %u cannot be set", config_id);
		return -EINVAL;
	}
	if (param->kind == CONFIG_BLOB)
		return comp_data_blob_set(blob_handler(mod, param), pos, data_offset_size, fragment,
					  fragment_size);
	if (pos != MODULE_CFG_FRAGMENT_SINGLE) {
		comp_err(mod->dev, "parameter %u in fragments, expected one block", config_id);
		return -EINVAL;
	}
	switch (param->kind) {
	case CONFIG_VALUE:
		return set_value(mod, param, config_id, fragment, fragment_size);
	case CONFIG_CONTROL:
		return set_control(mod, param, config_id, fragment, fragment_size);
	default:
		return param->set(mod, fragment, fragment_size);
	}
}

int config_params_get(struct processing_module *mod, uint32_t config_id, uint32_t *data_offset_size,
		      uint8_t *fragment, size_t fragment_size)
{
	const struct config_param *param = find_param(mod, config_id);
	_Alignas(8) uint8_t value[CONFIG_MAX_VALUE_BYTES];
	int ret;

	if (!param || (param->kind != CONFIG_BLOB && !param->get)) {
		comp_err(mod->dev, "parameter %u cannot be read", config_id);
		return -EINVAL;
	}
	if (param->kind == CONFIG_BLOB)
		return comp_data_blob_get(blob_handler(mod, param), data_offset_size, fragment,
					  fragment_size);
	if (fragment_size < param->size) {
		comp_err(mod->dev, "parameter %u read into %zu bytes, expected %zu", config_id,
			 fragment_size, param->size);
		return -EINVAL;
	}
	ret = param->get(mod, value, MIN(fragment_size, sizeof(value)));
	if (ret < 0)
		return ret;
	memcpy(fragment, value, (size_t)ret);
	*data_offset_size = (uint32_t)ret;
	return 0;
}
