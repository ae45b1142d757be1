/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver inside. Who knows what:
 *   ipc.c      messages, answers, fragments        probe.c    what the firmware is and has
 *   event.c    notifications, names of ids         error.c    texts
 *   graph.c    connected widgets, walk order       negotiate/  parameters and formats
 *   gateway.c  node ids, DAI and host ends         payload.c  INIT_INSTANCE payloads
 *   setup.c    create, init, bind and their undo   trigger.c  pipeline states
 *   chain.c    host DMA chained to link DMA
 *   stream.c   the PCM interface                   kcontrol.c, read_back.c, volume.c  controls
 *
 * State is kept per topology object, at the same position as in struct tplg: widgets[i] is the state of
 * tplg->widgets[i], and so on. Counts tell how many streams hold something:
 *   widget.prepared   streams whose hw_params chose or share its formats and gateway
 *   widget.users      streams that have it set up; it may stay up (idle) while its pipeline lives
 *   pipeline.users    streams that have a widget set up in it; 0 means it is not in the firmware
 */
#ifndef DRIVER_INTERNAL_H
#define DRIVER_INTERNAL_H

#include <errno.h>

#include <adsp/machine.h>
#include <ipc4/base-config.h>
#include <ipc4/gateway.h>
#include <ipc4/header.h>
#include <ipc4/module.h>
#include <topology/tplg.h>

#include "driver.h"
#include "graph.h"
#include "negotiate/negotiate.h"

#define DRV_MAX_IDS              256  /* pipeline, module instance and gateway ids are 8 bits */
#define DRV_REPLY_TICKS          500  /* virtual ms until a request counts as unanswered */
#define DRV_MAX_PAYLOAD          1024 /* largest INIT_INSTANCE payload built here */
#define DRV_MAX_STREAM_PIPELINES 16

/** Set of 8-bit ids. */
struct drv_ids {
	uint32_t word[DRV_MAX_IDS / 32];
};

/** A module type of the firmware. */
struct drv_module {
	uint32_t id;
	uint8_t uuid[16];
	char name[9];
	bool dp;           /* domain of the manifest */
	bool base_cfg_ext; /* wants the base config extension */
	struct drv_ids instances;
};

struct drv_widget {
	const struct tplg_widget *tplg;

	unsigned int prepared;
	struct drv_module *module;        /* valid while prepared or up */
	const struct tplg_pin_format *in; /* NULL: no input formats */
	const struct tplg_pin_format *out;
	uint32_t node_id;           /* copiers; IPC4_INVALID_NODE_ID without gateway */
	int alh_node;               /* ALH DAIs: node of this link and direction; -1: none */
	struct drv_ids *index_from; /* where node_id's index was taken; NULL: not an assigned one */
	bool fast;                  /* hosts: moves what there is, not a period at once */
	struct {
		bool used; /* prepared by a compressed PCM, whose parameters these are */
		enum tplg_direction direction;
		struct drv_pcm_params params;
	} codec;

	bool up;    /* exists in the firmware */
	bool fresh; /* made by the set-up under way */
	unsigned int users;
	uint32_t instance;
	uint32_t in_queues, out_queues; /* taken, one bit each */
};

struct drv_pipeline {
	const struct tplg_pipeline *tplg;
	unsigned int users;
	uint32_t id;          /* in the firmware, while users > 0 */
	uint64_t pages;       /* estimate, of the prepared widgets */
	unsigned int running; /* streams that have it running */
	unsigned int paused;  /* streams that have stopped or paused it and not freed */
};

struct drv_route {
	const struct tplg_route *tplg;
	bool bound;
	uint32_t src_queue, dst_queue;
};

/** Values a control has now, sent when its widget comes up. */
struct drv_control {
	const struct tplg_control *tplg;
	bool put; /* by the user; a switch or enum is sent only then */
	uint32_t values[TPLG_MAX_CHANNELS];
	uint32_t param_id; /* bytes */
	uint8_t *data;
	size_t num_bytes;
	bool data_set;
};

enum drv_stream_state {
	DRV_STREAM_OPEN,
	DRV_STREAM_CONFIGURED, /* hw_params done */
	DRV_STREAM_PREPARED,   /* set up in the firmware */
	DRV_STREAM_RUNNING,
	DRV_STREAM_PAUSED,
	DRV_STREAM_STOPPED,
};

struct drv_stream {
	struct drv *drv;
	struct drv_stream *next;
	const struct tplg_pcm *pcm;
	enum tplg_direction direction;
	enum drv_stream_state state;
	struct drv_pcm_params params;

	struct drv_path path;
	struct drv_choice *choices; /* of each step; valid with parameters */
	size_t num_held;            /* steps whose widget counts this stream in `prepared` */
	size_t num_used;            /* steps whose widget counts this stream in `users` */
	size_t num_pipelines;
	int pipelines[DRV_MAX_STREAM_PIPELINES]; /* first met first: source to sink */

	struct {
		bool used;      /* the host's DMA is chained to the link's: no modules */
		bool allocated; /* as the last message that the firmware took says */
		uint32_t preamble_bytes; /* that the link had in its ring at the start, before the first of the stream */
		struct tplg_pin_format format; /* of host and link, with parameters */
	} chain;

	struct drv_endpoint host;
	size_t num_dais;
	struct drv_endpoint *dais;
};

struct drv {
	const struct tplg *tplg;
	struct drv_config config;
	struct drv_error error;
	unsigned int unanswered; /* requests */

	struct drv_widget *widgets;
	struct drv_pipeline *pipelines;
	struct drv_route *routes;
	struct drv_control *controls;
	struct drv_stream *streams;

	bool fw_ready;
	struct drv_firmware firmware;
	struct drv_module *modules;

	struct drv_ids pipeline_ids;
	struct drv_ids host_streams[2]; /* [direction] */
	struct drv_ids link_streams[2];
	struct drv_ids alh_groups;

	struct drv_event *events;
	size_t num_events, max_events;
};

/* ---- error.c ---- */

/** Remember an error and tell it. @return code */
int drv_fail(struct drv *drv, enum drv_error_kind kind, int code, uint32_t status,
	     const char *format, ...) __attribute__((format(printf, 5, 6)));

void drv_log(struct drv *drv, bool warning, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Write "name (module, uuid)" for messages about a widget. */
#define DRV_DESCRIBE_BYTES 128
const char *drv_describe(const struct drv_widget *widget, char text[DRV_DESCRIBE_BYTES]);

/** errno for a status, as the kernel maps it. */
int drv_status_errno(uint32_t status);

/* ---- ids (graph.c) ---- */

/** Take the lowest free id below limit. @return the id or -ENOSPC */
int drv_ids_take(struct drv_ids *ids, unsigned int limit);
/** @return false when it is taken or out of range */
bool drv_ids_take_this(struct drv_ids *ids, uint32_t id);
void drv_ids_release(struct drv_ids *ids, uint32_t id);

/* ---- ipc.c ---- */

/** Let a tick pass, as the caller of the driver wants it. */
void drv_tick(struct drv *drv);

/**
 * Send a request and wait for its answer.
 * @param what	subject for messages: "pipeline.1", "gain.1.1 (gain, ...)"
 * @param reply	may be NULL
 */
int drv_ipc(struct drv *drv, const char *what, const struct adsp_ipc_message *request,
	    const void *payload, size_t bytes, struct adsp_ipc_message *reply);

/** drv_large_config_get() with what names a control: `head` goes into the host's box. */
int drv_large_config_ask(struct drv *drv, uint32_t module_id, uint32_t instance_id,
			 uint32_t param_id, const void *head, size_t head_bytes, void *buf,
			 size_t *bytes);

int drv_large_config_set(struct drv *drv, const char *what, uint32_t module_id,
			 uint32_t instance_id, uint32_t param_id, const void *data, size_t bytes);

/** Name of a request by its primary word: "INIT_INSTANCE". */
const char *drv_message_name(uint32_t primary);

/* ---- event.c ---- */

void drv_event_receive(void *ctx, const struct adsp_ipc_message *msg, const void *payload,
		       size_t box_bytes);

/* ---- library.c ---- */

int drv_load_libraries(struct drv *drv);

/* ---- probe.c ---- */

struct drv_module *drv_find_module(struct drv *drv, const uint8_t uuid[16]);

/* ---- graph.c ---- */

/** Next route of a widget. @return route number >= from, -1 past the last one */
int drv_graph_next_route(const struct tplg *tplg, int widget, bool as_source, int from);

/* ---- gateway.c ---- */

/** Give each ALH DAI the node that the bus would give its link. Once, at the beginning. */
void drv_gateway_number_links(struct drv *drv);
/** Give a copier its node id; it keeps the one it has. */
int drv_gateway_acquire(struct drv *drv, struct drv_widget *widget);
void drv_gateway_release(struct drv *drv, struct drv_widget *widget);
/** DMA buffer size of a copier's gateway, 0 without one. */
uint32_t drv_gateway_dma_bytes(const struct drv_widget *widget);
/**
 * The ends of a stream at a copier with a gateway: one, or one for each DAI that it joins.
 * @return how many there are; at most max are filled in
 */
size_t drv_gateway_endpoints(const struct drv *drv, const struct drv_widget *widget,
			     struct drv_endpoint *ends, size_t max);
/** Gateway blob of a copier. @return dwords written to words[], at most max; -errno */
int drv_gateway_blob(struct drv *drv, const struct drv_widget *widget, uint32_t *words, size_t max);

bool drv_widget_is_host(const struct tplg_widget *widget);
bool drv_widget_is_copier(const struct tplg_widget *widget);

/* ---- payload.c ---- */

/**
 * Build the INIT_INSTANCE payload.
 * @param extended	set when it begins with an extended-init prefix
 * @return bytes written to buf (DRV_MAX_PAYLOAD), a multiple of 4, or -errno
 */
int drv_payload_build(struct drv *drv, const struct drv_widget *widget, uint8_t *buf,
		      bool *extended);

/** Processing domain of a widget's module instance. */
bool drv_widget_is_dp(const struct drv_widget *widget);

/** Memory estimate of a module in 4 KiB pages. */
uint64_t drv_payload_pages(const struct drv_widget *widget);

/* ---- setup.c ---- */

/** "pipeline.1" for messages. */
#define DRV_PIPELINE_BYTES 24
const char *drv_pipeline_name(const struct drv_pipeline *pipeline, char text[DRV_PIPELINE_BYTES]);

/** Bring the stream's widgets up. After an error nothing that it created is left. */
int drv_setup_stream(struct drv_stream *stream);
/** Unbind and delete what no other stream uses. Goes on after errors; @return the first one */
int drv_teardown_stream(struct drv_stream *stream);

/* ---- chain.c ---- */

/** Is the stream chained, and if so, one that can be? Sets stream->chain.used. @return 0, -EINVAL with an error */
int drv_chain_check(struct drv_stream *stream);
/** Give host and link the format of the parameters. @return 0 */
int drv_chain_choose(struct drv_stream *stream, const struct drv_pcm_params *params);
/** Start, or go on after a pause (`release`). @return 0, or the firmware's refusal */
int drv_chain_run(struct drv_stream *stream, bool release);
/** Pause or stop: the chain stays. */
int drv_chain_pause(struct drv_stream *stream);
/** Free the chain, if there is one. */
int drv_chain_free(struct drv_stream *stream);

/* ---- trigger.c ---- */

/**
 * Run the pipelines that no stream runs yet, all in one tick; `release`: they are paused already. After a
 * refusal none of the streams counts as running, though the firmware may run some of their pipelines.
 */
int drv_trigger_run(struct drv_stream *const *streams, size_t num_streams, bool release);
/** Pause the pipelines that only these streams run, if they do; `state`: what the streams are then. */
int drv_trigger_pause(struct drv_stream *const *streams, size_t num_streams,
		      enum drv_stream_state state);
/** Tell the pipelines that only this stream runs that its input ends. */
int drv_trigger_end(struct drv_stream *stream);
/** Reset the pipelines that no other stream runs or has paused. */
int drv_trigger_reset(struct drv_stream *stream);

/* ---- stream.c ---- */

/** Free the memory of a stream; sends nothing. */
void drv_stream_free(struct drv_stream *stream);

/* ---- kcontrol.c ---- */

int drv_controls_init(struct drv *drv);
void drv_controls_free(struct drv *drv);
/** Send the values of a widget that has just come up. */
int drv_controls_send(struct drv *drv, int widget);

uint32_t drv_control_channels(const struct tplg_control *control);
/** Q1.31 gain of a step of a volume. */
uint32_t drv_control_q31(const struct tplg_control *control, uint32_t value);
/** Parameter of a switch or an enum. */
uint32_t drv_control_param(const struct tplg_control *control);
/** May the module change it by itself? */
bool drv_control_is_volatile(const struct tplg_control *control);

/* ---- volume.c ---- */

/** Q1.31 gain of step `value` of a volume control with this dB scale. */
uint32_t drv_volume_q31(int32_t scale_min, uint32_t scale_step, bool mute, uint32_t value);

#endif
