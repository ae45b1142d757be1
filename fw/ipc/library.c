/* SPDX-License-Identifier: BSD-3-Clause */
/* Libraries: load and unload. */
#include <errno.h>
#include <string.h>
#include <ipc4/header.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/common.h>
#include <sof/lib/library.h>
#include <zephyr/logging/log.h>

#include "handlers.h"

LOG_MODULE_REGISTER(ipc_library);

/* A module of the library that another one has the UUID or the name of. @return NULL */
static const struct comp_driver *double_of(uint32_t lib)
{
	const struct comp_driver *drv, *other;
	uint32_t id;

	for (uint32_t i = 0; (drv = library_module(lib, i)); i++) {
		for (uint32_t n = 0; (other = module_table_at(n, &id)); n++) {
			if (other != drv && (!memcmp(other->uuid, drv->uuid, sizeof(drv->uuid)) ||
					     !memcmp(other->name, drv->name, sizeof(drv->name))))
				return drv;
		}
	}
	return NULL;
}

int ipc_load_library(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const union ipc4_load_library msg = { .dat = request->primary };
	const struct comp_driver *drv;
	int ret = library_load(msg.r.lib_id, msg.r.dma_id);

	(void)reply;
	if (ret < 0) {
		if (ret != -ENOEXEC && ret != -ENOENT) /* those have said why */
			LOG_ERR("library %u is not loaded: %d", msg.r.lib_id, ret);
		return ret == -EINVAL ? IPC4_ERROR_INVALID_PARAM : IPC4_FAILURE;
	}
	drv = double_of(msg.r.lib_id);
	if (!drv)
		return IPC4_SUCCESS;
	LOG_ERR("library %u: module %.8s has the name or the UUID of another one", msg.r.lib_id,
		drv->name);
	library_unload(msg.r.lib_id);
	return IPC4_FAILURE;
}

static bool is_in_use(uint32_t lib)
{
	struct list_item *pos;

	list_for_item(pos, comp_list()) {
		const struct comp_dev *dev = list_item(pos, struct comp_dev, list);

		if (LIBRARY_OF_MODULE(COMP_MODULE_ID(dev->ipc_config.id)) == lib)
			return true;
	}
	return false;
}

int ipc_unload_library(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const union ipc4_load_library msg = { .dat = request->primary };

	(void)reply;
	if (!library_module(msg.r.lib_id, 0))
		return IPC4_INVALID_RESOURCE_ID;
	if (is_in_use(msg.r.lib_id))
		return IPC4_INVALID_RESOURCE_STATE;
	library_unload(msg.r.lib_id);
	return IPC4_SUCCESS;
}
