/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>

#include "live/protocol.h"

#define TLV_HEAD offsetof(struct live_tlv, data)

/* Bytes of the body of a request and of an answer. */
static const struct {
	const char *name;
	uint32_t bytes[2]; /* as enum live_sender */
} types[LIVE_TYPES] = {
	[LIVE_OPEN_PCM] = { "open_pcm", { sizeof(struct live_open), sizeof(struct live_space) } },
	[LIVE_HW_PARAMS] = { "hw_params",
			     { sizeof(struct live_params), sizeof(struct live_ring_info) } },
	[LIVE_SW_PARAMS] = { "sw_params", { sizeof(struct live_sw_params), 0 } },
	[LIVE_HW_FREE] = { "hw_free", { 0, 0 } },
	[LIVE_PREPARE] = { "prepare", { 0, 0 } },
	[LIVE_START] = { "start", { 0, 0 } },
	[LIVE_DROP] = { "drop", { 0, 0 } },
	[LIVE_DRAIN] = { "drain", { 0, 0 } },
	[LIVE_PAUSE] = { "pause", { sizeof(struct live_switch), 0 } },
	[LIVE_RESUME] = { "resume", { 0, 0 } },
	[LIVE_OPEN_CTL] = { "open_ctl",
			    { sizeof(struct live_open), sizeof(struct live_card_info) } },
	[LIVE_ELEMENT] = { "element",
			   { sizeof(struct live_element_ref), sizeof(struct control_element) } },
	[LIVE_ITEM] = { "item", { sizeof(struct live_element_ref), sizeof(struct live_item) } },
	[LIVE_READ] = { "read", { sizeof(struct live_element_ref), sizeof(struct live_values) } },
	[LIVE_WRITE] = { "write", { sizeof(struct live_values), 0 } },
	[LIVE_TLV_READ] = { "tlv_read", { sizeof(struct live_element_ref), TLV_HEAD } },
	[LIVE_TLV_WRITE] = { "tlv_write", { TLV_HEAD, 0 } },
	[LIVE_SUBSCRIBE] = { "subscribe", { sizeof(struct live_switch), 0 } },
	[LIVE_NEXT_EVENT] = { "next_event", { 0, sizeof(struct live_event) } },
};

const char *live_type_name(uint32_t type)
{
	return type < LIVE_TYPES && types[type].name ? types[type].name : "?";
}

static bool has_data(uint32_t type, enum live_sender sender)
{
	return type == (sender == LIVE_CLIENT ? LIVE_TLV_WRITE : LIVE_TLV_READ);
}

size_t live_body_bytes(const struct live_message *message, enum live_sender sender)
{
	uint32_t type = message->header.type;
	size_t bytes = types[type].bytes[sender];

	if (message->header.status)
		return 0;
	return has_data(type, sender) ? bytes + message->tlv.bytes : bytes;
}

/* ---- what a body may hold ---- */

static bool is_text(const char *text, size_t room)
{
	return memchr(text, '\0', room) != NULL;
}

static bool is_range(const struct live_range *range)
{
	return !range->max || range->min <= range->max;
}

static const char *check_request(const struct live_message *m)
{
	switch (m->header.type) {
	case LIVE_OPEN_PCM:
	case LIVE_OPEN_CTL:
		return m->open.magic != LIVE_MAGIC ? "magic" :
		       m->open.capture > 1         ? "direction" :
						     NULL;
	case LIVE_HW_PARAMS:
		return !m->params.rate                                               ? "rate" :
		       !m->params.channels || m->params.channels > LIVE_MAX_CHANNELS ? "channels" :
		       m->params.format > 63                                         ? "format" :
		       !m->params.period_frames                                      ? "period" :
		       m->params.buffer_frames < m->params.period_frames             ? "buffer" :
										       NULL;
	case LIVE_SW_PARAMS:
		return m->sw_params.free_running > 1 ? "free_running" : NULL;
	case LIVE_PAUSE:
	case LIVE_SUBSCRIBE:
		return m->toggle.on > 1 ? "switch" : NULL;
	default:
		return NULL;
	}
}

static const char *check_space(const struct live_space *space)
{
	if (!space->num_rates || space->num_rates > LIVE_MAX_RATES)
		return "rates";
	for (uint32_t i = 0; i < space->num_rates; i++)
		if (!space->rates[i])
			return "rate";
	if (!space->formats)
		return "formats";
	if (!space->channels || space->channels & 1 || space->channels >> (LIVE_MAX_CHANNELS + 1))
		return "channels";
	return is_range(&space->period_frames) && is_range(&space->buffer_frames) &&
			       is_range(&space->periods) ?
		       NULL :
		       "range";
}

static const char *check_answer(const struct live_message *m)
{
	switch (m->header.type) {
	case LIVE_OPEN_PCM:
		return check_space(&m->space);
	case LIVE_HW_PARAMS:
		return !m->ring.map_bytes ||
				       m->ring.map_bytes != live_ring_bytes(m->ring.buffer_frames,
									    m->ring.frame_bytes) ?
			       "ring" :
			       NULL;
	case LIVE_OPEN_CTL:
		return !is_text(m->card.name, sizeof(m->card.name)) ||
				       !is_text(m->card.id, sizeof(m->card.id)) ?
			       "name" :
			       NULL;
	case LIVE_ELEMENT:
		return !is_text(m->element.name, sizeof(m->element.name)) ? "name" :
		       m->element.has_scale > 1                           ? "scale" :
		       m->element.min > m->element.max                    ? "range" :
									    NULL;
	case LIVE_ITEM:
		return is_text(m->item.name, sizeof(m->item.name)) ? NULL : "name";
	default:
		return NULL;
	}
}

/* @return NULL, or what is wrong with the length */
static const char *check_length(const struct live_message *m, size_t bytes, enum live_sender sender)
{
	const struct live_header *header = &m->header;

	if (bytes != sizeof(*header) + (size_t)header->bytes)
		return "length";
	if (header->status)
		return header->bytes ? "body of a refusal" : NULL;
	if (has_data(header->type, sender) && header->bytes >= TLV_HEAD &&
	    m->tlv.bytes > LIVE_MAX_TLV)
		return "length of the data";
	if (header->bytes < types[header->type].bytes[sender] ||
	    header->bytes != live_body_bytes(m, sender))
		return "length";
	return NULL;
}

int live_parse(const struct live_message *message, size_t bytes, enum live_sender sender,
	       const char **why)
{
	const struct live_header *header = &message->header;

	*why = NULL;
	if (bytes < sizeof(*header))
		*why = "length";
	else if (header->type >= LIVE_TYPES || !types[header->type].name)
		*why = "type";
	else if (header->status > 0 || (header->status && sender == LIVE_CLIENT))
		*why = "status";
	if (!*why)
		*why = check_length(message, bytes, sender);
	if (!*why && !header->status)
		*why = sender == LIVE_CLIENT ? check_request(message) : check_answer(message);
	if (*why)
		return -EPROTO;
	if (sender == LIVE_CLIENT &&
	    (header->type == LIVE_OPEN_PCM || header->type == LIVE_OPEN_CTL) &&
	    message->open.version != LIVE_VERSION) {
		*why = "version";
		return -EPROTONOSUPPORT;
	}
	return 0;
}

uint32_t live_ring_bytes(uint32_t buffer_frames, uint32_t frame_bytes)
{
	uint64_t bytes = (uint64_t)buffer_frames * frame_bytes;

	return bytes && bytes <= UINT32_MAX - LIVE_RING_DATA ? (uint32_t)bytes + LIVE_RING_DATA : 0;
}
