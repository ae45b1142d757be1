/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <adsp/dma.h>
#include <adsp/library.h>
#include <adsp/machine.h>
#include <ipc4/base_fw.h>
#include <ipc4/module.h>
#include <ipc4/notification.h>
#include <ipc4/pipeline.h>

#include "fake_machine.h"

struct fake_machine fake;

/* What exists. */
struct instance {
	uint32_t component;
	uint32_t pipeline;
};
struct binding {
	uint32_t source, sink, queues;
};
static bool pipelines[256];
static struct instance instances[128];
static struct binding bindings[128];

static adsp_ipc_notify_fn notify;
static void *notify_ctx;
static bool ready_sent, pending;
static unsigned int wait_ticks;
static struct adsp_ipc_message answer;
static uint8_t dspbox[4096];

void fake_reset(void)
{
	memset(&fake, 0, sizeof(fake));
	memset(pipelines, 0, sizeof(pipelines));
	notify = NULL;
	ready_sent = false;
	pending = false;
}

void fake_clear(void)
{
	fake.num_messages = 0;
}

void fake_notify(uint32_t primary, uint32_t extension, const void *payload, size_t bytes)
{
	struct adsp_ipc_message msg = { primary, extension };
	uint8_t box[4096] = { 0 };

	assert_non_null(notify);
	memcpy(box, payload, bytes);
	notify(notify_ctx, &msg, box, sizeof(box));
}

void adsp_ipc_on_notification(adsp_ipc_notify_fn fn, void *ctx)
{
	struct adsp_ipc_message ready = { IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_FW_READY), 0 };

	notify = fn;
	notify_ctx = ctx;
	if (fn && !ready_sent) {
		ready_sent = true;
		fn(ctx, &ready, dspbox, sizeof(dspbox));
	}
}

bool adsp_machine_running(void)
{
	return false; /* FW_READY comes through the handler */
}

int adsp_dma_set_format(uint32_t node_id, uint32_t rate, uint32_t frame_bytes)
{
	if (fake.no_dma_formats)
		return -ENODEV;
	fake.dma_formats++;
	fake.dma_rate = rate;
	fake.dma_frame_bytes = frame_bytes;
	return 0;
}

int adsp_dma_get_status(uint32_t node_id, struct adsp_dma_status *status)
{
	*status = (struct adsp_dma_status){ .level_bytes = fake.dma_level_bytes };
	return 0;
}

uint64_t adsp_time_us(void)
{
	return fake.ticks * ADSP_TICK_US;
}

const char *adsp_log_take_error(char text[ADSP_LOG_ERROR_BYTES])
{
	snprintf(text, ADSP_LOG_ERROR_BYTES, "%s", fake.logged ? fake.logged : "");
	fake.logged = NULL;
	return text;
}

void adsp_tick(void)
{
	fake.ticks++;
	if (wait_ticks)
		wait_ticks--;
}

const void *adsp_ipc_dspbox(size_t *bytes)
{
	*bytes = sizeof(dspbox);
	return dspbox;
}

bool adsp_ipc_take_reply(struct adsp_ipc_message *reply)
{
	if (!pending || wait_ticks || fake.dead)
		return false;
	pending = false;
	*reply = answer;
	return true;
}

/* ---- the firmware's account ---- */

static struct instance *find_instance(uint32_t component)
{
	for (unsigned int i = 0; i < fake.instances; i++)
		if (instances[i].component == component)
			return &instances[i];
	return NULL;
}

static void drop_bindings(uint32_t component)
{
	for (unsigned int i = fake.bindings; i-- > 0;)
		if (bindings[i].source == component || bindings[i].sink == component)
			bindings[i] = bindings[--fake.bindings];
}

static uint32_t account_global(const struct ipc4_message_request *msg)
{
	uint32_t id = msg->primary.dat >> 16 & 0xFF;

	switch (msg->primary.r.type) {
	case IPC4_GLB_CREATE_PIPELINE:
		if (pipelines[id])
			return IPC4_INVALID_RESOURCE_ID;
		pipelines[id] = true;
		fake.pipelines++;
		break;
	case IPC4_GLB_DELETE_PIPELINE:
		if (!pipelines[id])
			return IPC4_INVALID_RESOURCE_ID;
		pipelines[id] = false;
		fake.pipelines--;
		for (unsigned int i = fake.instances; i-- > 0;)
			if (instances[i].pipeline == id) {
				drop_bindings(instances[i].component);
				instances[i] = instances[--fake.instances];
			}
		break;
	default:
		break;
	}
	return 0;
}

static uint32_t account_module(const struct ipc4_message_request *msg)
{
	uint32_t component = (msg->primary.dat & 0xFFFF) | (msg->primary.dat >> 16 & 0xFF) << 16;
	struct ipc4_module_bind_unbind bind = { .primary.dat = msg->primary.dat,
						.extension.dat = msg->extension.dat };
	struct binding edge = { component,
				bind.extension.r.dst_instance_id << 16 |
					bind.extension.r.dst_module_id,
				bind.extension.dat >> 24 };
	struct instance *instance = find_instance(component);

	switch (msg->primary.r.type) {
	case IPC4_MOD_INIT_INSTANCE:
		if (instance || !pipelines[msg->extension.dat >> 16 & 0xFF])
			return IPC4_MOD_NOT_INITIALIZED;
		instances[fake.instances++] =
			(struct instance){ component, msg->extension.dat >> 16 & 0xFF };
		break;
	case IPC4_MOD_DELETE_INSTANCE:
		if (!instance)
			return IPC4_INVALID_RESOURCE_ID;
		drop_bindings(component);
		*instance = instances[--fake.instances];
		break;
	case IPC4_MOD_BIND:
		if (!instance || !find_instance(edge.sink))
			return IPC4_INVALID_RESOURCE_ID;
		bindings[fake.bindings++] = edge;
		break;
	case IPC4_MOD_UNBIND:
		for (unsigned int i = 0; i < fake.bindings; i++)
			if (!memcmp(&bindings[i], &edge, sizeof(edge))) {
				bindings[i] = bindings[--fake.bindings];
				return 0;
			}
		return IPC4_INVALID_RESOURCE_ID;
	default:
		break;
	}
	return 0;
}

/* ---- base firmware queries ---- */

static size_t put_tuple(size_t at, uint32_t type, const void *value, uint32_t bytes)
{
	memcpy(dspbox + at, &type, 4);
	memcpy(dspbox + at + 4, &bytes, 4);
	memcpy(dspbox + at + 8, value, bytes);
	return at + 8 + bytes;
}

static size_t fw_config(void)
{
	const uint16_t version[4] = { 2, 14, 1, 7 };
	const uint32_t box = 4096, pipeline_limit = 32;
	size_t at = put_tuple(0, IPC4_FW_VERSION_FW_CFG, version, sizeof(version));

	at = put_tuple(at, IPC4_DL_MAILBOX_BYTES_FW_CFG, &box, 4);
	at = put_tuple(at, IPC4_UL_MAILBOX_BYTES_FW_CFG, &box, 4);
	return put_tuple(at, IPC4_MAX_PPL_COUNT_FW_CFG, &pipeline_limit, 4);
}

static size_t hw_config(void)
{
	const uint32_t cores = 3;

	return put_tuple(0, IPC4_DSP_CORES_HW_CFG, &cores, 4);
}

/* The table may be longer than a box: `offset` and `room` are the request's. */
static size_t modules_info(size_t offset, size_t room)
{
	static uint8_t table[4 + 256 * sizeof(struct ipc4_module_entry)];
	uint32_t count = (uint32_t)fake.num_modules;
	size_t total = 4 + count * sizeof(struct ipc4_module_entry);

	memcpy(table, &count, 4);
	for (size_t i = 0; i < fake.num_modules; i++) {
		struct ipc4_module_entry entry = { .module_id = (uint16_t)fake.modules[i].id,
						   .name = "MODULE",
						   .type = fake.modules[i].type };

		memcpy(entry.uuid, fake.modules[i].uuid, 16);
		memcpy(table + 4 + i * sizeof(entry), &entry, sizeof(entry));
	}
	if (room > sizeof(dspbox))
		room = sizeof(dspbox);
	if (room > total - offset)
		room = total - offset;
	memcpy(dspbox, table + offset, room);
	return room;
}

static void answer_get(const struct ipc4_message_request *msg)
{
	struct ipc4_module_large_config get = { .extension.dat = msg->extension.dat };
	size_t offset = get.extension.r.init_block ? 0 : get.extension.r.data_off_size;
	size_t room = get.extension.r.init_block ? get.extension.r.data_off_size : sizeof(dspbox);
	size_t bytes = fake.get_bytes;

	memset(dspbox, 0, sizeof(dspbox));
	if (msg->primary.dat & 0xFFFFFF) {
		memcpy(dspbox, fake.get_data, bytes);
	} else {
		switch (get.extension.r.large_param_id) {
		case IPC4_FW_CONFIG:
			bytes = fw_config();
			break;
		case IPC4_HW_CONFIG_GET:
			bytes = hw_config();
			break;
		case IPC4_MODULES_INFO_GET:
			bytes = modules_info(offset, room);
			break;
		default:
			bytes = 0;
		}
	}
	get.extension.r.data_off_size = (uint32_t)bytes;
	if (bytes < sizeof(dspbox))
		get.extension.r.final_block = 1;
	answer.extension = get.extension.dat;
}

static bool deletes(const struct ipc4_message_request *msg)
{
	if (msg->primary.r.msg_tgt == IPC4_FW_GEN_MSG)
		return msg->primary.r.type == IPC4_GLB_DELETE_PIPELINE;
	return msg->primary.r.type == IPC4_MOD_DELETE_INSTANCE ||
	       msg->primary.r.type == IPC4_MOD_UNBIND;
}

int adsp_ipc_send(const struct adsp_ipc_message *request, const void *payload, size_t bytes)
{
	struct ipc4_message_request msg = { .primary.dat = request->primary,
					    .extension.dat = request->extension };
	struct fake_message *record = &fake.messages[fake.num_messages];
	uint32_t status = 0;

	if (pending)
		return -EBUSY;
	if (bytes > sizeof(record->payload))
		return -EINVAL;
	assert_true(fake.num_messages < FAKE_MAX_MESSAGES);
	fake.num_messages++;
	record->primary = request->primary;
	record->extension = request->extension;
	record->bytes = bytes;
	if (bytes)
		memcpy(record->payload, payload, bytes);

	answer = (struct adsp_ipc_message){ request->primary, request->extension };
	if (fake.fail_at && fake.num_messages == fake.fail_at) {
		status = fake.fail_status;
		fake.logged = fake.fail_log;
		fake.refused_deletes += deletes(&msg);
	} else if (msg.primary.r.msg_tgt == IPC4_FW_GEN_MSG) {
		status = account_global(&msg);
	} else if (msg.primary.r.type == IPC4_MOD_LARGE_CONFIG_GET) {
		answer_get(&msg);
	} else {
		status = account_module(&msg);
	}
	answer.primary = (request->primary & 0x5F000000u) | 1u << 29 | status;
	wait_ticks = fake.delay;
	pending = true;
	return 0;
}

/* It takes no modules from files. */
int adsp_library_stage(unsigned int channel, const char *path, const void *image, size_t bytes)
{
	return -ENODEV;
}
