/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's side of a module, LL or DP: what pipelines, schedulers, IPC and the adapter follow. It stands in kernel
 * memory, together with the component (mod.dev), the buffers at its edges and their rings.
 *
 * What the module's operations get is its view, and whether that is a copy depends on where they run:
 *
 *   in supervisor mode	the view is `mod` itself
 *   in user mode	the view is a copy in the module's region, see user_view.h. The kernel writes it before an operation,
 *			and takes back the few values that a module may set, after it has checked them
 */
#ifndef SOF_AUDIO_MODULE_INSTANCE_H
#define SOF_AUDIO_MODULE_INSTANCE_H

#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/module_adapter/module_call.h>
#include <sof/objpool.h>

struct dp_task;
struct module_exec;
struct user_module;

/** Tracked allocations; the containers stand in kernel memory. */
struct module_resources {
	struct objpool_head objpool; /* struct module_resource */
	struct mod_alloc_ctx *alloc; /* NULL: kernel heap */
	size_t heap_usage;           /* sum of requested sizes now */
	size_t heap_high_water_mark;
	size_t table_bytes; /* sum of the tables that it holds by mod_fast_get() */
	uint32_t count;     /* of containers in use */
	uint32_t limit;
};

/** A large config that arrives in fragments. */
struct module_transfer {
	bool is_open;
	uint32_t param_id;
	uint32_t total;    /* bytes announced by the first one */
	uint32_t position; /* bytes that have arrived */
};

struct module_instance {
	struct processing_module mod;   /* the first: see module_instance_of() */
	struct processing_module *view; /* what its operations get: mod, or a copy in its region */
	struct sof_audio_stream_params
		stream_params; /* of input pin 0, as the base configuration says */
	struct sof_ipc_stream_params shown_params; /* mod.stream_params */
	const struct module_exec *exec;
	int (*copy)(struct module_instance *inst); /* its part of a tick, by kind of module */
	struct module_resources resources;
	struct dp_task *dp;       /* NULL: LL */
	struct user_module *user; /* NULL: it has no thread */
	bool is_dead;             /* killed: its operations fail, those that take it down succeed */
	bool needs_source : 1;    /* had its one source at prepare: not called without it */
	bool needs_sink : 1;
	bool lacks_edge : 1; /* of these: the host may unbind a running module */
	uint16_t wrong_frees; /* of what is not its own since the last reset, as far as this counts */
	struct module_transfer transfer;
	uint32_t failures;  /* of processing since the last reset */
	uint64_t past_data; /* bytes moved before the last reset */
	uint64_t calls;     /* of the processing operation */
	/* bytes of the first source and sink since they were counted; without one, what is never moved */
	uint64_t *consumed, *produced;
	uint64_t not_moved;
};

/** How the operations of a module are run. One of these is chosen when the module is made. */
struct module_exec {
	/** Set up what runs them: all that the module sees is filled in. @return 0, -errno: nothing is left */
	int (*start)(struct module_instance *inst, uint32_t stack_bytes);
	/** Take it down; nothing is run any more. */
	void (*stop)(struct module_instance *inst);
	/** See module_call(). */
	int (*call)(struct module_instance *inst, struct module_request *request);
	/** DP: is the module ready? @return 1 yes, 0 no, -EINPROGRESS: dp_task_ready() is called if it is */
	int (*is_ready)(struct module_instance *inst);
	/** DP: process once; ends in dp_task_done(). @param deadline cycles */
	void (*process)(struct module_instance *inst, uint32_t deadline);
	/** DP: the job that runs has taken so long; NULL: nothing can be done about it. */
	void (*overdue)(struct module_instance *inst, uint32_t ms);
};

/** In supervisor mode, in the caller's context. */
extern const struct module_exec module_exec_supervisor;

/** In user mode, in a thread of the module's own (CONFIG_SOF_USERSPACE_APPLICATION). */
extern const struct module_exec module_exec_user;

/** @param mod	not a view in a region */
static inline struct module_instance *module_instance_of(const struct processing_module *mod)
{
	return (struct module_instance *)mod;
}

static inline struct module_instance *comp_instance(const struct comp_dev *dev)
{
	return module_instance_of(dev->mod);
}

/* ---- memory ---- */

/**
 * Track something that a module has, until it is freed by mod_free() or with the module.
 * @param ptr	NULL: nothing is tracked
 * @param size	accounted bytes
 * @param free	gives it back
 * @return ptr; NULL: ptr is NULL, or there is no memory for the container (ptr has been given back)
 */
void *module_resource_add(struct module_instance *inst, const void *ptr, size_t size,
			  void (*free)(struct module_instance *inst, const void *ptr));

/** Give a block back to the module's context, unless it was written past its end: then it goes with the region. */
void module_block_free(struct module_instance *inst, const void *ptr);

/** A tracked block in its region that the module has written past. @return NULL: none */
const void *module_damaged_block(struct module_instance *inst);

/** Give back all that mod_fast_get() handed out. */
void module_release_shared(struct module_instance *inst);

/** The caller of a system call speaks for itself, and its memory is in order; else it is killed. */
struct module_instance *module_verify_caller(const struct processing_module *mod);

/* ---- processing ---- */

/** Each source has min_available, each sink min_free_space. */
bool module_has_data(const struct module_instance *inst);

/**
 * Period of a DP module: how long its smallest output block lasts, whole milliseconds.
 * @return microseconds, DP_DEADLINE_NONE without sinks, -EINVAL below one tick
 */
int64_t module_dp_period_us(const struct module_instance *inst);

/** Time until the first of a DP module's consumers runs dry, in microseconds. */
uint32_t module_dp_deadline_us(const struct module_instance *inst);

/** After the process operation: counts what it has moved. @return 0, -errno; "nothing to do" is 0 */
int module_process_end(struct module_instance *inst, int result);

#endif
