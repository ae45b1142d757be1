/* SPDX-License-Identifier: BSD-3-Clause */
/* A client's control handle: elements, their values, and what has changed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live/internal.h"

#define TLV_TAG_BYTES 8 /* tag and length */

/* The header of a blob, as programs know it. */
struct abi_header {
	uint32_t magic, type, size, abi;
	uint32_t reserved[4];
};

#define ABI_MAGIC   0x34464f53u /* "SOF4" */
#define ABI_VERSION 0x0301d001u
#define TLV_TAG     3

static struct drv *driver_of(const struct live_client *client)
{
	return card_driver(client->server->config.card);
}

static const struct control_element *element_of(const struct live_client *client, uint32_t number)
{
	const struct control_elements *elements = &client->server->elements;

	return number < elements->num ? &elements->element[number] : NULL;
}

/* ---- descriptions ---- */

static int open_ctl(struct live_client *client, struct live_message *answer)
{
	const struct live_config *config = &client->server->config;

	if (client->ctl.open || client->pcm.open)
		return -EBUSY;
	client->ctl.num_pending = client->server->elements.num;
	client->ctl.pending = calloc(client->ctl.num_pending + 1, 1);
	if (!client->ctl.pending)
		return -ENOMEM;
	client->ctl.open = true;
	answer->card = (struct live_card_info){ .num_elements = (uint32_t)client->ctl.num_pending };
	snprintf(answer->card.name, sizeof(answer->card.name), "adspbench %.40s", config->id);
	snprintf(answer->card.id, sizeof(answer->card.id), "%.15s", config->id);
	return 0;
}

static int name_item(const struct live_client *client, struct live_message *answer)
{
	const struct live_element_ref *ref = &client->request.ref;
	const char *name =
		control_elements_item(&client->server->elements, ref->element, ref->item);

	if (!name)
		return -EINVAL;
	memset(&answer->item, 0, sizeof(answer->item));
	snprintf(answer->item.name, sizeof(answer->item.name), "%s", name);
	return 0;
}

/* ---- values ---- */

static int read_values(struct live_client *client, uint32_t number, struct live_message *answer)
{
	uint32_t values[TPLG_MAX_CHANNELS];
	int ret = drv_control_get(driver_of(client), number, values);

	if (ret < 0)
		return ret;
	answer->values = (struct live_values){ .element = number };
	for (int i = 0; i < LIVE_MAX_CHANNELS && i < TPLG_MAX_CHANNELS; i++)
		answer->values.value[i] = (int32_t)values[i];
	return 0;
}

/* @return 0, -errno */
static int write_values(struct live_client *client, const struct control_element *element)
{
	const struct live_values *values = &client->request.values;
	int32_t max = element->type == SND_CTL_ELEM_TYPE_ENUMERATED ?
			      (int32_t)element->num_items - 1 :
			      element->max;
	uint32_t put[TPLG_MAX_CHANNELS];

	if (element->type == SND_CTL_ELEM_TYPE_BYTES || element->count > TPLG_MAX_CHANNELS)
		return -EINVAL;
	if (!(element->access & SND_CTL_EXT_ACCESS_WRITE))
		return -EPERM;
	for (uint32_t i = 0; i < element->count; i++) {
		if (values->value[i] < 0 || values->value[i] > max)
			return -EINVAL;
		put[i] = (uint32_t)values->value[i];
	}
	if (drv_control_put(driver_of(client), values->element, put, element->count) < 0) {
		live_warn(client->server, "%s", drv_last_error(driver_of(client))->text);
		return drv_last_error(driver_of(client))->code;
	}
	return 0;
}

/* ---- blobs: TLV tag and length, ABI header, payload ---- */

static int read_blob(struct live_client *client, struct live_message *answer)
{
	struct live_tlv *tlv = &answer->tlv;
	uint32_t room = client->request.ref.item, param_id, words[2];
	size_t head = TLV_TAG_BYTES + sizeof(struct abi_header), bytes;
	struct abi_header header = { .magic = ABI_MAGIC, .abi = ABI_VERSION };
	int ret;

	if (room < head)
		return -ENOMEM;
	bytes = (room < LIVE_MAX_TLV ? room : LIVE_MAX_TLV) - head;
	ret = drv_control_get_bytes(driver_of(client), client->request.ref.element, &param_id,
				    tlv->data + head, &bytes);
	if (ret < 0)
		return ret;
	header.type = param_id;
	header.size = (uint32_t)bytes;
	words[0] = TLV_TAG;
	words[1] = (uint32_t)(sizeof(header) + bytes);
	memcpy(tlv->data, words, sizeof(words));
	memcpy(tlv->data + TLV_TAG_BYTES, &header, sizeof(header));
	tlv->element = client->request.ref.element;
	tlv->bytes = (uint32_t)(head + bytes);
	return 0;
}

/* Tag and length may hold whatever programs put there, but the length must be right. */
static int write_blob(struct live_client *client)
{
	const struct live_tlv *tlv = &client->request.tlv;
	size_t head = TLV_TAG_BYTES + sizeof(struct abi_header);
	struct abi_header header;
	uint32_t words[2];

	if (tlv->bytes < head)
		return -EINVAL;
	memcpy(words, tlv->data, sizeof(words));
	memcpy(&header, tlv->data + TLV_TAG_BYTES, sizeof(header));
	if (words[1] > tlv->bytes - TLV_TAG_BYTES || header.magic != ABI_MAGIC ||
	    header.size > tlv->bytes - head)
		return -EINVAL;
	if (drv_control_put_bytes(driver_of(client), tlv->element, header.type, tlv->data + head,
				  header.size) < 0) {
		live_warn(client->server, "%s", drv_last_error(driver_of(client))->text);
		return drv_last_error(driver_of(client))->code;
	}
	return 0;
}

/* ---- events ---- */

static int subscribe(struct live_client *client, int fds[2])
{
	int ret;

	client->ctl.subscribed = client->request.toggle.on;
	memset(client->ctl.pending, 0, client->ctl.num_pending);
	if (client->ctl.wake >= 0)
		close(client->ctl.wake);
	client->ctl.wake = -1;
	if (!client->ctl.subscribed)
		return 0;
	ret = live_wake_pair(fds);
	client->ctl.subscribed = ret == 0;
	if (!ret)
		client->ctl.wake = fds[0];
	return ret;
}

static int next_event(struct live_client *client, struct live_message *answer)
{
	struct live_ctl *ctl = &client->ctl;
	uint8_t *first = memchr(ctl->pending, 1, ctl->num_pending);

	if (!first)
		return -EAGAIN;
	*first = 0;
	answer->event =
		(struct live_event){ (uint32_t)(first - ctl->pending), SND_CTL_EVENT_MASK_VALUE };
	/* the client has taken the wake-ups before it asked */
	if (memchr(ctl->pending, 1, ctl->num_pending))
		live_signal(ctl->wake);
	return 0;
}

void live_ctl_note(struct live_client *client, size_t element)
{
	if (!client->ctl.subscribed || client->ctl.pending[element])
		return;
	client->ctl.pending[element] = 1;
	live_signal(client->ctl.wake);
}

/* ---- requests ---- */

static void serve_subscribe(struct live_client *client)
{
	struct live_message answer;
	int fds[2] = { -1, -1 };
	int ret = subscribe(client, fds);

	live_client_answer(client, &answer, ret, &fds[1], fds[1] >= 0);
	if (fds[1] >= 0)
		close(fds[1]);
}

/* Requests about one element. */
static int do_request(struct live_client *client, struct live_message *answer)
{
	uint32_t number = client->request.ref.element;
	const struct control_element *element = element_of(client, number);
	int ret;

	if (!element)
		return -ENOENT;
	switch (client->request.header.type) {
	case LIVE_ELEMENT:
		answer->element = *element;
		return 0;
	case LIVE_ITEM:
		return name_item(client, answer);
	case LIVE_READ:
		return element->type == SND_CTL_ELEM_TYPE_BYTES ?
			       -EINVAL :
			       read_values(client, number, answer);
	case LIVE_WRITE:
		ret = write_values(client, element);
		break;
	case LIVE_TLV_READ:
		return element->type != SND_CTL_ELEM_TYPE_BYTES ? -ENXIO :
								  read_blob(client, answer);
	default:
		ret = element->type != SND_CTL_ELEM_TYPE_BYTES ? -ENXIO : write_blob(client);
		if (!ret)
			live_server_control_changed(client->server, number);
		return ret;
	}
	live_server_look_at_controls(client->server);
	return ret;
}

void live_ctl_serve(struct live_client *client)
{
	uint32_t type = client->request.header.type;
	struct live_message answer;
	int ret;

	if (type == LIVE_OPEN_CTL)
		ret = open_ctl(client, &answer);
	else if (!client->ctl.open)
		ret = -EBADFD;
	else if (type == LIVE_SUBSCRIBE)
		return serve_subscribe(client);
	else
		ret = type == LIVE_NEXT_EVENT ? next_event(client, &answer) :
						do_request(client, &answer);
	live_client_answer(client, &answer, ret, NULL, 0);
}

void live_ctl_close(struct live_client *client)
{
	if (client->ctl.wake >= 0)
		close(client->ctl.wake);
	free(client->ctl.pending);
	client->ctl = (struct live_ctl){ .wake = -1 };
}
