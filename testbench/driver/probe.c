/* SPDX-License-Identifier: BSD-3-Clause */
/* What the firmware is: FW_CONFIG, HW_CONFIG and its module table. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <ipc4/base_fw.h>

#include "internal.h"

#define MAX_MODULES 4096 /* a module id has 12 bits for the index */

/* A tuple's value, when it is as long as expected. */
static bool tuple_value(const struct sof_tlv *tlv, void *value, size_t bytes)
{
	if (tlv->length < bytes)
		return false;
	memcpy(value, tlv->value, bytes);
	return true;
}

/* Call `each` for every tuple. @return 0, -EPROTO when lengths do not add up */
static int walk_tuples(struct drv *drv, const char *what, const uint8_t *data, size_t bytes,
		       void (*each)(struct drv *drv, const struct sof_tlv *tlv))
{
	size_t offset = 0;

	while (bytes - offset >= sizeof(struct sof_tlv)) {
		const struct sof_tlv *tlv = (const struct sof_tlv *)(data + offset);

		if (tlv->length > bytes - offset - sizeof(*tlv))
			return drv_fail(
				drv, DRV_ERROR_FIRMWARE, -EPROTO, 0,
				"base firmware: %s: tuple %u at offset %zu is %u bytes long, %zu are left",
				what, tlv->type, offset, tlv->length,
				bytes - offset - sizeof(*tlv));
		each(drv, tlv);
		offset += sizeof(*tlv) + ((tlv->length + 3u) & ~3u);
		if (offset > bytes)
			break;
	}
	return 0;
}

static void fw_config_tuple(struct drv *drv, const struct sof_tlv *tlv)
{
	struct drv_firmware *fw = &drv->firmware;

	switch (tlv->type) {
	case IPC4_FW_VERSION_FW_CFG:
		tuple_value(tlv, fw->version, sizeof(fw->version));
		break;
	case IPC4_DL_MAILBOX_BYTES_FW_CFG:
		tuple_value(tlv, &fw->downlink_bytes, sizeof(fw->downlink_bytes));
		break;
	case IPC4_UL_MAILBOX_BYTES_FW_CFG:
		tuple_value(tlv, &fw->uplink_bytes, sizeof(fw->uplink_bytes));
		break;
	case IPC4_MAX_PPL_COUNT_FW_CFG:
		tuple_value(tlv, &fw->max_pipelines, sizeof(fw->max_pipelines));
		break;
	default:
		break;
	}
}

static void hw_config_tuple(struct drv *drv, const struct sof_tlv *tlv)
{
	if (tlv->type == IPC4_DSP_CORES_HW_CFG)
		tuple_value(tlv, &drv->firmware.cores, sizeof(drv->firmware.cores));
}

static int read_tuples(struct drv *drv, const char *what, uint32_t param_id,
		       void (*each)(struct drv *drv, const struct sof_tlv *tlv))
{
	_Alignas(4) uint8_t box[IPC4_MAILBOX_BYTES];
	size_t bytes = sizeof(box);
	int ret = drv_large_config_get(drv, IPC4_BASE_FW_MODULE_ID, 0, param_id, box, &bytes);

	return ret < 0 ? ret : walk_tuples(drv, what, box, bytes, each);
}

static void store_module(struct drv_module *module, const struct ipc4_module_entry *entry)
{
	module->id = entry->module_id;
	memcpy(module->uuid, entry->uuid, sizeof(module->uuid));
	memcpy(module->name, entry->name, sizeof(entry->name));
	module->dp = entry->type & IPC4_MODULE_TYPE_DP && !(entry->type & IPC4_MODULE_TYPE_LL);
	if (DRV_LIBRARY_OF(module->id))
		tplg_module_learn(entry->uuid, entry->name, sizeof(entry->name));
	module->base_cfg_ext = IPC4_MODULE_TYPE_INIT_CONFIG(entry->type) == 1;
}

/* The module table may be larger than one box: its head says how long it is. */
static int read_modules(struct drv *drv)
{
	const size_t entry_bytes = sizeof(struct ipc4_module_entry);
	size_t room = IPC4_MAILBOX_BYTES, bytes, wanted;
	uint8_t *table = NULL, *larger;
	uint32_t count;
	int ret;

	for (;;) {
		larger = realloc(table, room);
		if (!larger) {
			ret = drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
			goto out;
		}
		table = larger;
		bytes = room;
		ret = drv_large_config_get(drv, IPC4_BASE_FW_MODULE_ID, 0, IPC4_MODULES_INFO_GET,
					   table, &bytes);
		if (ret < 0)
			goto out;
		count = UINT32_MAX;
		if (bytes >= sizeof(count))
			memcpy(&count, table, sizeof(count));
		if (count > MAX_MODULES) {
			ret = drv_fail(
				drv, DRV_ERROR_FIRMWARE, -EPROTO, 0,
				"base firmware: MODULES_INFO of %zu bytes is not a module table",
				bytes);
			goto out;
		}
		wanted = sizeof(count) + count * entry_bytes;
		if (bytes >= wanted)
			break;
		if (room >= wanted) {
			ret = drv_fail(drv, DRV_ERROR_FIRMWARE, -EPROTO, 0,
				       "base firmware: MODULES_INFO names %u modules in %zu bytes",
				       count, bytes);
			goto out;
		}
		room = wanted;
	}
	free(drv->modules);
	drv->firmware.num_modules = 0;
	drv->modules = calloc(count ? count : 1, sizeof(*drv->modules));
	if (!drv->modules) {
		ret = drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
		goto out;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct ipc4_module_entry entry;

		memcpy(&entry, table + sizeof(count) + i * entry_bytes, entry_bytes);
		store_module(&drv->modules[i], &entry);
	}
	drv->firmware.num_modules = count;
	ret = 0;
out:
	free(table);
	return ret;
}

int drv_probe(struct drv *drv)
{
	int ret;

	if (drv->streams)
		return drv_fail(drv, DRV_ERROR_USAGE, -EBUSY, 0, "probe while streams are open");
	if (!drv->fw_ready)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENODEV, 0,
				"the firmware has not sent FW_READY");
	ret = read_tuples(drv, "FW_CONFIG", IPC4_FW_CONFIG, fw_config_tuple);
	if (!ret)
		ret = read_tuples(drv, "HW_CONFIG", IPC4_HW_CONFIG_GET, hw_config_tuple);
	if (!ret)
		ret = drv_load_libraries(drv);
	if (!ret)
		ret = read_modules(drv);
	if (!ret && !drv->firmware.max_pipelines)
		ret = drv_fail(drv, DRV_ERROR_FIRMWARE, -EPROTO, 0,
			       "base firmware: FW_CONFIG states no pipeline limit");
	return ret;
}

const struct drv_firmware *drv_firmware(const struct drv *drv)
{
	return &drv->firmware;
}

/* Loaded ones come last. One of them is taken instead of the built-in one with its UUID. */
static struct drv_module *find(const struct drv *drv, const uint8_t uuid[16])
{
	for (size_t i = drv->firmware.num_modules; i-- > 0;)
		if (!memcmp(drv->modules[i].uuid, uuid, 16))
			return &drv->modules[i];
	return NULL;
}

struct drv_module *drv_find_module(struct drv *drv, const uint8_t uuid[16])
{
	return find(drv, uuid);
}

bool drv_module_at(const struct drv *drv, size_t i, struct drv_module_info *info)
{
	const struct drv_module *module = &drv->modules[i];

	if (i >= drv->firmware.num_modules)
		return false;
	*info = (struct drv_module_info){ .id = module->id, .dp = module->dp };
	memcpy(info->uuid, module->uuid, sizeof(info->uuid));
	for (size_t c = 0; c < sizeof(info->name) - 1; c++)
		info->name[c] = (char)tolower((unsigned char)module->name[c]);
	return true;
}

bool drv_module_info(const struct drv *drv, const uint8_t uuid[16], struct drv_module_info *info)
{
	const struct drv_module *module = find(drv, uuid);

	return module && (!info || drv_module_at(drv, (size_t)(module - drv->modules), info));
}

bool drv_module_built_in(const struct drv *drv, const uint8_t uuid[16],
			 struct drv_module_info *info)
{
	for (size_t i = 0; i < drv->firmware.num_modules; i++)
		if (!DRV_LIBRARY_OF(drv->modules[i].id) && !memcmp(drv->modules[i].uuid, uuid, 16))
			return !info || drv_module_at(drv, i, info);
	return false;
}

const char *drv_module_file(const struct drv *drv, const uint8_t uuid[16])
{
	const struct drv_module *module = find(drv, uuid);

	return module && DRV_LIBRARY_OF(module->id) ?
		       drv->config.modules[DRV_LIBRARY_OF(module->id) - 1] :
		       NULL;
}

const char *drv_module_note(const struct drv *drv, const struct tplg_module *module)
{
	struct drv_module_info info;

	return drv_module_info(drv, module->uuid, &info) &&
			       (DRV_LIBRARY_OF(info.id) || strcmp(info.name, module->name) != 0) ?
		       NULL :
		       module->note;
}
