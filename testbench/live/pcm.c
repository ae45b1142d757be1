/* SPDX-License-Identifier: BSD-3-Clause */
/* A client's PCM stream: what it asks of the card, and what the card tells it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "live/internal.h"

#define BIT(state)  (1u << (state))
#define STALL_TICKS 1000 /* in which nothing moves, until a stream is given up */

static struct card *card_of(const struct live_client *client)
{
	return client->server->config.card;
}

/* The card's last error, for the log: its client sees the number only. */
static int note(const struct live_client *client, int ret)
{
	/* what the state forbids is the client's own affair */
	if (ret < 0)
		live_log(client->server, ret != -EBADFD, "%s",
			 card_last_error(card_of(client))->text);
	return ret;
}

static void set_state(struct live_pcm *pcm, enum live_state state)
{
	pcm->state = state;
	if (!pcm->ring)
		return;
	atomic_store_explicit(&pcm->ring->state, state, memory_order_release);
	live_signal(pcm->wake);
}

/* ---- parameters ---- */

static void fill_space(const struct drv_pcm_space *from, struct live_space *to)
{
	*to = (struct live_space){
		.formats = from->formats,
		.channels = from->channels,
		.period_frames = { from->period_frames.min, from->period_frames.max },
		.buffer_frames = { from->buffer_frames.min, from->buffer_frames.max },
		.periods = { from->periods.min, from->periods.max },
	};
	for (size_t i = 0; i < from->num_rates && i < LIVE_MAX_RATES; i++)
		to->rates[to->num_rates++] = from->rates[i];
}

static int open_stream(struct live_client *client, struct live_space *space)
{
	const struct live_open *open = &client->request.open;
	enum tplg_direction direction = open->capture ? TPLG_CAPTURE : TPLG_PLAYBACK;
	struct live_pcm *pcm = &client->pcm;
	struct drv_pcm_space all = { 0 };
	int ret;

	pcm->use = live_use_get(client->server, open->pcm, direction);
	if (!pcm->use)
		return -ENOENT;
	ret = card_stream_open(card_of(client), open->pcm, direction, &pcm->stream);
	if (ret == -EBUSY)
		return ret; /* clients try: no warning */
	if (ret < 0)
		return note(client, ret);
	ret = note(client, card_stream_refine(pcm->stream, &all));
	if (ret < 0) {
		card_stream_close(pcm->stream);
		return ret;
	}
	fill_space(&all, space);
	pcm->space = *space;
	pcm->open = true;
	pcm->wake = -1;
	pcm->use->opened++;
	return 0;
}

static void drop_ring(struct live_pcm *pcm)
{
	if (!pcm->ring)
		return;
	live_ring_unmap(pcm->ring, pcm->map_bytes);
	close(pcm->wake);
	pcm->ring = NULL;
	pcm->wake = -1;
}

/* Sizes are bounded by the plugin, in bytes; of them only the gateway's ring matters here. */
static int check_params(struct live_client *client, const struct live_params *params)
{
	struct drv_pcm_space space = {
		.rates = { params->rate },
		.num_rates = 1,
		.channels = 1u << params->channels,
		.formats = UINT64_C(1) << params->format,
	};

	return card_stream_refine(client->pcm.stream, &space);
}

static void measure_gateway(struct live_pcm *pcm)
{
	const struct drv_endpoint *host = drv_stream_host(card_stream_driver(pcm->stream));

	pcm->frame_bytes = pcm->params.channels *
			   (uint32_t)drv_format_bytes((enum drv_format)pcm->params.format);
	pcm->dma_frames = host->dma_buffer_bytes / pcm->frame_bytes;
	pcm->frames_per_tick = (pcm->params.rate + 999) / 1000;
}

static int set_params(struct live_client *client, const struct live_params *params)
{
	struct live_pcm *pcm = &client->pcm;
	const struct drv_pcm_params wanted = { params->rate, params->channels,
					       (enum drv_format)params->format };
	struct adsp_dma_client gateway = live_ring_client(pcm, pcm->use->direction);
	int ret = check_params(client, params);

	if (!ret)
		ret = card_stream_set_params(pcm->stream, &wanted);
	if (!ret)
		ret = card_stream_set_client(pcm->stream, &gateway);
	if (ret < 0)
		return note(client, ret);
	if (client->server->config.configured)
		ret = client->server->config.configured(client->server->config.ctx);
	if (ret < 0)
		return ret;
	pcm->params = *params;
	pcm->use->params = wanted;
	pcm->sw = (struct live_sw_params){ .avail_min = params->period_frames };
	measure_gateway(pcm);
	return params->buffer_frames < pcm->dma_frames ? -EINVAL : 0;
}

/* @param fds	out: ring, the client's end of the wake-ups, a copy of ours; the caller closes them */
static int make_ring(struct live_pcm *pcm, int fds[LIVE_MAX_FDS])
{
	int ends[2], ret;

	pcm->map_bytes = live_ring_bytes(pcm->params.buffer_frames, pcm->frame_bytes);
	if (!pcm->map_bytes)
		return -EINVAL;
	fds[0] = live_ring_create(pcm->map_bytes);
	if (fds[0] < 0)
		return fds[0];
	ret = live_ring_map(fds[0], pcm->map_bytes, &pcm->ring);
	if (!ret)
		ret = live_wake_pair(ends);
	if (ret < 0) {
		live_ring_unmap(pcm->ring, pcm->map_bytes);
		pcm->ring = NULL;
		close(fds[0]);
		return ret;
	}
	pcm->wake = ends[0];
	fds[1] = ends[1];
	fds[2] = dup(ends[0]);
	return 0;
}

/* The PCM stays the client's, its pipelines go. */
static int free_params(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	int ret;

	if (!pcm->params.rate)
		return 0;
	ret = note(client, card_stream_close(pcm->stream));
	drop_ring(pcm); /* not before: time passes while a stream is stopped */
	pcm->params.rate = 0;
	pcm->state = LIVE_STATE_SETUP;
	if (card_stream_open(card_of(client), pcm->use->pcm_id, pcm->use->direction, &pcm->stream) <
	    0) {
		pcm->open = false;
		return -EIO;
	}
	return ret;
}

static void serve_params(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	struct live_params params = client->request.params;
	int fds[LIVE_MAX_FDS], ret;
	struct live_message answer;

	if (BIT(card_stream_state(pcm->stream)) & ~(BIT(CARD_STATE_OPEN) | BIT(CARD_STATE_SETUP))) {
		live_client_answer(client, &answer, -EBADFD, NULL, 0);
		return;
	}
	card_stream_set_client(pcm->stream, NULL);
	drop_ring(pcm);
	pcm->params.rate = 0;
	ret = set_params(client, &params);
	if (!ret)
		ret = make_ring(pcm, fds);
	if (ret < 0) {
		pcm->params.rate = params.rate; /* the card may have taken them */
		free_params(client);
		live_client_answer(client, &answer, ret, NULL, 0);
		return;
	}
	set_state(pcm, LIVE_STATE_SETUP);
	answer.ring = (struct live_ring_info){ pcm->map_bytes, pcm->params.buffer_frames,
					       pcm->frame_bytes };
	live_client_answer(client, &answer, 0, fds, LIVE_MAX_FDS);
	for (size_t i = 0; i < LIVE_MAX_FDS; i++)
		close(fds[i]);
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
		return note(client, ret);
	pcm->hw = 0;
	atomic_store(&pcm->ring->appl, 0);
	atomic_store(&pcm->ring->hw, 0);
	atomic_store(&pcm->ring->delay, 0);
	set_state(pcm, LIVE_STATE_PREPARED);
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
		return note(client, ret);
	pcm->moved_tick = card_ticks(card_of(client));
	set_state(pcm, states_after[trigger]);
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
	ret = note(client, card_stream_drain(pcm->stream));
	if (!ret)
		set_state(pcm, LIVE_STATE_DRAINING);
	return ret;
}

void live_pcm_xrun(struct live_client *client)
{
	client->pcm.use->xruns++;
	note(client, card_trigger(&client->pcm.stream, 1, CARD_STOP, NULL));
	set_state(&client->pcm, LIVE_STATE_XRUN);
}

/* ---- requests ---- */

static int serve_open(struct live_client *client)
{
	struct live_message answer;
	int ret = client->pcm.open || client->ctl.open ? -EBUSY :
							 open_stream(client, &answer.space);

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
		return free_params(client);
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
		serve_params(client);
	else
		live_client_answer(client, &answer, do_request(client), NULL, 0);
}

void live_pcm_close(struct live_client *client)
{
	if (!client->pcm.open)
		return;
	client->pcm.open = false;
	note(client, card_stream_close(client->pcm.stream));
	drop_ring(&client->pcm);
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
	note(client, card_trigger(&client->pcm.stream, 1, CARD_STOP, NULL));
	set_state(&client->pcm, LIVE_STATE_GONE);
}

void live_pcm_publish(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	bool real = client->server->config.pace == LIVE_PACE_REAL;

	if (!pcm->open || !pcm->ring)
		return;
	if (pcm->state == LIVE_STATE_DRAINING && card_stream_state(pcm->stream) == CARD_STATE_SETUP)
		set_state(pcm, LIVE_STATE_DRAINED);
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
