/* SPDX-License-Identifier: BSD-3-Clause */
/* Callbacks of the external control plugin. The key of an element is its position. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"

static struct control_ctl *ctl_of(snd_ctl_ext_t *ext)
{
	return ext->private_data;
}

static const struct control_element *element_of(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key)
{
	return &ctl_of(ext)->elements->element[key];
}

static int elem_count(snd_ctl_ext_t *ext)
{
	return (int)ctl_of(ext)->elements->num;
}

static int elem_list(snd_ctl_ext_t *ext, unsigned int offset, snd_ctl_elem_id_t *id)
{
	if (offset >= ctl_of(ext)->elements->num)
		return -EINVAL;
	control_elements_id(ctl_of(ext)->elements, offset, id);
	return 0;
}

static snd_ctl_ext_key_t find_elem(snd_ctl_ext_t *ext, const snd_ctl_elem_id_t *id)
{
	int element = control_elements_find(ctl_of(ext)->elements, id);

	return element == CONTROL_NO_ELEMENT ? SND_CTL_EXT_KEY_NOT_FOUND :
					       (snd_ctl_ext_key_t)element;
}

static int get_attribute(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, int *type, unsigned int *access,
			 unsigned int *count)
{
	*type = (int)element_of(ext, key)->type;
	*access = element_of(ext, key)->access;
	*count = element_of(ext, key)->count;
	return 0;
}

static int get_integer_info(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *min, long *max,
			    long *step)
{
	*min = element_of(ext, key)->min;
	*max = element_of(ext, key)->max;
	*step = 0; /* any value of the range */
	return 0;
}

static int get_enumerated_info(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int *items)
{
	*items = element_of(ext, key)->num_items;
	return 0;
}

static int get_enumerated_name(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int item,
			       char *name, size_t room)
{
	if (item >= element_of(ext, key)->num_items)
		return -EINVAL;
	snprintf(name, room, "%s", element_of(ext, key)->items[item]);
	return 0;
}

static int read_integer(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *values)
{
	ctl_of(ext)->ops->read(ctl_of(ext), key, values);
	return 0;
}

static int read_enumerated(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int *items)
{
	long values[TPLG_MAX_CHANNELS];

	ctl_of(ext)->ops->read(ctl_of(ext), key, values);
	for (unsigned int i = 0; i < element_of(ext, key)->count; i++)
		items[i] = (unsigned int)values[i];
	return 0;
}

/* As a card's driver does, refuse the element's value if one of its channels is out of range. */
static int check_and_write(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, const long *values, long max)
{
	const struct control_element *element = element_of(ext, key);
	int ret;

	if (!(element->access & SND_CTL_EXT_ACCESS_WRITE))
		return -EPERM;
	for (unsigned int i = 0; i < element->count; i++)
		if (values[i] < 0 || values[i] > max)
			return -EINVAL;
	ret = ctl_of(ext)->ops->write(ctl_of(ext), key, values);
	return ret < 0 ? ret : 1; /* changed */
}

static int write_integer(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *values)
{
	return check_and_write(ext, key, values, element_of(ext, key)->max);
}

static int write_enumerated(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int *items)
{
	long values[TPLG_MAX_CHANNELS];

	for (unsigned int i = 0; i < element_of(ext, key)->count; i++)
		values[i] = items[i];
	return check_and_write(ext, key, values, (long)element_of(ext, key)->num_items - 1);
}

static int read_event(snd_ctl_ext_t *ext, snd_ctl_elem_id_t *id, unsigned int *mask)
{
	(void)ext;
	(void)id;
	(void)mask;
	return -EAGAIN;
}

/* The dB scale, which only reads. */
static int read_tlv(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, int op, unsigned int numid,
		    unsigned int *tlv, unsigned int bytes)
{
	const struct control_element *element = element_of(ext, key);

	(void)numid;
	if (op || !element->scale_set)
		return -ENXIO;
	if (bytes < sizeof(element->scale))
		return -ENOMEM;
	memcpy(tlv, element->scale, sizeof(element->scale));
	return 0;
}

static const snd_ctl_ext_callback_t callbacks = {
	.elem_count = elem_count,
	.elem_list = elem_list,
	.find_elem = find_elem,
	.get_attribute = get_attribute,
	.get_integer_info = get_integer_info,
	.get_enumerated_info = get_enumerated_info,
	.get_enumerated_name = get_enumerated_name,
	.read_integer = read_integer,
	.read_enumerated = read_enumerated,
	.write_integer = write_integer,
	.write_enumerated = write_enumerated,
	.read_event = read_event,
};

int control_ctl_open(struct control_ctl *ctl, const char *name, int mode)
{
	ctl->ext = (snd_ctl_ext_t){
		.version = SND_CTL_EXT_VERSION,
		.id = "adspbench",
		.driver = "adspbench",
		.name = "adspbench",
		.longname = "adspbench",
		.mixername = "adspbench",
		.poll_fd = -1,
		.callback = &callbacks,
		.private_data = ctl,
		.tlv.c = read_tlv,
	};
	return snd_ctl_ext_create(&ctl->ext, name, mode);
}
