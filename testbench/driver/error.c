/* SPDX-License-Identifier: BSD-3-Clause */
/* Texts: the last error, log lines, names of status codes. */
#include <stdarg.h>
#include <stdio.h>

#include <ipc4/error_status.h>

#include "internal.h"

static const struct {
	uint32_t status;
	const char *name;
} status_names[] = {
	{ IPC4_SUCCESS, "SUCCESS" },
	{ IPC4_ERROR_INVALID_PARAM, "ERROR_INVALID_PARAM" },
	{ IPC4_UNKNOWN_MESSAGE_TYPE, "UNKNOWN_MESSAGE_TYPE" },
	{ IPC4_OUT_OF_MEMORY, "OUT_OF_MEMORY" },
	{ IPC4_BUSY, "BUSY" },
	{ IPC4_BAD_STATE, "BAD_STATE" },
	{ IPC4_FAILURE, "FAILURE" },
	{ IPC4_INVALID_REQUEST, "INVALID_REQUEST" },
	{ IPC4_INVALID_RESOURCE_ID, "INVALID_RESOURCE_ID" },
	{ IPC4_RESOURCE_ID_EXISTS, "RESOURCE_ID_EXISTS" },
	{ IPC4_INVALID_RESOURCE_STATE, "INVALID_RESOURCE_STATE" },
	{ IPC4_POWER_TRANSITION_FAILED, "POWER_TRANSITION_FAILED" },
	{ IPC4_INVALID_MANIFEST, "INVALID_MANIFEST" },
	{ IPC4_UNAVAILABLE, "UNAVAILABLE" },
	{ IPC4_LOAD_ADDRESS_OUT_OF_RANGE, "LOAD_ADDRESS_OUT_OF_RANGE" },
	{ IPC4_CSE_VALIDATION_FAILED, "CSE_VALIDATION_FAILED" },
	{ IPC4_MOD_MGMT_ERROR, "MOD_MGMT_ERROR" },
	{ IPC4_MOD_LOAD_CL_FAILED, "MOD_LOAD_CL_FAILED" },
	{ IPC4_MOD_LOAD_INVALID_HASH, "MOD_LOAD_INVALID_HASH" },
	{ IPC4_MOD_INSTANCE_EXISTS, "MOD_INSTANCE_EXISTS" },
	{ IPC4_MOD_NOT_INITIALIZED, "MOD_NOT_INITIALIZED" },
	{ IPC4_MOD_INVALID_ID, "MOD_INVALID_ID" },
	{ IPC4_MOD_INST_INVALID_ID, "MOD_INST_INVALID_ID" },
	{ IPC4_QUEUE_INVALID_ID, "QUEUE_INVALID_ID" },
	{ IPC4_QUEUE_DST_INVALID_ID, "QUEUE_DST_INVALID_ID" },
	{ IPC4_INVALID_CORE_ID, "INVALID_CORE_ID" },
	{ IPC4_PROBE_DMA_INJECTION_BUFFER_TOO_SMALL, "PROBE_DMA_INJECTION_BUFFER_TOO_SMALL" },
	{ IPC4_PROBE_DMA_EXTRACTION_BUFFER_TOO_SMALL, "PROBE_DMA_EXTRACTION_BUFFER_TOO_SMALL" },
	{ IPC4_INVALID_CONFIG_PARAM_ID, "INVALID_CONFIG_PARAM_ID" },
	{ IPC4_INVALID_CONFIG_DATA_LEN, "INVALID_CONFIG_DATA_LEN" },
	{ IPC4_INVALID_CONFIG_DATA_STRUCT, "INVALID_CONFIG_DATA_STRUCT" },
	{ IPC4_GATEWAY_NOT_INITIALIZED, "GATEWAY_NOT_INITIALIZED" },
	{ IPC4_GATEWAY_NOT_EXIST, "GATEWAY_NOT_EXIST" },
	{ IPC4_GATEWAY_STATE_NOT_SET, "GATEWAY_STATE_NOT_SET" },
	{ IPC4_GATEWAY_NOT_ALLOCATED, "GATEWAY_NOT_ALLOCATED" },
	{ IPC4_SCLK_ALREADY_RUNNING, "SCLK_ALREADY_RUNNING" },
	{ IPC4_MCLK_ALREADY_RUNNING, "MCLK_ALREADY_RUNNING" },
	{ IPC4_NO_RUNNING_SCLK, "NO_RUNNING_SCLK" },
	{ IPC4_NO_RUNNING_MCLK, "NO_RUNNING_MCLK" },
	{ IPC4_PIPELINE_STATE_NOT_SET, "PIPELINE_STATE_NOT_SET" },
	{ IPC4_INVALID_CHAIN_STATE_TRANSITION, "INVALID_CHAIN_STATE_TRANSITION" },
	{ IPC4_MAX_STATUS, "MAX_STATUS" },
};

/* Status codes that the kernel does not map to -EINVAL; first..last inclusive. */
static const struct {
	uint32_t first, last;
	int code;
} status_errnos[] = {
	{ 0, 0, 0 },          { 2, 2, -EOPNOTSUPP },   { 4, 4, -EBUSY },      { 8, 8, -ENOENT },
	{ 11, 11, -ENOENT },  { 15, 15, -EOPNOTSUPP }, { 105, 109, -ENOENT }, { 114, 115, -ENOENT },
	{ 150, 151, -EBUSY }, { 160, 163, -ENOENT },   { 165, 165, -ENOENT },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const char *drv_status_name(uint32_t status)
{
	for (size_t i = 0; i < COUNT(status_names); i++)
		if (status_names[i].status == status)
			return status_names[i].name;
	return "UNKNOWN";
}

int drv_status_errno(uint32_t status)
{
	for (size_t i = 0; i < COUNT(status_errnos); i++)
		if (status >= status_errnos[i].first && status <= status_errnos[i].last)
			return status_errnos[i].code;
	return -EINVAL;
}

unsigned int drv_unanswered(const struct drv *drv)
{
	return drv->unanswered;
}

const struct drv_error *drv_last_error(const struct drv *drv)
{
	return &drv->error;
}

int drv_fail(struct drv *drv, enum drv_error_kind kind, int code, uint32_t status,
	     const char *format, ...)
{
	va_list args;

	drv->error.kind = kind;
	drv->error.code = code;
	drv->error.status = status;
	va_start(args, format);
	vsnprintf(drv->error.text, sizeof(drv->error.text), format, args);
	va_end(args);
	return code;
}

void drv_log(struct drv *drv, bool warning, const char *format, ...)
{
	char text[512];
	va_list args;

	if (!drv->config.log)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	drv->config.log(drv->config.ctx, warning, text);
}

const char *drv_describe(const struct drv_widget *widget, char text[DRV_DESCRIBE_BYTES])
{
	const struct tplg_widget *w = widget->tplg;
	char uuid[TPLG_UUID_TEXT];

	if (!w->uuid_set) {
		snprintf(text, DRV_DESCRIBE_BYTES, "%s", w->name);
		return text;
	}
	tplg_uuid_format(w->uuid, uuid);
	snprintf(text, DRV_DESCRIBE_BYTES, "%s (%s, %s)", w->name,
		 w->module ? w->module->name : "unknown module", uuid);
	return text;
}
