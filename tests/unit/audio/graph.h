/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Graphs of test modules. Each component of instance n obeys probes[n] (what to return) and leaves its traces
 * there (what was called); `trace` holds the calls of all of them in order.
 */
#ifndef TESTS_GRAPH_H
#define TESTS_GRAPH_H

#include "../lib/core_rig.h"

#include <errno.h>
#include <ipc/topology.h>
#include <ipc4/error_status.h>
#include <ipc4/notification.h>
#include <rtos/cache.h>
#include <zephyr/kernel.h>
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/audio/pipeline.h>
#include <sof/audio/module_cost.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>
#include <sof/schedule/dp_schedule.h>

#define PROBES       16
#define PERIOD_BYTES 192u /* 1 ms of 48 kHz stereo S16 */

struct probe {
	/* orders */
	int init, prepare, bind, unbind, trigger, reset, process; /* what the operation returns */
	enum comp_trigger trigger_on;                             /* the trigger that fails */
	uint32_t max_sources, max_sinks;                          /* 0: as the adapter has it */
	size_t in_buff_size, out_buff_size;
	bool no_pause;
	bool never_ready;
	uint32_t period_us; /* set at prepare */
	enum comp_endpoint endpoint;
	size_t init_bytes; /* what init allocates, default 32 */
	size_t chunk;      /* bytes a source/sink module moves per call; 0: all there is */
	int (*work)(struct processing_module *mod, struct probe *self); /* instead of moving data */
	/* traces */
	struct processing_module *mod;
	unsigned int inits, prepares, binds, unbinds, triggers, resets, frees, calls;
	size_t init_data_size;
	uint8_t init_data[64];
	struct input_stream_buffer in[8]; /* as offered to the last call */
	struct output_stream_buffer out[8];
	int num_in, num_out;
	/* large config as the module got it */
	enum module_cfg_fragment_position cfg_pos;
	uint32_t cfg_offset;
	size_t cfg_size;
	unsigned int cfgs;
};

static struct probe probes[PROBES] CORE_UNUSED;
static char trace[4096] CORE_UNUSED; /* "i0 p1 c1 ": operation and instance */

static inline void trace_call(char what, const struct processing_module *mod)
{
	size_t length = strlen(trace);

	snprintf(trace + length, sizeof(trace) - length, "%c%u ", what,
		 COMP_INSTANCE_ID(mod->dev->ipc_config.id));
}

static inline struct probe *probe_of(const struct processing_module *mod)
{
	return &probes[COMP_INSTANCE_ID(mod->dev->ipc_config.id)];
}

/* ---- operations ---- */

static int probe_init(struct processing_module *mod)
{
	struct probe *probe = probe_of(mod);

	trace_call('i', mod);
	probe->mod = mod;
	probe->inits++;
	probe->init_data_size = mod->priv.cfg.init_data_size;
	memcpy(probe->init_data, mod->priv.cfg.init_data,
	       MIN(probe->init_data_size, sizeof(probe->init_data)));
	module_set_private_data(mod, mod_zalloc(mod, probe->init_bytes ? probe->init_bytes : 32));
	if (!module_get_private_data(mod))
		return -ENOMEM;
	if (probe->max_sources)
		mod->max_sources = probe->max_sources;
	if (probe->max_sinks)
		mod->max_sinks = probe->max_sinks;
	mod->priv.mpd.in_buff_size = probe->in_buff_size;
	mod->priv.mpd.out_buff_size = probe->out_buff_size;
	mod->no_pause = probe->no_pause;
	mod->dev->endpoint = probe->endpoint;
	return probe->init;
}

static int probe_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct probe *probe = probe_of(mod);

	trace_call('p', mod);
	probe->prepares++;
	if (probe->period_us)
		mod->dev->period = probe->period_us;
	return probe->prepare;
}

static bool probe_is_ready(struct processing_module *mod, struct sof_source **sources,
			   int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	return !probe_of(mod)->never_ready;
}

static int probe_bind(struct processing_module *mod, const struct bind_info *info)
{
	probe_of(mod)->binds++;
	return probe_of(mod)->bind;
}

static int probe_unbind(struct processing_module *mod, const struct bind_info *info)
{
	probe_of(mod)->unbinds++;
	return probe_of(mod)->unbind;
}

static int probe_trigger(struct processing_module *mod, int cmd)
{
	struct probe *probe = probe_of(mod);

	probe->triggers++;
	if (probe->trigger && probe->trigger_on == (enum comp_trigger)cmd)
		return probe->trigger;
	return comp_set_state(mod->dev, (enum comp_trigger)cmd);
}

static int probe_reset(struct processing_module *mod)
{
	trace_call('r', mod);
	probe_of(mod)->resets++;
	return probe_of(mod)->reset;
}

static int probe_free(struct processing_module *mod)
{
	probe_of(mod)->frees++;
	return 0;
}

static int probe_set_configuration(struct processing_module *mod, uint32_t config_id,
				   enum module_cfg_fragment_position pos, uint32_t data_offset_size,
				   const uint8_t *fragment, size_t fragment_size, uint8_t *response,
				   size_t response_size)
{
	struct probe *probe = probe_of(mod);

	probe->cfg_pos = pos;
	probe->cfg_offset = data_offset_size;
	probe->cfg_size = fragment_size;
	probe->cfgs++;
	return module_set_configuration(mod, config_id, pos, data_offset_size, fragment,
					fragment_size, response, response_size);
}

/* Bytes n, n + 1, ... of every source into every sink. */
static int probe_process(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct probe *probe = probe_of(mod);
	size_t bytes = probe->chunk ? probe->chunk : SIZE_MAX;
	const uint8_t *src, *src_start;
	uint8_t *dst, *dst_start;
	size_t src_size, dst_size;

	trace_call('c', mod);
	probe->calls++;
	if (probe->work)
		return probe->work(mod, probe);
	if (probe->process)
		return probe->process;
	if (!num_of_sources || !num_of_sinks)
		return 0;
	bytes = MIN(bytes, source_get_data_available(sources[0]));
	bytes = MIN(bytes, sink_get_free_size(sinks[0]));
	if (!bytes)
		return -ENODATA;
	assert_int_equal(source_get_data(sources[0], bytes, (const void **)&src,
					 (const void **)&src_start, &src_size),
			 0);
	assert_int_equal(
		sink_get_buffer(sinks[0], bytes, (void **)&dst, (void **)&dst_start, &dst_size), 0);
	for (size_t i = 0; i < bytes; i++)
		dst_start[((size_t)(dst - dst_start) + i) % dst_size] =
			src_start[((size_t)(src - src_start) + i) % src_size];
	source_release_data(sources[0], bytes);
	sink_commit_buffer(sinks[0], bytes);
	return 0;
}

static void probe_note_offer(struct processing_module *mod, struct input_stream_buffer *in,
			     int num_in, struct output_stream_buffer *out, int num_out)
{
	struct probe *probe = probe_of(mod);

	trace_call('c', mod);
	probe->calls++;
	memcpy(probe->in, in, sizeof(probe->in[0]) * (size_t)num_in);
	memcpy(probe->out, out, sizeof(probe->out[0]) * (size_t)num_out);
	probe->num_in = num_in;
	probe->num_out = num_out;
}

/* First input to each output, frame by frame as offered. */
static int probe_process_stream(struct processing_module *mod, struct input_stream_buffer *in,
				int num_in, struct output_stream_buffer *out, int num_out)
{
	struct probe *probe = probe_of(mod);

	probe_note_offer(mod, in, num_in, out, num_out);
	if (probe->work)
		return probe->work(mod, probe);
	for (int i = 0; i < num_in; i++)
		in[i].consumed = in[i].size * audio_stream_frame_bytes(in[i].data);
	for (int i = 0; i < num_out && num_in; i++) {
		uint32_t bytes = in[0].size * audio_stream_frame_bytes(in[0].data);

		audio_stream_copy_bytes(in[0].data, out[i].data, bytes);
		out[i].size = bytes;
	}
	return probe->process;
}

/* Whole blocks of in_buff_size only, the first input to each output. */
static int probe_process_raw(struct processing_module *mod, struct input_stream_buffer *in,
			     int num_in, struct output_stream_buffer *out, int num_out)
{
	struct probe *probe = probe_of(mod);

	probe_note_offer(mod, in, num_in, out, num_out);
	if (probe->work)
		return probe->work(mod, probe);
	if (in[0].size < mod->priv.mpd.in_buff_size)
		return probe->process ? probe->process : -ENODATA;
	for (int i = 0; i < num_in; i++)
		in[i].consumed = in[i].size;
	for (int i = 0; i < num_out; i++) {
		out[i].size = (uint32_t)MIN(in[0].size, mod->priv.mpd.out_buff_size);
		memcpy(out[i].data, in[0].data, out[i].size);
	}
	return probe->process;
}

#define PROBE_OPS                                                                                 \
	.init = probe_init, .prepare = probe_prepare, .bind = probe_bind, .unbind = probe_unbind, \
	.trigger = probe_trigger, .reset = probe_reset, .free = probe_free,                       \
	.set_configuration = probe_set_configuration

static const struct module_interface probe_ops CORE_UNUSED = { PROBE_OPS,
							       .process = probe_process };
static const struct module_interface probe_polite_ops CORE_UNUSED = {
	PROBE_OPS,
	.process = probe_process,
	.is_ready_to_process = probe_is_ready,
};
static const struct module_interface probe_stream_ops CORE_UNUSED = {
	PROBE_OPS,
	.process_audio_stream = probe_process_stream,
};
static const struct module_interface probe_raw_ops CORE_UNUSED = {
	PROBE_OPS,
	.process_raw_data = probe_process_raw,
};
static const struct module_interface probe_bare_ops CORE_UNUSED = { .init = probe_init,
								    .process = probe_process };

static const struct module_cost probe_cost CORE_UNUSED = { .per_call = 1000, .per_sample_x16 = 32 };

#define PROBE_DRIVER(operations)                                                 \
	{                                                                        \
		.name = { 'P', 'R', 'O', 'B', 'E' }, .ops = &(operations),       \
		.instance_max_count = PROBES, .max_inputs = 8, .max_outputs = 8, \
		.cost = &probe_cost,                                             \
	}

static const struct comp_driver probe_driver CORE_UNUSED = PROBE_DRIVER(probe_ops);
static const struct comp_driver probe_polite_driver CORE_UNUSED = PROBE_DRIVER(probe_polite_ops);
static const struct comp_driver probe_stream_driver CORE_UNUSED = PROBE_DRIVER(probe_stream_ops);
static const struct comp_driver probe_raw_driver CORE_UNUSED = PROBE_DRIVER(probe_raw_ops);
static const struct comp_driver probe_bare_driver CORE_UNUSED = PROBE_DRIVER(probe_bare_ops);

/* ---- payloads ---- */

static inline struct ipc4_base_module_cfg graph_base_config(void)
{
	return (struct ipc4_base_module_cfg){
		.ibs = PERIOD_BYTES,
		.obs = PERIOD_BYTES,
		.audio_fmt = {
			.sampling_frequency = 48000, .depth = 16, .ch_map = 0xFFFFFF10,
			.ch_cfg = IPC4_CHANNEL_CONFIG_STEREO, .channels_count = 2, .valid_bit_depth = 16,
			.s_type = IPC4_TYPE_LSB_INTEGER,
		},
	};
}

/* ---- notifications to the host ---- */

static struct {
	unsigned int count;
	struct ipc4_resource_event_data_notification last;
} graph_events CORE_UNUSED;

static inline void graph_take_event(void *ctx, const struct adsp_ipc_message *msg,
				    const void *payload, size_t box_bytes)
{
	graph_events.count++;
	memcpy(&graph_events.last, payload, sizeof(graph_events.last));
}

static inline void graph_expect_error_event(unsigned int count, uint32_t instance)
{
	assert_int_equal(graph_events.count, count);
	assert_int_equal(graph_events.last.resource_type, IPC4_MODULE_INSTANCE);
	assert_int_equal(graph_events.last.resource_id, COMP_ID(1, instance));
	assert_int_equal(graph_events.last.event_type, IPC4_PROCESS_DATA_ERROR);
}

/* ---- building ---- */

static inline int graph_start(void **state)
{
	adsp_ipc_on_notification(NULL, NULL);
	core_boot();
	adsp_ipc_on_notification(graph_take_event, NULL);
	memset(&graph_events, 0, sizeof(graph_events));
	memset(probes, 0, sizeof(probes));
	trace[0] = '\0';
	return 0;
}

#define graph_test(fn) cmocka_unit_test_setup_teardown(fn, graph_start, core_stop)

static inline int graph_try(const struct comp_driver *drv, uint32_t instance, uint32_t pipeline,
			    enum ipc4_proc_domain domain, const void *payload, size_t bytes,
			    struct comp_dev **dev)
{
	const struct comp_ipc_config config = {
		.id = COMP_ID(1, instance),
		.pipeline_id = pipeline,
		.pipeline = pipeline_find(pipeline),
		.proc_domain = domain,
	};

	return module_adapter_new(drv, &config, payload, bytes, dev);
}

static inline struct comp_dev *graph_new(const struct comp_driver *drv, uint32_t instance,
					 uint32_t pipeline, enum ipc4_proc_domain domain)
{
	const struct ipc4_base_module_cfg base = graph_base_config();
	struct comp_dev *dev;

	assert_int_equal(graph_try(drv, instance, pipeline, domain, &base, sizeof(base), &dev), 0);
	return dev;
}

static inline struct comp_dev *graph_ll(const struct comp_driver *drv, uint32_t instance,
					uint32_t pipeline)
{
	return graph_new(drv, instance, pipeline, IPC4_PROC_DOMAIN_LL);
}

static inline struct comp_dev *graph_dp(const struct comp_driver *drv, uint32_t instance,
					uint32_t pipeline)
{
	return graph_new(drv, instance, pipeline, IPC4_PROC_DOMAIN_DP);
}

/* The newest edge of source. */
static inline struct comp_buffer *graph_connect(struct comp_dev *source, uint32_t src_queue,
						struct comp_dev *sink, uint32_t dst_queue)
{
	assert_int_equal(ipc_comp_connect(source, src_queue, sink, dst_queue), IPC4_SUCCESS);
	return comp_first_sink(source);
}

/* From any state. */
static inline void graph_free(struct comp_dev *dev)
{
	if (dev->state != COMP_STATE_READY) {
		probe_of(dev->mod)->reset = 0;
		assert_int_equal(module_adapter_reset(dev), 0);
	}
	ipc_comp_disconnect_all(dev);
	pipeline_forget_comp(dev);
	assert_int_equal(module_adapter_free(dev), 0);
}

static inline void graph_trigger(struct comp_dev *dev, enum comp_trigger cmd)
{
	assert_int_equal(module_adapter_trigger(dev, cmd), 0);
}

/* READY to ACTIVE. */
static inline void graph_run(struct comp_dev *dev)
{
	assert_int_equal(module_adapter_prepare(dev), 0);
	graph_trigger(dev, COMP_TRIGGER_PRE_START);
	graph_trigger(dev, COMP_TRIGGER_START);
}

/* ---- data on the LL side of an edge ---- */

static inline void graph_put(struct comp_buffer *buffer, uint8_t first, uint32_t bytes)
{
	struct audio_stream *s = &buffer->stream;

	assert_true(bytes <= s->free);
	for (uint32_t i = 0; i < bytes; i++)
		*(uint8_t *)audio_stream_wrap(s, s->w_ptr + i) = (uint8_t)(first + i);
	comp_update_buffer_produce(buffer, bytes);
}

static inline void graph_take(struct comp_buffer *buffer, uint8_t first, uint32_t bytes)
{
	struct audio_stream *s = &buffer->stream;

	assert_true(bytes <= s->avail);
	for (uint32_t i = 0; i < bytes; i++)
		assert_int_equal(*(uint8_t *)audio_stream_wrap(s, s->r_ptr + i),
				 (uint8_t)(first + i));
	comp_update_buffer_consume(buffer, bytes);
}

/** What a DP module's own memory is: a region, a heap, or the kernel heap, in which everything is its own. */
static inline bool graph_is_own_memory(const struct comp_dev *dev, const void *ptr)
{
	const struct mod_alloc_ctx *ctx = module_adapter_alloc_ctx(dev);
	uintptr_t start = 0;
	size_t size = SIZE_MAX;

	if (ctx && ctx->vreg) {
		vregion_mem_info(ctx->vreg, &size, &start);
	} else if (ctx && ctx->heap) {
		start = (uintptr_t)ctx->heap->heap.init_mem;
		size = ctx->heap->heap.init_bytes;
	}
	return (uintptr_t)sys_cache_cached_ptr_get((void *)ptr) - start < size;
}

#endif
