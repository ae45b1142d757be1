/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The server inside:
 *   server.c  sockets, and the order of a turn    client.c  one connection: requests and answers
 *   pcm.c     states of a client's PCM stream     params.c  its parameters
 *   ring.c    its audio, between ring and gateway ctl.c     a client's control handle
 *   pace.c    when time may pass                  uses.c    what each PCM direction has done
 *   clock.c   the host's clock
 */
#ifndef LIVE_INTERNAL_H
#define LIVE_INTERNAL_H

#include <sys/types.h>

#include "live/server.h"
#include "live/socket.h"

/* Ticks for which all running streams must have audio before a request that lets time pass by itself. */
#define LIVE_RESERVE_TICKS 8

/** One client's stream. */
struct live_pcm {
	bool open;
	struct live_use *use;
	struct card_stream *stream;
	struct live_space space;
	struct live_params params; /* rate 0: none */
	struct live_sw_params sw;
	uint32_t frame_bytes;
	uint32_t frames_per_tick; /* rounded up */
	uint32_t dma_frames;      /* ring of the host's gateway */

	struct live_ring *ring; /* NULL: no parameters */
	uint32_t map_bytes;
	int wake; /* the card's end; -1 */
	enum live_state state;
	uint64_t hw;         /* the card's position, which the client cannot change */
	uint64_t moved_hw;   /* position at the last look that saw it move, and ... */
	uint64_t moved_tick; /* ... the tick of that */
	bool lied;           /* the ring says what cannot be */
};

struct live_ctl {
	bool open;
	bool subscribed;
	int wake;
	uint8_t *pending; /* one for each element */
	size_t num_pending;
};

struct live_client {
	struct live_client *next;
	struct live_server *server;
	int fd;
	pid_t pid;
	bool gone;        /* its streams are to be closed */
	bool has_request; /* in server->... : answered later */
	struct live_message request;
	struct live_pcm pcm;
	struct live_ctl ctl;
};

struct live_server {
	struct live_config config;
	int fd;
	struct live_client *clients; /* the oldest first */
	struct control_elements elements;
	uint32_t (*reported)[TPLG_MAX_CHANNELS]; /* values that clients know */
	struct live_use *uses;
	size_t num_uses;
	/* by the host's clock: */
	int64_t origin_us; /* when tick 0 was due: pace REAL, or while silence is recorded */
	int64_t passed_us; /* when the last tick passed */
	int64_t stuck_us;  /* since when time waits for a late client; -1: it does not */
	bool silent;       /* pace FREE: nothing runs but recordings of silence */
};

#define live_warn(server, ...) live_log(server, true, __VA_ARGS__)
void live_log(const struct live_server *server, bool warning, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- client.c ---- */

/** Take over a connection, whose peer is this user. @return NULL: no memory; fd is closed then */
struct live_client *live_client_new(struct live_server *server, int fd, pid_t pid);

/** Receive and answer, or keep for later, one request. */
void live_client_serve(struct live_client *client);

/** Answer what was kept, if it is time; close what is to be closed. */
void live_client_step(struct live_client *client);

/** Close streams and descriptors, free. */
void live_client_free(struct live_client *client);

/** Send the answer to the client's request. */
void live_client_answer(struct live_client *client, struct live_message *answer, int status,
			const int *fds, size_t num_fds);

/* ---- pcm.c ---- */

/** Answer a request of a PCM's client. */
void live_pcm_serve(struct live_client *client);

/** Does the request let time pass? */
bool live_pcm_request_ticks(uint32_t type);

void live_pcm_close(struct live_client *client);

/** After ticks: what has become of the stream is reported to the client. */
void live_pcm_publish(struct live_client *client);

/** Stop the stream as one that was late. */
void live_pcm_xrun(struct live_client *client);

/** Do it, and tell the client. @return as card_trigger() */
int live_pcm_trigger(struct live_client *client, enum card_trigger trigger);

/** Log the card's last error, if ret is one: its client sees the number only. @return ret */
int live_pcm_note(const struct live_client *client, int ret);

/** Set the state, in the ring as well, and wake the client up. */
void live_pcm_set_state(struct live_pcm *pcm, enum live_state state);

/* ---- params.c ---- */

/** Open the PCM that the request names. @param space	out @return 0; -ENOENT, -EBUSY and friends */
int live_params_open(struct live_client *client, struct live_space *space);

/** Answer LIVE_HW_PARAMS. */
void live_params_serve(struct live_client *client);

/** The PCM stays the client's, its pipelines and its ring go. @return 0, or the firmware's refusal */
int live_params_free(struct live_client *client);

void live_params_drop_ring(struct live_pcm *pcm);

/* ---- ring.c ---- */

/** The gateway's client. */
struct adsp_dma_client live_ring_client(struct live_pcm *pcm, enum tplg_direction direction);

/** Frames between the two positions; notes a position that cannot be. */
uint64_t live_ring_filled(struct live_pcm *pcm);

/* ---- pace.c ---- */

/** Ticks that may pass now, at most `limit`. */
uint64_t live_pace_ticks(struct live_server *server, uint64_t limit);

/** May this client's request, which lets time pass, be carried out? */
bool live_pace_may_serve(const struct live_client *client);

/** The clock begins to count: the next tick is due a millisecond from now. */
void live_pace_begin(struct live_server *server);

/** Ticks pass now. */
void live_pace_passes(struct live_server *server);

/** Microseconds until something is to be done, at most wait_us; -1: for ever. */
int64_t live_pace_wait_us(struct live_server *server, int64_t wait_us);

/** End streams that have kept others waiting for too long. */
void live_pace_look(struct live_server *server);

/* ---- clock.c ---- */

/** Microseconds of the host's clock. */
int64_t live_now_us(void);

/* ---- ctl.c ---- */

void live_ctl_serve(struct live_client *client);
void live_ctl_close(struct live_client *client);

/** Note an event for this client, and wake it up. */
void live_ctl_note(struct live_client *client, size_t element);

/* ---- uses.c ---- */

/** The row of a PCM direction. @return NULL: no memory */
struct live_use *live_use_get(struct live_server *server, uint32_t pcm_id,
			      enum tplg_direction direction);

#endif
