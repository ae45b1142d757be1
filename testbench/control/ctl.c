/* SPDX-License-Identifier: BSD-3-Clause */
/* Callbacks of the external control plugin: values. */
#include <errno.h>
#include <stdio.h>

#include "ctl.h"

static struct control_ctl *ctl_of(snd_ctl_ext_t *ext)
{
	return ext->private_data;
}

static int get_enumerated_name(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int item,
			       char *name, size_t room)
{
	const char *text = control_elements_item(ctl_of(ext)->plugin.elements, key, item);

	if (!text)
		return -EINVAL;
	snprintf(name, room, "%s", text);
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
	for (unsigned int i = 0; i < control_plugin_element(ext, key)->count; i++)
		items[i] = (unsigned int)values[i];
	return 0;
}

/* As a card's driver does, refuse the element's value if one of its channels is out of range. */
static int check_and_write(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, const long *values, long max)
{
	const struct control_element *element = control_plugin_element(ext, key);
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
	return check_and_write(ext, key, values, control_plugin_element(ext, key)->max);
}

static int write_enumerated(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int *items)
{
	long values[TPLG_MAX_CHANNELS];

	for (unsigned int i = 0; i < control_plugin_element(ext, key)->count; i++)
		values[i] = items[i];
	return check_and_write(ext, key, values,
			       (long)control_plugin_element(ext, key)->num_items - 1);
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
	(void)numid;
	return op ? -ENXIO :
		    control_element_read_scale(control_plugin_element(ext, key), tlv, bytes);
}

static const snd_ctl_ext_callback_t callbacks = {
	CONTROL_PLUGIN_CALLBACKS,       .get_enumerated_name = get_enumerated_name,
	.read_integer = read_integer,   .read_enumerated = read_enumerated,
	.write_integer = write_integer, .write_enumerated = write_enumerated,
	.read_event = read_event,
};

int control_ctl_open(struct control_ctl *ctl, const char *name, int mode)
{
	ctl->plugin.ext = (snd_ctl_ext_t){
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
	return snd_ctl_ext_create(&ctl->plugin.ext, name, mode);
}
