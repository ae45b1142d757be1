/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a module in user mode sees of itself: copies in its region of what the kernel holds in kernel memory, with the
 * structures and names that a module in supervisor mode sees.
 *
 *	kernel memory					region
 *	struct module_instance: mod, *mod.dev	->	struct user_memory: view, request
 *	struct ring_buffer of each edge		->	struct ring_view: handle, positions, parameters of the stream
 *	pins of the base configuration		->	pins
 *	samples of the rings				the only ones; the kernel copies them and follows nothing in them
 *
 * The kernel writes the view before the thread begins with something, and reads back the few values that a module may
 * set (the table in user_view.c) when it has ended; positions of rings at each way in and out of the kernel. A value that
 * cannot be is a fault. Whatever else the module writes has no effect on the kernel; it is reported, and written anew.
 */
#ifndef SOF_AUDIO_USER_VIEW_H
#define SOF_AUDIO_USER_VIEW_H

#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/module_adapter/module_call.h>
#include <sof/audio/ring_buffer.h>

struct module_instance;

/** Module and component as the module sees them. */
struct module_view {
	struct processing_module mod;
	struct comp_dev dev;
	struct sof_ipc_stream_params stream_params;
};

/** In the lifetime part of the region. */
struct user_memory {
	struct module_view view;
	struct module_request request;
};

/** In the interim part: an edge as the module sees it. */
struct ring_view {
	struct ring_buffer ring;
	struct sof_audio_stream_params params;
};

struct user_edge {
	struct ring_buffer *ring; /* the kernel's */
	struct ring_view *view;
	bool is_input;
};

#define USER_MAX_EDGES (2 * CONFIG_MODULE_MAX_CONNECTIONS)

/* What a module does, as bits. */
#define USER_ACTIVITY_OP(op)  (1u << (op))
#define USER_ACTIVITY_READY   USER_ACTIVITY_OP(MODULE_OPS)
#define USER_ACTIVITY_PROCESS USER_ACTIVITY_OP(MODULE_OPS + 1)

struct user_view {
	struct module_instance *inst;
	struct user_memory *memory;
	struct module_view written;               /* what the kernel has written last */
	bool is_written;                          /* ever */
	bool is_current;                          /* nothing has changed in the kernel since */
	uint32_t activities;                      /* since then */
	struct ipc4_input_pin_format *input_pins; /* in the region */
	struct ipc4_output_pin_format *output_pins;
	struct user_edge edges[USER_MAX_EDGES];
	uint32_t num_edges;
};

/** The thread's memory, and the pins, which are copied: the kernel's go to kernel memory. @return 0, -ENOMEM */
int user_view_new(struct user_view *view, struct module_instance *inst);
void user_view_free(struct user_view *view);

/**
 * An edge comes: the module gets a view of its ring.
 * @param bind	the kernel's handles; *shown gets the module's
 * @return 0, -ENOMEM
 */
int user_view_open_edge(struct user_view *view, const struct bind_info *bind);

/** It goes. No-op when it is not there. */
void user_view_close_edge(struct user_view *view, const struct bind_info *bind);

/** Handles as the module knows them. */
struct bind_info user_view_bind_info(const struct user_view *view, const struct bind_info *bind);

/** Write it all. What the module has written without right is reported first. @param activity USER_ACTIVITY_* that begins */
void user_view_write(struct user_view *view, uint32_t activity);

/** Report what the module has written without right since the last write. */
void user_view_report(const struct user_view *view);

/** What the module may have set can be; else it is killed. Changes nothing. @param activity that has ended */
void user_view_verify(const struct user_view *view, uint32_t activity);

/** Read back what the module has set. It has been verified. */
void user_view_read(struct user_view *view, uint32_t activity);

/** The thread comes into the kernel: verify and read back positions. It leaves it: write them. */
void user_view_enter_kernel(struct user_view *view, uint32_t activity);
void user_view_leave_kernel(struct user_view *view);

#endif
