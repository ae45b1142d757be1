/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The card inside:
 *   card.c    life and virtual time          stream.c  PCM streams and their states
 *   link.c    clients and wires of DAIs      drain.c   playing the rest of a stream
 *   error.c   the last error
 */
#ifndef CARD_INTERNAL_H
#define CARD_INTERNAL_H

#include "card/card.h"

#define CARD_MAX_REACH 16 /* DAIs that the drain of one stream looks at */

/** A DAI that has a client or a wire, or that streams reach. */
struct card_link {
	int widget;                    /* in the topology */
	struct adsp_dma_client client; /* transfer NULL: none */
	int rx;                        /* in links[]: what it is wired to; -1 */
	struct adsp_dma_clock clock;
	unsigned int users;      /* streams with parameters that reach it */
	struct drv_endpoint end; /* while it has users */
	bool attached;
	bool wired; /* of the sender */
};

struct card {
	struct card_config config;
	struct drv *drv; /* NULL: not probed */
	struct drv_error error;
	struct card_stream *streams; /* in the order of opening */
	struct card_link *links;
	size_t num_links;
	uint64_t ticks;
	volatile bool awake;   /* card_run() is to return */
	unsigned int draining; /* streams */
};

/** What a drain waits for at one DAI. */
struct card_reach {
	uint32_t node_id;
	uint64_t origin; /* real frames that the link had sent at the start, later those that it sent in pauses too */
};

struct card_stream {
	struct card *card;
	struct card_stream *next;
	uint32_t pcm_id;
	enum tplg_direction direction;
	struct drv_stream *drv;
	enum card_state state;
	struct drv_pcm_params params;
	bool configured; /* the driver has the parameters, the links know the stream */
	struct adsp_dma_client client;
	bool attached;

	struct card_reach reach[CARD_MAX_REACH];
	size_t num_reach;
	struct {
		struct adsp_dma_client client; /* in the place of the stream's */
		uint64_t origin; /* bytes that the host's gateway had moved at the start */
		uint64_t bytes;  /* that the stream's client has delivered since */
		bool dry;        /* it has no more */
		uint64_t sent;   /* at the last progress, over all links */
		uint64_t since;  /* tick of it */
		uint64_t out;    /* tick in which the last frame was counted; 0: not yet */
	} drain;
};

/* ---- error.c ---- */

/** @return code */
int card_fail(struct card *card, enum drv_error_kind kind, int code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** Take over the driver's error, and name the stream; NULL: none. @return its code */
int card_fail_driver(struct card *card, const struct card_stream *stream);

/* ---- link.c ---- */

/** The stream has got its parameters: connect the DAIs that it is the first to reach. @return 0, -errno */
int card_links_join(struct card_stream *stream);

/** The opposite, before its parameters go. */
void card_links_leave(struct card_stream *stream);

void card_links_free(struct card *card);

/* ---- drain.c ---- */

/** The stream starts: note where its audio begins at each link. */
void card_drain_note_start(struct card_stream *stream);

/** The same for a chain, behind its start: what it sends first is not the stream's. Nothing for other streams. */
void card_drain_note_chain(struct card_stream *stream);

/** The stream pauses or goes on: what the links send meanwhile is not its own. */
void card_drain_note_pause(struct card_stream *stream);
void card_drain_note_resume(struct card_stream *stream);

/** End the draining of a stream, however far it is. */
void card_drain_end(struct card_stream *stream);

/** Stop each stream that is drained. Called between two ticks. */
void card_drain_step(struct card *card);

#endif
