/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interface of a module, and what the adapter offers it.
 *
 * A module never sees a buffer: it gets sources and sinks. It allocates with mod_*() only; all of that is
 * tracked and given back when the module goes.
 */
#ifndef SOF_AUDIO_MODULE_GENERIC_H
#define SOF_AUDIO_MODULE_GENERIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ipc4/base-config.h>
#include <ipc/control.h>
#include <ipc/stream.h>
#include <ipc4/module.h>
#include <ipc4/notification.h>
#include <rtos/alloc.h>
#include <sof/audio/component.h>
#include <sof/audio/sink_api.h>
#include <sof/audio/buffer.h>
#include <sof/audio/source_api.h>
#include <sof/lib/memory.h>
#include <sof/platform.h>

struct comp_data_blob_handler;
struct ipc4_module_bind_unbind;
struct mod_alloc_ctx;
struct processing_module;

#define MODULE_MAX_SOURCES CONFIG_MODULE_MAX_CONNECTIONS

enum module_cfg_fragment_position {
	MODULE_CFG_FRAGMENT_MIDDLE = 0,
	MODULE_CFG_FRAGMENT_FIRST = 1,
	MODULE_CFG_FRAGMENT_LAST = 2,
	MODULE_CFG_FRAGMENT_SINGLE = 3,
};

enum module_processing_type {
	MODULE_PROCESS_TYPE_SOURCE_SINK,
	MODULE_PROCESS_TYPE_STREAM,
	MODULE_PROCESS_TYPE_RAW,
};

/** Argument of process_audio_stream (data is a struct audio_stream, size frames) and process_raw_data
 * (data is linear, size bytes). `consumed` is in bytes. */
struct input_stream_buffer {
	void *data;
	uint32_t size;
	uint32_t consumed;
	bool end_of_stream;
};

/** `size` is bytes produced. */
struct output_stream_buffer {
	void *data;
	uint32_t size;
};

/** Further operations of a module that stands at the end of a pipeline. */
struct module_endpoint_ops {
	/** Bytes that the gateway has moved since it was started. @param input	of its input pins */
	uint64_t (*get_total_data_processed)(struct comp_dev *dev, uint32_t stream_no, bool input);
	/** Frames that the gateway's clock is ahead of the ticks, Q16, since the stream was prepared. */
	int64_t (*get_clock_deviation)(struct comp_dev *dev);
};

/**
 * Operations of a module. init and one processing operation are mandatory. All return 0 or -errno unless
 * said otherwise.
 */
struct module_interface {
	/** cfg.init_data and cfg.base_cfg are valid. On error the adapter frees all mod_*() memory. */
	int (*init)(struct processing_module *mod);
	int (*prepare)(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks);
	/** DP only; default: each source has min_available, each sink min_free_space. */
	bool (*is_ready_to_process)(struct processing_module *mod, struct sof_source **sources,
				    int num_of_sources, struct sof_sink **sinks, int num_of_sinks);
	/** -ENODATA and -ENOSPC mean there is nothing to do and count as success. */
	int (*process)(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks);
	/** LL only. */
	int (*process_audio_stream)(struct processing_module *mod,
				    struct input_stream_buffer *input_buffers,
				    int num_input_buffers,
				    struct output_stream_buffer *output_buffers,
				    int num_output_buffers);
	/** LL only. */
	int (*process_raw_data)(struct processing_module *mod,
				struct input_stream_buffer *input_buffers, int num_input_buffers,
				struct output_stream_buffer *output_buffers,
				int num_output_buffers);
	/** Large config set. Absent: every parameter is accepted and ignored. */
	int (*set_configuration)(struct processing_module *mod, uint32_t config_id,
				 enum module_cfg_fragment_position pos, uint32_t data_offset_size,
				 const uint8_t *fragment, size_t fragment_size, uint8_t *response,
				 size_t response_size);
	/** Large config get: in *data_offset_size room or offset, out bytes written. Absent: -EIO. */
	int (*get_configuration)(struct processing_module *mod, uint32_t config_id,
				 uint32_t *data_offset_size, uint8_t *fragment,
				 size_t fragment_size);
	/** Small config: 14-bit id and 16-bit value in one word. Absent: -ENOEXEC. */
	int (*set_config_param)(struct processing_module *mod, uint32_t param_id_data);
	int (*get_config_param)(struct processing_module *mod, uint32_t *param_id_data);
	int (*bind)(struct processing_module *mod, const struct bind_info *info);
	int (*unbind)(struct processing_module *mod, const struct bind_info *info);
	/** Must take the state transition itself (comp_set_state()). May return PPL_STATUS_PATH_STOP. */
	int (*trigger)(struct processing_module *mod, int cmd);
	/** May return PPL_STATUS_PATH_STOP: do not reset what is behind me, nor me. */
	int (*reset)(struct processing_module *mod);
	int (*free)(struct processing_module *mod);
	/** Of a gateway; absent elsewhere. */
	const struct module_endpoint_ops *endpoint_ops;
};

struct module_config {
	size_t size; /* of data */
	void *data;  /* run-time configuration assembled by module_set_configuration() */
	bool avail;
	const void *init_data; /* base config and what follows; valid during init only */
	size_t init_data_size;
	bool has_module_data; /* init_data is a MODULE_DATA object of the host's instead */
	struct ipc4_base_module_cfg base_cfg;
	uint8_t nb_input_pins;
	uint8_t nb_output_pins;
	struct ipc4_input_pin_format *input_pins; /* NULL without base config extension */
	struct ipc4_output_pin_format *output_pins;
};

/** Large configuration under assembly. */
struct module_fragment {
	void *data;
	uint32_t size;
	uint32_t position; /* bytes that have arrived */
	uint32_t config_id;
};

/** The state of a module is its component's. */
enum module_state {
	MODULE_DISABLED,
	MODULE_INITIALIZED,
	MODULE_IDLE,
	MODULE_PROCESSING,
};

/** Of a module that works on blocks of its own: their size, and what it keeps between calls. */
struct module_processing_data {
	/* bytes that a raw or DP module works in, set by its init or prepare; 0: from ibs and obs */
	uint32_t in_buff_size;
	uint32_t out_buff_size;

	/* the module's alone: nobody else reads or writes them */
	void *in_buff;
	void *out_buff;
	uint32_t avail; /* bytes in in_buff */
	uint32_t produced;
	uint32_t consumed;
	uint32_t init_done;
	bool eos_reached;
	bool eos_notification_sent;
};

struct module_data {
	enum module_state state;
	void *private;
	const struct module_interface *ops;
	struct module_config cfg;
	struct module_fragment fragment;
	struct module_processing_data mpd;
	uint32_t read_back; /* bytes that comp_data_blob_get_cmd() has put into the answer */
};

struct processing_module {
	struct module_data priv;
	struct comp_dev *dev;
	enum module_processing_type proc_type;

	struct sof_source *sources[CONFIG_MODULE_MAX_CONNECTIONS]; /* newest bind first */
	struct sof_sink *sinks[CONFIG_MODULE_MAX_CONNECTIONS];
	uint32_t num_of_sources;
	uint32_t num_of_sinks;
	uint32_t max_sources; /* 1 unless the module's init raises it */
	uint32_t max_sinks;

	struct sof_ipc_stream_params *stream_params; /* of input pin 0; the module may change it */
	uint32_t period_bytes;
	bool no_pause; /* refuses PAUSE */

	/* for its own calls of the adapter */
	uint32_t verify_params_flags; /* BUFF_PARAMS_*, see comp_verify_params() */
	bool skip_src_buffer_invalidate;
	bool skip_sink_buffer_writeback;

	/* stream and raw types */
	struct input_stream_buffer *input_buffers;
	struct output_stream_buffer *output_buffers;
	struct comp_buffer **raw_buffers; /* one per sink, in sink order */
	uint32_t num_raw_buffers;
	uint32_t deep_buff_bytes;
	uint32_t output_buffer_size;

	uint64_t total_data_consumed; /* bytes, first source */
	uint64_t total_data_produced; /* bytes, first sink */
};

static inline void *module_get_private_data(const struct processing_module *mod)
{
	return mod->priv.private;
}

static inline void module_set_private_data(struct processing_module *mod, void *data)
{
	mod->priv.private = data;
}

/** True when the module at the other end of an edge is in the state of running audio. */
static inline bool module_is_active(const struct processing_module *mod)
{
	return mod && mod->dev->state == COMP_STATE_ACTIVE;
}

/** Is what is written here being consumed? In LL and in user mode. */
static inline bool sink_consumer_is_active(const struct sof_sink *sink)
{
	return sink->consumer ? module_is_active(sink->consumer) : sink->consumer_is_active;
}

/** Is what is read here being produced? In LL and in user mode. */
static inline bool source_producer_is_active(const struct sof_source *source)
{
	return source->producer ? module_is_active(source->producer) : source->producer_is_active;
}

/* ---- memory: everything comes from the module's context and is tracked ---- */

/**
 * @param flags	SOF_MEM_FLAG_*
 * @param align	power of two, 0 default
 * @return NULL on size 0 or no memory
 */
void *mod_alloc_ext(struct processing_module *mod, uint32_t flags, size_t size, size_t align);
void *mod_alloc(struct processing_module *mod, size_t size);
void *mod_zalloc(struct processing_module *mod, size_t size);
void *mod_alloc_align(struct processing_module *mod, size_t size, size_t align);

/** Large buffers; the same context. */
void *mod_balloc(struct processing_module *mod, size_t size);
void *mod_balloc_align(struct processing_module *mod, size_t size, size_t align);

/** Read-only copy of data in DRAM, see fast_get(). */
const void *mod_fast_get(struct processing_module *mod, const void *dram_ptr, size_t size);

/** Blob handler, freed with the module or by mod_free(). */
struct comp_data_blob_handler *mod_data_blob_handler_new(struct processing_module *mod);

/** The same as mod_free() of a handler; NULL is a no-op. */
void mod_data_blob_handler_free(struct processing_module *mod,
				struct comp_data_blob_handler *handler);

/** Give back any of the above. NULL is a no-op. @return 0, -ENOENT not an allocation of this module */
int mod_free(struct processing_module *mod, const void *ptr);

/** Give all back. */
void mod_free_all(struct processing_module *mod);

/**
 * The region that a module owns. For the kernel only.
 * @param mod	not a view in a region
 * @param size	bytes, 0 without a region
 * @param start	cached alias
 */
void mod_heap_info(struct processing_module *mod, size_t *size, uintptr_t *start);

/* ---- host ---- */

#define MODULE_NOTIFY_MAX_BYTES 84 /* a control of all channels */

/**
 * Tell the host something: a module notification with the module's identity.
 * @param event_id	SOF_IPC4_NOTIFY_MODULE_EVENTID_ALSA_MAGIC_VAL with the id of a parameter;
 *			IPC4_MODULE_EVENT_END_OF_STREAM, with which its outputs end as well; or one of the module's own
 * @param data	at most MODULE_NOTIFY_MAX_BYTES; NULL with 0 bytes
 * @return 0, -EINVAL too much; -EBUSY the host has not read the last ones: try again later
 */
int module_notify(struct processing_module *mod, uint32_t event_id, const void *data, size_t bytes);

/* ---- clocks ---- */

/**
 * How far the clock of the link is from the ticks, that the module's stream leads to, or comes from. In the tick only.
 * @param downstream	of the module; else upstream
 * @return frames at the link's rate, Q16; 0: as the ticks, or there is no link
 */
int64_t module_link_deviation(const struct processing_module *mod, bool downstream);

/* ---- helpers ---- */

/** Id and value of a small configuration in one word. */
union config_param_id_data {
	uint32_t dw;
	struct {
		uint32_t data16 : 16;
		uint32_t id : 14;
		uint32_t _rsvd : 2;
	} f;
};

/** End of a call of a stream module: so many frames were read from the input and written to the output. */
static inline void module_update_buffer_position(struct input_stream_buffer *input_buffer,
						 struct output_stream_buffer *output_buffer,
						 uint32_t frames)
{
	const struct audio_stream *source = input_buffer->data;
	const struct audio_stream *sink = output_buffer->data;

	input_buffer->consumed += audio_stream_period_bytes(source, frames);
	output_buffer->size += audio_stream_period_bytes(sink, frames);
}

/** Take the transition of a trigger for a module's component. @return as comp_set_state() */
static inline int module_adapter_set_state(struct processing_module *mod, struct comp_dev *dev,
					   int cmd)
{
	return comp_set_state(dev, cmd);
}

/**
 * Assemble a large configuration into cfg.data: a set_configuration for modules without a blob handler. Each fragment goes
 * on where the one before has ended; a failed transfer is dropped, and the old configuration stays.
 * @return 0; -EBUSY one is under assembly; -EINVAL sizes, out of place, or another parameter; -ENOMEM; -EIO no first
 *	   fragment
 */
int module_set_configuration(struct processing_module *mod, uint32_t config_id,
			     enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			     const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			     size_t response_size);

#include <sof/audio/module_declare.h>

#endif
