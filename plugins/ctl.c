/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libasound_module_ctl_adsp: the controls of a card that `adspbench card` runs. Descriptions are read once, at open;
 * values always come from the card.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/control_external.h>

#include <control/element.h>

#include "client.h"

struct adsp_ctl {
	struct control_plugin plugin;
	struct control_elements elements;
	struct client client;
	int wake; /* -1: no events wanted */
};

static struct adsp_ctl *ctl_of(snd_ctl_ext_t *ext)
{
	return ext->private_data;
}

static int get_enumerated_name(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int item,
			       char *name, size_t room)
{
	struct live_message message = { .ref = { (uint32_t)key, item } };
	int ret = client_ask(&ctl_of(ext)->client, LIVE_ITEM, &message, NULL);

	if (ret < 0)
		return ret;
	snprintf(name, room, "%s", message.item.name);
	return 0;
}

/* ---- values ---- */

static int read_integer(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *values)
{
	struct live_message message = { .ref = { .element = (uint32_t)key } };
	int ret = client_ask(&ctl_of(ext)->client, LIVE_READ, &message, NULL);

	for (uint32_t i = 0; !ret && i < control_plugin_element(ext, key)->count; i++)
		values[i] = message.values.value[i];
	return ret;
}

static int read_enumerated(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int *items)
{
	long values[LIVE_MAX_CHANNELS];
	int ret = read_integer(ext, key, values);

	for (uint32_t i = 0; !ret && i < control_plugin_element(ext, key)->count; i++)
		items[i] = (unsigned int)values[i];
	return ret;
}

/* @return 1 changed, 0 it was so already, -errno */
static int write_integer(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *values)
{
	struct live_message message = { .values.element = (uint32_t)key };
	long before[LIVE_MAX_CHANNELS];
	uint32_t count = control_plugin_element(ext, key)->count;
	int ret;

	for (uint32_t i = 0; i < count; i++) {
		if (values[i] < INT32_MIN || values[i] > INT32_MAX)
			return -EINVAL;
		message.values.value[i] = (int32_t)values[i];
	}
	ret = read_integer(ext, key, before);
	if (!ret && !memcmp(before, values, count * sizeof(values[0])))
		return 0;
	ret = client_ask(&ctl_of(ext)->client, LIVE_WRITE, &message, NULL);
	return ret < 0 ? ret : 1;
}

static int write_enumerated(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, unsigned int *items)
{
	long values[LIVE_MAX_CHANNELS];

	for (uint32_t i = 0; i < control_plugin_element(ext, key)->count; i++)
		values[i] = items[i];
	return write_integer(ext, key, values);
}

/* ---- TLV: dB scales, and the data of bytes controls ---- */

static int read_blob(struct adsp_ctl *ctl, uint32_t number, void *tlv, unsigned int bytes)
{
	struct live_message message = { .ref = { number, bytes } };
	int ret = client_ask(&ctl->client, LIVE_TLV_READ, &message, NULL);

	if (ret < 0)
		return ret;
	if (message.tlv.bytes > bytes)
		return -EPROTO;
	memcpy(tlv, message.tlv.data, message.tlv.bytes);
	return 0;
}

static int write_blob(struct adsp_ctl *ctl, uint32_t number, const void *tlv, unsigned int bytes)
{
	struct live_message message = { .tlv = { .element = number, .bytes = bytes } };
	int ret;

	if (bytes > LIVE_MAX_TLV)
		return -EINVAL;
	memcpy(message.tlv.data, tlv, bytes);
	ret = client_ask(&ctl->client, LIVE_TLV_WRITE, &message, NULL);
	return ret < 0 ? ret : 1;
}

static int do_tlv(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, int op, unsigned int numid,
		  unsigned int *tlv, unsigned int bytes)
{
	const struct control_element *element = control_plugin_element(ext, key);

	(void)numid;
	if (element->type != SND_CTL_ELEM_TYPE_BYTES)
		return op ? -ENXIO : control_element_read_scale(element, tlv, bytes);
	return op ? write_blob(ctl_of(ext), (uint32_t)key, tlv, bytes) :
		    read_blob(ctl_of(ext), (uint32_t)key, tlv, bytes);
}

/* ---- events ---- */

static void subscribe_events(snd_ctl_ext_t *ext, int subscribe)
{
	struct adsp_ctl *ctl = ctl_of(ext);
	struct live_message message = { .toggle.on = subscribe != 0 };
	int fds[LIVE_MAX_FDS];

	if (ctl->wake >= 0)
		close(ctl->wake);
	ctl->wake = -1;
	if (client_ask(&ctl->client, LIVE_SUBSCRIBE, &message, fds) == 0)
		ctl->wake = fds[0];
}

static int read_event(snd_ctl_ext_t *ext, snd_ctl_elem_id_t *id, unsigned int *mask)
{
	struct adsp_ctl *ctl = ctl_of(ext);
	struct live_message message;
	int ret;

	if (ctl->wake < 0)
		return -EAGAIN;
	live_clear(ctl->wake);
	ret = client_ask(&ctl->client, LIVE_NEXT_EVENT, &message, NULL);
	if (ret < 0)
		return ret;
	if (message.event.element >= ctl->elements.num)
		return -EPROTO;
	control_elements_id(&ctl->elements, message.event.element, id);
	*mask = message.event.mask;
	return 1;
}

/* One descriptor, as snd_hctl_wait() expects. A card that goes closes both. */
static int poll_count(snd_ctl_ext_t *ext)
{
	(void)ext;
	return 1;
}

static int poll_descriptors(snd_ctl_ext_t *ext, struct pollfd *fds, unsigned int space)
{
	const struct adsp_ctl *ctl = ctl_of(ext);

	if (!space)
		return -EINVAL;
	fds[0] = (struct pollfd){ ctl->wake >= 0 ? ctl->wake : ctl->client.fd, POLLIN, 0 };
	return 1;
}

static int poll_revents(snd_ctl_ext_t *ext, struct pollfd *fds, unsigned int nfds,
			unsigned short *revents)
{
	(void)ext;
	if (nfds != 1)
		return -EINVAL;
	*revents = fds[0].revents & POLLHUP ? POLLERR | POLLHUP : fds[0].revents;
	return 0;
}

/* ---- open and close ---- */

static void ctl_free(struct adsp_ctl *ctl)
{
	if (ctl->wake >= 0)
		close(ctl->wake);
	client_close(&ctl->client);
	free(ctl->elements.element);
	free(ctl);
}

static void ctl_close(snd_ctl_ext_t *ext)
{
	ctl_free(ctl_of(ext));
}

static const snd_ctl_ext_callback_t callbacks = {
	.close = ctl_close,
	CONTROL_PLUGIN_CALLBACKS,
	.get_enumerated_name = get_enumerated_name,
	.read_integer = read_integer,
	.read_enumerated = read_enumerated,
	.write_integer = write_integer,
	.write_enumerated = write_enumerated,
	.subscribe_events = subscribe_events,
	.read_event = read_event,
	.poll_descriptors_count = poll_count,
	.poll_descriptors = poll_descriptors,
	.poll_revents = poll_revents,
};

/* What would make libasound or the functions above write past an array. */
static bool is_sane(const struct control_element *element)
{
	return element->type == SND_CTL_ELEM_TYPE_BYTES || element->count <= LIVE_MAX_CHANNELS;
}

static int read_elements(struct adsp_ctl *ctl)
{
	ctl->elements.element = calloc(ctl->elements.num + 1, sizeof(*ctl->elements.element));
	if (!ctl->elements.element)
		return -ENOMEM;
	for (uint32_t i = 0; i < ctl->elements.num; i++) {
		struct live_message message = { .ref = { .element = i } };
		int ret = client_ask(&ctl->client, LIVE_ELEMENT, &message, NULL);

		if (ret < 0)
			return ret;
		if (!is_sane(&message.element))
			return -EPROTO;
		ctl->elements.element[i] = message.element;
	}
	return 0;
}

static int open_ctl(struct adsp_ctl *ctl, const struct client_config *config)
{
	struct live_message message = { .open = { LIVE_MAGIC, LIVE_VERSION, 0, 0 } };
	int ret = client_connect(&ctl->client, config);

	if (!ret)
		ret = client_ask(&ctl->client, LIVE_OPEN_CTL, &message, NULL);
	if (ret < 0)
		return ret;
	ctl->elements.num = message.card.num_elements;
	snprintf(ctl->plugin.ext.id, sizeof(ctl->plugin.ext.id), "%s", message.card.id);
	snprintf(ctl->plugin.ext.driver, sizeof(ctl->plugin.ext.driver), "adspbench");
	snprintf(ctl->plugin.ext.name, sizeof(ctl->plugin.ext.name), "%.31s", message.card.name);
	snprintf(ctl->plugin.ext.longname, sizeof(ctl->plugin.ext.longname), "%s",
		 message.card.name);
	snprintf(ctl->plugin.ext.mixername, sizeof(ctl->plugin.ext.mixername), "%s",
		 message.card.name);
	return read_elements(ctl);
}

#pragma GCC visibility push(default)

SND_CTL_PLUGIN_DEFINE_FUNC(adsp)
{
	struct client_config config;
	struct adsp_ctl *ctl;
	int ret = client_configure(conf, &config);

	(void)root;
	if (ret < 0)
		return ret;
	ctl = calloc(1, sizeof(*ctl));
	if (!ctl)
		return -ENOMEM;
	ctl->wake = -1;
	ctl->plugin.elements = &ctl->elements;
	ctl->plugin.ext.version = SND_CTL_EXT_VERSION;
	ctl->plugin.ext.callback = &callbacks;
	ctl->plugin.ext.private_data = ctl;
	ctl->plugin.ext.poll_fd = -1;
	ctl->plugin.ext.tlv.c = do_tlv;
	ret = open_ctl(ctl, &config);
	if (!ret)
		ret = snd_ctl_ext_create(&ctl->plugin.ext, name, mode);
	if (ret < 0) {
		ctl_free(ctl);
		return ret;
	}
	*handlep = ctl->plugin.ext.handle;
	return 0;
}

SND_CTL_PLUGIN_SYMBOL(adsp);
