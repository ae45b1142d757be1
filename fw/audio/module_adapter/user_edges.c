/* SPDX-License-Identifier: BSD-3-Clause */
/* Edges of a module in user mode: what it sees of their rings, and the positions that it may move. */
#include <errno.h>
#include <rtos/alloc.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>
#include <zephyr/internal/syscall_handler.h>

#include "user_edges.h"

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

#define PREPARE USER_ACTIVITY_OP(MODULE_OP_PREPARE)

const char *user_activity_name(uint32_t activity)
{
	if (activity == USER_ACTIVITY_PROCESS)
		return "process";
	if (activity == USER_ACTIVITY_READY)
		return "is_ready_to_process";
	return activity ? module_op_name((enum module_op)__builtin_ctz(activity)) : "its thread";
}

static struct ring_buffer *ring_of(const struct bind_info *bind)
{
	return bind->bind_type == COMP_BIND_TYPE_SOURCE ?
		       CONTAINER_OF(bind->source, struct ring_buffer, source_api) :
		       CONTAINER_OF(bind->sink, struct ring_buffer, sink_api);
}

struct user_edge *user_edge_of(const struct user_view *view, const struct ring_buffer *ring)
{
	for (uint32_t i = 0; i < view->num_edges; i++) {
		if (view->edges[i].ring == ring)
			return (struct user_edge *)&view->edges[i];
	}
	return NULL;
}

static uint32_t edge_pin(const struct user_edge *edge)
{
	return edge->is_input ? edge->ring->source_api.queue_id : edge->ring->sink_api.queue_id;
}

int user_view_open_edge(struct user_view *view, const struct bind_info *bind)
{
	struct user_edge *edge = &view->edges[view->num_edges];

	edge->view = sof_ctx_zalloc(view->inst->resources.alloc, SOF_MEM_FLAG_COHERENT,
				    sizeof(*edge->view), 0);
	if (!edge->view)
		return -ENOMEM;
	edge->ring = ring_of(bind);
	edge->is_input = bind->bind_type == COMP_BIND_TYPE_SOURCE;
	view->num_edges++;
	return 0;
}

void user_view_close_edge(struct user_view *view, const struct bind_info *bind)
{
	struct user_edge *edge = user_edge_of(view, ring_of(bind));
	struct vregion *vreg = view->inst->resources.alloc->vreg;

	if (!edge)
		return;
	if (!vregion_block_is_good(vreg, edge->ring->data)) {
		comp_err(view->inst->mod.dev, "ring of %s %u was written past its end",
			 edge->is_input ? "input" : "output", edge_pin(edge));
		edge->ring->data = NULL; /* it goes with the region */
	}
	module_block_free(view->inst, edge->view);
	*edge = view->edges[--view->num_edges];
}

struct bind_info user_view_bind_info(const struct user_view *view, const struct bind_info *bind)
{
	struct bind_info info = { .bind_type = bind->bind_type };
	struct ring_view *shown = user_edge_of(view, ring_of(bind))->view;

	if (bind->bind_type == COMP_BIND_TYPE_SOURCE)
		info.source = &shown->ring.source_api;
	else
		info.sink = &shown->ring.sink_api;
	return info;
}

void user_edge_write(const struct user_view *view, const struct user_edge *edge, uint32_t activity)
{
	struct ring_view *shown = edge->view;
	const struct sof_audio_stream_params *params = edge->ring->sink_api.params;

	shown->ring = *edge->ring;
	shown->ring.source_api.params = &shown->params;
	shown->ring.sink_api.params = &shown->params;
	shown->ring.ctx = NULL;
	shown->ring.sink_api.consumer = NULL;
	shown->ring.sink_api.consumer_is_active = module_is_active(edge->ring->sink_api.consumer);
	shown->ring.source_api.producer = NULL;
	shown->ring.source_api.producer_is_active =
		module_is_active(edge->ring->source_api.producer);
	if (edge->is_input)
		shown->ring.source_api.bound = &view->memory->view.mod;
	else
		shown->ring.sink_api.bound = &view->memory->view.mod;
	/* the alignment is the module's own; what prepare has set stays until the next one */
	if (activity == PREPARE || shown->params.frame_fmt != params->frame_fmt ||
	    shown->params.channels != params->channels) {
		shown->params = *params;
	} else {
		shown->params.rate = params->rate;
		shown->params.valid_sample_fmt = params->valid_sample_fmt;
		shown->params.ch_map = params->ch_map;
		shown->params.interleaving = params->interleaving;
	}
}

/* ---- positions: the reader moves the read offset, the writer the write offset, within the level ---- */

static size_t distance(const struct ring_buffer *ring, size_t from, size_t to)
{
	return to >= from ? to - from : to + 2 * ring->capacity - from;
}

static bool moves_within(const struct ring_buffer *ring, size_t from, size_t to, size_t most)
{
	return to == from || (to < 2 * ring->capacity && distance(ring, from, to) <= most);
}

static void __noreturn kill_for_offset(const struct user_edge *edge, const char *field,
				       uint32_t activity, size_t was, size_t is)
{
	z_user_oops("view", "ring_buffer.%s of its %s %u, by %s: was 0x%zx, is 0x%zx", field,
		    edge->is_input ? "input" : "output", edge_pin(edge),
		    user_activity_name(activity), was, is);
}

static void verify_positions(const struct user_edge *edge, uint32_t activity)
{
	const struct ring_buffer *ring = edge->ring, *shown = &edge->view->ring;
	const size_t level = distance(ring, ring->read_offset, ring->write_offset);

	if (unlikely(!moves_within(ring, ring->read_offset, shown->read_offset,
				   edge->is_input ? level : 0)))
		kill_for_offset(edge, "read_offset", activity, ring->read_offset,
				shown->read_offset);
	if (unlikely(!moves_within(ring, ring->write_offset, shown->write_offset,
				   edge->is_input ? 0 : ring->capacity - level)))
		kill_for_offset(edge, "write_offset", activity, ring->write_offset,
				shown->write_offset);
}

static void read_positions(const struct user_edge *edge)
{
	struct ring_buffer *ring = edge->ring;
	const struct ring_buffer *shown = &edge->view->ring;

	if (edge->is_input) {
		ring->source_api.processed += distance(ring, ring->read_offset, shown->read_offset);
		ring->source_api.requested = shown->source_api.requested;
		ring->read_offset = shown->read_offset;
	} else {
		ring->sink_api.processed += distance(ring, ring->write_offset, shown->write_offset);
		ring->sink_api.requested = shown->sink_api.requested;
		ring->write_offset = shown->write_offset;
	}
}

/* Writing past the end of a ring is found at the next entry into the kernel. */
static void verify_blocks(const struct user_view *view, const struct user_edge *edge,
			  uint32_t activity)
{
	struct vregion *vreg = view->inst->resources.alloc->vreg;
	const bool data_is_good = vregion_block_is_good(vreg, edge->ring->data);

	if (unlikely(!data_is_good || !vregion_block_is_good(vreg, edge->view)))
		z_user_oops("overflow", "the bytes behind ring_buffer%s of its %s %u, by %s",
			    data_is_good ? "" : ".data", edge->is_input ? "input" : "output",
			    edge_pin(edge), user_activity_name(activity));
}

void user_view_enter_kernel(struct user_view *view, uint32_t activity)
{
	for (uint32_t i = 0; i < view->num_edges; i++) {
		verify_blocks(view, &view->edges[i], activity);
		verify_positions(&view->edges[i], activity);
	}
	for (uint32_t i = 0; i < view->num_edges; i++)
		read_positions(&view->edges[i]);
}

void user_view_leave_kernel(struct user_view *view)
{
	for (uint32_t i = 0; i < view->num_edges; i++) {
		const struct ring_buffer *ring = view->edges[i].ring;
		struct ring_buffer *shown = &view->edges[i].view->ring;

		shown->read_offset = ring->read_offset;
		shown->write_offset = ring->write_offset;
		if (view->edges[i].is_input)
			shown->source_api.requested = ring->source_api.requested;
		else
			shown->sink_api.requested = ring->sink_api.requested;
		shown->sink_api.consumer_is_active = module_is_active(ring->sink_api.consumer);
		shown->source_api.producer_is_active = module_is_active(ring->source_api.producer);
	}
}

/* ---- what prepare has set ---- */

void user_edge_verify_prepared(const struct user_edge *edge)
{
	const char *const side = edge->is_input ? "input" : "output";
	const size_t needed = edge->view->ring.source_api.min_available;
	const struct sof_audio_stream_params *params = &edge->view->params;

	if (edge->is_input && (!needed || needed > edge->ring->capacity))
		z_user_oops("view", "sof_source.min_available of its %s %u, by %s: is 0x%zx", side,
			    edge_pin(edge), user_activity_name(PREPARE), needed);
	if (!edge->is_input &&
	    (unsigned int)params->valid_sample_fmt >= (unsigned int)SOF_IPC_FRAME_INVALID)
		z_user_oops("view", "valid_sample_fmt of its %s %u, by %s: is 0x%x", side,
			    edge_pin(edge), user_activity_name(PREPARE), params->valid_sample_fmt);
}

void user_edge_read_prepared(const struct user_edge *edge)
{
	if (edge->is_input) {
		edge->ring->source_api.min_available = edge->view->ring.source_api.min_available;
		return;
	}
	/* what comes out: the adapter compares it with what the consumer expects */
	edge->ring->sink_api.params->rate = edge->view->params.rate;
	edge->ring->sink_api.params->valid_sample_fmt = edge->view->params.valid_sample_fmt;
}

#endif
