/* SPDX-License-Identifier: BSD-3-Clause */
/* Components: the nodes of the graph. Every component is a module behind the module adapter. */
#ifndef SOF_AUDIO_COMPONENT_H
#define SOF_AUDIO_COMPONENT_H

#include <stdbool.h>
#include <stdint.h>
#include <ipc4/module.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/list.h>
#include <zephyr/logging/log.h>

struct comp_buffer;
struct module_cost;
struct module_interface;
struct pipeline;
struct processing_module;
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

enum sof_ipc_stream_direction {
	SOF_IPC_STREAM_PLAYBACK = 0,
	SOF_IPC_STREAM_CAPTURE = 1,
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

#define COMP_NAME_BYTES 24

/**
 * A kind of module: identity, operations and the facts of its manifest entry. Const; registered by DECLARE_MODULE().
 */
struct comp_driver {
	char name[8];     /* manifest name, zero padded */
	uint8_t uuid[16]; /* in memory order */
	const struct module_interface *ops;
	uint32_t manifest_type; /* IPC4_MODULE_TYPE_* */
	uint16_t instance_max_count;
	uint8_t max_inputs;
	uint8_t max_outputs;
	/* a remark for users when it does not do what its name says; NULL: nothing */
	const char *note;
	const struct module_cost *cost; /* instead of the measured ones; NULL: those */
};

struct comp_ipc_config {
	uint32_t id;               /* COMP_ID() */
	uint32_t pipeline_id;      /* IPC4_INIT_PPL_NONE: none */
	struct pipeline *pipeline; /* of that id; NULL: none */
	uint32_t core;
	enum ipc4_proc_domain proc_domain;
	bool extended_init; /* the payload begins with struct ipc4_module_init_ext_init */
};

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

/* ---- registry: all components, creation order ---- */

void comp_registry_init(void);
void comp_register(struct comp_dev *dev);
void comp_unregister(struct comp_dev *dev);

/** @return the component with this COMP_ID(), NULL */
struct comp_dev *comp_find(uint32_t id);

/** Head of the registry, for list_for_item() over comp_dev.list. */
struct list_item *comp_list(void);

/* ---- state ---- */

/**
 * A component, an edge or a state has changed since the order of copies was compiled, see pipeline_copy.c. Whoever
 * changes what that depends on sets it; for states that is the adapter, as a module takes them in user mode too.
 */
extern bool comp_graph_changed;

/**
 * Take the state transition of a trigger.
 * @return 0 also when already there; -EINVAL when the present state does not allow it
 */
int comp_set_state(struct comp_dev *dev, enum comp_trigger cmd);

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

/** Head-insert the buffer into the writer's and the reader's list. @return 0, -EALREADY linked */
int comp_connect_source(struct comp_dev *source, struct comp_buffer *buffer);
int comp_connect_sink(struct comp_dev *sink, struct comp_buffer *buffer);

/** Undo either; no-op when not connected. */
void comp_disconnect_source(struct comp_buffer *buffer);
void comp_disconnect_sink(struct comp_buffer *buffer);

#endif
