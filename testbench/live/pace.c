/* SPDX-License-Identifier: BSD-3-Clause */
/* When virtual time may pass. */
#include <time.h>

#include "live/internal.h"

#define LATE_MS \
	10000 /* of the host's clock, until a client that keeps others waiting is given up */
#define SAME_MS    200  /* ... and until a client that waits for itself is let go on */
#define MAX_TICKS  1000 /* of one turn */
#define MAX_LAG_MS 1000 /* pace REAL: of what the host itself missed, more is not made up for */

int64_t live_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

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

static uint64_t due(struct live_server *server)
{
	int64_t elapsed = live_now_ms() - server->origin_ms;
	int64_t lag = elapsed - (int64_t)card_ticks(server->config.card);

	if (lag > MAX_LAG_MS) {
		server->origin_ms += lag - 1;
		lag = 1;
	}
	return lag > 0 ? (uint64_t)lag : 0;
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
		server->origin_ms = live_now_ms() - (int64_t)card_ticks(server->config.card);
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
		ticks = due(server) ? 1 : 0;
	else
		ticks = free_ticks(server);
	if (ticks > MAX_TICKS)
		ticks = MAX_TICKS;
	return ticks < limit ? ticks : limit;
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
	int64_t waited = server->stuck_ms < 0 ? 0 : live_now_ms() - server->stuck_ms;

	if (server->config.pace == LIVE_PACE_REAL)
		return true;
	for (struct live_client *c = server->clients; c; c = c->next) {
		if (c == client || !is_running(c) || has_reserve(c))
			continue;
		if (c->pid == client->pid && waited >= SAME_MS)
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

int live_pace_wait_ms(struct live_server *server, int wait_ms)
{
	int64_t wait = wait_ms < 0 ? INT32_MAX : wait_ms, own = INT32_MAX;

	if (anybody_served(server))
		return 0;
	if (is_by_clock(server)) {
		own = server->origin_ms + (int64_t)card_ticks(server->config.card) + 1 -
		      live_now_ms();
	} else if (server->stuck_ms >= 0) {
		int64_t waited = live_now_ms() - server->stuck_ms;

		own = waited < SAME_MS ? SAME_MS - waited : LATE_MS - waited;
	}
	own = own < 0 ? 0 : own;
	wait = own < wait ? own : wait;
	return wait == INT32_MAX ? -1 : (int)wait;
}

void live_pace_look(struct live_server *server)
{
	if (server->config.pace == LIVE_PACE_REAL)
		return;
	if (!anybody_late(server)) {
		server->stuck_ms = -1;
		return;
	}
	if (server->stuck_ms < 0)
		server->stuck_ms = live_now_ms();
	if (live_now_ms() - server->stuck_ms < LATE_MS)
		return;
	server->stuck_ms = -1;
	for (struct live_client *c = server->clients; c; c = c->next) {
		if (!is_late(c))
			continue;
		live_warn(server,
			  "PCM %u %s: its client (process %d) has kept others waiting for %d s",
			  c->pcm.use->pcm_id, tplg_direction_name(c->pcm.use->direction),
			  (int)c->pid, LATE_MS / 1000);
		live_pcm_xrun(c);
	}
}
