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
static void end_transfer(struct module_instance *inst, const void *data)
{
	set_configuration(inst, inst->transfer.param_id, MODULE_CFG_FRAGMENT_LAST, UINT32_MAX, data,
			  0);
	inst->transfer.is_open = false;
}

/*
 * Bytes of a fragment. Those of the first and of a middle one fill the box, those of the last are what is left.
 * @return -EINVAL it does not go on with the transfer that is under way
 */
static int64_t fragment_bytes(const struct module_instance *inst, uint32_t param_id,
			      enum module_cfg_fragment_position pos, uint32_t offset,
			      size_t box_bytes)
{
	const struct module_transfer *transfer = &inst->transfer;
	int64_t size = (int64_t)box_bytes;

	if (pos == MODULE_CFG_FRAGMENT_SINGLE)
		size = offset; /* the total */
	else if (pos == MODULE_CFG_FRAGMENT_LAST)
		size = (int64_t)transfer->total - offset;
	if (!(pos & MODULE_CFG_FRAGMENT_FIRST) &&
	    (param_id != transfer->param_id || offset != transfer->position)) {
		comp_err(inst->mod.dev, "parameter %u at %u, expected %u at %u", param_id, offset,
			 transfer->param_id, transfer->position);
		return -EINVAL;
	}
	if (size < 0 || size > (int64_t)box_bytes) {
		comp_err(inst->mod.dev, "config fragment at %u of %u bytes, in a box of %zu",
			 offset, transfer->total, box_bytes);
		return -EINVAL;
	}
	return size;
}

/* A first block that is refused because a transfer is under way leaves that one alone. */
static void follow_transfer(struct module_transfer *transfer, uint32_t param_id,
			    enum module_cfg_fragment_position pos, uint32_t total, uint32_t size,
			    int result)
{
	if (pos == MODULE_CFG_FRAGMENT_FIRST && !result)
		*transfer = (struct module_transfer){ true, param_id, total, size };
	else if (pos == MODULE_CFG_FRAGMENT_MIDDLE && !result)
		transfer->position += size;
	else if (!(pos & MODULE_CFG_FRAGMENT_FIRST))
		transfer->is_open = false;
}

int module_adapter_set_large_config(struct comp_dev *dev, uint32_t param_id, bool first, bool last,
				    uint32_t data_offset_size, const void *data, size_t box_bytes)
{
	PLATFORM_OWNER(dev->name);
	struct module_instance *inst = comp_instance(dev);
	enum module_cfg_fragment_position pos = fragment_position(first, last);
	int64_t size;
	int ret;

	if (!module_has_op(inst, MODULE_OP_SET_CONFIGURATION))
		return 0;
	/* the host has given up the transfer of another parameter */
	if (first && inst->transfer.is_open && inst->transfer.param_id != param_id)
		end_transfer(inst, data);
	if (!first && !inst->transfer.is_open) {
		comp_err(dev, "parameter %u at %u without a first fragment", param_id,
			 data_offset_size);
		return -EIO;
	}
	size = fragment_bytes(inst, param_id, pos, data_offset_size, box_bytes);
	if (size < 0) {
		if (!first)
			end_transfer(inst, data);
		return -EINVAL;
	}
	ret = set_configuration(inst, param_id, pos, data_offset_size, data, (size_t)size);
	follow_transfer(&inst->transfer, param_id, pos, data_offset_size, (uint32_t)size, ret);
	return ret;
}

uint32_t module_adapter_transfer_param(const struct comp_dev *dev, uint32_t otherwise)
{
	const struct module_transfer *transfer = &comp_instance(dev)->transfer;

	return transfer->is_open ? transfer->param_id : otherwise;
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

static int fragment_begin(struct processing_module *mod, uint32_t config_id, uint32_t size)
{
	struct module_fragment *frag = &mod->priv.fragment;

	if (size > CONFIG_MODULE_MAX_BLOB_SIZE)
		return -EINVAL;
	frag->data = mod_zalloc(mod, size);
	if (!frag->data)
		return -ENOMEM;
	frag->size = size;
	frag->position = 0;
	frag->config_id = config_id;
	return 0;
}

/* @return does the fragment go on with what is under assembly, and end with it if it is the last one? */
static bool fragment_fits(const struct processing_module *mod, uint32_t config_id,
			  enum module_cfg_fragment_position pos, uint32_t offset, size_t size)
{
	const struct module_fragment *frag = &mod->priv.fragment;

	if (config_id != frag->config_id) {
		comp_err(mod->dev, "config %u goes on as %u", frag->config_id, config_id);
		return false;
	}
	if (offset != frag->position || size > frag->size - offset ||
	    (pos & MODULE_CFG_FRAGMENT_LAST && size < frag->size - offset)) {
		comp_err(mod->dev, "config of %u bytes: %zu at %u do not fit, %u are there",
			 frag->size, size, offset, frag->position);
		return false;
	}
	return true;
}

int module_set_configuration(struct processing_module *mod, uint32_t config_id,
			     enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			     const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			     size_t response_size)
{
	struct module_fragment *frag = &mod->priv.fragment;
	uint32_t offset = 0;
	int ret;

	if (pos & MODULE_CFG_FRAGMENT_FIRST) {
		if (frag->data)
			return -EBUSY;
		if (!data_offset_size)
			return 0;
		ret = fragment_begin(mod, config_id, data_offset_size);
		if (ret < 0)
			return ret;
	} else {
		if (!frag->data)
			return -EIO;
		offset = data_offset_size;
	}
	if (!fragment_fits(mod, config_id, pos, offset, fragment_size)) {
		fragment_drop(mod);
		return -EINVAL;
	}
	memcpy((uint8_t *)frag->data + offset, fragment, fragment_size);
	frag->position += (uint32_t)fragment_size;
	if (pos & MODULE_CFG_FRAGMENT_LAST)
		config_replace(mod);
	return 0;
}
