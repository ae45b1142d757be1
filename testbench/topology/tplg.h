/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A topology, parsed: what driver, control and inspect read.
 *
 * Ownership: struct tplg owns everything reachable from it, nothing in it changes after loading, and
 * every pointer into it is valid until tplg_free(). Callers free nothing else.
 *
 * Objects name each other by position in the arrays of struct tplg (widgets[i], pipelines[i], ...);
 * TPLG_NONE stands for "no such object". Names are NUL-terminated printable UTF-8.
 *
 * A file that is malformed does not load. A file that is well formed but describes something that
 * cannot work (a module without a UUID, fewer formats than declared, a format of 0 Hz) does load, so
 * that it can be inspected and its sound parts used: ask tplg_widget_check() before using a widget and
 * tplg_format_check() before using a format.
 */
#ifndef TOPOLOGY_TPLG_H
#define TOPOLOGY_TPLG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ipc4/base-config.h>

#define TPLG_NAME_LEN      44 /* of every name, NUL included */
#define TPLG_NONE          (-1)
#define TPLG_CHANNELS_TEXT 40
#define TPLG_UUID_TEXT     37 /* "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" and NUL */

#define TPLG_MAX_FILE_BYTES    (1u << 20) /* largest file seen in the field: 129494 */
#define TPLG_MAX_FORMATS       128        /* declared formats per direction; seen: 49 */
#define TPLG_MAX_MIXER         4096       /* largest mixer maximum; it sizes a volume table */
#define TPLG_MAX_BYTES_CONTROL 65536      /* largest bytes control, header included; seen: 16384 */
#define TPLG_MAX_PIN_BYTES     65536      /* largest ibs or obs */
#define TPLG_MAX_CHANNELS      IPC4_MAX_CHANNELS
#define TPLG_MAX_PINS          IPC4_MAX_PINS
#define TPLG_MAX_PRIORITY      7
#define TPLG_MAX_CORE          15          /* four bits in the IPC */
#define TPLG_MAX_MODULE_BYTES  (16u << 20) /* largest stack or heap a module may ask for */
#define TPLG_ENUM_ITEMS        16

#define TPLG_PATH_SHOWN 160 /* bytes of a path that messages begin with, at most */

/** One line, already naming file, offset and expectation: "x.tplg: offset 0x24: ...". */
struct tplg_error {
	char text[1024];
};

/** A token that may be absent. */
struct tplg_opt {
	uint32_t value; /* 0 when not set */
	bool set;
};

/** Value of @opt, or @fallback when the token is absent. */
static inline uint32_t tplg_opt_or(struct tplg_opt opt, uint32_t fallback)
{
	return opt.set ? opt.value : fallback;
}

enum tplg_direction {
	TPLG_PLAYBACK = 0,
	TPLG_CAPTURE = 1,
};

/** "playback", "capture". */
const char *tplg_direction_name(enum tplg_direction direction);

enum tplg_widget_id { /* DAPM type */
	TPLG_WIDGET_INPUT = 0,
	TPLG_WIDGET_OUTPUT = 1,
	TPLG_WIDGET_MIXER = 3,
	TPLG_WIDGET_PGA = 4,
	TPLG_WIDGET_OUT_DRV = 5,
	TPLG_WIDGET_AIF_IN = 11,    /* host copier, playback */
	TPLG_WIDGET_AIF_OUT = 12,   /* host copier, capture */
	TPLG_WIDGET_DAI_IN = 13,    /* DAI copier, playback */
	TPLG_WIDGET_DAI_OUT = 14,   /* DAI copier, capture */
	TPLG_WIDGET_BUFFER = 16,    /* module-to-module copier */
	TPLG_WIDGET_SCHEDULER = 17, /* a pipeline */
	TPLG_WIDGET_EFFECT = 18,
	TPLG_WIDGET_SRC = 20,
	TPLG_WIDGET_ASRC = 21,
	TPLG_WIDGET_ENCODER = 22,
	TPLG_WIDGET_DECODER = 23,
};

/** What a widget is to the firmware. */
enum tplg_role {
	TPLG_ROLE_MODULE,   /* becomes a module instance */
	TPLG_ROLE_PIPELINE, /* scheduler: becomes a pipeline */
	TPLG_ROLE_VIRTUAL,  /* exists for routes only; no IPC */
	TPLG_ROLE_IGNORED,  /* a DAPM type no firmware knows; no IPC */
};

enum tplg_domain {
	TPLG_DOMAIN_UNSET,   /* token absent or another word: the module's own domain */
	TPLG_DOMAIN_DEFAULT, /* "default": likewise */
	TPLG_DOMAIN_LL,
	TPLG_DOMAIN_DP,
};

/** One declared format of one pin. */
struct tplg_pin_format {
	uint32_t pin_index;
	uint32_t buffer_bytes; /* ibs of an input, obs of an output */
	struct ipc4_audio_format fmt;
};

/** The formats and bindings of one side (inputs or outputs) of a widget. */
struct tplg_side {
	struct tplg_opt num_pins; /* tokens 411, 412; at most TPLG_MAX_PINS */
	uint32_t num_declared;    /* tokens 415, 416 */
	uint32_t num_formats;     /* usable: min(declared, present in the file) */
	struct tplg_pin_format *formats;
	uint32_t num_bindings;           /* tokens 413, 414; at most TPLG_MAX_PINS */
	char (*bindings)[TPLG_NAME_LEN]; /* [pin]: name of the peer widget, or "NotConnected" */
};

/** A well-known module type. */
struct tplg_module {
	uint8_t uuid[16];
	const char *name;
	/* of modules that this firmware declares; zeros for others */
	const char *config;              /* Kconfig symbol without CONFIG_ */
	uint8_t max_inputs, max_outputs; /* pins */
	const char *note;                /* NULL, or what it does not do though its name says so */
};

struct tplg_widget {
	char name[TPLG_NAME_LEN];
	char sname[TPLG_NAME_LEN]; /* aif: name of the PCM stream; dai: name of the link; else ignore */
	uint32_t id;               /* enum tplg_widget_id or another DAPM type */
	enum tplg_role role;
	uint32_t pipeline_id; /* topology index of its pipeline */
	int pipeline;         /* in pipelines[]; TPLG_NONE: no scheduler has this index */
	uint32_t offset;      /* of the widget in the file, for messages */

	bool uuid_set;
	uint8_t uuid[16];                 /* in file order */
	const struct tplg_module *module; /* NULL: unknown UUID, or none */

	struct tplg_side in;
	struct tplg_side out;

	int first_control; /* in controls[]; its controls are consecutive */
	uint32_t num_controls;

	/* tokens of any module */
	struct tplg_opt core;                /* 404 */
	struct tplg_opt cpc;                 /* 406 */
	struct tplg_opt is_pages;            /* 409, pages of 4 KiB */
	struct tplg_opt no_wname;            /* 417, 1: control names are used as they are */
	enum tplg_domain domain;             /* 418 */
	struct tplg_opt domain_id;           /* 419 */
	struct tplg_opt stack_bytes;         /* 420, 0: firmware default */
	struct tplg_opt heap_bytes;          /* 421 */
	struct tplg_opt lifetime_heap_bytes; /* 422 */
	struct tplg_opt shared_bytes;        /* 423 */

	/* copiers */
	char dai_type[TPLG_NAME_LEN];   /* 154, "" when absent */
	struct tplg_opt dai_index;      /* 155 */
	struct tplg_opt direction;      /* 156, enum tplg_direction */
	struct tplg_opt node_type;      /* 1980, gateway class */
	struct tplg_opt deep_buffer_ms; /* 1981 */

	/* gain */
	struct tplg_opt curve_type;     /* 260 */
	struct tplg_opt curve_duration; /* 261, units of 100 ns */
	struct tplg_opt gain_init;      /* 262, Q1.31 */

	/* rate converters */
	struct tplg_opt src_rate_in;   /* 300, Hz */
	struct tplg_opt src_rate_out;  /* 301, Hz */
	struct tplg_opt asrc_rate_out; /* 321, Hz */
	struct tplg_opt asrc_mode;     /* 323 */

	struct tplg_opt mix_type; /* 1700, 0 mixin, 1 mixout; the UUID decides */

	/* schedulers; struct tplg_pipeline has them resolved */
	struct tplg_opt priority;        /* 201 */
	struct tplg_opt sched_core;      /* 203 */
	struct tplg_opt time_domain;     /* 205 */
	struct tplg_opt dynamic;         /* 206 */
	struct tplg_opt lp_mode;         /* 207 */
	struct tplg_opt chain_dma;       /* 209 */
	struct tplg_opt sched_direction; /* 211 */
	struct tplg_opt direction_valid; /* 212 */
};

/** One per scheduler widget, in file order. */
struct tplg_pipeline {
	uint32_t id;       /* topology index, what -p names; unique */
	int widget;        /* its scheduler in widgets[] */
	uint32_t priority; /* 0 highest .. 7 */
	uint32_t core;
	bool lp_mode;
	bool chain_dma; /* no modules: the host DMA is chained to the link DMA */
	bool direction_set;
	enum tplg_direction direction; /* meaningful when direction_set */
};

enum tplg_control_kind {
	TPLG_CONTROL_VOLUME, /* mixer with max > 1 */
	TPLG_CONTROL_SWITCH, /* mixer with max == 1 */
	TPLG_CONTROL_ENUM,
	TPLG_CONTROL_BYTES,
};

struct tplg_control_channel {
	uint32_t reg;
	uint32_t shift;
	uint32_t id;
};

struct tplg_control {
	char name[TPLG_NAME_LEN];
	enum tplg_control_kind kind;
	int widget;              /* in widgets[] */
	uint32_t id;             /* number among the widget's controls of the same kind, from 0 */
	uint32_t access;         /* TPLG_ACCESS_* and other SNDRV_CTL_ELEM_ACCESS_* bits */
	uint32_t get, put, info; /* handler ids */
	uint32_t offset;         /* in the file, for messages */

	/* volume, switch, enum */
	uint32_t num_channels; /* 0..TPLG_MAX_CHANNELS */
	struct tplg_control_channel channels[TPLG_MAX_CHANNELS];

	/* volume, switch */
	int32_t min;
	uint32_t max; /* 1..TPLG_MAX_MIXER */
	bool invert;
	bool scale_set;      /* dB scale present */
	int32_t scale_min;   /* 0.01 dB */
	uint32_t scale_step; /* 0.01 dB */
	bool scale_mute;     /* the lowest value mutes */

	/* enum */
	uint32_t num_items; /* 0..TPLG_ENUM_ITEMS */
	char (*items)[TPLG_NAME_LEN];

	/* bytes */
	uint32_t max_bytes; /* ABI header and payload */
	uint32_t ext_get, ext_put, ext_info;
	bool data_set;     /* false: no initial value, nothing to send */
	uint32_t param_id; /* large config param of the initial value */
	uint32_t abi;
	uint32_t data_bytes; /* payload, ABI header stripped; may be 0 */
	uint8_t *data;
};

#define TPLG_ACCESS_READ      0x1u
#define TPLG_ACCESS_WRITE     0x2u
#define TPLG_ACCESS_VOLATILE  0x4u
#define TPLG_ACCESS_TLV_READ  0x10u
#define TPLG_ACCESS_TLV_WRITE 0x20u

/** Both ends exist; the same pair appears once. File order. */
struct tplg_route {
	int source; /* in widgets[] */
	int sink;
	uint32_t group; /* index of its block; 0 between pipelines */
};

struct tplg_caps {
	bool present;                /* false: the direction is unused, all else is 0 */
	char name[TPLG_NAME_LEN];    /* equals the sname of the host widget */
	uint64_t formats;            /* bit n: ALSA format n */
	uint32_t rates;              /* ALSA rate bits */
	uint32_t rate_min, rate_max; /* Hz, 0 when unstated */
	uint32_t channels_min, channels_max;
	uint32_t periods_min, periods_max;
	uint32_t period_size_min, period_size_max; /* bytes */
	uint32_t buffer_size_min, buffer_size_max; /* bytes */
	uint32_t sig_bits;
	int host; /* host copier in widgets[], TPLG_NONE: direction cannot be used */
};

struct tplg_pcm {
	uint32_t id; /* ALSA device number; unique */
	char name[TPLG_NAME_LEN];
	char dai_name[TPLG_NAME_LEN];
	uint32_t dai_id;
	bool compress;
	struct tplg_caps caps[2]; /* [enum tplg_direction] */
};

/** Clocks and slots that a link can run with. */
struct tplg_hw_config {
	uint32_t fsync_rate; /* Hz */
	uint32_t tdm_slots;
	uint32_t tdm_slot_width; /* bits */
};

#define TPLG_MAX_HW_CONFIGS 8

struct tplg_link {
	uint32_t id;
	char name[TPLG_NAME_LEN];
	char stream_name[TPLG_NAME_LEN];
	char dai_type[TPLG_NAME_LEN]; /* "" when absent */
	struct tplg_opt dai_index;
	struct tplg_opt direction;
	uint32_t num_hw_configs;
	struct tplg_hw_config hw_configs[TPLG_MAX_HW_CONFIGS];
};

/** What a warning is about. */
enum tplg_warning {
	TPLG_WARNING_OTHER,
	TPLG_WARNING_IPC3,
	TPLG_WARNING_ROUTE,     /* dropped */
	TPLG_WARNING_HOST,      /* a PCM direction has none */
	TPLG_WARNING_DAI_TYPE,  /* not known */
	TPLG_WARNING_DUPLICATE, /* two controls of one name */
	TPLG_WARNING_CUT,       /* a control's name */
};

struct tplg {
	char *path;      /* as given to the loader */
	bool abi_set;    /* the manifest states an ABI version */
	uint16_t abi[3]; /* major, minor, patch */
	bool ipc3;       /* for firmware that speaks IPC3: nothing of it can run */

	uint32_t num_widgets;
	struct tplg_widget *widgets;
	uint32_t num_pipelines;
	struct tplg_pipeline *pipelines;
	uint32_t num_controls;
	struct tplg_control *controls;
	uint32_t num_routes;
	struct tplg_route *routes;
	uint32_t num_pcms;
	struct tplg_pcm *pcms;
	uint32_t num_links;
	struct tplg_link *links;

	uint32_t num_warnings;
	char **warnings; /* one line each: what was dropped or will not work */
	uint32_t num_warning_kinds;
	enum tplg_warning *warning_kinds; /* of each */
};

/** What to load. Zeros but for the path are the usual. */
struct tplg_request {
	const char *path;           /* a compiled file, or a source whose name ends in ".conf" */
	const char *const *defines; /* "NAME=VALUE" for the compiler; none for a compiled file */
	size_t num_defines;
	const char *const
		*include_dirs; /* where a source's includes are looked for, after its own folder */
	size_t num_include_dirs;
	bool accept_ipc3; /* load one for IPC3 firmware too: it can be printed, but not run */
};

/** Is it a topology source, by its name? Else it is taken for a compiled topology. */
bool tplg_is_source(const char *path);

/**
 * Load a topology. A source is compiled first; its includes are looked for in its own folder, in the request's,
 * in those of the environment variable ADSPBENCH_TPLG (separated by colons) and in the library's.
 *
 * @out: on success the topology, to be given to tplg_free(); else NULL
 * @err: on failure one line for the user
 *
 * Returns 0, -EINVAL (not a topology we accept), -ENOMEM, or the errno of reading the file.
 */
int tplg_load_request(const struct tplg_request *request, struct tplg **out,
		      struct tplg_error *err);

/** Note the files that a request reads (util/input_files.h): a source's includes too. Nothing is compiled. */
void tplg_note_inputs(const struct tplg_request *request);

/** tplg_load_request() of a path alone. */
int tplg_load(const char *path, struct tplg **out, struct tplg_error *err);

/** Parse a compiled topology that is already in memory; @path is for messages only. As tplg_load(). */
int tplg_parse(const char *path, const void *data, size_t size, struct tplg **out,
	       struct tplg_error *err);

/** Free @t and everything in it. NULL is fine. */
void tplg_free(struct tplg *t);

/** Position of the widget called @name in widgets[], or TPLG_NONE. */
int tplg_find_widget(const struct tplg *t, const char *name);

/** Position in pipelines[] of the pipeline with topology index @id, or TPLG_NONE. */
int tplg_find_pipeline(const struct tplg *t, uint32_t id);

/** Position in pcms[] of the PCM with number @id, or TPLG_NONE. */
int tplg_find_pcm(const struct tplg *t, uint32_t id);

/** Position in pcms[] of the first PCM called @name, or TPLG_NONE. */
int tplg_find_pcm_name(const struct tplg *t, const char *name);

/** Write "0 'Speaker', 2 'Headset'": numbers and names of all PCMs, for messages. */
void tplg_list_pcms(const struct tplg *t, char *text, size_t size);

/** Position in controls[] of the first control called @name, or TPLG_NONE. */
int tplg_find_control(const struct tplg *t, const char *name);

/**
 * Walk the DAIs that are one gateway together with the DAI at @widget: ALH widgets of the same direction
 * and link, itself included. Start with @from 0 and go on with one past the last answer.
 *
 * Returns a position in widgets[], TPLG_NONE when there are no more.
 */
int tplg_next_aggregated(const struct tplg *t, int widget, int from);

/** Position in links[] of the link called @name, or TPLG_NONE. */
int tplg_find_link(const struct tplg *t, const char *name);

/**
 * May the widget at @widget be used by a stream? Checks what loading leaves open for a module: a
 * scheduler for its index, a UUID, as many formats as declared. Other widgets are always fine.
 *
 * Returns 0, -ENOENT (no UUID) or -EINVAL, then with one line in @err naming widget and cause.
 */
int tplg_widget_check(const struct tplg *t, int widget, struct tplg_error *err);

/**
 * May @format, one of the widget's, be used? Unused formats of a good file may be odd, so ask when one
 * is chosen. Checks rate, channels, container and valid bits, sample type, pin and buffer size.
 *
 * Returns 0 or -EINVAL, then with one line in @err naming widget, value and what was expected.
 */
int tplg_format_check(const struct tplg *t, int widget, const struct tplg_pin_format *format,
		      struct tplg_error *err);

/** The well-known module with this UUID (16 bytes in file order), or NULL. Static storage. */
const struct tplg_module *tplg_module_find(const uint8_t uuid[16]);

/** Modules that this firmware declares, by number from 0; NULL past the last one. */
const struct tplg_module *tplg_module_declared(size_t number);

/** "1 channel", "2 channels", "2..8 channels". Returns @text. */
const char *tplg_channels_format(const struct tplg_caps *caps, char text[TPLG_CHANNELS_TEXT]);

/** A module that the firmware has loaded has this name. @param name	of at most `bytes`, in any case */
void tplg_module_learn(const uint8_t uuid[16], const char *name, size_t bytes);

/** Write @uuid (file order) as text. */
void tplg_uuid_format(const uint8_t uuid[16], char text[TPLG_UUID_TEXT]);

/** "aif_in", "pga", ...; "unknown" for a DAPM type without a name. Static storage. */
const char *tplg_widget_type_name(uint32_t id);

#endif
