/* SPDX-License-Identifier: BSD-3-Clause */
/* Components: the nodes of the graph. Every component is a module behind the module adapter. */
#ifndef SOF_AUDIO_COMPONENT_H
#define SOF_AUDIO_COMPONENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ipc/stream.h>
#include <ipc/topology.h>
#include <ipc4/module.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/cpu.h>
#include <sof/lib/uuid.h>
#include <sof/list.h>
#include <sof/trace/trace.h>
#include <zephyr/logging/log.h>

struct comp_buffer;
struct module_cost;
struct module_interface;
struct pipeline;
struct processing_module;
struct sof_sink;
struct sof_source;
struct task;

enum comp_state {
	COMP_STATE_NOT_EXIST = 0,
	COMP_STATE_INIT = 1,
	COMP_STATE_READY = 2,
	COMP_STATE_SUSPEND = 3,
	COMP_STATE_PREPARE = 4,
	COMP_STATE_PAUSED = 5,
	COMP_STATE_ACTIVE = 6,
	COMP_STATE_PRE_ACTIVE = 7,
};

enum comp_trigger {
	COMP_TRIGGER_STOP,
	COMP_TRIGGER_START,
	COMP_TRIGGER_PAUSE,
	COMP_TRIGGER_RELEASE,
	COMP_TRIGGER_RESET,
	COMP_TRIGGER_PREPARE,
	COMP_TRIGGER_XRUN,
	COMP_TRIGGER_PRE_START,
	COMP_TRIGGER_PRE_RELEASE,
	COMP_TRIGGER_POST_STOP,
	COMP_TRIGGER_POST_PAUSE,
	COMP_TRIGGER_NO_ACTION,
};

/** Returned by module operations and walks besides 0 and -errno. */
#define PPL_STATUS_PATH_STOP      1
#define PPL_STATUS_PATH_TERMINATE 2

/** What stands at the end of the pipeline. Set by a gateway copier's init. */
enum comp_endpoint {
	COMP_ENDPOINT_NONE,
	COMP_ENDPOINT_HOST,
	COMP_ENDPOINT_DAI,
};

#define COMP_ID(module_id, instance_id) ((uint32_t)(instance_id) << 16 | (uint32_t)(module_id))
#define COMP_MODULE_ID(id)              ((id)&0xFFFF)
#define COMP_INSTANCE_ID(id)            ((id) >> 16)

enum bind_type {
	COMP_BIND_TYPE_SOURCE, /* a source of the module is bound */
	COMP_BIND_TYPE_SINK,
};

struct bind_info {
	enum bind_type bind_type;
	struct sof_source *source;                       /* for COMP_BIND_TYPE_SOURCE */
	struct sof_sink *sink;                           /* for COMP_BIND_TYPE_SINK */
	const struct ipc4_module_bind_unbind *ipc4_data; /* the host's message; NULL in user mode */
};

#define COMP_NAME_BYTES 24

/**
 * A kind of module: identity, operations and the facts of its manifest entry. Const; registered by DECLARE_MODULE().
 * Aligned so that a section of them is an array.
 */
struct comp_driver {
	char name[8];     /* manifest name, zero padded */
	uint8_t uuid[16]; /* in memory order */
	union {
		const struct module_interface *ops;
		const struct module_interface *adapter_ops;
	} __attribute__((aligned(64)));
	uint32_t type;              /* enum sof_comp_type */
	const struct sof_uuid *uid; /* of a registry; NULL */
	struct tr_ctx *tctx;        /* NULL */
	bool out_of_tree;           /* takes the place of a built-in one of its UUID */
	uint32_t manifest_type;     /* IPC4_MODULE_TYPE_* */
	uint16_t instance_max_count;
	uint8_t max_inputs;
	uint8_t max_outputs;
	/* heap of a DP instance whose host asks for less, bytes; 0: what the host asks for, see struct ipc4_mem_data */
	uint32_t least_heap_bytes;
	/* a remark for users when it does not do what its name says; NULL: nothing */
	const char *note;
	const struct module_cost *cost; /* instead of the measured ones; NULL: those */
	const struct config_param
		*params; /* what can be configured, see sof/audio/config_params.h; NULL */
	uint32_t num_params;
};

struct comp_ipc_config {
	uint32_t id;               /* COMP_ID() */
	uint32_t pipeline_id;      /* IPC4_INIT_PPL_NONE: none */
	struct pipeline *pipeline; /* of that id; NULL: none */
	uint32_t core;
	enum ipc4_proc_domain proc_domain;
	enum sof_comp_type type;
	uint32_t periods_sink;  /* of its output edges, 0: as the binding says */
	uint32_t frame_fmt;     /* enum sof_ipc_frame of input pin 0 */
	uint32_t extended_init; /* 1: the payload begins with struct ipc4_module_init_ext_init */
};

/* A user module sees a copy: there are no bytes that nobody has set. */
_Static_assert(sizeof(struct comp_ipc_config) ==
		       offsetof(struct comp_ipc_config, extended_init) + sizeof(uint32_t),
	       "no padding");

struct comp_dev {
	char name[COMP_NAME_BYTES]; /* "gain.<pipeline>.<instance>", for logs */
	enum comp_state state;
	const struct comp_driver *drv;
	struct comp_ipc_config ipc_config;
	struct processing_module *mod;
	struct pipeline *pipeline; /* its parent; NULL without one */

	enum sof_ipc_stream_direction direction;
	bool direction_set;
	enum comp_endpoint endpoint;
	int16_t priority;
	uint32_t period;   /* us; DP: 0 until prepared */
	uint32_t frames;   /* per period */
	struct task *task; /* DP only */

	/* ends of a stream that its pipeline expects, see pipeline_copy.c; from start to stop */
	bool input_is_over; /* DP: with the silence that follows, its sources hold the last of it */
	bool output_is_over; /* it has written the last of it */

	struct list_item bsource_list; /* buffers this component reads, newest bind first */
	struct list_item bsink_list;   /* buffers it writes, newest bind first */
	struct list_item list;         /* in the component registry, creation order */
};

#define comp_log(level, dev, ...)                                      \
	do {                                                           \
		if (Z_LOG_ON(level))                                   \
			z_log_tagged(level, (dev)->name, __VA_ARGS__); \
	} while (0)

#define comp_err(dev, ...)  comp_log(LOG_LEVEL_ERR, dev, __VA_ARGS__)
#define comp_warn(dev, ...) comp_log(LOG_LEVEL_WRN, dev, __VA_ARGS__)
#define comp_info(dev, ...) comp_log(LOG_LEVEL_INF, dev, __VA_ARGS__)
#define comp_dbg(dev, ...)  comp_log(LOG_LEVEL_DBG, dev, __VA_ARGS__)

/* Lines of a kind of component, when there is no component. */
#define comp_cl_log(level, drv, ...)                                                              \
	do {                                                                                      \
		if (Z_LOG_ON(level))                                                              \
			z_log_tagged(level, comp_driver_name(drv, (char[9]){ "" }), __VA_ARGS__); \
	} while (0)

#define comp_cl_err(drv, ...)  comp_cl_log(LOG_LEVEL_ERR, drv, __VA_ARGS__)
#define comp_cl_warn(drv, ...) comp_cl_log(LOG_LEVEL_WRN, drv, __VA_ARGS__)
#define comp_cl_info(drv, ...) comp_cl_log(LOG_LEVEL_INF, drv, __VA_ARGS__)
#define comp_cl_dbg(drv, ...)  comp_cl_log(LOG_LEVEL_DBG, drv, __VA_ARGS__)

/** @param out	9 bytes. @return out: the name with its end */
static inline const char *comp_driver_name(const struct comp_driver *drv, char *out)
{
	memcpy(out, drv->name, sizeof(drv->name));
	return out;
}

/* ---- members ---- */

static inline struct processing_module *comp_mod(const struct comp_dev *dev)
{
	return dev->mod;
}

static inline int comp_get_state(const struct comp_dev *dev)
{
	return dev->state;
}

static inline uint32_t dev_comp_id(const struct comp_dev *dev)
{
	return dev->ipc_config.id;
}

static inline uint32_t dev_comp_pipe_id(const struct comp_dev *dev)
{
	return dev->ipc_config.pipeline_id;
}

static inline enum sof_comp_type dev_comp_type(const struct comp_dev *dev)
{
	return dev->ipc_config.type;
}

#define COMP_PROCESSING_DOMAIN_LL IPC4_PROC_DOMAIN_LL
#define COMP_PROCESSING_DOMAIN_DP IPC4_PROC_DOMAIN_DP

/** Attributes, see comp_get_attribute(). */
#define COMP_ATTR_COPY_TYPE   0
#define COMP_ATTR_HOST_BUFFER 1
#define COMP_ATTR_BASE_CONFIG 2

enum comp_copy_type {
	COMP_COPY_INVALID = -1,
	COMP_COPY_NORMAL = 0,
	COMP_COPY_BLOCKING,
	COMP_COPY_ONE_SHOT,
};

/* ---- registry: all components, creation order ---- */

void comp_registry_init(void);
void comp_registry_add(struct comp_dev *dev);
void comp_registry_remove(struct comp_dev *dev);

/** @return the component with this COMP_ID(), NULL */
struct comp_dev *comp_find(uint32_t id);

/** Head of the registry, for list_for_item() over comp_dev.list. */
struct list_item *comp_list(void);

/* ---- state ---- */

/** Returned by comp_set_state(). It is the number of PPL_STATUS_PATH_STOP: the adapter tells the two apart. */
#define COMP_STATUS_STATE_ALREADY_SET 1

/**
 * A component, an edge or a state has changed since the order of copies was compiled, see pipeline_copy.c. Whoever
 * changes what that depends on sets it; for states that is the adapter, as a module takes them in user mode too.
 */
extern bool comp_graph_changed;

/**
 * Take the state transition of a trigger.
 * @param cmd	enum comp_trigger
 * @return 0, COMP_STATUS_STATE_ALREADY_SET, -EINVAL when the present state does not allow it
 */
int comp_set_state(struct comp_dev *dev, int cmd);

/** Is the component in the state that a trigger leads to? */
bool comp_has_reached(const struct comp_dev *dev, int cmd);

/** Frames of the component's period at a rate, rounded up, into dev->frames; see period_frames(). */
void component_set_nearest_period_frames(struct comp_dev *dev, uint32_t rate);

/**
 * Compare the edges with a module's parameters, and set the period from them. Nothing else is changed: an edge has the format
 * that its consumer has asked for.
 * @param flag	BUFF_PARAMS_* that may differ
 * @return 0, -EINVAL an edge differs in another
 */
int comp_verify_params(struct comp_dev *dev, uint32_t flag, struct sof_ipc_stream_params *params);

/** Is there a trigger that takes a component from one state to the other? */
bool comp_state_may_follow(enum comp_state before, enum comp_state after);

static inline bool comp_is_dp(const struct comp_dev *dev)
{
	return dev->ipc_config.proc_domain == IPC4_PROC_DOMAIN_DP;
}

/* ---- edges ---- */

/** First buffer on each side; NULL when there is none. */
struct comp_buffer *comp_first_source(const struct comp_dev *dev);
struct comp_buffer *comp_first_sink(const struct comp_dev *dev);

/**
 * The same by the names that modules use; in user mode, where the graph is out of reach, there is none.
 * The next one after a buffer; NULL: it was the last.
 */
struct comp_buffer *comp_dev_get_first_data_producer(struct comp_dev *dev);
struct comp_buffer *comp_dev_get_first_data_consumer(struct comp_dev *dev);
struct comp_buffer *comp_dev_get_next_data_producer(struct comp_dev *dev,
						    struct comp_buffer *buffer);
struct comp_buffer *comp_dev_get_next_data_consumer(struct comp_dev *dev,
						    struct comp_buffer *buffer);

#define comp_dev_for_each_producer(dev, buffer)                          \
	for ((buffer) = comp_dev_get_first_data_producer(dev); (buffer); \
	     (buffer) = comp_dev_get_next_data_producer(dev, buffer))
#define comp_dev_for_each_consumer(dev, buffer)                          \
	for ((buffer) = comp_dev_get_first_data_consumer(dev); (buffer); \
	     (buffer) = comp_dev_get_next_data_consumer(dev, buffer))

/** State of the component at either end; COMP_STATE_NOT_EXIST: none is there. */
int comp_buffer_get_source_state(const struct comp_buffer *buffer);
int comp_buffer_get_sink_state(const struct comp_buffer *buffer);

/** Head-insert the buffer into the writer's and the reader's list. @return 0, -EALREADY linked */
int comp_connect_source(struct comp_dev *source, struct comp_buffer *buffer);
int comp_connect_sink(struct comp_dev *sink, struct comp_buffer *buffer);

/** Undo either; no-op when not connected. */
void comp_disconnect_source(struct comp_buffer *buffer);
void comp_disconnect_sink(struct comp_buffer *buffer);

#endif
