/* SPDX-License-Identifier: BSD-3-Clause */
/* A table of control elements: its look-ups, and the callbacks of an external control plugin that need nothing else. */
#include <errno.h>
#include <string.h>

#include "element.h"

int control_elements_find(const struct control_elements *elements, const snd_ctl_elem_id_t *id)
{
	unsigned int numid = snd_ctl_elem_id_get_numid(id);

	if (numid)
		return numid <= elements->num ? (int)numid - 1 : CONTROL_NO_ELEMENT;
	if (snd_ctl_elem_id_get_interface(id) != SND_CTL_ELEM_IFACE_MIXER ||
	    snd_ctl_elem_id_get_device(id) || snd_ctl_elem_id_get_subdevice(id))
		return CONTROL_NO_ELEMENT;
	for (size_t i = 0; i < elements->num; i++)
		if (elements->element[i].index == snd_ctl_elem_id_get_index(id) &&
		    !strcmp(elements->element[i].name, snd_ctl_elem_id_get_name(id)))
			return (int)i;
	return CONTROL_NO_ELEMENT;
}

void control_elements_id(const struct control_elements *elements, size_t element,
			 snd_ctl_elem_id_t *id)
{
	snd_ctl_elem_id_clear(id);
	snd_ctl_elem_id_set_interface(id, SND_CTL_ELEM_IFACE_MIXER);
	snd_ctl_elem_id_set_name(id, elements->element[element].name);
	snd_ctl_elem_id_set_index(id, elements->element[element].index);
	snd_ctl_elem_id_set_numid(id, (unsigned int)element + 1);
}

/* ---- an external control plugin ---- */

static const struct control_elements *elements_of(const snd_ctl_ext_t *ext)
{
	return ((const struct control_plugin *)ext->private_data)->elements;
}

const struct control_element *control_plugin_element(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key)
{
	return &elements_of(ext)->element[key];
}

int control_plugin_count(snd_ctl_ext_t *ext)
{
	return (int)elements_of(ext)->num;
}

int control_plugin_list(snd_ctl_ext_t *ext, unsigned int offset, snd_ctl_elem_id_t *id)
{
	if (offset >= elements_of(ext)->num)
		return -EINVAL;
	control_elements_id(elements_of(ext), offset, id);
	return 0;
}

snd_ctl_ext_key_t control_plugin_find(snd_ctl_ext_t *ext, const snd_ctl_elem_id_t *id)
{
	int element = control_elements_find(elements_of(ext), id);

	if (element == CONTROL_NO_ELEMENT)
		return SND_CTL_EXT_KEY_NOT_FOUND;
	/*
	 * The number of an element that is looked for by its name is filled in, as the kernel does: `alsactl restore`
	 * goes on with it. libasound passes its caller's id, which is const here only.
	 */
	snd_ctl_elem_id_set_numid((snd_ctl_elem_id_t *)(uintptr_t)id, (unsigned int)element + 1);
	return (snd_ctl_ext_key_t)element;
}

int control_plugin_attribute(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, int *type,
			     unsigned int *access, unsigned int *count)
{
	const struct control_element *element = control_plugin_element(ext, key);

	*type = (int)element->type;
	*access = element->access;
	*count = element->count;
	return 0;
}

int control_plugin_range(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *min, long *max,
			 long *step)
{
	const struct control_element *element = control_plugin_element(ext, key);

	*min = element->min;
	*max = element->max;
	*step = 0; /* any value of the range */
	return 0;
}

int control_plugin_items(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int *items)
{
	*items = control_plugin_element(ext, key)->num_items;
	return 0;
}

int control_element_read_scale(const struct control_element *element, unsigned int *tlv,
			       unsigned int bytes)
{
	if (!element->has_scale)
		return -ENXIO;
	if (bytes < sizeof(element->scale))
		return -ENOMEM;
	memcpy(tlv, element->scale, sizeof(element->scale));
	return 0;
}
