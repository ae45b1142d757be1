/* SPDX-License-Identifier: BSD-3-Clause */
/* Controls as their modules have them: LARGE_CONFIG_GET of what was put, and the first difference. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ipc4/gain.h>

#include "internal.h"

struct values_message {
	struct sof_ipc4_control_msg_payload head;
	struct sof_ipc4_ctrl_value_chan chanv[TPLG_MAX_CHANNELS];
};

/* @return bytes; 0: the module does not answer */
static size_t ask(struct drv *drv, const struct drv_control *control, uint32_t param_id,
		  const struct sof_ipc4_control_msg_payload *head, void *answer, size_t room)
{
	const struct drv_widget *widget = &drv->widgets[control->tplg->widget];
	const struct drv_error before = drv->error;
	size_t bytes = room;

	if (drv_large_config_ask(drv, widget->module->id, widget->instance, param_id, head,
				 head ? sizeof(*head) : 0, answer, &bytes) < 0) {
		drv->error = before;
		return 0;
	}
	return bytes;
}

static enum drv_read_back read_values(struct drv *drv, const struct drv_control *control,
				      char *text, size_t size)
{
	const uint32_t count = drv_control_channels(control->tplg);
	struct values_message answer = { .head.id = 0 };
	const struct sof_ipc4_control_msg_payload head = { .id = (uint16_t)control->tplg->id,
							   .num_elems = (uint16_t)count };
	const size_t bytes =
		ask(drv, control, drv_control_param(control->tplg), &head, &answer, sizeof(answer));

	if (bytes < sizeof(head) + sizeof(answer.chanv[0]))
		return DRV_READ_NOTHING;
	for (size_t i = 0; i < count && sizeof(head) + (i + 1) * sizeof(answer.chanv[0]) <= bytes;
	     i++) {
		if (answer.chanv[i].value == control->values[i])
			continue;
		snprintf(text, size, "channel %zu is %u, and was set to %u", i,
			 answer.chanv[i].value, control->values[i]);
		return DRV_READ_OTHER;
	}
	return DRV_READ_SAME;
}

static enum drv_read_back read_volumes(struct drv *drv, const struct drv_control *control,
				       char *text, size_t size)
{
	struct ipc4_peak_volume_config answer[TPLG_MAX_CHANNELS];
	const size_t count =
		ask(drv, control, IPC4_VOLUME, NULL, answer, sizeof(answer)) / sizeof(answer[0]);

	for (size_t i = 0; i < count && i < drv_control_channels(control->tplg); i++) {
		const uint32_t set = drv_control_q31(control->tplg, control->values[i]);

		if (answer[i].target_volume == set)
			continue;
		snprintf(text, size, "the gain of channel %zu is %#x, and was set to %#x", i,
			 answer[i].target_volume, set);
		return DRV_READ_OTHER;
	}
	return count ? DRV_READ_SAME : DRV_READ_NOTHING;
}

static enum drv_read_back compare_bytes(const struct drv_control *control, const uint8_t *answer,
					size_t bytes, char *text, size_t size)
{
	size_t at = 0;

	if (!bytes)
		return DRV_READ_NOTHING;
	while (at < bytes && at < control->num_bytes && answer[at] == control->data[at])
		at++;
	if (at == bytes && at == control->num_bytes)
		return DRV_READ_SAME;
	if (at == bytes || at == control->num_bytes)
		snprintf(text, size, "it has %zu bytes, and was set to %zu", bytes,
			 control->num_bytes);
	else
		snprintf(text, size, "byte %zu of %zu is %#x, and was set to %#x", at, bytes,
			 answer[at], control->data[at]);
	return DRV_READ_OTHER;
}

static enum drv_read_back read_bytes(struct drv *drv, const struct drv_control *control, char *text,
				     size_t size)
{
	struct sof_ipc4_control_msg_payload head = { .id = (uint16_t)control->tplg->id,
						     .num_elems = (uint16_t)control->num_bytes };
	/* a switch or an enum whose message is the blob brings its own */
	const bool is_value = control->param_id == IPC4_SWITCH_CONTROL_PARAM_ID ||
			      control->param_id == IPC4_ENUM_CONTROL_PARAM_ID;
	const bool has_head = is_value || control->param_id == IPC4_BYTES_CONTROL_PARAM_ID;
	const size_t skip = has_head && !is_value ? sizeof(head) : 0;
	/* more than was set would be a difference, too */
	const size_t room = skip + control->num_bytes + sizeof(head);
	uint8_t *answer = malloc(room);
	enum drv_read_back result = DRV_READ_NOTHING;
	size_t bytes;

	if (!answer)
		return DRV_READ_NOTHING;
	if (is_value && control->num_bytes >= sizeof(head))
		memcpy(&head, control->data, sizeof(head));
	bytes = ask(drv, control, control->param_id, has_head ? &head : NULL, answer, room);
	if (bytes > skip)
		result = compare_bytes(control, answer + skip, bytes - skip, text, size);
	free(answer);
	return result;
}

enum drv_read_back drv_control_read_back(struct drv *drv, size_t number, char *text, size_t size)
{
	const struct drv_control *control;

	if (number >= drv->tplg->num_controls)
		return DRV_READ_NOTHING;
	control = &drv->controls[number];
	if (!control->put || !drv->widgets[control->tplg->widget].up ||
	    drv_control_is_volatile(control->tplg))
		return DRV_READ_NOTHING;
	if (control->tplg->kind == TPLG_CONTROL_BYTES)
		return read_bytes(drv, control, text, size);
	if (control->tplg->kind == TPLG_CONTROL_VOLUME)
		return read_volumes(drv, control, text, size);
	return read_values(drv, control, text, size);
}
