/* SPDX-License-Identifier: BSD-3-Clause */
/* Transport: one request in flight, its answer awaited in virtual time, large payloads in fragments. */
#include <string.h>

#include "internal.h"

static const char *const global_names[32] = {
	[IPC4_GLB_CHAIN_DMA] = "CHAIN_DMA",
	[IPC4_GLB_LOAD_LIBRARY] = "LOAD_LIBRARY",
	[IPC4_GLB_UNLOAD_MULTIPLE_MODULES] = "UNLOAD_MULTIPLE_MODULES",
	[IPC4_GLB_CREATE_PIPELINE] = "CREATE_PIPELINE",
	[IPC4_GLB_DELETE_PIPELINE] = "DELETE_PIPELINE",
	[IPC4_GLB_SET_PIPELINE_STATE] = "SET_PIPELINE_STATE",
};

static const char *const module_names[32] = {
	[IPC4_MOD_INIT_INSTANCE] = "INIT_INSTANCE",
	[IPC4_MOD_CONFIG_GET] = "CONFIG_GET",
	[IPC4_MOD_CONFIG_SET] = "CONFIG_SET",
	[IPC4_MOD_LARGE_CONFIG_GET] = "LARGE_CONFIG_GET",
	[IPC4_MOD_LARGE_CONFIG_SET] = "LARGE_CONFIG_SET",
	[IPC4_MOD_BIND] = "BIND",
	[IPC4_MOD_UNBIND] = "UNBIND",
	[IPC4_MOD_SET_DX] = "SET_DX",
	[IPC4_MOD_SET_D0IX] = "SET_D0IX",
	[IPC4_MOD_DELETE_INSTANCE] = "DELETE_INSTANCE",
};

const char *drv_message_name(uint32_t primary)
{
	struct ipc4_message_request request = { .primary.dat = primary };
	const char *const *names = request.primary.r.msg_tgt == IPC4_MODULE_MSG ? module_names :
										  global_names;
	const char *name = names[request.primary.r.type];

	return name ? name : "message";
}

void drv_tick(struct drv *drv)
{
	if (drv->config.tick)
		drv->config.tick(drv->config.ctx);
	else
		adsp_tick();
}

/* Bytes of a box as the firmware states them; the ABI's 4096 before it has been asked. */
static size_t box_bytes(uint32_t stated)
{
	return stated && stated < IPC4_MAILBOX_BYTES ? stated & ~3u : IPC4_MAILBOX_BYTES;
}

static int send_request(const struct adsp_ipc_message *request, const void *payload, size_t bytes)
{
	struct adsp_ipc_message late;
	int ret = adsp_ipc_send(request, payload, bytes);

	/* The answer to a request that was given up may have come since. */
	if (ret == -EBUSY && adsp_ipc_take_reply(&late))
		ret = adsp_ipc_send(request, payload, bytes);
	return ret;
}

/* Status, and what the firmware has logged while it handled the request. */
static int fail_refused(struct drv *drv, const char *what, const char *name, uint32_t status)
{
	char reason[ADSP_LOG_ERROR_BYTES];

	adsp_log_take_error(reason);
	return drv_fail(drv, DRV_ERROR_FIRMWARE, drv_status_errno(status), status,
			"%s: firmware refused %s: %s (%u)%s%s", what, name, drv_status_name(status),
			status, reason[0] ? ": " : "", reason);
}

int drv_ipc(struct drv *drv, const char *what, const struct adsp_ipc_message *request,
	    const void *payload, size_t bytes, struct adsp_ipc_message *reply)
{
	const char *name = drv_message_name(request->primary);
	struct ipc4_message_request sent = { .primary.dat = request->primary };
	struct adsp_ipc_message taken;
	struct ipc4_message_reply answer;
	char before[ADSP_LOG_ERROR_BYTES];
	unsigned int ticks;
	int ret;

	adsp_log_take_error(before);
	drv_log(drv, false, "ipc %s %s 0x%08x|0x%08x %zu bytes", what, name, request->primary,
		request->extension, bytes);
	ret = send_request(request, payload, bytes);
	if (ret == -EBUSY)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, ret, 0,
				"%s: cannot send %s: an earlier request is unanswered", what, name);
	if (ret < 0)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, ret, 0, "%s: cannot send %s: %s", what,
				name, strerror(-ret));

	for (ticks = 0; !adsp_ipc_take_reply(&taken); ticks++) {
		if (ticks == DRV_REPLY_TICKS) {
			drv->unanswered++;
			return drv_fail(drv, DRV_ERROR_FIRMWARE, -ETIMEDOUT, 0,
					"%s: no answer to %s within %u ms", what, name,
					DRV_REPLY_TICKS);
		}
		drv_tick(drv);
	}
	answer.primary.dat = taken.primary;
	if (!answer.primary.r.rsp || answer.primary.r.msg_tgt != sent.primary.r.msg_tgt ||
	    answer.primary.r.type != sent.primary.r.type)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -EPROTO, 0,
				"%s: answer 0x%08x does not belong to %s 0x%08x", what,
				taken.primary, name, request->primary);
	if (reply)
		*reply = taken;
	return answer.primary.r.status ? fail_refused(drv, what, name, answer.primary.r.status) : 0;
}

/* Both words of one large config fragment. `offset_size` is the total in the first, the offset in others. */
static struct adsp_ipc_message large_config(enum ipc4_module_msg_type type, uint32_t module_id,
					    uint32_t instance_id, uint32_t param_id,
					    size_t offset_size, bool first, bool last)
{
	struct ipc4_module_large_config msg = { 0 };

	msg.primary.r.module_id = module_id;
	msg.primary.r.instance_id = instance_id;
	msg.primary.r.type = type;
	msg.primary.r.msg_tgt = IPC4_MODULE_MSG;
	msg.extension.r.data_off_size = offset_size;
	msg.extension.r.large_param_id = param_id;
	msg.extension.r.init_block = first;
	msg.extension.r.final_block = last;
	return (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
}

#define MAX_LARGE_BYTES ((1u << 20) - 1) /* 20 bits of data_off_size */

int drv_large_config_set(struct drv *drv, const char *what, uint32_t module_id,
			 uint32_t instance_id, uint32_t param_id, const void *data, size_t bytes)
{
	size_t box = box_bytes(drv->firmware.downlink_bytes);
	size_t offset = 0;
	int ret;

	if (bytes > MAX_LARGE_BYTES || param_id > IPC4_VENDOR_CONFIG_PARAM)
		return drv_fail(drv, DRV_ERROR_USAGE, -EINVAL, 0,
				"%s: %zu bytes for param %u do not fit a message", what, bytes,
				param_id);
	do {
		size_t chunk = bytes - offset < box ? bytes - offset : box;
		bool first = offset == 0, last = offset + chunk == bytes;
		struct adsp_ipc_message msg = large_config(IPC4_MOD_LARGE_CONFIG_SET, module_id,
							   instance_id, param_id,
							   first ? bytes : offset, first, last);

		ret = drv_ipc(drv, what, &msg, chunk ? (const uint8_t *)data + offset : NULL, chunk,
			      NULL);
		offset += chunk;
	} while (!ret && offset < bytes);
	return ret;
}

int drv_large_config_ask(struct drv *drv, uint32_t module_id, uint32_t instance_id,
			 uint32_t param_id, const void *head, size_t head_bytes, void *buf,
			 size_t *bytes)
{
	size_t room = *bytes < MAX_LARGE_BYTES ? *bytes : MAX_LARGE_BYTES;
	size_t box = box_bytes(drv->firmware.uplink_bytes);
	const char *what = drv_component_name(drv, instance_id << 16 | module_id);
	struct ipc4_module_large_config answer;
	struct adsp_ipc_message msg, reply;
	const void *dspbox;
	size_t offset = 0, got, box_size;
	bool last;
	int ret;

	if (!what)
		what = module_id || instance_id ? "module" : "base firmware";
	*bytes = 0;
	do {
		last = room - offset <= box;
		msg = large_config(IPC4_MOD_LARGE_CONFIG_GET, module_id, instance_id, param_id,
				   offset ? offset : room, offset == 0, last);
		ret = drv_ipc(drv, what, &msg, head, head_bytes, &reply);
		if (ret < 0)
			return ret;
		answer.extension.dat = reply.extension;
		got = answer.extension.r.data_off_size;
		dspbox = adsp_ipc_dspbox(&box_size);
		if (got > box_size || got > room - offset)
			return drv_fail(drv, DRV_ERROR_FIRMWARE, -EPROTO, 0,
					"%s: LARGE_CONFIG_GET %u returned %zu bytes where %zu fit",
					what, param_id, got, room - offset);
		memcpy((uint8_t *)buf + offset, dspbox, got);
		offset += got;
		last = last || answer.extension.r.final_block || !got;
	} while (!last && offset < room);
	*bytes = offset;
	return 0;
}

int drv_large_config_get(struct drv *drv, uint32_t module_id, uint32_t instance_id,
			 uint32_t param_id, void *buf, size_t *bytes)
{
	return drv_large_config_ask(drv, module_id, instance_id, param_id, NULL, 0, buf, bytes);
}
