/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every field of the sealed structures, in order. Open is what modules write by themselves, or through the source and
 * sink handles, the configuration assembler and comp_set_state(), which run in user mode as part of the module.
 */
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/ring_buffer.h>

#include "user_seal_fields.h"

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

#define INIT    USER_SEAL_OP(MODULE_OP_INIT)
#define SET_UP  (INIT | USER_SEAL_OP(MODULE_OP_PREPARE))
#define TRIGGER USER_SEAL_OP(MODULE_OP_TRIGGER)

#define FIELD(member) OPEN_FIELD(member, 0, NULL)
#define OPEN_FIELD(member, when, good)                                                             \
	{                                                                                          \
#member, offsetof(struct OF, member), sizeof(((struct OF *)0)->member), when, good \
	}

/* ---- struct processing_module ---- */

static bool is_bool(const void *flag)
{
	return *(const uint8_t *)flag <= 1;
}

static bool no_pause_is_good(const void *was, const void *is)
{
	return is_bool(&((const struct processing_module *)is)->no_pause);
}

static bool max_sources_is_good(const void *was, const void *is)
{
	return ((const struct processing_module *)is)->max_sources <= CONFIG_MODULE_MAX_CONNECTIONS;
}

static bool max_sinks_is_good(const void *was, const void *is)
{
	return ((const struct processing_module *)is)->max_sinks <= CONFIG_MODULE_MAX_CONNECTIONS;
}

#define OF processing_module
static const struct seal_field module_fields[] = {
	OPEN_FIELD(priv.private, USER_SEAL_ALWAYS, NULL),
	FIELD(priv.ops),
	OPEN_FIELD(priv.cfg.size, USER_SEAL_ALWAYS, NULL),
	OPEN_FIELD(priv.cfg.data, USER_SEAL_ALWAYS, NULL),
	OPEN_FIELD(priv.cfg.avail, USER_SEAL_ALWAYS, NULL),
	FIELD(priv.cfg.init_data),
	FIELD(priv.cfg.init_data_size),
	FIELD(priv.cfg.base_cfg),
	FIELD(priv.cfg.nb_input_pins),
	FIELD(priv.cfg.nb_output_pins),
	FIELD(priv.cfg.input_pins),
	FIELD(priv.cfg.output_pins),
	OPEN_FIELD(priv.fragment.data, USER_SEAL_ALWAYS, NULL),
	OPEN_FIELD(priv.fragment.size, USER_SEAL_ALWAYS, NULL),
	OPEN_FIELD(priv.fragment.config_id, USER_SEAL_ALWAYS, NULL),
	FIELD(priv.transfer_total),
	OPEN_FIELD(priv.in_buff_size, SET_UP,
		   NULL), /* a ring that no region can hold is refused at bind */
	OPEN_FIELD(priv.out_buff_size, SET_UP, NULL),
	FIELD(dev),
	FIELD(resources.objpool.list),
	FIELD(resources.objpool.heap),
	FIELD(resources.objpool.vreg),
	FIELD(resources.objpool.flags),
	FIELD(resources.objpool.size),
	FIELD(resources.alloc),
	FIELD(resources.heap_usage),
	FIELD(resources.heap_high_water_mark),
	FIELD(proc_type),
	FIELD(sources),
	FIELD(sinks),
	FIELD(num_of_sources),
	FIELD(num_of_sinks),
	OPEN_FIELD(max_sources, SET_UP, max_sources_is_good),
	OPEN_FIELD(max_sinks, SET_UP, max_sinks_is_good),
	FIELD(needs_source),
	FIELD(needs_sink),
	FIELD(stream_params),
	FIELD(period_bytes),
	OPEN_FIELD(no_pause, SET_UP, no_pause_is_good),
	FIELD(input_buffers),
	FIELD(output_buffers),
	FIELD(raw_buffers),
	FIELD(num_raw_buffers),
	FIELD(deep_buff_bytes),
	FIELD(output_buffer_size),
	FIELD(dp_startup_delay),
	OPEN_FIELD(total_data_consumed, USER_SEAL_JOB, NULL), /* statistics */
	OPEN_FIELD(total_data_produced, USER_SEAL_JOB, NULL),
	FIELD(past_data),
	OPEN_FIELD(calls, USER_SEAL_JOB, NULL),
};
#undef OF

/* ---- struct comp_dev ---- */

static bool state_is_good(const void *was, const void *is)
{
	return comp_state_may_follow(((const struct comp_dev *)was)->state,
				     ((const struct comp_dev *)is)->state);
}

static bool direction_is_good(const void *was, const void *is)
{
	return (unsigned int)((const struct comp_dev *)is)->direction <= SOF_IPC_STREAM_CAPTURE;
}

static bool direction_set_is_good(const void *was, const void *is)
{
	return is_bool(&((const struct comp_dev *)is)->direction_set);
}

static bool endpoint_is_good(const void *was, const void *is)
{
	return (unsigned int)((const struct comp_dev *)is)->endpoint <= COMP_ENDPOINT_DAI;
}

#define OF comp_dev
static const struct seal_field component_fields[] = {
	FIELD(name),
	OPEN_FIELD(state, TRIGGER, state_is_good),
	FIELD(drv),
	FIELD(ipc_config.id),
	FIELD(ipc_config.pipeline_id),
	FIELD(ipc_config.core),
	FIELD(ipc_config.proc_domain),
	FIELD(ipc_config.extended_init),
	FIELD(mod),
	FIELD(pipeline),
	OPEN_FIELD(direction, INIT, direction_is_good),
	OPEN_FIELD(direction_set, INIT, direction_set_is_good),
	OPEN_FIELD(endpoint, INIT, endpoint_is_good),
	FIELD(priority),
	OPEN_FIELD(period, SET_UP, NULL),
	FIELD(frames),
	FIELD(task),
	FIELD(bsource_list),
	FIELD(bsink_list),
	FIELD(list),
};
#undef OF

/* ---- struct comp_buffer: the module sees the ring only ---- */

#define OF comp_buffer
static const struct seal_field buffer_fields[] = {
	FIELD(stream.params),
	FIELD(stream.addr),
	FIELD(stream.end_addr),
	FIELD(stream.r_ptr),
	FIELD(stream.w_ptr),
	FIELD(stream.size),
	FIELD(stream.avail),
	FIELD(stream.free),
	FIELD(source_api.ops),
	FIELD(source_api.params),
	FIELD(source_api.producer),
	FIELD(source_api.bound),
	FIELD(source_api.queue_id),
	FIELD(source_api.min_available),
	FIELD(source_api.requested),
	FIELD(source_api.processed),
	FIELD(sink_api.ops),
	FIELD(sink_api.params),
	FIELD(sink_api.consumer),
	FIELD(sink_api.bound),
	FIELD(sink_api.queue_id),
	FIELD(sink_api.min_free_space),
	FIELD(sink_api.capacity),
	FIELD(sink_api.requested),
	FIELD(sink_api.processed),
	FIELD(ring),
	FIELD(ring_side),
	FIELD(id),
	FIELD(pipeline_id),
	FIELD(state),
	FIELD(is_shared),
	FIELD(walking),
	FIELD(source),
	FIELD(sink),
	FIELD(source_list),
	FIELD(sink_list),
	FIELD(ctx),
	FIELD(data_heap),
};
#undef OF

/* ---- struct ring_buffer: each end moves its own offset, by no more than there is ---- */

static size_t distance(const struct ring_buffer *ring, size_t from, size_t to)
{
	return to >= from ? to - from : to + 2 * ring->capacity - from;
}

static bool moves_within(const struct ring_buffer *ring, size_t from, size_t to, size_t most)
{
	return to < 2 * ring->capacity && distance(ring, from, to) <= most;
}

static bool read_offset_is_good(const void *was, const void *is)
{
	const struct ring_buffer *ring = was;

	return moves_within(ring, ring->read_offset, ((const struct ring_buffer *)is)->read_offset,
			    distance(ring, ring->read_offset, ring->write_offset));
}

static bool write_offset_is_good(const void *was, const void *is)
{
	const struct ring_buffer *ring = was;

	return moves_within(ring, ring->write_offset,
			    ((const struct ring_buffer *)is)->write_offset,
			    ring->capacity - distance(ring, ring->read_offset, ring->write_offset));
}

static bool min_available_is_good(const void *was, const void *is)
{
	const size_t bytes = ((const struct ring_buffer *)is)->source_api.min_available;

	return bytes && bytes <= ((const struct ring_buffer *)was)->capacity;
}

#define RING_FIELDS(source, sink, read, read_good, write, write_good)                             \
	FIELD(source_api.ops), FIELD(source_api.params), FIELD(source_api.producer),              \
		FIELD(source_api.bound), FIELD(source_api.queue_id),                              \
		OPEN_FIELD(source_api.min_available, (source)&USER_SEAL_OP(MODULE_OP_PREPARE),    \
			   min_available_is_good),                                                \
		OPEN_FIELD(source_api.requested, source, NULL),                                   \
		OPEN_FIELD(source_api.processed, source, NULL), FIELD(sink_api.ops),              \
		FIELD(sink_api.params), FIELD(sink_api.consumer), FIELD(sink_api.bound),          \
		FIELD(sink_api.queue_id), FIELD(sink_api.min_free_space),                         \
		FIELD(sink_api.capacity), OPEN_FIELD(sink_api.requested, sink, NULL),             \
		OPEN_FIELD(sink_api.processed, sink, NULL), FIELD(ctx), FIELD(data), FIELD(size), \
		FIELD(capacity), OPEN_FIELD(read_offset, read, read_good),                        \
		OPEN_FIELD(write_offset, write, write_good), FIELD(is_shared)

#define OF ring_buffer
static const struct seal_field input_ring_fields[] = {
	RING_FIELDS(USER_SEAL_ALWAYS, 0, USER_SEAL_ALWAYS, read_offset_is_good, 0, NULL),
};

static const struct seal_field output_ring_fields[] = {
	RING_FIELDS(0, USER_SEAL_ALWAYS, 0, NULL, USER_SEAL_ALWAYS, write_offset_is_good),
};
#undef OF

#define FITS(fields) _Static_assert(ARRAY_SIZE(fields) <= SEAL_MAX_FIELDS, #fields)
FITS(module_fields);
FITS(component_fields);
FITS(buffer_fields);
FITS(input_ring_fields);
FITS(output_ring_fields);

#define KIND(structure, fields)                                                  \
	{                                                                        \
#structure, fields, ARRAY_SIZE(fields), sizeof(struct structure) \
	}

const struct seal_kind seal_kinds[USER_SEAL_TYPES] = {
	[USER_SEAL_MODULE] = KIND(processing_module, module_fields),
	[USER_SEAL_COMPONENT] = KIND(comp_dev, component_fields),
	[USER_SEAL_BUFFER] = KIND(comp_buffer, buffer_fields),
	[USER_SEAL_INPUT_RING] = KIND(ring_buffer, input_ring_fields),
	[USER_SEAL_OUTPUT_RING] = KIND(ring_buffer, output_ring_fields),
};

#endif
