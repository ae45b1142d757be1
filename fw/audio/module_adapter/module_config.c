/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration of modules: large config fragments, small config words, the common assembler. */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/common.h>

#include "module_adapter_private.h"

static enum module_cfg_fragment_position fragment_position(bool first, bool last)
{
	return (enum module_cfg_fragment_position)((last ? MODULE_CFG_FRAGMENT_LAST : 0) |
						   (first ? MODULE_CFG_FRAGMENT_FIRST : 0));
}

static int set_configuration(struct module_instance *inst, uint32_t param_id,
			     enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			     const void *data, size_t bytes)
{
	struct module_request request = { .op = MODULE_OP_SET_CONFIGURATION };

	request.config.id = param_id;
	request.config.pos = pos;
	request.config.data_offset_size = data_offset_size;
	request.config.data = (uint8_t *)data; /* only read */
	request.config.bytes = bytes;
	return module_call(inst, &request);
}

/* A module keeps a transfer open until a fragment that it refuses: an empty last one, beyond the end. */
static void end_transfer(struct module_instance *inst, uint32_t param_id, const void *data)
{
	set_configuration(inst, param_id, MODULE_CFG_FRAGMENT_LAST, UINT32_MAX, data, 0);
}

int module_adapter_set_large_config(struct comp_dev *dev, uint32_t param_id, bool first, bool last,
				    uint32_t data_offset_size, const void *data, size_t box_bytes)
{
	PLATFORM_OWNER(dev->name);
	struct module_instance *inst = comp_instance(dev);
	enum module_cfg_fragment_position pos = fragment_position(first, last);
	size_t size = box_bytes;
	bool fits = true;
	int ret;

	if (!module_has_op(inst, MODULE_OP_SET_CONFIGURATION))
		return 0;
	switch (pos) {
	case MODULE_CFG_FRAGMENT_SINGLE:
		size = data_offset_size;
		break;
	case MODULE_CFG_FRAGMENT_FIRST:
	case MODULE_CFG_FRAGMENT_MIDDLE:
		break;
	case MODULE_CFG_FRAGMENT_LAST:
		fits = data_offset_size <= inst->transfer_total;
		size = fits ? inst->transfer_total - data_offset_size : 0;
		break;
	}
	if (!fits || size > box_bytes) {
		comp_err(dev, "config fragment at %u of %u bytes, in a box of %zu",
			 data_offset_size, inst->transfer_total, box_bytes);
		if (!first)
			end_transfer(inst, param_id, data);
		return -EINVAL;
	}
	ret = set_configuration(inst, param_id, pos, data_offset_size, data, size);
	/* a first block that is refused because a transfer is under way leaves that one's total alone */
	if (pos == MODULE_CFG_FRAGMENT_FIRST && !ret)
		inst->transfer_total = data_offset_size;
	return ret;
}

int module_adapter_get_large_config(struct comp_dev *dev, uint32_t param_id, bool first, bool last,
				    uint32_t *data_offset_size, void *data, size_t box_bytes)
{
	PLATFORM_OWNER(dev->name);
	struct module_request request = { .op = MODULE_OP_GET_CONFIGURATION };
	size_t room = box_bytes;
	int ret;

	/* the first block says how much the host has room for, later ones where they go on */
	if (first) {
		room = MIN(room, (size_t)*data_offset_size);
		*data_offset_size = 0;
	}
	request.config.id = param_id;
	request.config.data_offset_size = *data_offset_size;
	request.config.data = data;
	request.config.bytes = room;
	ret = module_call(comp_instance(dev), &request);
	*data_offset_size = request.config.data_offset_size;
	return ret;
}

int module_adapter_set_config_param(struct comp_dev *dev, uint32_t param_id_data)
{
	PLATFORM_OWNER(dev->name);

	return module_call(comp_instance(dev), &(struct module_request){
						       .op = MODULE_OP_SET_CONFIG_PARAM,
						       .param = param_id_data,
					       });
}

int module_adapter_get_config_param(struct comp_dev *dev, uint32_t *param_id_data)
{
	PLATFORM_OWNER(dev->name);
	struct module_request request = { .op = MODULE_OP_GET_CONFIG_PARAM,
					  .param = *param_id_data };
	int ret = module_call(comp_instance(dev), &request);

	*param_id_data = request.param;
	return ret;
}

/* ---- common assembler ---- */

static void fragment_drop(struct processing_module *mod)
{
	mod_free(mod, mod->priv.fragment.data);
	memset(&mod->priv.fragment, 0, sizeof(mod->priv.fragment));
}

static void config_replace(struct processing_module *mod)
{
	struct module_config *cfg = &mod->priv.cfg;

	mod_free(mod, cfg->data);
	cfg->data = mod->priv.fragment.data;
	cfg->size = mod->priv.fragment.size;
	cfg->avail = true;
	memset(&mod->priv.fragment, 0, sizeof(mod->priv.fragment));
}

int module_set_configuration(struct processing_module *mod, uint32_t config_id,
			     enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			     const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			     size_t response_size)
{
	struct module_fragment *frag = &mod->priv.fragment;
	uint32_t offset = 0;

	if (pos & MODULE_CFG_FRAGMENT_FIRST) {
		if (frag->data)
			return -EBUSY;
		if (!data_offset_size)
			return 0;
		if (data_offset_size > CONFIG_MODULE_MAX_BLOB_SIZE)
			return -EINVAL;
		frag->data = mod_zalloc(mod, data_offset_size);
		if (!frag->data)
			return -ENOMEM;
		frag->size = data_offset_size;
		frag->config_id = config_id;
	} else {
		if (!frag->data)
			return -EIO;
		offset = data_offset_size;
	}
	if (offset > frag->size || fragment_size > frag->size - offset ||
	    (pos & MODULE_CFG_FRAGMENT_LAST && fragment_size < frag->size - offset)) {
		comp_err(mod->dev, "config of %u bytes: %zu at %u do not fit", frag->size,
			 fragment_size, offset);
		fragment_drop(mod);
		return -EINVAL;
	}
	memcpy((uint8_t *)frag->data + offset, fragment, fragment_size);
	if (pos & MODULE_CFG_FRAGMENT_LAST)
		config_replace(mod);
	return 0;
}
