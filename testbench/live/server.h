/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A card for clients in other processes: its PCM streams and controls on a Unix socket, and its virtual time.
 *
 * With pace FREE time passes only as clients deliver or take: a tick runs when each running stream has what the DSP
 * will ask for in it. With pace REAL a tick passes each millisecond of the host's clock; who is late has an xrun. What the
 * host itself has missed is made up for in a way that clients can follow.
 *
 * Everything happens in live_server_turn(), on the caller's thread. The server owns its clients and the folder of its
 * socket; the card is the caller's, who must not open PCMs of it meanwhile.
 */
#ifndef LIVE_SERVER_H
#define LIVE_SERVER_H

#include "card/card.h"
#include "control/describe.h"

enum live_pace {
	LIVE_PACE_FREE,
	LIVE_PACE_REAL
};

struct live_config {
	struct card *card; /* probed */
	const struct tplg *tplg;
	const char *name; /* of the card */
	const char *id; /* by which programs keep its state: up to 15 letters, digits, '-' and '_' */
	const char *dir; /* of the socket; is made */
	enum live_pace pace;
	/** A stream has got its parameters: the DAIs that it reaches have theirs. @return 0, or -errno: it is refused */
	int (*configured)(void *ctx);
	/** A descriptor that ends the wait of a turn when it can be read, as signal handlers make it; -1: none. */
	int wake_fd;
	/** For the log. */
	void (*log)(void *ctx, bool warning, const char *text);
	void *ctx;
};

/** What one direction of a PCM has done so far. */
struct live_use {
	uint32_t pcm_id;
	enum tplg_direction direction;
	struct drv_pcm_params params; /* of the last stream */
	unsigned int opened;          /* times that it was opened */
	uint64_t frames;
	uint64_t xruns;    /* streams that were stopped by one */
	const char *state; /* now; NULL: nobody has it open */
};

struct live_server;

/**
 * Listen.
 * @param err	one line
 * @return 0; -EADDRINUSE a card of this name runs; -errno
 */
int live_server_open(const struct live_config *config, struct live_server **out, char *err,
		     size_t err_size);

/**
 * Let time pass as far as it may, at most to tick `until`, answer who has asked, and wait if nothing is to be done.
 * @param wait_ms	at most; -1 for ever
 * @return ticks that have gone by; -errno of the card's own sockets
 */
int64_t live_server_turn(struct live_server *server, uint64_t until, int wait_ms);

/** Is anything open? */
bool live_server_has_clients(const struct live_server *server);

/** A control has been changed by somebody else than a client: tell who listens. @param control	in the topology */
void live_server_control_changed(struct live_server *server, size_t control);

/** Compare all controls with what clients know, and report what is new. */
void live_server_look_at_controls(struct live_server *server);

/**
 * What a control script does to a stream that clients play.
 * @return 0; -ENOENT nobody has it open; as card_trigger()
 */
int live_server_trigger(struct live_server *server, uint32_t pcm_id, enum tplg_direction direction,
			enum card_trigger trigger);

/** Row number `index` of what has been used. @return false past the last one */
bool live_server_use(const struct live_server *server, size_t index, struct live_use *out);

/** Tell all clients that the card goes, close their streams, remove the socket. NULL is fine. */
void live_server_close(struct live_server *server);

#endif
