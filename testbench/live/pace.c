/* SPDX-License-Identifier: BSD-3-Clause */
/* When virtual time may pass. */
#include "live/internal.h"

/* Of the host's clock. */
#define TICK_US   1000
#define LATE_US   10000000 /* until a client that keeps others waiting is given up */
#define SAME_US   200000   /* until a client that waits for itself is let go on */
#define MAX_TICKS 1000     /* of one turn */

/*
 * Pace REAL, when the host has not run the card in time: what was missed is made up for, as long as it is no more than
 * MAX_LAG_US. That must not be an xrun of a client that is itself in time: while a stream has less than half its buffer
 * in reserve, ticks keep a distance of GAP_US.
 */
#define MAX_LAG_US 1000000
#define GAP_US     750

static bool is_running(const struct live_client *client)
{
	return client->pcm.open && client->pcm.state == LIVE_STATE_RUNNING && !client->gone &&
	       !client->pcm.lied;
}

/* Frames that the DSP can take or give without being short of any. */
static uint64_t supply(struct live_pcm *pcm)
{
	uint64_t filled = live_ring_filled(pcm);

	return pcm->use->direction == TPLG_PLAYBACK ? filled : pcm->params.buffer_frames - filled;
}

/*
 * Ticks that a stream can go through. What the gateway asks for in the first one is at most its ring, and in each
 * that follows what the DSP took in the one before. A client that waits for more room (or frames) than there would be
 * if time stood still here is let go on: it is not going to deliver.
 */
static uint64_t ticks_of(struct live_pcm *pcm)
{
	uint64_t frames = supply(pcm), need = pcm->dma_frames;
	uint64_t avail = pcm->params.buffer_frames - frames;

	if (frames >= need)
		return 1 + (frames - need) / pcm->frames_per_tick;
	if (need > pcm->params.buffer_frames && frames == pcm->params.buffer_frames)
		return 1;
	return avail < pcm->sw.avail_min && frames ? 1 : 0;
}

static uint64_t ticks_of_all(const struct live_server *server)
{
	uint64_t ticks = UINT64_MAX;

	for (struct live_client *c = server->clients; c; c = c->next) {
		uint64_t own;

		if (!is_running(c))
			continue;
		own = ticks_of(&c->pcm);
		ticks = own < ticks ? own : ticks;
	}
	return ticks;
}

static bool anything_runs(const struct live_server *server)
{
	for (const struct live_client *c = server->clients; c; c = c->next)
		if (c->pcm.open &&
		    (c->pcm.state == LIVE_STATE_RUNNING || c->pcm.state == LIVE_STATE_DRAINING))
			return true;
	return false;
}

/* Somebody's request waits until all streams have a reserve: it would never come if time went on. */
static bool is_asked(const struct live_server *server)
{
	for (const struct live_client *c = server->clients; c; c = c->next)
		if (c->gone || c->has_request)
			return true;
	return false;
}

/* ---- the host's clock ---- */

void live_pace_begin(struct live_server *server)
{
	server->origin_us = live_now_us() - (int64_t)card_ticks(server->config.card) * TICK_US;
}

/* When the next tick is due. */
static int64_t next_us(const struct live_server *server)
{
	return server->origin_us + ((int64_t)card_ticks(server->config.card) + 1) * TICK_US;
}

/* Ticks that are due. */
static uint64_t due(struct live_server *server)
{
	int64_t lag = live_now_us() - next_us(server);

	if (lag <= MAX_LAG_US)
		return lag < 0 ? 0 : (uint64_t)(lag / TICK_US) + 1;
	if (server->config.pace == LIVE_PACE_REAL)
		live_warn(server, "the card was not run for %lld ms, which are not made up for",
			  (long long)(lag / 1000));
	server->origin_us += lag;
	return 1;
}

static bool has_half(struct live_pcm *pcm)
{
	return supply(pcm) >= pcm->params.buffer_frames / 2;
}

/* Pace REAL: when the next tick passes. */
static int64_t real_us(const struct live_server *server)
{
	int64_t gap_us = 0, ideal_us = next_us(server);

	for (struct live_client *c = server->clients; c; c = c->next)
		if (is_running(c) && !has_half(&c->pcm))
			gap_us = server->passed_us + GAP_US;
	return ideal_us > gap_us ? ideal_us : gap_us;
}

/* Recordings of wires into which nobody plays: they would run through hours of silence before a player has started. */
static bool is_silent(const struct live_server *server)
{
	bool any = false;

	for (const struct live_client *c = server->clients; c; c = c->next) {
		if (!c->pcm.open ||
		    (c->pcm.state != LIVE_STATE_RUNNING && c->pcm.state != LIVE_STATE_DRAINING))
			continue;
		if (!card_stream_hears_silence(c->pcm.stream))
			return false;
		any = true;
	}
	return any;
}

static uint64_t free_ticks(struct live_server *server)
{
	bool silent = is_silent(server);
	uint64_t ticks, by_clock;

	if (silent && !server->silent)
		live_pace_begin(server);
	server->silent = silent;
	if (!anything_runs(server) || is_asked(server))
		return 0;
	ticks = ticks_of_all(server);
	by_clock = silent ? due(server) : ticks;
	return by_clock < ticks ? by_clock : ticks;
}

uint64_t live_pace_ticks(struct live_server *server, uint64_t limit)
{
	uint64_t ticks;

	if (server->config.pace == LIVE_PACE_REAL)
		ticks = due(server) && live_now_us() >= real_us(server);
	else
		ticks = free_ticks(server);
	if (ticks > MAX_TICKS)
		ticks = MAX_TICKS;
	return ticks < limit ? ticks : limit;
}

void live_pace_passes(struct live_server *server)
{
	server->passed_us = live_now_us();
	server->stuck_us = -1;
}

/* ---- requests that let time pass ---- */

static bool has_reserve(struct live_client *c)
{
	uint64_t reserve = (uint64_t)c->pcm.frames_per_tick * LIVE_RESERVE_TICKS;
	uint64_t want = c->pcm.dma_frames + reserve, most = c->pcm.params.buffer_frames;
	uint64_t frames = supply(&c->pcm);

	/* the client may wait for more room (or frames) than there is */
	return frames >= (want < most ? want : most) || most - frames < c->pcm.sw.avail_min;
}

bool live_pace_may_serve(const struct live_client *client)
{
	const struct live_server *server = client->server;
	int64_t waited = server->stuck_us < 0 ? 0 : live_now_us() - server->stuck_us;

	if (server->config.pace == LIVE_PACE_REAL)
		return true;
	for (struct live_client *c = server->clients; c; c = c->next) {
		if (c == client || !is_running(c) || has_reserve(c))
			continue;
		if (c->pid == client->pid && waited >= SAME_US)
			continue;
		return false;
	}
	return true;
}

/* ---- clients that keep others waiting ---- */

/* A client has a request that cannot be carried out, or a stream that could go on. */
static bool waits(const struct live_client *client)
{
	if (client->gone || client->has_request)
		return true;
	if (client->pcm.open && client->pcm.state == LIVE_STATE_DRAINING)
		return true;
	return is_running(client) && ticks_of((struct live_pcm *)&client->pcm) > 0;
}

/* Is this the one that is waited for? */
static bool is_late(struct live_client *client)
{
	bool waited_for =
		is_running(client) &&
		(is_asked(client->server) ? !has_reserve(client) : ticks_of(&client->pcm) == 0);
	bool others = false;

	for (const struct live_client *c = client->server->clients; c; c = c->next)
		others |= c != client && waits(c);
	return waited_for && others;
}

static bool anybody_late(struct live_server *server)
{
	bool late = false;

	for (struct live_client *c = server->clients; c; c = c->next)
		late |= is_late(c);
	return late && (is_asked(server) || ticks_of_all(server) == 0);
}

/* Who had to wait for a stream that has stopped or ended since? */
static bool anybody_served(const struct live_server *server)
{
	for (const struct live_client *c = server->clients; c; c = c->next)
		if ((c->gone || c->has_request) && live_pace_may_serve(c))
			return true;
	return false;
}

/* Does the next tick pass when the clock says so? */
static bool is_by_clock(const struct live_server *server)
{
	return server->config.pace == LIVE_PACE_REAL ||
	       (server->silent && !is_asked(server) && ticks_of_all(server) > 0);
}

int64_t live_pace_wait_us(struct live_server *server, int64_t wait_us)
{
	int64_t own = INT64_MAX;

	if (anybody_served(server))
		return 0;
	if (is_by_clock(server)) {
		own = server->config.pace == LIVE_PACE_REAL ? real_us(server) : next_us(server);
		own -= live_now_us();
	} else if (server->stuck_us >= 0) {
		int64_t waited = live_now_us() - server->stuck_us;

		own = waited < SAME_US ? SAME_US - waited : LATE_US - waited;
	}
	own = own < 0 ? 0 : own;
	if (wait_us < 0)
		return own == INT64_MAX ? -1 : own;
	return own < wait_us ? own : wait_us;
}

void live_pace_look(struct live_server *server)
{
	if (server->config.pace == LIVE_PACE_REAL)
		return;
	if (!anybody_late(server)) {
		server->stuck_us = -1;
		return;
	}
	if (server->stuck_us < 0)
		server->stuck_us = live_now_us();
	if (live_now_us() - server->stuck_us < LATE_US)
		return;
	server->stuck_us = -1;
	for (struct live_client *c = server->clients; c; c = c->next) {
		if (!is_late(c))
			continue;
		live_warn(server,
			  "PCM %u %s: its client (process %d) has kept others waiting for %d s",
			  c->pcm.use->pcm_id, tplg_direction_name(c->pcm.use->direction),
			  (int)c->pid, LATE_US / 1000000);
		live_pcm_xrun(c);
	}
}
