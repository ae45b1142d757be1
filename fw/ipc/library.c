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

/*
 * A host takes the loaded one of two modules with one UUID, if the other one is built in. All else would be two answers to
 * one question. @return false, logged: another module has the UUID or the name; *holder is the id of its library, 0: built in
 */
static bool check_module(uint32_t lib, const struct comp_driver *drv, uint32_t *holder)
{
	const struct comp_driver *other;
	uint32_t id;

	for (uint32_t n = 0; (other = module_table_at(n, &id)); n++) {
		const bool same_uuid = !memcmp(other->uuid, drv->uuid, sizeof(drv->uuid));
		const bool same_name = !memcmp(other->name, drv->name, sizeof(drv->name));

		*holder = LIBRARY_OF_MODULE(id);
		if (other == drv || !(same_uuid || same_name))
			continue;
		if (*holder) {
			LOG_ERR("library %u: module %.8s has the UUID or the name of %.8s in library %u",
				lib, drv->name, other->name, *holder);
			return false;
		}
		if (!same_uuid) {
			LOG_ERR("library %u: module %.8s has the name of a built-in one with another UUID",
				lib, drv->name);
			return false;
		}
		LOG_INF("library %u: module %.8s instead of the built-in %.8s", lib, drv->name,
			other->name);
	}
	return true;
}

int ipc_load_library(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const union ipc4_load_library msg = { .dat = request->primary };
	const struct comp_driver *drv;
	uint32_t holder;
	int ret = library_load(msg.r.lib_id, msg.r.dma_id);

	if (ret < 0) {
		if (ret != -ENOEXEC && ret != -ENOENT) /* those have said why */
			LOG_ERR("library %u is not loaded: %d", msg.r.lib_id, ret);
		return ret == -EINVAL ? IPC4_ERROR_INVALID_PARAM : IPC4_FAILURE;
	}
	for (uint32_t i = 0; (drv = library_module(msg.r.lib_id, i)); i++) {
		if (check_module(msg.r.lib_id, drv, &holder))
			continue;
		library_unload(msg.r.lib_id);
		reply->extension = holder;
		return IPC4_FAILURE;
	}
	return IPC4_SUCCESS;
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
