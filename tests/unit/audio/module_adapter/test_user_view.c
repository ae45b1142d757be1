/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The view of a module in user mode: what the kernel takes from it, when, and that nothing else reaches the kernel.
 *
 * Needs: CONFIG_SOF_USERSPACE_APPLICATION
 */
#include "../graph.h"

#include <adsp/inspect.h>
#include <rtos/alloc.h>
#include <sof/audio/module_adapter/user_module.h>

#include "../../blind.h"
#include "base/signals.h"

#define OP(name)  USER_ACTIVITY_OP(MODULE_OP_##name)
#define INIT      OP(INIT)
#define PREPARE   OP(PREPARE)
#define TRIGGER   OP(TRIGGER)
#define RESET     OP(RESET)
#define PROCESS   USER_ACTIVITY_PROCESS
#define MODULE(m) offsetof(struct module_view, mod.m), sizeof(((struct module_view *)0)->mod.m)
#define DEV(m)    offsetof(struct module_view, dev.m), sizeof(((struct module_view *)0)->dev.m)

/* producer -> dp -> consumer, two edges */
static struct comp_dev *producer, *dp, *consumer;
static struct comp_buffer *in, *out;
static struct user_view *view;
static struct module_view *shown;
static struct core_memory idle;

static int view_start(void **state)
{
	graph_start(state);
	idle = core_memory_now();
	producer = graph_ll(&probe_driver, 0, 0);
	dp = graph_dp(&probe_driver, 1, 0);
	consumer = graph_ll(&probe_driver, 2, 0);
	in = graph_connect(producer, 0, dp, 0);
	out = graph_connect(dp, 3, consumer, 0);
	view = &comp_instance(dp)->user->view;
	shown = &view->memory->view;
	return 0;
}

static int view_stop(void **state)
{
	signals_take(); /* cmocka takes them for each fixture and test */
	graph_free(dp);
	graph_free(producer);
	graph_free(consumer);
	/* whatever was done to a region, it has gone as a whole */
	core_memory_expect(&idle);
	return core_stop(state);
}

static struct module_view kernel_now(void)
{
	struct module_view now = { 0 };

	memcpy(&now.mod, dp->mod, sizeof(now.mod));
	memcpy(&now.dev, dp, sizeof(now.dev));
	return now;
}

/* ---- no byte reaches the kernel ---- */

static const struct {
	size_t offset, size;
} own[] = {
	{ MODULE(priv.private) },
	{ MODULE(priv.cfg.size) },
	{ MODULE(priv.cfg.data) },
	{ MODULE(priv.cfg.avail) },
	{ MODULE(priv.fragment) },
	{ MODULE(priv.state) },
	{ MODULE(priv.read_back) },
	{ offsetof(struct module_view, mod.priv.mpd.in_buff),
	  sizeof(struct module_processing_data) -
		  offsetof(struct module_processing_data, in_buff) },
	{ MODULE(verify_params_flags) },
	{ MODULE(skip_src_buffer_invalidate) },
	{ MODULE(skip_sink_buffer_writeback) },
	{ offsetof(struct module_view, stream_params), sizeof(struct sof_ipc_stream_params) },
};

static bool is_own(size_t at)
{
	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		if (at - own[i].offset < own[i].size)
			return true;
	}
	return false;
}

static void every_other_byte_is_reported_and_written_anew(void **state)
{
	uint8_t *bytes = (uint8_t *)shown;

	user_view_write(view, RESET);
	for (size_t at = 0; at < sizeof(*shown); at++) {
		const struct module_view before = kernel_now();
		const unsigned int warnings = core_log.warnings;
		const uint8_t was = bytes[at];

		bytes[at] ^= 0x5A;
		view->activities = RESET | PROCESS;
		user_view_read(view, RESET);
		user_view_read(view, PROCESS);
		assert_memory_equal(&before.mod, dp->mod, sizeof(before.mod));
		assert_memory_equal(&before.dev, dp, sizeof(before.dev));
		user_view_write(view, RESET);
		assert_int_equal(core_log.warnings - warnings, !is_own(at));
		assert_int_equal(bytes[at], is_own(at) ? was ^ 0x5A : was);
		bytes[at] = was;
	}
	dp->mod->priv.private = NULL; /* the kernel has none of its own words */
	assert_non_null(shown->mod.priv.private);
}

static void the_report_says_where(void **state)
{
	user_view_write(view, RESET);
	shown->dev.state = COMP_STATE_ACTIVE;
	user_view_report(view);
	assert_string_equal(core_log.line,
			    "probe.0.1: has written to byte 24 of its comp_dev: no effect");
	user_view_write(view, RESET);
	shown->mod.num_of_sources = 7;
	user_view_report(view);
	assert_non_null(strstr(core_log.line, "of its processing_module: no effect"));
}

/* ---- what is taken, and when ---- */

static void what_a_module_may_set_has_its_time(void **state)
{
	static const struct {
		size_t offset, size;
		uint32_t when;
	} fields[] = {
		{ MODULE(priv.mpd.in_buff_size), INIT | PREPARE },
		{ MODULE(priv.mpd.out_buff_size), INIT | PREPARE },
		{ MODULE(max_sources), INIT | PREPARE },
		{ MODULE(max_sinks), INIT | PREPARE },
		{ MODULE(no_pause), INIT | PREPARE },
		{ DEV(period), INIT | PREPARE },
		{ DEV(frames), INIT | PREPARE },
		{ DEV(direction), INIT },
		{ DEV(direction_set), INIT },
		{ DEV(endpoint), INIT },
		{ DEV(state), TRIGGER },
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		for (uint32_t activity = 1; activity <= PROCESS; activity <<= 1) {
			const struct module_view before = kernel_now();
			const bool is_taken = fields[i].when & activity;
			const unsigned int warnings = core_log.warnings;
			uint8_t *field = (uint8_t *)shown + fields[i].offset;
			struct module_view after;

			user_view_write(view, activity);
			field[0] ^= 1;
			view->activities = activity;
			user_view_report(view);
			assert_int_equal(core_log.warnings - warnings, !is_taken);
			user_view_read(view, activity);
			after = kernel_now();
			assert_int_equal(!!memcmp(&before, &after, sizeof(after)), is_taken);
			if (is_taken)
				assert_memory_equal((uint8_t *)&after + fields[i].offset, field,
						    fields[i].size);
			memcpy(dp->mod, &before.mod, sizeof(before.mod));
			memcpy(dp, &before.dev, sizeof(before.dev));
			user_view_write(view, activity);
		}
	}
}

static void prepare_sets_what_flows_and_how_much_it_needs(void **state)
{
	struct sof_source *source = &view->edges[0].view->ring.source_api;
	struct sof_sink *sink = &view->edges[1].view->ring.sink_api;

	user_view_write(view, PREPARE);
	source_set_min_available(source, 20);
	sink->params->rate = 32000;
	user_view_read(view, RESET);
	assert_int_equal(in->ring->source_api.min_available, PERIOD_BYTES);
	assert_int_equal(out->stream.params.rate, 48000);
	user_view_read(view, PREPARE);
	assert_int_equal(in->ring->source_api.min_available, 20);
	assert_int_equal(out->stream.params.rate, 32000);
	/* what it reads has the format that its pin has */
	((struct sof_audio_stream_params *)source->params)->rate = 8000;
	user_view_read(view, PREPARE);
	assert_int_equal(in->stream.params.rate, 48000);
	out->stream.params.rate = 48000;
}

/* ---- positions ---- */

static size_t steps(const struct ring_buffer *ring, size_t from, size_t to)
{
	return (to + 2 * ring->capacity - from) % (2 * ring->capacity);
}

static void each_end_moves_its_own_position(void **state)
{
	struct ring_buffer *ring[] = { in->ring, out->ring };

	for (int side = 0; side < 2; side++) {
		struct ring_buffer *kernel = ring[side], *mine = &view->edges[side].view->ring;
		const size_t capacity = kernel->capacity;

		for (size_t read = 0; read < 2 * capacity; read += 64) {
			for (size_t level = 0; level <= capacity; level += 64) {
				const size_t most = side ? capacity - level : level;
				const size_t write = (read + level) % (2 * capacity);
				size_t *own_offset = side ? &mine->write_offset :
							    &mine->read_offset;

				kernel->read_offset = read;
				kernel->write_offset = write;
				user_view_leave_kernel(view);
				assert_int_equal(mine->read_offset, read);
				assert_int_equal(mine->write_offset, write);
				*own_offset = (*own_offset + most) % (2 * capacity);
				user_view_enter_kernel(view, PROCESS);
				assert_int_equal(steps(kernel, read, kernel->read_offset),
						 side ? 0 : most);
				assert_int_equal(steps(kernel, write, kernel->write_offset),
						 side ? most : 0);
			}
		}
		kernel->read_offset = kernel->write_offset = 0;
	}
}

static void an_open_fragment_is_ended_by_reset(void **state)
{
	struct sof_source *source = &view->edges[0].view->ring.source_api;
	const void *ptr, *start;
	size_t size;

	user_view_write(view, PROCESS);
	in->ring->write_offset = PERIOD_BYTES;
	user_view_leave_kernel(view);
	assert_int_equal(source_get_data(source, 8, &ptr, &start, &size), 0);
	user_view_enter_kernel(view, PROCESS);
	user_view_leave_kernel(view);
	assert_int_equal(source_get_data(source, 8, &ptr, &start, &size), -EBUSY);
	buffer_reset(in);
	user_view_leave_kernel(view);
	assert_int_equal(source_get_data_available(source), 0);
	assert_int_equal(source_release_data(source, 8), -ENODATA);
}

/* ---- edges ---- */

static void edges_come_and_go(void **state)
{
	struct comp_buffer *third;

	assert_int_equal(view->num_edges, 2);
	assert_true(graph_is_own_memory(dp, view->edges[0].view));
	assert_false(graph_is_own_memory(dp, view->edges[0].ring));
	third = graph_connect(dp, 1, consumer, 1);
	assert_int_equal(view->num_edges, 3);
	assert_ptr_equal(view->edges[2].ring, third->ring);
	user_view_write(view, RESET);
	assert_int_equal(shown->mod.num_of_sinks, 2);
	assert_ptr_equal(shown->mod.sinks[0], &view->edges[2].view->ring.sink_api);
	assert_ptr_equal(shown->mod.sinks[1], &view->edges[1].view->ring.sink_api);
	assert_int_equal(sink_get_id(shown->mod.sinks[1]), 3);
	assert_ptr_equal(shown->mod.sinks[0]->bound, &shown->mod);
	assert_int_equal(ipc_comp_disconnect(dp, 1, consumer, 1), IPC4_SUCCESS);
	assert_int_equal(view->num_edges, 2);
	probes[1].bind = -EINVAL;
	assert_int_not_equal(ipc_comp_connect(producer, 1, dp, 1), IPC4_SUCCESS);
	assert_int_equal(view->num_edges, 2);
	probes[1].bind = 0;
}

static void a_block_written_past_stays_in_the_region(void **state)
{
	uint8_t *first = mod_alloc(dp->mod, 100);
	uint8_t *second = mod_alloc_ext(dp->mod, SOF_MEM_FLAG_COHERENT, 100, 0);

	assert_null(module_damaged_block(comp_instance(dp)));
	blind_fill(first + 100, 1, 1);
	assert_ptr_equal(module_damaged_block(comp_instance(dp)), first);
	assert_int_equal(mod_free(dp->mod, first), 0);
	assert_non_null(strstr(core_log.line, "was written past its end; it is not given back"));
	assert_null(module_damaged_block(comp_instance(dp)));
	assert_int_equal(mod_free(dp->mod, second), 0);
	/* a ring as well: it goes with the region, and the module with it */
	signals_take();
	blind_fill(in->ring->data + in->ring->size, 1, 1);
	assert_int_equal(ipc_comp_disconnect(producer, 0, dp, 0), IPC4_SUCCESS);
	assert_non_null(strstr(core_log.line, "ring of input 0 was written past its end"));
}

/* ---- in a thread: what cannot be ends the module, and it alone ---- */

static int scribble(struct processing_module *mod, struct probe *self)
{
	struct ring_buffer *ring = CONTAINER_OF(mod->sources[0], struct ring_buffer, source_api);

	memset(ring, 0xA5, sizeof(struct ring_view));
	memset(mod->dev, 0xA5, sizeof(*mod->dev));
	memset(mod, 0xA5, sizeof(*mod));
	return 0;
}

static int take_too_much(struct processing_module *mod, struct probe *self)
{
	struct ring_buffer *ring = CONTAINER_OF(mod->sources[0], struct ring_buffer, source_api);

	ring->read_offset = ring->write_offset + 1;
	return 0;
}

static int write_past(struct processing_module *mod, struct probe *self)
{
	struct ring_buffer *ring = CONTAINER_OF(mod->sinks[0], struct ring_buffer, sink_api);

	blind_fill(ring->data + ring->size, 1, 1);
	return 0;
}

static const struct {
	int (*work)(struct processing_module *mod, struct probe *self);
	const char *kind, *text;
} crimes[] = {
	{ scribble, "view",
	  "ring_buffer.read_offset of its input 0, by process: was 0x0, is 0xa5a5a5a5a5a5a5a5" },
	{ take_too_much, "view",
	  "ring_buffer.read_offset of its input 0, by process: was 0x0, is 0xc1" },
	{ write_past, "overflow", "the bytes behind ring_buffer.data of its output 3, by process" },
};

static void a_module_that_goes_too_far_dies_alone(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(crimes); i++) {
		struct adsp_fault_info fault;
		struct comp_buffer before;

		signals_take();
		graph_run(dp);
		graph_put(in, 0, PERIOD_BYTES);
		assert_int_equal(module_adapter_copy(dp), 0);
		before = *in;
		probes[1].work = crimes[i].work;
		adsp_tick();
		assert_int_equal(adsp_inspect_faults(&fault, 1), 1);
		assert_string_equal(fault.kind, crimes[i].kind);
		assert_string_equal(fault.thread, dp->name);
		assert_non_null(strstr(fault.access, crimes[i].text));
		assert_memory_equal(&before, in, sizeof(before));
		assert_int_equal(in->ring->read_offset, 0);
		assert_int_equal(in->ring->write_offset, PERIOD_BYTES);
		assert_int_equal(dp->state, COMP_STATE_ACTIVE);
		assert_int_equal(module_adapter_copy(dp), -EFAULT);
		if (i + 1 < ARRAY_SIZE(crimes)) {
			view_stop(state);
			view_start(state);
		}
	}
}

/* ---- operations ---- */

static void (*tamper)(struct processing_module *mod);

static int tampering_prepare(struct processing_module *mod, struct sof_source **sources,
			     int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	tamper(mod);
	return 0;
}

static int tampering_trigger(struct processing_module *mod, int cmd)
{
	tamper(mod);
	return 0;
}

static const struct module_interface tampering_ops = {
	.init = probe_init,
	.process = probe_process,
	.prepare = tampering_prepare,
	.trigger = tampering_trigger,
};
static const struct comp_driver tampering_driver = PROBE_DRIVER(tampering_ops);

static void many_sources(struct processing_module *mod)
{
	mod->max_sources = CONFIG_MODULE_MAX_CONNECTIONS + 1;
}

static void many_sinks(struct processing_module *mod)
{
	mod->max_sinks = UINT32_MAX;
}

static void odd_flag(struct processing_module *mod)
{
	memset(&mod->no_pause, 2, 1);
}

static void no_data_needed(struct processing_module *mod)
{
	source_set_min_available(mod->sources[0], 0);
}

static void more_than_the_ring(struct processing_module *mod)
{
	source_set_min_available(mod->sources[0], mod->sources[0]->min_available * 4);
}

static void odd_format(struct processing_module *mod)
{
	mod->sinks[0]->params->valid_sample_fmt = (enum sof_ipc_frame)SOF_IPC_FRAME_INVALID;
}

static void odd_state(struct processing_module *mod)
{
	mod->dev->state = (enum comp_state)77;
}

static const struct {
	void (*tamper)(struct processing_module *mod);
	enum module_op op;
	const char *text;
} impossible[] = {
	{ many_sources, MODULE_OP_PREPARE, "processing_module.max_sources of its own, by prepare" },
	{ many_sinks, MODULE_OP_PREPARE, "processing_module.max_sinks of its own, by prepare" },
	{ odd_flag, MODULE_OP_PREPARE, "processing_module.no_pause of its own, by prepare" },
	{ no_data_needed, MODULE_OP_PREPARE,
	  "sof_source.min_available of its input 0, by prepare: is 0x0" },
	{ more_than_the_ring, MODULE_OP_PREPARE, "sof_source.min_available of its input 0" },
	{ odd_format, MODULE_OP_PREPARE, "valid_sample_fmt of its output 3, by prepare: is 0xa" },
	{ odd_state, MODULE_OP_TRIGGER, "comp_dev.state of its own, by trigger" },
};

static void a_value_that_cannot_be_ends_the_module(void **state)
{
	graph_free(dp);
	for (size_t i = 0; i < ARRAY_SIZE(impossible); i++) {
		struct adsp_fault_info fault;
		struct module_view before;

		signals_take();
		dp = graph_dp(&tampering_driver, 1, 0);
		in = graph_connect(producer, 0, dp, 0);
		out = graph_connect(dp, 3, consumer, 0);
		before = kernel_now();
		tamper = impossible[i].tamper;
		assert_int_equal(module_call_simple(comp_instance(dp), impossible[i].op), -EFAULT);
		assert_int_equal(adsp_inspect_faults(&fault, 1), i + 1);
		assert_memory_equal(&before.mod, dp->mod, sizeof(before.mod));
		assert_memory_equal(&before.dev, dp, sizeof(before.dev));
		assert_int_equal(in->ring->source_api.min_available, PERIOD_BYTES);
		if (!i) {
			assert_string_equal(fault.kind, "view");
			assert_non_null(strstr(fault.access, impossible[i].text));
		}
		assert_non_null(strstr(core_log.line, impossible[i].text));
		graph_free(dp);
	}
	dp = graph_dp(&probe_driver, 1, 0);
}

#define view_test(fn) cmocka_unit_test_setup_teardown(fn, view_start, view_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		view_test(every_other_byte_is_reported_and_written_anew),
		view_test(the_report_says_where),
		view_test(what_a_module_may_set_has_its_time),
		view_test(prepare_sets_what_flows_and_how_much_it_needs),
		view_test(each_end_moves_its_own_position),
		view_test(an_open_fragment_is_ended_by_reset),
		view_test(edges_come_and_go),
		view_test(a_block_written_past_stays_in_the_region),
		view_test(a_module_that_goes_too_far_dies_alone),
		view_test(a_value_that_cannot_be_ends_the_module),
	};

	return cmocka_run_group_tests_name("audio/module_adapter/user_view", tests, NULL, NULL);
}
