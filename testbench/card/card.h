/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An emulated sound card: a topology, the driver that serves it and the DSP behind it.
 *
 * Life of a card:
 *   card_create(config)            nothing runs
 *   card_probe()                   powers the DSP on, if it is off, and loads the driver
 *   card_stream_open() .. _close() any number of streams, at any time and in any order
 *   card_run(ticks)                lets virtual time pass
 *   card_remove()                  closes what is open and unloads the driver; the DSP stays on
 *   card_destroy()                 powers the DSP off
 *
 * Between card_remove() and card_destroy() the card can be probed again: what the driver has left in the
 * DSP can be judged there. There is one DSP for each process, hence one probed card.
 *
 * Nothing here prints, ends the process or reads a host clock. All functions are called from one thread,
 * never from a callback. Errors are negative errnos, card_last_error() holds the one-line text.
 * The card owns its streams; the caller owns topology and clients, which must outlive the card.
 */
#ifndef CARD_CARD_H
#define CARD_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/dma.h>
#include <adsp/machine.h>

#include "driver/driver.h"
#include "topology/tplg.h"

struct card;
struct card_stream;

struct card_config {
	const struct tplg *tplg;
	struct adsp_machine_config machine; /* profile, isolation, firmware log */
	/** Called for each notification of the firmware, inside of card_run() or a stream's function. May be NULL. */
	void (*event)(void *ctx, const struct drv_event *event);
	/** Receives the driver's messages and warnings. May be NULL. */
	void (*log)(void *ctx, bool warning, const char *text);
	void *ctx;    /* of both */
	bool lenient; /* as struct drv_config has it */
	const char *const *modules;
	size_t num_modules;
};

/** @param config	copied, what it points to is not. @return 0, -ENOMEM */
int card_create(const struct card_config *config, struct card **out);

/** Remove the card and power the DSP off. NULL is fine. */
void card_destroy(struct card *card);

/** Virtual time starts at 0. @return 0, or a negative errno: the DSP does not start, the firmware does not answer */
int card_probe(struct card *card);

/** No-op when the card is not probed. After a refusal of the firmware it goes on. @return 0, or the first error */
int card_remove(struct card *card);

/** The last error; kind is DRV_ERROR_NONE when there was none. Never NULL. */
const struct drv_error *card_last_error(const struct card *card);

/** The driver, for controls and queries; NULL when the card is not probed. */
struct drv *card_driver(const struct card *card);

/* ---- virtual time ---- */

/** Ticks of 1 ms since the card was probed. */
uint64_t card_ticks(const struct card *card);

/**
 * Let time pass until `ticks` more have gone by, or until a tick in which the firmware sent a notification,
 * a stream was drained, or card_wake() was called.
 * @return ticks that have gone by
 */
uint64_t card_run(struct card *card, uint64_t ticks);

/** End card_run() after the current tick. May be called by clients of gateways and by signal handlers. */
void card_wake(struct card *card);

/* ---- streams ---- */

/** As ALSA names them. */
enum card_state {
	CARD_STATE_OPEN,     /* has no parameters */
	CARD_STATE_SETUP,    /* has parameters; the modules of a stopped stream stay in the DSP */
	CARD_STATE_PREPARED, /* its modules are in the DSP */
	CARD_STATE_RUNNING,
	CARD_STATE_DRAINING, /* plays the rest, then goes to SETUP by itself */
	CARD_STATE_PAUSED,
	CARD_STATE_SUSPENDED, /* stopped, its modules are gone, the parameters are kept */
};

/** "running" and so on. */
const char *card_state_name(enum card_state state);

/** Open a PCM direction; sends nothing. @return as drv_pcm_open() */
int card_stream_open(struct card *card, uint32_t pcm_id, enum tplg_direction direction,
		     struct card_stream **out);

/** Stop and free the stream, in any state. NULL is fine. @return 0, or the firmware's first refusal */
int card_stream_close(struct card_stream *stream);

/** Close all streams, those that run in one tick. Goes on after a refusal. @return 0, or the first one */
int card_close_streams(struct card *card);

enum card_state card_stream_state(const struct card_stream *stream);

/** The driver's stream: its ends are known after card_stream_set_params(). */
struct drv_stream *card_stream_driver(const struct card_stream *stream);

/**
 * What the stream can be within constraints; sends nothing, changes nothing.
 * @param space	in: constraints; out: what is left of them, on success
 * @return as drv_pcm_refine()
 */
int card_stream_refine(struct card_stream *stream, struct drv_pcm_space *space);

/**
 * Set rate, channels and format. From OPEN and SETUP; a stopped stream's modules are taken down first.
 * @return as drv_pcm_hw_params(); -EBADFD in another state
 */
int card_stream_set_params(struct card_stream *stream, const struct drv_pcm_params *params);

/**
 * Whom the stream's host end moves its audio with, from now on, also after new parameters.
 * @param client	copied; NULL: nobody, a playback then starves and a capture is dropped
 * @return 0, or why the gateway does not take it
 */
int card_stream_set_client(struct card_stream *stream, const struct adsp_dma_client *client);

/** Bring the stream's modules up. From SETUP; no-op in PREPARED. @return as drv_pcm_prepare(), -EBADFD */
int card_stream_prepare(struct card_stream *stream);

/** What can be done to several streams at once. */
enum card_trigger {
	CARD_START,   /* PREPARED */
	CARD_STOP,    /* any state but OPEN; what is in the DSP is lost */
	CARD_PAUSE,   /* RUNNING */
	CARD_RESUME,  /* PAUSED: goes on; SUSPENDED: its modules are brought up again, and start */
	CARD_SUSPEND, /* RUNNING, DRAINING, PAUSED: stop, and take the modules down */
	CARD_TRIGGERS
};

/** "start" and so on. */
const char *card_trigger_name(enum card_trigger trigger);

/** The trigger of a name; CARD_TRIGGERS: it is none. */
enum card_trigger card_trigger_of(const char *name);

/**
 * Do it to all of them in the same tick (RESUME: first those that were suspended, then those that were paused).
 * Those that the firmware refuses do not keep the others from it.
 * A state change is answered after a tick, so that virtual time advances.
 *
 * @param refused	first stream that was refused; NULL: not asked
 * @return 0; -EBADFD not legal in a stream's state, nothing was done; or the first refusal
 */
int card_trigger(struct card_stream *const *streams, size_t count, enum card_trigger trigger,
		 struct card_stream **refused);

/** The client of a compressed playback has no more, see drv_pcm_end(). @return 0, or the firmware's refusal */
int card_stream_end(struct card_stream *stream);

/**
 * Play what the client still has, then as much silence as brings it out of the DSP, and stop. From RUNNING, of a
 * playback. The client's end is its first transfer that moves less than it could. When as many frames as it delivered
 * have left, CARD_TAIL_TICKS more pass: a link that began with silence, as behind a mixer, still has the last frames
 * before it.
 * @return 0, -EBADFD
 */
int card_stream_drain(struct card_stream *stream);

#define CARD_TAIL_TICKS 100

/**
 * Frames of a started stream, at its rate, that are in the DSP: of a playback those that its client has delivered and
 * that its first link has not sent, of a capture those that its client has not taken.
 */
uint32_t card_stream_delay(const struct card_stream *stream);

/**
 * Is this a running capture at whose DAIs nothing arrives but the silence of wires that no running playback feeds?
 */
bool card_stream_hears_silence(const struct card_stream *stream);

/* ---- links: the other ends ---- */

/**
 * Where a stream that has its parameters meets a DAI widget.
 * @return NULL when no stream reaches it now
 */
const struct drv_endpoint *card_link(const struct card *card, const char *widget);

/**
 * Whom a DAI moves its audio with, now and whenever streams reach it.
 * @param widget	DAI copier of the topology
 * @param client	copied; NULL: nobody, playbacks are dropped and captures get silence
 * @return 0, -ENOENT no such DAI, or why the gateway does not take it
 */
int card_link_set_client(struct card *card, const char *widget,
			 const struct adsp_dma_client *client);

/** Set a DAI's clock, whenever streams reach it. @return 0, -ENOENT no such DAI, -EINVAL no clock can be so */
int card_link_set_clock(struct card *card, const char *widget, const struct adsp_dma_clock *clock);

/**
 * Wire what DAI `tx` sends to DAI `rx`, whenever streams reach both.
 * @return 0, -ENOENT no such DAI, -EINVAL not an output and an input, -EBUSY one of them is wired already, or why the
 *	   gateways refuse
 */
int card_loopback(struct card *card, const char *tx, const char *rx);

#endif
