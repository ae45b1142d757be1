/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sof/audio/component_ext.h>
#include <sof/audio/module_adapter/module_adapter.h>

int comp_copy(struct comp_dev *dev)
{
	return module_adapter_copy(dev);
}

int comp_get_attribute(struct comp_dev *dev, uint32_t type, void *value)
{
	if (type != COMP_ATTR_BASE_CONFIG)
		return -EINVAL;
	*(struct ipc4_base_module_cfg *)value = dev->mod->priv.cfg.base_cfg;
	return 0;
}

int comp_set_attribute(struct comp_dev *dev, uint32_t type, void *value)
{
	return -EINVAL;
}
