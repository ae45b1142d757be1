/* SPDX-License-Identifier: BSD-3-Clause */
/* A client's PCM stream: what it asks of the card, and what the card tells it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "live/internal.h"

#define STALL_TICKS 1000 /* in which nothing moves, until a stream is given up */

static struct card *card_of(const struct live_client *client)
{
	return client->server->config.card;
}

/* The card's last error, for the log: its client sees the number only. */
int live_pcm_note(const struct live_client *client, int ret)
{
	/* what the state forbids is the client's own affair */
	if (ret < 0)
		live_log(client->server, ret != -EBADFD, "%s",
			 card_last_error(card_of(client))->text);
	return ret;
}

void live_pcm_set_state(struct live_pcm *pcm, enum live_state state)
{
	pcm->state = state;
	if (!pcm->ring)
		return;
	atomic_store_explicit(&pcm->ring->state, state, memory_order_release);
	live_signal(pcm->wake);
}

/* ---- states ---- */

static int prepare(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	enum card_state state = card_stream_state(pcm->stream);
	int ret = 0;

	if (state != CARD_STATE_SETUP && state != CARD_STATE_PREPARED)
		ret = card_trigger(&pcm->stream, 1, CARD_STOP, NULL);
	if (!ret)
		ret = card_stream_prepare(pcm->stream);
	if (ret < 0)
		return live_pcm_note(client, ret);
	pcm->hw = 0;
	atomic_store(&pcm->ring->appl, 0);
	atomic_store(&pcm->ring->hw, 0);
	atomic_store(&pcm->ring->delay, 0);
	live_pcm_set_state(pcm, LIVE_STATE_PREPARED);
	return 0;
}

static const enum live_state states_after[CARD_TRIGGERS] = {
	[CARD_START] = LIVE_STATE_RUNNING,     [CARD_STOP] = LIVE_STATE_SETUP,
	[CARD_PAUSE] = LIVE_STATE_PAUSED,      [CARD_RESUME] = LIVE_STATE_RUNNING,
	[CARD_SUSPEND] = LIVE_STATE_SUSPENDED,
};

int live_pcm_trigger(struct live_client *client, enum card_trigger trigger)
{
	struct live_pcm *pcm = &client->pcm;
	int ret = card_trigger(&pcm->stream, 1, trigger, NULL);

	if (ret < 0)
		return live_pcm_note(client, ret);
	pcm->moved_tick = card_ticks(card_of(client));
	live_pcm_set_state(pcm, states_after[trigger]);
	return 0;
}

/* A stream that was never started is, with what there is. */
static int drain(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	int ret = 0;

	if (pcm->use->direction != TPLG_PLAYBACK)
		return -EBADFD;
	if (pcm->state == LIVE_STATE_DRAINING)
		return 0;
	if (pcm->state == LIVE_STATE_PREPARED)
		ret = live_pcm_trigger(client, CARD_START);
	if (ret < 0)
		return ret;
	ret = live_pcm_note(client, card_stream_drain(pcm->stream));
	if (!ret)
		live_pcm_set_state(pcm, LIVE_STATE_DRAINING);
	return ret;
}

void live_pcm_xrun(struct live_client *client)
{
	client->pcm.use->xruns++;
	live_pcm_note(client, card_trigger(&client->pcm.stream, 1, CARD_STOP, NULL));
	live_pcm_set_state(&client->pcm, LIVE_STATE_XRUN);
}

/* ---- requests ---- */

static int serve_open(struct live_client *client)
{
	struct live_message answer;
	int ret = client->pcm.open || client->ctl.open ? -EBUSY :
							 live_params_open(client, &answer.space);

	live_client_answer(client, &answer, ret, NULL, 0);
	return ret;
}

static int stop(struct live_client *client)
{
	if (card_stream_state(client->pcm.stream) == CARD_STATE_OPEN)
		return 0;
	return live_pcm_trigger(client, CARD_STOP);
}

static int do_request(struct live_client *client)
{
	const struct live_message *request = &client->request;

	if (request->header.type == LIVE_HW_FREE)
		return live_params_free(client);
	if (!client->pcm.ring)
		return -EBADFD;
	switch (request->header.type) {
	case LIVE_SW_PARAMS:
		client->pcm.sw = request->sw_params;
		return 0;
	case LIVE_PREPARE:
		return prepare(client);
	case LIVE_START:
		return live_pcm_trigger(client, CARD_START);
	case LIVE_DROP:
		return stop(client);
	case LIVE_DRAIN:
		return drain(client);
	case LIVE_PAUSE:
		return live_pcm_trigger(client, request->toggle.on ? CARD_PAUSE : CARD_RESUME);
	case LIVE_RESUME:
		return live_pcm_trigger(client, CARD_RESUME);
	default:
		return -EINVAL;
	}
}

bool live_pcm_request_ticks(uint32_t type)
{
	return type == LIVE_HW_PARAMS || type == LIVE_HW_FREE || type == LIVE_PREPARE ||
	       type == LIVE_START || type == LIVE_DROP || type == LIVE_PAUSE || type == LIVE_RESUME;
}

void live_pcm_serve(struct live_client *client)
{
	struct live_message answer;

	if (client->request.header.type == LIVE_OPEN_PCM)
		serve_open(client);
	else if (!client->pcm.open)
		live_client_answer(client, &answer, -EBADFD, NULL, 0);
	else if (client->request.header.type == LIVE_HW_PARAMS)
		live_params_serve(client);
	else
		live_client_answer(client, &answer, do_request(client), NULL, 0);
}

void live_pcm_close(struct live_client *client)
{
	if (!client->pcm.open)
		return;
	client->pcm.open = false;
	live_pcm_note(client, card_stream_close(client->pcm.stream));
	live_params_drop_ring(&client->pcm);
}

/* ---- after ticks ---- */

/* Late by ALSA's rule: a playback has nothing left, a capture no room. */
static bool is_late(struct live_pcm *pcm)
{
	uint64_t filled = live_ring_filled(pcm);

	return pcm->use->direction == TPLG_PLAYBACK ? filled == 0 :
						      filled == pcm->params.buffer_frames;
}

static bool is_to_wake(struct live_pcm *pcm)
{
	uint64_t filled = live_ring_filled(pcm);
	uint64_t avail = pcm->use->direction == TPLG_PLAYBACK ? pcm->params.buffer_frames - filled :
								filled;

	return avail >= pcm->sw.avail_min;
}

/* The DSP takes no more of a playback: a module has failed. (A capture may wait for what a wire brings.) */
static bool is_stalled(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	uint64_t now = card_ticks(card_of(client));

	if (pcm->hw != pcm->moved_hw)
		pcm->moved_tick = now;
	pcm->moved_hw = pcm->hw;
	return pcm->use->direction == TPLG_PLAYBACK && now - pcm->moved_tick >= STALL_TICKS &&
	       !is_late(pcm);
}

static void give_up(struct live_client *client)
{
	live_warn(client->server, "PCM %u %s: the DSP has moved nothing for %d ms: given up",
		  client->pcm.use->pcm_id, tplg_direction_name(client->pcm.use->direction),
		  STALL_TICKS);
	live_pcm_note(client, card_trigger(&client->pcm.stream, 1, CARD_STOP, NULL));
	live_pcm_set_state(&client->pcm, LIVE_STATE_GONE);
}

void live_pcm_publish(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	bool real = client->server->config.pace == LIVE_PACE_REAL;

	if (!pcm->open || !pcm->ring)
		return;
	if (pcm->state == LIVE_STATE_DRAINING && card_stream_state(pcm->stream) == CARD_STATE_SETUP)
		live_pcm_set_state(pcm, LIVE_STATE_DRAINED);
	if (pcm->state != LIVE_STATE_RUNNING)
		return;
	atomic_store_explicit(&pcm->ring->delay, card_stream_delay(pcm->stream),
			      memory_order_relaxed);
	if (is_stalled(client))
		give_up(client);
	else if (real && !pcm->sw.free_running && is_late(pcm))
		live_pcm_xrun(client);
	else if (is_to_wake(pcm))
		live_signal(pcm->wake);
}
