/* SPDX-License-Identifier: BSD-3-Clause */
/* Notifications: decoded, given the name of their source, counted. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ipc4/base_fw.h>
#include <ipc4/error_status.h>
#include <ipc4/notification.h>

#include "internal.h"

/* A firmware that invents a new source each tick must not eat the host. */
#define MAX_EVENTS 1024

#define PRIVACY_SOURCE "microphones"

static const char *const kind_names[DRV_EVENT_KINDS] = {
	[DRV_EVENT_UNDERRUN] = "underrun",
	[DRV_EVENT_OVERRUN] = "overrun",
	[DRV_EVENT_MIXER_UNDERRUN] = "mixer-underrun",
	[DRV_EVENT_PROCESS_ERROR] = "process-error",
	[DRV_EVENT_EXCEPTION] = "exception",
	[DRV_EVENT_WATCHDOG] = "watchdog",
	[DRV_EVENT_CONTROL] = "control-change",
	[DRV_EVENT_PHRASE] = "phrase-detected",
	[DRV_EVENT_STREAM_END] = "stream-end",
	[DRV_EVENT_PRIVACY_ON] = "mic-privacy-on",
	[DRV_EVENT_PRIVACY_OFF] = "mic-privacy-off",
	[DRV_EVENT_OTHER] = "notification",
};

static const struct {
	uint32_t event_type;
	enum drv_event_kind kind;
} resource_kinds[] = {
	{ IPC4_MIXER_UNDERRUN_DETECTED, DRV_EVENT_MIXER_UNDERRUN },
	{ IPC4_PROCESS_DATA_ERROR, DRV_EVENT_PROCESS_ERROR },
	{ IPC4_GATEWAY_UNDERRUN_DETECTED, DRV_EVENT_UNDERRUN },
	{ IPC4_GATEWAY_OVERRUN_DETECTED, DRV_EVENT_OVERRUN },
	{ IPC4_WATCHDOG_EVENT, DRV_EVENT_WATCHDOG },
};

const char *drv_event_kind_name(enum drv_event_kind kind)
{
	return (unsigned int)kind < DRV_EVENT_KINDS ? kind_names[kind] : "?";
}

const struct drv_event *drv_event_get(const struct drv *drv, size_t index)
{
	return index < drv->num_events ? &drv->events[index] : NULL;
}

const char *drv_component_name(const struct drv *drv, uint32_t component_id)
{
	for (uint32_t i = 0; i < drv->tplg->num_widgets; i++) {
		const struct drv_widget *widget = &drv->widgets[i];

		if (widget->up && (widget->instance << 16 | widget->module->id) == component_id)
			return widget->tplg->name;
	}
	return NULL;
}

static void name_component(const struct drv *drv, struct drv_event *event)
{
	const char *name = drv_component_name(drv, event->id);

	if (name)
		snprintf(event->source, sizeof(event->source), "%s", name);
	else
		snprintf(event->source, sizeof(event->source), "module %u.%u", event->id & 0xFFFF,
			 event->id >> 16);
}

static void name_pipeline(const struct drv *drv, struct drv_event *event)
{
	for (uint32_t i = 0; i < drv->tplg->num_pipelines; i++) {
		const struct drv_pipeline *pipeline = &drv->pipelines[i];

		if (pipeline->users && pipeline->id == event->id) {
			snprintf(event->source, sizeof(event->source), "pipeline.%u",
				 pipeline->tplg->id);
			return;
		}
	}
	snprintf(event->source, sizeof(event->source), "pipeline id %u", event->id);
}

static void name_gateway(const struct drv *drv, struct drv_event *event)
{
	for (uint32_t i = 0; i < drv->tplg->num_widgets; i++) {
		const struct drv_widget *widget = &drv->widgets[i];

		if ((widget->up || widget->prepared) && drv_widget_is_copier(widget->tplg) &&
		    widget->node_id == event->id) {
			snprintf(event->source, sizeof(event->source), "%s", widget->tplg->name);
			return;
		}
	}
	snprintf(event->source, sizeof(event->source), "gateway 0x%x", event->id);
}

static void decode_resource(const struct drv *drv,
			    const struct ipc4_resource_event_data_notification *data,
			    struct drv_event *event)
{
	event->id = data->resource_id;
	event->data = data->event_type;
	for (size_t i = 0; i < sizeof(resource_kinds) / sizeof(resource_kinds[0]); i++)
		if (resource_kinds[i].event_type == data->event_type) {
			event->kind = resource_kinds[i].kind;
			event->data = data->event_data[0];
		}
	if (data->resource_type == IPC4_MODULE_INSTANCE)
		name_component(drv, event);
	else if (data->resource_type == IPC4_PIPELINE)
		name_pipeline(drv, event);
	else if (data->resource_type == IPC4_GATEWAY)
		name_gateway(drv, event);
	else
		snprintf(event->source, sizeof(event->source), "resource %u", data->resource_id);
}

static void decode_module(const struct drv *drv, const struct sof_ipc4_notify_module_data *data,
			  struct drv_event *event)
{
	event->id = (uint32_t)data->instance_id << 16 | data->module_id;
	event->data = data->event_id;
	if ((data->event_id & 0xFFFF0000u) == IPC4_MODULE_EVENT_ALSA_CONTROL(0)) {
		event->kind = DRV_EVENT_CONTROL;
		event->data = data->event_id & 0xFFFF;
	} else if (data->event_id == IPC4_MODULE_EVENT_END_OF_STREAM) {
		event->kind = DRV_EVENT_STREAM_END;
	}
	name_component(drv, event);
}

static void decode_core(uint32_t core, enum drv_event_kind kind, struct drv_event *event)
{
	event->kind = kind;
	event->id = core;
	event->data = 0;
	snprintf(event->source, sizeof(event->source), "core %u", core);
}

static void decode(const struct drv *drv, const struct adsp_ipc_message *msg, const void *payload,
		   size_t box_bytes, struct drv_event *event)
{
	uint32_t type = IPC4_NOTIFICATION_TYPE(msg->primary);
	struct ipc4_resource_event_data_notification resource;
	struct sof_ipc4_notify_module_data module;

	event->kind = DRV_EVENT_OTHER;
	event->data = type;
	snprintf(event->source, sizeof(event->source), "firmware");
	switch (type) {
	case IPC4_NOTIFY_RESOURCE_EVENT:
		if (payload && box_bytes >= sizeof(resource)) {
			memcpy(&resource, payload, sizeof(resource));
			decode_resource(drv, &resource, event);
		}
		break;
	case IPC4_NOTIFY_MODULE_NOTIFICATION:
		if (payload && box_bytes >= sizeof(module)) {
			memcpy(&module, payload, sizeof(module));
			decode_module(drv, &module, event);
		}
		break;
	case IPC4_NOTIFY_PHRASE_DETECTED:
		event->kind = DRV_EVENT_PHRASE;
		event->data = msg->primary & 0xFFFF;
		event->id = msg->extension & 0xFFFF;
		break;
	case IPC4_NOTIFY_EXCEPTION_CAUGHT:
		decode_core(msg->extension, DRV_EVENT_EXCEPTION, event);
		break;
	case IPC4_NOTIFY_WATCHDOG_TIMEOUT:
		decode_core(msg->primary & 0xF, DRV_EVENT_WATCHDOG, event);
		break;
	default:
		break;
	}
}

/* Process errors of one module with different codes are different events; byte counts are not. */
static bool same_event(const struct drv_event *a, const struct drv_event *b)
{
	bool data_counts = a->kind != DRV_EVENT_UNDERRUN && a->kind != DRV_EVENT_OVERRUN &&
			   a->kind != DRV_EVENT_MIXER_UNDERRUN;

	return a->kind == b->kind && a->id == b->id && !strcmp(a->source, b->source) &&
	       (!data_counts || a->data == b->data);
}

static struct drv_event *count_event(struct drv *drv, const struct drv_event *event)
{
	struct drv_event *larger;
	size_t max;

	for (size_t i = 0; i < drv->num_events; i++)
		if (same_event(&drv->events[i], event)) {
			drv->events[i].count++;
			drv->events[i].data = event->data;
			drv->events[i].last_us = event->last_us;
			return &drv->events[i];
		}
	if (drv->num_events == drv->max_events) {
		max = drv->max_events ? 2 * drv->max_events : 16;
		if (max > MAX_EVENTS)
			return NULL;
		larger = realloc(drv->events, max * sizeof(*larger));
		if (!larger)
			return NULL;
		drv->events = larger;
		drv->max_events = max;
	}
	drv->events[drv->num_events] = *event;
	return &drv->events[drv->num_events++];
}

static void publish(struct drv *drv, struct drv_event *event)
{
	struct drv_event *counted;

	event->first_us = adsp_time_us();
	event->last_us = event->first_us;
	counted = count_event(drv, event);
	if (!counted)
		drv_log(drv, true, "event from %s not counted: too many different ones",
			event->source);
	if (drv->config.event)
		drv->config.event(drv->config.ctx, counted ? counted : event);
}

void drv_event_receive(void *ctx, const struct adsp_ipc_message *msg, const void *payload,
		       size_t box_bytes)
{
	struct drv *drv = ctx;
	struct drv_event event = { .count = 1 };

	if (IPC4_NOTIFICATION_TYPE(msg->primary) == IPC4_NOTIFY_FW_READY) {
		drv->fw_ready = true;
		return;
	}
	decode(drv, msg, payload, box_bytes, &event);
	publish(drv, &event);
}

static int send_privacy(struct drv *drv, uint32_t param_id, uint32_t word)
{
	return drv_large_config_set(drv, PRIVACY_SOURCE, IPC4_BASE_FW_MODULE_ID, 0, param_id, &word,
				    sizeof(word));
}

int drv_mic_privacy_enable(struct drv *drv)
{
	int ret = send_privacy(drv, IPC4_MIC_PRIVACY_POLICY, IPC4_MIC_PRIVACY_FW_MANAGED);

	if (ret < 0 && drv_last_error(drv)->status == IPC4_UNAVAILABLE)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -EOPNOTSUPP, IPC4_UNAVAILABLE,
				PRIVACY_SOURCE ": this firmware has no privacy switch "
					       "(CONFIG_MIC_PRIVACY)");
	return ret < 0 ? ret : send_privacy(drv, IPC4_MIC_PRIVACY_STATE, 0);
}

int drv_mic_privacy_switch(struct drv *drv, bool muted)
{
	struct drv_event event = {
		.kind = muted ? DRV_EVENT_PRIVACY_ON : DRV_EVENT_PRIVACY_OFF,
		.source = PRIVACY_SOURCE,
		.count = 1,
	};
	int ret = send_privacy(drv, IPC4_MIC_PRIVACY_STATE, muted);

	if (!ret)
		publish(drv, &event);
	return ret;
}
