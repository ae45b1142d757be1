/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Kcontrols. Each has values of its own, sent when its widget comes up and whenever they are put while it
 * is up. Volumes begin at 0 dB and are always sent; switches and enums are sent only once somebody has put
 * them, because an unasked-for value would change what the module makes of them. A gain's switch begins at 1,
 * which is audible, others and enums at 0; bytes begin with the topology's data.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ipc4/gain.h>

#include "internal.h"

/* Handler ids of bytes controls that the module may change by itself. */
#define EXT_BYTES_VOLATILE_RO 260
#define EXT_BYTES_VOLATILE_RW 261

#define MAX_BYTES_PAYLOAD TPLG_MAX_BYTES_CONTROL

uint32_t drv_control_channels(const struct tplg_control *control)
{
	return control->num_channels ? control->num_channels : 1;
}

uint32_t drv_control_q31(const struct tplg_control *control, uint32_t value)
{
	/* Without a scale there is nothing to compute dB from: the top is 0 dB, the rest is linear. */
	if (!control->scale_set)
		return (uint32_t)((uint64_t)value * IPC4_GAIN_UNITY_Q31 / control->max);
	return drv_volume_q31(control->scale_min, control->scale_step, control->scale_mute, value);
}

/* The step that is 0 dB, or the highest one. */
static uint32_t unity_step(const struct tplg_control *control)
{
	for (uint32_t value = 0; value < control->max; value++)
		if (drv_control_q31(control, value) == IPC4_GAIN_UNITY_Q31)
			return value;
	return control->max;
}

static uint32_t first_value(const struct tplg *tplg, const struct tplg_control *control)
{
	if (control->kind == TPLG_CONTROL_VOLUME)
		return unity_step(control);
	return control->kind == TPLG_CONTROL_SWITCH &&
	       tplg->widgets[control->widget].id == TPLG_WIDGET_PGA;
}

static int init_control(struct drv_control *control, const struct tplg *tplg,
			const struct tplg_control *t)
{
	uint32_t value = first_value(tplg, t);

	control->tplg = t;
	for (uint32_t i = 0; i < TPLG_MAX_CHANNELS; i++)
		control->values[i] = value;
	if (t->kind != TPLG_CONTROL_BYTES || !t->data_set)
		return 0;
	control->data = malloc(t->data_bytes ? t->data_bytes : 1);
	if (!control->data)
		return -ENOMEM;
	if (t->data_bytes)
		memcpy(control->data, t->data, t->data_bytes);
	control->num_bytes = t->data_bytes;
	control->param_id = t->param_id;
	control->data_set = true;
	return 0;
}

int drv_controls_init(struct drv *drv)
{
	int ret = 0;

	drv->controls = calloc(drv->tplg->num_controls + 1, sizeof(*drv->controls));
	if (!drv->controls)
		return -ENOMEM;
	for (uint32_t i = 0; !ret && i < drv->tplg->num_controls; i++)
		ret = init_control(&drv->controls[i], drv->tplg, &drv->tplg->controls[i]);
	return ret;
}

void drv_controls_free(struct drv *drv)
{
	for (uint32_t i = 0; drv->controls && i < drv->tplg->num_controls; i++)
		free(drv->controls[i].data);
	free(drv->controls);
}

/* ---- messages ---- */

static int send_param(struct drv *drv, const struct drv_control *control, uint32_t param_id,
		      const void *data, size_t bytes)
{
	const struct drv_widget *widget = &drv->widgets[control->tplg->widget];
	char what[DRV_DESCRIBE_BYTES + TPLG_NAME_LEN + 16], who[DRV_DESCRIBE_BYTES];

	snprintf(what, sizeof(what), "control '%s' of %s", control->tplg->name,
		 drv_describe(widget, who));
	return drv_large_config_set(drv, what, widget->module->id, widget->instance, param_id, data,
				    bytes);
}

static int send_volume(struct drv *drv, const struct drv_control *control, uint32_t channel,
		       uint32_t value)
{
	const struct tplg_widget *widget = &drv->tplg->widgets[control->tplg->widget];
	struct ipc4_peak_volume_config config = {
		.channel_id = channel,
		.target_volume = drv_control_q31(control->tplg, value),
		.curve_type = widget->curve_type.value,
		.curve_duration = widget->curve_duration.value,
	};

	return send_param(drv, control, IPC4_VOLUME, &config, sizeof(config));
}

static bool all_equal(const uint32_t *values, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (values[i] != values[0])
			return false;
	return true;
}

static int send_volumes(struct drv *drv, const struct drv_control *control, const uint32_t *values,
			size_t count)
{
	int ret = 0;

	if (all_equal(values, count))
		return send_volume(drv, control, IPC4_ALL_CHANNELS, values[0]);
	for (size_t i = 0; !ret && i < count; i++)
		ret = send_volume(drv, control, (uint32_t)i, values[i]);
	return ret;
}

uint32_t drv_control_param(const struct tplg_control *control)
{
	return control->kind == TPLG_CONTROL_ENUM ? IPC4_ENUM_CONTROL_PARAM_ID :
						    IPC4_SWITCH_CONTROL_PARAM_ID;
}

static int send_chanv(struct drv *drv, const struct drv_control *control, const uint32_t *values,
		      size_t count)
{
	struct {
		struct sof_ipc4_control_msg_payload head;
		struct sof_ipc4_ctrl_value_chan chanv[TPLG_MAX_CHANNELS];
	} msg = { .head.id = (uint16_t)control->tplg->id, .head.num_elems = (uint16_t)count };

	for (size_t i = 0; i < count; i++)
		msg.chanv[i] = (struct sof_ipc4_ctrl_value_chan){ (uint32_t)i, values[i] };
	return send_param(drv, control, drv_control_param(control->tplg), &msg,
			  sizeof(msg.head) + count * sizeof(msg.chanv[0]));
}

static int send_values(struct drv *drv, const struct drv_control *control, const uint32_t *values,
		       size_t count)
{
	if (control->tplg->kind == TPLG_CONTROL_VOLUME)
		return send_volumes(drv, control, values, count);
	return send_chanv(drv, control, values, count);
}

static int send_bytes(struct drv *drv, const struct drv_control *control, uint32_t param_id,
		      const void *data, size_t bytes)
{
	struct sof_ipc4_control_msg_payload *msg;
	int ret;

	if (param_id != IPC4_BYTES_CONTROL_PARAM_ID)
		return send_param(drv, control, param_id, data, bytes);
	/* Only this param goes with a header, because several controls of one widget may share it. */
	msg = calloc(1, sizeof(*msg) + bytes);
	if (!msg)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	msg->id = (uint16_t)control->tplg->id;
	msg->num_elems = (uint16_t)bytes;
	memcpy((uint8_t *)msg + sizeof(*msg), data, bytes);
	ret = send_param(drv, control, param_id, msg, sizeof(*msg) + bytes);
	free(msg);
	return ret;
}

int drv_controls_send(struct drv *drv, int widget)
{
	const struct tplg_widget *w = &drv->tplg->widgets[widget];
	int ret = 0;

	for (uint32_t i = 0; !ret && i < w->num_controls; i++) {
		const struct drv_control *control = &drv->controls[w->first_control + (int)i];

		if (control->tplg->kind == TPLG_CONTROL_BYTES) {
			if (control->data_set && control->num_bytes)
				ret = send_bytes(drv, control, control->param_id, control->data,
						 control->num_bytes);
		} else if (control->tplg->kind == TPLG_CONTROL_VOLUME || control->put) {
			ret = send_values(drv, control, control->values,
					  drv_control_channels(control->tplg));
		}
	}
	return ret;
}

/* ---- put and get ---- */

static struct drv_control *find(struct drv *drv, size_t number, bool bytes)
{
	struct drv_control *control;

	if (number >= drv->tplg->num_controls) {
		drv_fail(drv, DRV_ERROR_USAGE, -ENOENT, 0, "there is no control number %zu",
			 number);
		return NULL;
	}
	control = &drv->controls[number];
	if ((control->tplg->kind == TPLG_CONTROL_BYTES) != bytes) {
		drv_fail(drv, DRV_ERROR_USAGE, -EINVAL, 0, "control '%s' %s", control->tplg->name,
			 bytes ? "takes values, not a blob" : "takes a blob, not values");
		return NULL;
	}
	return control;
}

static bool is_up(const struct drv *drv, const struct drv_control *control)
{
	return drv->widgets[control->tplg->widget].up;
}

static uint32_t highest_value(const struct tplg_control *control)
{
	if (control->kind != TPLG_CONTROL_ENUM)
		return control->max;
	return control->num_items ? control->num_items - 1 : UINT32_MAX;
}

int drv_control_put(struct drv *drv, size_t number, const uint32_t *values, size_t count)
{
	struct drv_control *control = find(drv, number, false);
	uint32_t expanded[TPLG_MAX_CHANNELS];
	int ret = 0;

	if (!control)
		return drv->error.code;
	if (!count || count > TPLG_MAX_CHANNELS)
		return drv_fail(drv, DRV_ERROR_USAGE, -EINVAL, 0,
				"control '%s' takes 1 to %u values, not %zu", control->tplg->name,
				TPLG_MAX_CHANNELS, count);
	for (size_t i = 0; i < count; i++)
		if (values[i] > highest_value(control->tplg))
			return drv_fail(drv, DRV_ERROR_USAGE, -EINVAL, 0,
					"control '%s' takes values 0..%u, not %u",
					control->tplg->name, highest_value(control->tplg),
					values[i]);
	if (count < drv_control_channels(control->tplg) && all_equal(values, count)) {
		count = drv_control_channels(control->tplg);
		for (size_t i = 0; i < count; i++)
			expanded[i] = values[0];
		values = expanded;
	}
	if (is_up(drv, control))
		ret = send_values(drv, control, values, count);
	if (ret < 0)
		return ret;
	memcpy(control->values, values, count * sizeof(values[0]));
	control->put = true;
	return 0;
}

int drv_control_get(struct drv *drv, size_t number, uint32_t *values)
{
	struct drv_control *control = find(drv, number, false);

	if (!control)
		return drv->error.code;
	memcpy(values, control->values, sizeof(control->values));
	return (int)drv_control_channels(control->tplg);
}

static int check_bytes(struct drv *drv, const struct drv_control *control, uint32_t param_id,
		       size_t bytes)
{
	size_t room = control->tplg->max_bytes - sizeof(struct sof_abi_hdr);

	if (control->tplg->max_bytes < sizeof(struct sof_abi_hdr))
		room = 0;
	if (bytes > room || bytes > MAX_BYTES_PAYLOAD)
		return drv_fail(drv, DRV_ERROR_USAGE, -EINVAL, 0,
				"control '%s' takes at most %zu bytes of payload, not %zu",
				control->tplg->name, room, bytes);
	if (param_id >= IPC4_VENDOR_CONFIG_PARAM)
		return drv_fail(drv, DRV_ERROR_USAGE, -EINVAL, 0,
				"control '%s': param id %u does not fit a message (0..254)",
				control->tplg->name, param_id);
	return 0;
}

int drv_control_put_bytes(struct drv *drv, size_t number, uint32_t param_id, const void *data,
			  size_t bytes)
{
	struct drv_control *control = find(drv, number, true);
	struct drv_error cause;
	uint8_t *copy;
	int ret;

	if (!control)
		return drv->error.code;
	ret = check_bytes(drv, control, param_id, bytes);
	if (ret < 0)
		return ret;
	copy = malloc(bytes ? bytes : 1);
	if (!copy)
		return drv_fail(drv, DRV_ERROR_FIRMWARE, -ENOMEM, 0, "out of memory");
	if (bytes)
		memcpy(copy, data, bytes);
	if (is_up(drv, control))
		ret = send_bytes(drv, control, param_id, copy, bytes);
	if (ret < 0) {
		/* The module may have dropped the blob it had: give it back the last good one. */
		cause = drv->error;
		if (control->data_set && control->num_bytes &&
		    send_bytes(drv, control, control->param_id, control->data, control->num_bytes) <
			    0)
			drv_log(drv, true, "while restoring: %s", drv->error.text);
		drv->error = cause;
		free(copy);
		return ret;
	}
	free(control->data);
	control->data = copy;
	control->num_bytes = bytes;
	control->param_id = param_id;
	control->data_set = true;
	control->put = true;
	return 0;
}

bool drv_control_is_volatile(const struct tplg_control *control)
{
	return control->access & TPLG_ACCESS_VOLATILE ||
	       control->ext_get == EXT_BYTES_VOLATILE_RO ||
	       control->ext_get == EXT_BYTES_VOLATILE_RW;
}

int drv_control_get_bytes(struct drv *drv, size_t number, uint32_t *param_id, void *data,
			  size_t *bytes)
{
	struct drv_control *control = find(drv, number, true);
	const struct drv_widget *widget;

	if (!control)
		return drv->error.code;
	*param_id = control->param_id;
	if (drv_control_is_volatile(control->tplg) && is_up(drv, control)) {
		widget = &drv->widgets[control->tplg->widget];
		return drv_large_config_get(drv, widget->module->id, widget->instance,
					    control->param_id, data, bytes);
	}
	if (control->num_bytes > *bytes)
		return drv_fail(drv, DRV_ERROR_USAGE, -ENOSPC, 0,
				"control '%s' holds %zu bytes, there is room for %zu",
				control->tplg->name, control->num_bytes, *bytes);
	if (control->num_bytes)
		memcpy(data, control->data, control->num_bytes);
	*bytes = control->num_bytes;
	return 0;
}
