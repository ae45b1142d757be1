/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The emulated kernel driver: it turns PCM streams of a topology into the IPC4 messages that the Linux
 * driver would send, and kcontrols into large config messages.
 *
 * Life of a run:
 *   drv_create(tplg)            hooks the notification handler, sends nothing
 *   adsp_machine_start()        FW_READY arrives
 *   drv_probe()                 asks the firmware what it is
 *   drv_pcm_open() .. _close()  any number of streams, in any order
 *   drv_destroy()               before the tplg is freed; needs no machine
 *
 * Ownership: the caller owns the tplg, which must outlive the driver. Everything returned as const
 * belongs to the driver and lives until the object it was asked of goes away or changes.
 * Errors: functions return 0 or a negative errno; drv_last_error() holds the one-line text.
 * All functions are called from the machine's thread. Waiting for an answer advances virtual time.
 */
#ifndef DRIVER_DRIVER_H
#define DRIVER_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ipc4/base-config.h>
#include <topology/tplg.h>

struct drv;
struct drv_stream;

/* ---- errors ---- */

enum drv_error_kind {
	DRV_ERROR_NONE = 0,
	DRV_ERROR_USAGE, /* the caller asks for what is not there: PCM, control, value (exit 1) */
	DRV_ERROR_TOPOLOGY, /* the topology does not support the request (exit 2) */
	DRV_ERROR_FIRMWARE, /* the firmware refused, failed or did not answer (exit 3) */
};

struct drv_error {
	enum drv_error_kind kind;
	int code;        /* negative errno, what the function returned */
	uint32_t status; /* IPC4 status of the reply, 0 when there was none */
	char text[512];  /* one line: widget, module, UUID, message, status name as far as known */
};

/** The last error; kind is DRV_ERROR_NONE when there was none. Never NULL. */
const struct drv_error *drv_last_error(const struct drv *drv);

/** Number of requests that the firmware has not answered in time. */
unsigned int drv_unanswered(const struct drv *drv);

/** Name of an IPC4 status code ("MOD_NOT_INITIALIZED"), "UNKNOWN" for a number that has none. */
const char *drv_status_name(uint32_t status);

/* ---- events: what the firmware tells by itself ---- */

enum drv_event_kind {
	DRV_EVENT_UNDERRUN, /* a playback gateway ran dry */
	DRV_EVENT_OVERRUN,  /* a capture gateway was not read in time */
	DRV_EVENT_MIXER_UNDERRUN,
	DRV_EVENT_PROCESS_ERROR, /* a module's process call failed; data is its error code */
	DRV_EVENT_EXCEPTION,     /* the firmware caught an exception; id is the core */
	DRV_EVENT_WATCHDOG,      /* id is the core */
	DRV_EVENT_CONTROL,       /* a module changed a control by itself; data is the param id */
	DRV_EVENT_PHRASE,     /* a key phrase was detected; data is its word's id, id the score */
	DRV_EVENT_STREAM_END, /* a codec has written the last of its stream */
	DRV_EVENT_PRIVACY_ON, /* the privacy switch mutes the microphones: not told by the firmware, but to it */
	DRV_EVENT_PRIVACY_OFF,
	DRV_EVENT_OTHER, /* any other notification; data is its IPC4 type */
	DRV_EVENT_KINDS
};

/** Equal notifications from one source are one event with a count. */
struct drv_event {
	enum drv_event_kind kind;
	char source[TPLG_NAME_LEN]; /* widget, "pipeline.1", "core 0"; "module 5.0" if not ours */
	uint32_t id; /* as in the notification: component, pipeline, gateway or core */
	uint32_t data;
	uint64_t count;
	uint64_t first_us; /* virtual time */
	uint64_t last_us;
};

/** Name of a kind for logs and reports: "underrun", "process-error", ... */
const char *drv_event_kind_name(enum drv_event_kind kind);

/**
 * Event number `index`, in order of first appearance.
 * @return NULL past the last one
 */
const struct drv_event *drv_event_get(const struct drv *drv, size_t index);

/* ---- life ---- */

struct drv_config {
	/** Called for each notification but FW_READY, after it has been counted. May be NULL. */
	void (*event)(void *ctx, const struct drv_event *event);
	/** Called instead of adsp_tick() while the driver waits for an answer. May be NULL. */
	void (*tick)(void *ctx);
	/** Receives each message sent (one line, for debug logs) and warnings. May be NULL. */
	void (*log)(void *ctx, bool warning, const char *text);
	void *ctx;
	bool lenient; /* warn of what Linux refuses and a host could do all the same */
	const char *const *modules; /* files of loadable modules, at most 15; kept by reference */
	size_t num_modules;
};

/**
 * Make a driver for a topology and take the machine's notifications. Call before adsp_machine_start(),
 * or later, when an earlier driver is gone and has left nothing in the firmware.
 * @param config	copied; NULL for none
 * @return 0, -ENOMEM
 */
int drv_create(const struct tplg *tplg, const struct drv_config *config, struct drv **out);

/**
 * The microphones' privacy switch: let the firmware carry it out, from the next stream that is prepared. The switch is off. Call it
 * after drv_probe(). @return 0, -EOPNOTSUPP the firmware has no such privacy, -errno as drv_probe()
 */
int drv_mic_privacy_enable(struct drv *drv);

/** The switch mutes the microphones, or does not any more. @return 0 or -errno as drv_probe() */
int drv_mic_privacy_switch(struct drv *drv, bool muted);

/** Free the driver and every stream left open. Sends nothing. NULL is fine. */
void drv_destroy(struct drv *drv);

/** Unload what drv_probe() has loaded. No module of it is in use any more. @return 0 or -errno as drv_probe() */
int drv_unload_libraries(struct drv *drv);

/**
 * Load the libraries of the configuration; read firmware and hardware configuration and the module table from the running firmware.
 * @return 0, -ENODEV no FW_READY, -EPROTO an answer that makes no sense, -ETIMEDOUT, -EINVAL refused
 */
int drv_probe(struct drv *drv);

struct drv_firmware {
	uint16_t version[4]; /* major, minor, micro, build */
	uint32_t max_pipelines;
	uint32_t cores;
	uint32_t downlink_bytes; /* host to DSP box */
	uint32_t uplink_bytes;   /* DSP to host box */
	size_t num_modules;
};

/** What drv_probe() found; zeros before. */
const struct drv_firmware *drv_firmware(const struct drv *drv);

/** Number of a module's library, from 1; 0: built in. */
#define DRV_LIBRARY_OF(module_id) ((module_id) >> 12)

/** A module of the firmware, as its table has it. */
struct drv_module_info {
	uint32_t id; /* DRV_LIBRARY_OF() */
	bool dp;     /* its own domain: DP, else LL */
	uint8_t uuid[16];
	char name[9]; /* lower case */
};

/** Is there a module with this UUID (file order)? Of two it is the loaded one. @param info may be NULL */
bool drv_module_info(const struct drv *drv, const uint8_t uuid[16], struct drv_module_info *info);

/** The same of those that are built in, although a loaded one may be taken instead. */
bool drv_module_built_in(const struct drv *drv, const uint8_t uuid[16],
			 struct drv_module_info *info);

/** File of the library that it is taken from, a path of the configuration. @return NULL: of none */
const char *drv_module_file(const struct drv *drv, const uint8_t uuid[16]);

/**
 * What a module does not do though its name says so.
 * @return text of the program; NULL: nothing, or the firmware has a module of somebody else in its place
 */
const char *drv_module_note(const struct drv *drv, const struct tplg_module *module);

/** The i-th of the table. @return false: there are no more */
bool drv_module_at(const struct drv *drv, size_t i, struct drv_module_info *info);

/**
 * Raw LARGE_CONFIG_GET (module 0, instance 0 is the base firmware).
 * @param bytes	in: room in buf; out: bytes received
 * @return 0 or -errno as drv_probe()
 */
int drv_large_config_get(struct drv *drv, uint32_t module_id, uint32_t instance_id,
			 uint32_t param_id, void *buf, size_t *bytes);

/**
 * Widget behind a firmware component id (instance << 16 | module id).
 * @return NULL when no module of this driver has that id now
 */
const char *drv_component_name(const struct drv *drv, uint32_t component_id);

/* ---- PCM streams ---- */

/* ALSA format numbers, also the bit numbers of a topology's PCM capabilities. */
enum drv_format {
	DRV_FORMAT_NONE = 0,
	DRV_FORMAT_U8 = 1,
	DRV_FORMAT_S16_LE = 2,
	DRV_FORMAT_S24_LE = 6, /* low 24 bits of 32 */
	DRV_FORMAT_S32_LE = 10,
	DRV_FORMAT_FLOAT_LE = 14,
	DRV_FORMAT_IEC958_SUBFRAME_LE = 18, /* of chained DMA alone: passed as it is */
	DRV_FORMAT_MU_LAW = 20,
	DRV_FORMAT_A_LAW = 21,
	DRV_FORMAT_S24_3LE = 32,
};

/** "S16_LE" and so on; "?" for a number that has no name here. */
const char *drv_format_name(enum drv_format format);

/** Bytes of one sample in memory, 0 for an unknown format. */
size_t drv_format_bytes(enum drv_format format);

/** The format of the words that travel through a gateway, DRV_FORMAT_NONE when no PCM has it. */
enum drv_format drv_format_of(const struct ipc4_audio_format *fmt);

struct drv_pcm_params {
	uint32_t rate;     /* Hz */
	uint32_t channels; /* 1..8 */
	enum drv_format format;
	uint32_t codec; /* of a compressed PCM: enum ipc4_codec_id, 0: PCM; other PCMs do not look at it */
};

#define DRV_MAX_RATES 24

/** From min to max, both included; a max of 0 is no limit. */
struct drv_range {
	uint32_t min;
	uint32_t max;
};

/** What a PCM stream may be. Zeros are no constraint. */
struct drv_pcm_space {
	uint32_t rates[DRV_MAX_RATES]; /* Hz; ascending when they come from drv_pcm_refine() */
	size_t num_rates;
	uint32_t channels; /* bit n: n channels */
	uint64_t formats;  /* bit n: enum drv_format n */
	struct drv_range period_frames;
	struct drv_range buffer_frames;
	struct drv_range periods;
	/**
	 * In: bound the buffer by the DMA's bursts, and the period not, as Linux did before October 2025. For clients
	 * whose audio passes through a buffer of the host's before.
	 */
	bool short_periods;
};

/** One end of a stream: a copier with a gateway. */
struct drv_endpoint {
	char widget[TPLG_NAME_LEN]; /* "dai-copier.SSP.NoCodec-2.playback" */
	char link[TPLG_NAME_LEN]; /* stream name: PCM stream or DAI link, "" if the topology has none */
	char dai_type[TPLG_NAME_LEN]; /* "SSP", "HDA", ...; "" for a host copier */
	uint32_t dai_index;
	uint32_t pipeline; /* topology index */
	uint32_t node_id;  /* for adsp_dma_attach() */
	bool capture;      /* data comes into (DAI) or out of (host) the DSP for a capture */
	bool host;
	struct ipc4_audio_format format; /* on the gateway's side of the copier */
	uint32_t period_bytes;           /* on the gateway's side */
	uint32_t dma_buffer_bytes;
};

/**
 * Open a PCM direction; sends nothing.
 * @return 0, -ENOENT no such PCM, direction, host copier or DAI, -EBUSY open already, -EINVAL a chained stream with
 *	anything but a host and an HDA link, -ENOMEM
 */
int drv_pcm_open(struct drv *drv, uint32_t pcm_id, enum tplg_direction direction,
		 struct drv_stream **out);

/**
 * What the stream can be within these constraints: a rate, a channel count or a format is left when at least one
 * combination with it works along the whole path. Sends nothing, changes nothing.
 * @param space	in: constraints; out: what is left of them, on success
 * @return 0, -EINVAL nothing works, -EBUSY nothing beside the streams that there are, -ENOENT a module that the
 *	firmware lacks; the text names the widget, what it takes and what arrives
 */
int drv_pcm_refine(struct drv_stream *stream, struct drv_pcm_space *space);

/**
 * Choose every format along the path; sends nothing. After it the endpoints are known.
 * @return 0, -EINVAL the topology has no format for these parameters (the text names the widget),
 *	-ENOENT a module that the firmware lacks, -EBUSY running, -EOPNOTSUPP, -ENOSPC ids exhausted
 */
int drv_pcm_hw_params(struct drv_stream *stream, const struct drv_pcm_params *params);

/**
 * Create pipelines and modules, send their controls, bind. Nothing stays created after an error.
 * No-op when that has been done. @return 0, -EBADFD no hw_params, or the firmware's refusal
 */
int drv_pcm_prepare(struct drv_stream *stream);

enum drv_trigger {
	DRV_TRIGGER_START,         /* PAUSED, then RUNNING */
	DRV_TRIGGER_STOP,          /* PAUSED */
	DRV_TRIGGER_PAUSE_PUSH,    /* PAUSED */
	DRV_TRIGGER_PAUSE_RELEASE, /* RUNNING */
};

/** @return 0, -EBADFD not legal in the stream's state, or the firmware's refusal */
int drv_pcm_trigger(struct drv_stream *stream, enum drv_trigger trigger);

/**
 * The same for several streams of one driver, in one tick. When the firmware refuses it for all of them, each is
 * tried by itself.
 * @param refused	set after an error: the first stream that could not
 * @return 0, -EBADFD not legal in the state of one of them and nothing was sent, or the first refusal
 */
int drv_pcm_trigger_all(struct drv_stream *const *streams, size_t count, enum drv_trigger trigger,
			size_t *refused);

/**
 * Is its host DMA tied to the link's, without a module between them? The gateways of such a stream are set up when it
 * starts, and count from there.
 * @param preamble_bytes	set to what its link sends before the first byte of a started stream. May be NULL
 */
bool drv_stream_is_chained(const struct drv_stream *stream, uint32_t *preamble_bytes);

/**
 * A compressed playback's program has no more: the pipelines that only this stream runs get to know, and the codec ends
 * its stream by itself (DRV_EVENT_STREAM_END). No-op for other streams. @return 0, -EBADFD it does not run, or the
 * firmware's refusal
 */
int drv_pcm_end(struct drv_stream *stream);

/** Does it get nothing until a key phrase has been detected? */
bool drv_stream_listens(const struct drv_stream *stream);

/** Does a codec stand between this PCM and the stream? */
bool drv_stream_is_compressed(const struct drv_stream *stream);

/**
 * The widget that makes a compressed capture something else than samples: frames of bytes, as many as it likes.
 * @param format	set to that of the words in which they leave the DSP unchanged. May be NULL
 * @return its name; NULL: there is none
 */
const char *drv_stream_encoder(const struct drv_stream *stream, enum drv_format *format);

/** An asynchronous rate converter that has a thread, in which it does not follow a link's clock: its widget. @return NULL: none */
const char *drv_stream_deaf_converter(const struct drv_stream *stream);

/** Has the firmware started it, and not been told to stop or pause it? */
bool drv_stream_is_running(const struct drv_stream *stream);

/**
 * Reset, unbind and delete what no other stream uses. A running stream is stopped first. Goes on after
 * an error and returns the first one. Without prepare: forgets the parameters.
 */
int drv_pcm_hw_free(struct drv_stream *stream);

/** hw_free if need be, then free the stream. NULL is fine. */
void drv_pcm_close(struct drv_stream *stream);

/** Host end of the stream; valid after hw_params. */
const struct drv_endpoint *drv_stream_host(const struct drv_stream *stream);

/** DAI end number `index`; valid after hw_params. @return NULL past the last one */
const struct drv_endpoint *drv_stream_dai(const struct drv_stream *stream, size_t index);

/** A widget and the component that it became in the firmware. */
struct drv_component {
	const char *widget; /* the topology's */
	uint32_t id;        /* instance << 16 | module id */
	char name[32];      /* what the firmware calls it: module.pipeline.instance */
	const struct ipc4_audio_format *in, *out; /* NULL: it has no inputs or outputs */
};

/** Modules that the stream uses, shared ones included: for reports. @return false past the last one */
bool drv_stream_component(const struct drv_stream *stream, size_t index, struct drv_component *out);

/* ---- kcontrols: named by their position in the topology's controls[] ---- */

enum drv_read_back {
	DRV_READ_NOTHING, /* nobody has put it, its module is not up or does not answer, or changes it by itself */
	DRV_READ_SAME,
	DRV_READ_OTHER,
};

/**
 * Ask a control's module for what was put last.
 * @param text	of DRV_READ_OTHER: the first difference
 */
enum drv_read_back drv_control_read_back(struct drv *drv, size_t control, char *text, size_t size);

/**
 * Put values of a volume, switch or enum control. Channels past count keep theirs, but equal values
 * count as all channels. Sent at once when the widget is up, else at its set-up.
 * @return 0, -ENOENT, -EINVAL wrong kind, count or value, or the firmware's refusal
 */
int drv_control_put(struct drv *drv, size_t control, const uint32_t *values, size_t count);

/** Values as last put. @param values room for TPLG_MAX_CHANNELS @return number of values, -errno */
int drv_control_get(struct drv *drv, size_t control, uint32_t *values);

/**
 * Put the payload of a bytes control (no headers). A refused payload is not kept.
 * @param param_id	large config param, the `type` of the ABI header
 */
int drv_control_put_bytes(struct drv *drv, size_t control, uint32_t param_id, const void *data,
			  size_t bytes);

/**
 * Payload of a bytes control: asked of the module when it is up and the control is volatile, else as
 * last put.
 * @param bytes	in: room; out: bytes
 * @return 0, -ENOSPC, -errno
 */
int drv_control_get_bytes(struct drv *drv, size_t control, uint32_t *param_id, void *data,
			  size_t *bytes);

#endif
