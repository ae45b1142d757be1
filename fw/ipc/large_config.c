/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * LARGE_CONFIG_GET and _SET, of modules and of the base firmware.
 *
 * Plain form: the parameter id is in the header, the box holds a fragment of its data.
 * Vendor form (id 0xFF): the box holds the ids. In one block it is a list of tuples {type, length, value},
 * each value padded to a dword; for GET {type, room}. In several blocks the first begins with one such head,
 * and offsets count from there.
 */
#include <errno.h>
#include <string.h>

#include <ipc4/base_fw.h>
#include <ipc4/module.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/common.h>
#include <zephyr/logging/log.h>

#include "base_fw.h"
#include "handlers.h"
#include "request.h"

LOG_MODULE_REGISTER(ipc_config);

/** One access to one parameter. */
struct access {
	struct comp_dev *dev; /* NULL: base firmware */
	uint32_t param;
	bool first;
	bool last;
	uint32_t size; /* total bytes when first, else offset; GET out: bytes returned */
	const uint8_t *in;
	uint8_t *out;
	size_t room; /* bytes at in or out */
};

static int set_on_core(void *arg)
{
	struct access *a = arg;

	return module_adapter_set_large_config(a->dev, a->param, a->first, a->last, a->size, a->in,
					       a->room);
}

static int get_on_core(void *arg)
{
	struct access *a = arg;

	return module_adapter_get_large_config(a->dev, a->param, a->first, a->last, &a->size,
					       a->out, a->room);
}

static int set_param(struct access *a)
{
	int ret;

	if (!a->dev)
		return base_fw_set(a->param, a->first, a->last, a->size, a->in, a->room);

	ret = ipc_run_on_core(a->dev->ipc_config.core, set_on_core, a);
	if (ret < 0) {
		comp_err(a->dev, "parameter %u refused with %d", a->param, ret);
		return IPC4_INVALID_RESOURCE_ID;
	}
	return IPC4_SUCCESS;
}

static int get_param(struct access *a)
{
	int ret;

	if (!a->dev)
		return base_fw_get(a->param, a->first, a->last, &a->size, a->out, a->room);

	ret = ipc_run_on_core(a->dev->ipc_config.core, get_on_core, a);
	if (ret < 0 || a->size > a->room) {
		comp_err(a->dev, "parameter %u not read: %d", a->param, ret);
		return IPC4_MOD_INVALID_ID;
	}
	return IPC4_SUCCESS;
}

/* ---- vendor form ---- */

static size_t tuple_bytes(uint32_t length)
{
	return sizeof(struct sof_tlv) + ALIGN_UP((size_t)length, sizeof(uint32_t));
}

/* @return status; on success every tuple of the list lies within its bytes */
static int check_tuples(const uint8_t *list, size_t bytes)
{
	struct sof_tlv tlv;
	size_t pos;

	if (bytes < sizeof(tlv))
		return IPC4_INVALID_CONFIG_DATA_STRUCT;
	for (pos = 0; pos < bytes; pos += tuple_bytes(tlv.length)) {
		if (bytes - pos < sizeof(tlv))
			return IPC4_INVALID_CONFIG_DATA_STRUCT;
		memcpy(&tlv, list + pos, sizeof(tlv));
		if (!tlv.length || tlv.length > bytes - pos - sizeof(tlv))
			return IPC4_INVALID_CONFIG_DATA_LEN;
	}
	return IPC4_SUCCESS;
}

static int vendor_set_list(struct access *a)
{
	const uint8_t *list = a->in;
	const size_t bytes = a->size;
	struct sof_tlv tlv;
	size_t pos;
	int status;

	if (bytes > a->room) {
		LOG_ERR("parameter list of %zu bytes, the box has %zu", bytes, a->room);
		return IPC4_INVALID_CONFIG_DATA_LEN;
	}
	status = check_tuples(list, bytes);
	if (status) {
		LOG_ERR("parameter list of %zu bytes is malformed", bytes);
		return status;
	}

	for (pos = 0; pos < bytes; pos += tuple_bytes(tlv.length)) {
		memcpy(&tlv, list + pos, sizeof(tlv));
		a->param = tlv.type;
		a->size = tlv.length;
		a->in = list + pos + sizeof(tlv);
		a->room = tlv.length;
		if (set_param(a))
			return IPC4_INVALID_RESOURCE_ID;
	}
	return IPC4_SUCCESS;
}

static int vendor_set(struct access *a)
{
	struct sof_tlv tlv;

	if (a->first && a->last)
		return vendor_set_list(a);

	/* the tuple's head travels in the first fragment only; later ones go on with what that began */
	if (a->size < sizeof(tlv))
		return IPC4_INVALID_CONFIG_DATA_STRUCT;
	a->size -= sizeof(tlv);
	if (a->first) {
		memcpy(&tlv, a->in, sizeof(tlv));
		if (!tlv.length || tlv.length != a->size)
			return IPC4_INVALID_CONFIG_DATA_LEN;
		a->param = tlv.type;
		a->in += sizeof(tlv);
		a->room -= sizeof(tlv);
	} else if (a->dev) {
		a->param = module_adapter_transfer_param(a->dev, a->param);
	}
	return set_param(a) ? IPC4_INVALID_RESOURCE_ID : IPC4_SUCCESS;
}

/* Read one parameter as a tuple to out. @return bytes written including padding, 0 on failure */
static size_t get_tuple(struct access *a, const struct sof_tlv *want, uint8_t *out, size_t room)
{
	struct sof_tlv head = { .type = want->type };
	size_t padded;

	if (room < sizeof(head))
		return 0;
	a->param = want->type;
	a->out = out + sizeof(head);
	a->room = MIN(room - sizeof(head), want->length);
	a->size = a->room;
	if (get_param(a))
		return 0;

	padded = MIN(ALIGN_UP((size_t)a->size, sizeof(uint32_t)), room - sizeof(head));
	memset(a->out + a->size, 0, padded - a->size);
	head.length = a->size;
	memcpy(out, &head, sizeof(head));
	return sizeof(head) + padded;
}

static int vendor_get_list(struct access *a)
{
	uint8_t *const out = a->out;
	const size_t room = a->room;
	const size_t bytes = a->size;
	struct sof_tlv want;
	size_t done = 0;
	size_t pos, n;

	if (bytes < sizeof(want) || bytes > room || bytes % sizeof(want)) {
		LOG_ERR("parameter list of %zu bytes is malformed", bytes);
		return IPC4_FAILURE;
	}
	for (pos = 0; pos < bytes; pos += sizeof(want)) {
		memcpy(&want, a->in + pos, sizeof(want));
		n = get_tuple(a, &want, out + done, room - done);
		if (!n)
			return IPC4_FAILURE;
		done += n;
	}
	a->size = done;
	return IPC4_SUCCESS;
}

static int vendor_get(struct access *a)
{
	struct sof_tlv want;

	if (a->first && a->last)
		return vendor_get_list(a);

	memcpy(&want, a->in, sizeof(want));
	a->param = want.type;
	if (a->first) {
		a->out += sizeof(want);
		a->room -= sizeof(want);
		if (get_param(a))
			return IPC4_FAILURE;
		want.length = a->size;
		memcpy(a->out - sizeof(want), &want, sizeof(want));
		a->size += sizeof(want);
		return IPC4_SUCCESS;
	}
	if (a->size < sizeof(want))
		return IPC4_FAILURE;
	a->size -= sizeof(want);
	return get_param(a) ? IPC4_FAILURE : IPC4_SUCCESS;
}

/* ---- messages ---- */

static int access_init(struct access *a, const struct ipc4_module_large_config *msg)
{
	const uint32_t id = COMP_ID(msg->primary.r.module_id, msg->primary.r.instance_id);

	*a = (struct access){
		.dev = comp_find(id),
		.param = msg->extension.r.large_param_id,
		.first = msg->extension.r.init_block,
		.last = msg->extension.r.final_block,
		.size = msg->extension.r.data_off_size,
		.in = ipc_hostbox(),
		.out = ipc_dspbox(),
		.room = IPC4_MAILBOX_BYTES,
	};
	if (a->dev || id == COMP_ID(IPC4_BASE_FW_MODULE_ID, 0))
		return IPC4_SUCCESS;

	LOG_ERR("module %u.%u does not exist", msg->primary.r.module_id,
		msg->primary.r.instance_id);
	return IPC4_MOD_INVALID_ID;
}

int ipc_large_config_set(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_module_large_config msg = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};
	struct access a;
	int status = access_init(&a, &msg);

	(void)reply;
	if (status)
		return status;
	return a.param == IPC4_VENDOR_CONFIG_PARAM ? vendor_set(&a) : set_param(&a);
}

/* These name a control in their header, which the host sends along. */
static bool is_control(uint32_t param)
{
	return param == IPC4_SWITCH_CONTROL_PARAM_ID || param == IPC4_ENUM_CONTROL_PARAM_ID ||
	       param == IPC4_BYTES_CONTROL_PARAM_ID;
}

int ipc_large_config_get(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_module_large_config msg = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};
	struct ipc4_module_large_config answer = msg;
	struct access a;
	int status = access_init(&a, &msg);

	if (status)
		return status;
	if (a.param == IPC4_VENDOR_CONFIG_PARAM) {
		status = vendor_get(&a);
	} else {
		if (is_control(a.param))
			memcpy(a.out, a.in, sizeof(struct sof_ipc4_control_msg_payload));
		status = get_param(&a);
	}
	if (status)
		return status;

	answer.extension.r.data_off_size = a.size;
	if (a.size < IPC4_MAILBOX_BYTES)
		answer.extension.r.final_block = 1;
	reply->extension = answer.extension.dat;
	return IPC4_SUCCESS;
}
