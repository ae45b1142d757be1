/* SPDX-License-Identifier: BSD-3-Clause */
/* Control elements from a topology. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"

#define TLV_DB_SCALE     1
#define TLV_DB_STEP_MASK 0xffffu
#define TLV_DB_MUTE      0x10000u
#define BLOB_ACCESS      (SND_CTL_EXT_ACCESS_TLV_READWRITE | SND_CTL_EXT_ACCESS_TLV_CALLBACK)

/* As the Linux driver tells a switch from a volume of two steps. */
static bool is_boolean(const struct tplg_control *control)
{
	return control->kind == TPLG_CONTROL_SWITCH && !strstr(control->name, " Volume");
}

static void describe_level(struct control_element *element, const struct tplg_control *control)
{
	element->type = is_boolean(control) ? SND_CTL_ELEM_TYPE_BOOLEAN : SND_CTL_ELEM_TYPE_INTEGER;
	element->max = (int32_t)control->max;
	if (!control->scale_set)
		return;
	element->access |= SND_CTL_EXT_ACCESS_TLV_READ | SND_CTL_EXT_ACCESS_TLV_CALLBACK;
	element->has_scale = 1;
	element->scale[0] = TLV_DB_SCALE;
	element->scale[1] = 2 * sizeof(element->scale[0]);
	element->scale[2] = (unsigned int)control->scale_min;
	element->scale[3] = (control->scale_step & TLV_DB_STEP_MASK) |
			    (control->scale_mute ? TLV_DB_MUTE : 0);
}

static void describe(struct control_element *element, const struct tplg_control *control)
{
	unsigned int access = control->access & SND_CTL_EXT_ACCESS_READWRITE;

	snprintf(element->name, sizeof(element->name), "%s", control->name);
	element->count = control->num_channels ? control->num_channels : 1;
	element->access = access ? access : SND_CTL_EXT_ACCESS_READWRITE;
	if (control->access & TPLG_ACCESS_VOLATILE)
		element->access |= SND_CTL_EXT_ACCESS_VOLATILE;
	switch (control->kind) {
	case TPLG_CONTROL_VOLUME:
	case TPLG_CONTROL_SWITCH:
		describe_level(element, control);
		break;
	case TPLG_CONTROL_ENUM:
		element->type = SND_CTL_ELEM_TYPE_ENUMERATED;
		element->num_items = control->num_items;
		break;
	case TPLG_CONTROL_BYTES:
		element->type = SND_CTL_ELEM_TYPE_BYTES;
		element->count = control->max_bytes;
		element->access = BLOB_ACCESS;
		break;
	}
}

int control_elements_make(const struct tplg *tplg, struct control_elements *elements)
{
	elements->num = 0;
	elements->tplg = tplg;
	elements->element = calloc(tplg->num_controls + 1, sizeof(*elements->element));
	if (!elements->element)
		return -ENOMEM;
	elements->num = tplg->num_controls;
	for (size_t i = 0; i < elements->num; i++) {
		describe(&elements->element[i], &tplg->controls[i]);
		for (size_t k = 0; k < i; k++)
			elements->element[i].index +=
				!strcmp(elements->element[k].name, elements->element[i].name);
	}
	return 0;
}

void control_elements_free(struct control_elements *elements)
{
	free(elements->element);
	*elements = (struct control_elements){ 0 };
}

const char *control_elements_item(const struct control_elements *elements, size_t element,
				  unsigned int item)
{
	return item < elements->element[element].num_items ?
		       elements->tplg->controls[element].items[item] :
		       NULL;
}
