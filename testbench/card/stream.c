/* SPDX-License-Identifier: BSD-3-Clause */
/* PCM streams: what may be done in which state, and what the driver and the gateways have to do for it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const char *const state_names[] = {
	[CARD_STATE_OPEN] = "open",           [CARD_STATE_SETUP] = "set up",
	[CARD_STATE_PREPARED] = "prepared",   [CARD_STATE_RUNNING] = "running",
	[CARD_STATE_DRAINING] = "draining",   [CARD_STATE_PAUSED] = "paused",
	[CARD_STATE_SUSPENDED] = "suspended",
};

#define BIT(state) (1u << (state))
#define ACTIVE     (BIT(CARD_STATE_RUNNING) | BIT(CARD_STATE_DRAINING) | BIT(CARD_STATE_PAUSED))

static const struct {
	const char *name;
	unsigned int legal; /* states */
} triggers[CARD_TRIGGERS] = {
	[CARD_START] = { "start", BIT(CARD_STATE_PREPARED) },
	[CARD_STOP] = { "stop", ~BIT(CARD_STATE_OPEN) },
	[CARD_PAUSE] = { "pause", BIT(CARD_STATE_RUNNING) },
	[CARD_RESUME] = { "resume", BIT(CARD_STATE_PAUSED) | BIT(CARD_STATE_SUSPENDED) },
	[CARD_SUSPEND] = { "suspend", ACTIVE },
};

const char *card_state_name(enum card_state state)
{
	return state_names[state];
}

const char *card_trigger_name(enum card_trigger trigger)
{
	return triggers[trigger].name;
}

enum card_trigger card_trigger_of(const char *name)
{
	int trigger = 0;

	while (trigger < CARD_TRIGGERS && strcmp(triggers[trigger].name, name) != 0)
		trigger++;
	return (enum card_trigger)trigger;
}

static int fail_state(const struct card_stream *stream, const char *what)
{
	return card_fail(stream->card, DRV_ERROR_USAGE, -EBADFD, "PCM %u %s is %s: cannot %s",
			 stream->pcm_id, tplg_direction_name(stream->direction),
			 state_names[stream->state], what);
}

/* ---- open and close ---- */

int card_stream_open(struct card *card, uint32_t pcm_id, enum tplg_direction direction,
		     struct card_stream **out)
{
	struct card_stream *stream, **last;

	*out = NULL;
	if (!card->drv)
		return card_fail(card, DRV_ERROR_USAGE, -ENODEV, "the card is not probed");
	stream = calloc(1, sizeof(*stream));
	if (!stream)
		return card_fail(card, DRV_ERROR_FIRMWARE, -ENOMEM, "out of memory");
	stream->card = card;
	stream->pcm_id = pcm_id;
	stream->direction = direction;
	if (drv_pcm_open(card->drv, pcm_id, direction, &stream->drv) < 0) {
		int ret = card_fail_driver(card, stream);

		free(stream);
		return ret;
	}
	for (last = &card->streams; *last; last = &(*last)->next)
		;
	*last = stream;
	*out = stream;
	return 0;
}

enum card_state card_stream_state(const struct card_stream *stream)
{
	return stream->state;
}

struct drv_stream *card_stream_driver(const struct card_stream *stream)
{
	return stream->drv;
}

/* ---- parameters and gateways ---- */

static int attach(struct card_stream *stream)
{
	uint32_t node_id;
	int ret;

	if (!stream->configured || !stream->client.transfer || stream->attached)
		return 0;
	node_id = drv_stream_host(stream->drv)->node_id;
	ret = adsp_dma_attach(node_id, &stream->client);
	if (ret < 0)
		return card_fail(stream->card, DRV_ERROR_FIRMWARE, ret, "PCM %u: gateway 0x%x: %s",
				 stream->pcm_id, node_id, strerror(-ret));
	stream->attached = true;
	return 0;
}

static void detach(struct card_stream *stream)
{
	if (stream->attached)
		adsp_dma_detach(drv_stream_host(stream->drv)->node_id);
	stream->attached = false;
}

int card_stream_set_client(struct card_stream *stream, const struct adsp_dma_client *client)
{
	if (stream->state == CARD_STATE_DRAINING)
		return fail_state(stream, "change its client");
	detach(stream);
	stream->client = client ? *client : (struct adsp_dma_client){ .transfer = NULL };
	return attach(stream);
}

/* Take the modules down and let go of the gateways. @return 0, or the firmware's refusal */
static int release(struct card_stream *stream)
{
	int ret = 0;

	if (stream->configured) {
		detach(stream);
		card_links_leave(stream);
		stream->configured = false;
	}
	if (drv_pcm_hw_free(stream->drv) < 0)
		ret = card_fail_driver(stream->card, stream);
	return ret;
}

/* Give the driver the parameters, if it does not have them, and connect what can be reached then. */
static int configure(struct card_stream *stream)
{
	int ret;

	if (stream->configured)
		return 0;
	if (drv_pcm_hw_params(stream->drv, &stream->params) < 0)
		return card_fail_driver(stream->card, stream);
	stream->configured = true;
	ret = attach(stream);
	if (!ret)
		ret = card_links_join(stream);
	return ret;
}

int card_stream_refine(struct card_stream *stream, struct drv_pcm_space *space)
{
	return drv_pcm_refine(stream->drv, space) < 0 ? card_fail_driver(stream->card, stream) : 0;
}

int card_stream_set_params(struct card_stream *stream, const struct drv_pcm_params *params)
{
	int ret;

	if (stream->state != CARD_STATE_OPEN && stream->state != CARD_STATE_SETUP)
		return fail_state(stream, "get parameters");
	ret = release(stream);
	stream->state = CARD_STATE_OPEN;
	stream->params = *params;
	if (!ret)
		ret = configure(stream);
	if (!ret)
		stream->state = CARD_STATE_SETUP;
	return ret;
}

int card_stream_prepare(struct card_stream *stream)
{
	int ret;

	if (stream->state == CARD_STATE_PREPARED)
		return 0;
	if (stream->state != CARD_STATE_SETUP)
		return fail_state(stream, "be prepared");
	ret = configure(stream);
	if (ret < 0)
		return ret;
	if (drv_pcm_prepare(stream->drv) < 0)
		return card_fail_driver(stream->card, stream);
	stream->state = CARD_STATE_PREPARED;
	return 0;
}

int card_stream_end(struct card_stream *stream)
{
	return drv_pcm_end(stream->drv) < 0 ? card_fail_driver(stream->card, stream) : 0;
}

int card_stream_close(struct card_stream *stream)
{
	struct card_stream **link;
	struct card *card;
	int ret = 0, released;

	if (!stream)
		return 0;
	card = stream->card;
	if (ACTIVE & BIT(stream->state))
		ret = card_trigger(&stream, 1, CARD_STOP, NULL);
	released = release(stream);
	drv_pcm_close(stream->drv);
	for (link = &card->streams; *link != stream; link = &(*link)->next)
		;
	*link = stream->next;
	free(stream);
	return ret ? ret : released;
}

/* ---- triggers ---- */

/* Some of the streams of a request, as the driver knows them. */
struct chosen {
	struct card_stream **streams;
	struct drv_stream **drv;
	size_t count;
};

static void choose(struct chosen *chosen, struct card_stream *const *streams, size_t count,
		   unsigned int states)
{
	chosen->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (!(states & BIT(streams[i]->state)))
			continue;
		chosen->streams[chosen->count] = streams[i];
		chosen->drv[chosen->count++] = streams[i]->drv;
	}
}

/* The first refusal is what the caller reads. */
struct refusal {
	struct drv_error error;
	struct card_stream *stream;
	int ret;
};

static void note_refusal(struct refusal *refusal, struct card_stream *stream, int ret)
{
	if (ret >= 0 || refusal->ret)
		return;
	*refusal = (struct refusal){ stream->card->error, stream, ret };
}

static void send_to(struct chosen *chosen, enum drv_trigger trigger, struct refusal *refusal)
{
	struct card *card;
	size_t refused;

	if (!chosen->count)
		return;
	card = chosen->streams[0]->card;
	if (drv_pcm_trigger_all(chosen->drv, chosen->count, trigger, &refused) < 0)
		note_refusal(refusal, chosen->streams[refused],
			     card_fail_driver(card, chosen->streams[refused]));
}

static void start_chosen(struct chosen *chosen, enum drv_trigger trigger, struct refusal *refusal)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (trigger == DRV_TRIGGER_START)
			card_drain_note_start(chosen->streams[i]);
		else
			card_drain_note_resume(chosen->streams[i]);
	send_to(chosen, trigger, refusal);
	for (size_t i = 0; i < chosen->count; i++)
		if (trigger == DRV_TRIGGER_START)
			card_drain_note_chain(chosen->streams[i]);
	for (size_t i = 0; i < chosen->count; i++)
		chosen->streams[i]->state = drv_stream_is_running(chosen->drv[i]) ?
						    CARD_STATE_RUNNING :
						    CARD_STATE_SETUP;
}

static void pause_chosen(struct chosen *chosen, struct refusal *refusal)
{
	send_to(chosen, DRV_TRIGGER_PAUSE_PUSH, refusal);
	for (size_t i = 0; i < chosen->count; i++) {
		card_drain_note_pause(chosen->streams[i]);
		chosen->streams[i]->state = CARD_STATE_PAUSED;
	}
}

static void stop_chosen(struct chosen *chosen, struct refusal *refusal)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (chosen->streams[i]->state == CARD_STATE_DRAINING)
			card_drain_end(chosen->streams[i]);
	send_to(chosen, DRV_TRIGGER_STOP, refusal);
}

/* Bring the modules of suspended streams up again; those that it works for can start. */
static void prepare_again(struct card_stream *const *streams, size_t count, struct refusal *refusal)
{
	for (size_t i = 0; i < count; i++) {
		if (streams[i]->state != CARD_STATE_SUSPENDED)
			continue;
		streams[i]->state = CARD_STATE_SETUP;
		note_refusal(refusal, streams[i], card_stream_prepare(streams[i]));
	}
}

static void apply(struct card_stream *const *streams, size_t count, enum card_trigger trigger,
		  struct chosen *chosen, struct refusal *refusal)
{
	switch (trigger) {
	case CARD_RESUME:
		prepare_again(streams, count, refusal);
		choose(chosen, streams, count, BIT(CARD_STATE_PREPARED));
		start_chosen(chosen, DRV_TRIGGER_START, refusal);
		choose(chosen, streams, count, BIT(CARD_STATE_PAUSED));
		start_chosen(chosen, DRV_TRIGGER_PAUSE_RELEASE, refusal);
		break;
	case CARD_START:
		choose(chosen, streams, count, BIT(CARD_STATE_PREPARED));
		start_chosen(chosen, DRV_TRIGGER_START, refusal);
		break;
	case CARD_PAUSE:
		choose(chosen, streams, count, BIT(CARD_STATE_RUNNING));
		pause_chosen(chosen, refusal);
		break;
	default:
		choose(chosen, streams, count, ACTIVE);
		stop_chosen(chosen, refusal);
		for (size_t i = 0; i < count; i++) {
			streams[i]->state = CARD_STATE_SETUP;
			if (trigger != CARD_SUSPEND)
				continue;
			note_refusal(refusal, streams[i], release(streams[i]));
			streams[i]->state = CARD_STATE_SUSPENDED;
		}
		break;
	}
}

int card_trigger(struct card_stream *const *streams, size_t count, enum card_trigger trigger,
		 struct card_stream **refused)
{
	struct refusal refusal = { .ret = 0 };
	struct chosen chosen;

	if (refused)
		*refused = NULL;
	if (!count)
		return 0;
	for (size_t i = 0; i < count; i++) {
		if (triggers[trigger].legal & BIT(streams[i]->state))
			continue;
		if (refused)
			*refused = streams[i];
		return fail_state(streams[i], triggers[trigger].name);
	}
	chosen.streams = calloc(count, sizeof(*chosen.streams));
	chosen.drv = calloc(count, sizeof(*chosen.drv));
	if (chosen.streams && chosen.drv)
		apply(streams, count, trigger, &chosen, &refusal);
	else
		note_refusal(&refusal, streams[0],
			     card_fail(streams[0]->card, DRV_ERROR_FIRMWARE, -ENOMEM,
				       "out of memory"));
	free(chosen.streams);
	free(chosen.drv);
	if (refusal.ret)
		streams[0]->card->error = refusal.error;
	if (refused)
		*refused = refusal.stream;
	return refusal.ret;
}
