/* SPDX-License-Identifier: BSD-3-Clause */
/* One LL call through each of the three processing interfaces. */
#include "../graph.h"

#define FRAME 4u /* bytes, stereo S16 */

/* probes[1] in the middle: `inputs` modules before it (2, 3, ...), `outputs` behind it (8, 9, ...). All run. */
static struct comp_dev *mid;
static struct comp_dev *before[8], *behind[8];
static struct comp_buffer *in_edge[8],
	*out_edge[8]; /* in the order of mod->sources and sinks: newest first */
static unsigned int inputs, outputs;

static void build(const struct comp_driver *drv, unsigned int num_in, unsigned int num_out)
{
	struct probe *probe = &probes[1];

	inputs = num_in;
	outputs = num_out;
	probe->max_sources = MAX(num_in, 1u);
	probe->max_sinks = MAX(num_out, 1u);
	mid = graph_ll(drv, 1, 0);
	for (unsigned int i = num_in; i--;) {
		before[i] = graph_ll(&probe_driver, 2 + i, 0);
		before[i]->state = COMP_STATE_ACTIVE;
		in_edge[i] = graph_connect(before[i], 0, mid, i);
	}
	for (unsigned int i = num_out; i--;) {
		behind[i] = graph_ll(&probe_driver, 8 + i, 0);
		behind[i]->state = COMP_STATE_ACTIVE;
		out_edge[i] = graph_connect(mid, i, behind[i], 0);
	}
}

static void build_and_run(const struct comp_driver *drv, unsigned int num_in, unsigned int num_out)
{
	build(drv, num_in, num_out);
	graph_run(mid);
}

static void drop(void)
{
	graph_free(mid);
	for (unsigned int i = 0; i < inputs; i++)
		graph_free(before[i]);
	for (unsigned int i = 0; i < outputs; i++)
		graph_free(behind[i]);
}

static void fill(struct comp_buffer *buffer, uint32_t free_bytes)
{
	graph_put(buffer, 0, buffer->stream.free - free_bytes);
}

/* ---- sources and sinks ---- */

static void source_sink_modules_move_what_they_want(void **state)
{
	build_and_run(&probe_driver, 1, 1);
	graph_put(in_edge[0], 7, 100);
	assert_int_equal(module_adapter_copy(mid), 0);
	graph_take(out_edge[0], 7, 100);
	assert_int_equal(in_edge[0]->stream.avail, 0);
	assert_int_equal(comp_instance(mid)->calls, 1);
	assert_int_equal(mid->mod->total_data_consumed, 100);
	assert_int_equal(mid->mod->total_data_produced, 100);
	drop();
}

static void nothing_to_do_is_no_error(void **state)
{
	static const int answers[][2] = {
		{ -ENODATA, 0 }, { -ENOSPC, 0 }, { -EIO, -EIO }, { 0, 0 }, { 1, 1 }
	};
	const struct comp_driver *drivers[] = { &probe_driver, &probe_stream_driver,
						&probe_raw_driver };

	for (size_t d = 0; d < ARRAY_SIZE(drivers); d++) {
		build_and_run(drivers[d], 1, 1);
		for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
			probes[1].process = answers[i][0];
			assert_int_equal(module_adapter_copy(mid), answers[i][1]);
		}
		probes[1].process = 0;
		drop();
	}
}

/* The host may take an edge of a running module away. */
static void unbinding_a_running_module_is_survived(void **state)
{
	const struct comp_driver *drivers[] = { &probe_driver, &probe_stream_driver,
						&probe_raw_driver };

	for (size_t d = 0; d < ARRAY_SIZE(drivers); d++) {
		unsigned int calls;

		build_and_run(drivers[d], 1, 1);
		graph_put(in_edge[0], 0, 64);
		assert_int_equal(ipc_comp_disconnect(mid, 0, behind[0], 0), IPC4_SUCCESS);
		calls = probes[1].calls;
		assert_int_equal(module_adapter_copy(mid), d ? -EINVAL : 0);
		assert_int_equal(ipc_comp_disconnect(before[0], 0, mid, 0), IPC4_SUCCESS);
		assert_int_equal(module_adapter_copy(mid), d ? -EINVAL : 0);
		assert_int_equal(probes[1].calls, calls);
		drop();
	}
}

/* ---- streams ---- */

static void one_to_one_gets_what_both_sides_can(void **state)
{
	struct core_random random = core_random_new(9);

	build_and_run(&probe_stream_driver, 1, 1);
	for (int step = 0; step < 500; step++) {
		uint32_t in = core_random(&random, 2 * PERIOD_BYTES),
			 room = core_random(&random, 2 * PERIOD_BYTES);
		uint32_t frames = MIN(in / FRAME, room / FRAME);

		buffer_reset(in_edge[0]);
		buffer_reset(out_edge[0]);
		graph_put(in_edge[0], (uint8_t)step, in);
		fill(out_edge[0], room);
		comp_update_buffer_consume(out_edge[0], 0);
		assert_int_equal(module_adapter_copy(mid), 0);
		assert_int_equal(probes[1].num_in, 1);
		assert_int_equal(probes[1].num_out, 1);
		assert_ptr_equal(probes[1].in[0].data, &in_edge[0]->stream);
		assert_ptr_equal(probes[1].out[0].data, &out_edge[0]->stream);
		assert_int_equal(probes[1].in[0].size, frames);
		assert_int_equal(probes[1].in[0].consumed, 0);
		assert_int_equal(probes[1].out[0].size, 0);
		assert_int_equal(in_edge[0]->stream.avail, in - frames * FRAME);
		assert_int_equal(out_edge[0]->stream.free, room - frames * FRAME);
		graph_take(out_edge[0], 0, 2 * PERIOD_BYTES - room);
		graph_take(out_edge[0], (uint8_t)step, frames * FRAME);
	}
	drop();
}

static void frames_are_rounded_to_the_sources_alignment(void **state)
{
	build_and_run(&probe_stream_driver, 1, 1);
	audio_stream_set_align(4, 16, &in_edge[0]->stream);
	audio_stream_set_align(4, 10, &out_edge[0]->stream);
	graph_put(in_edge[0], 0, 47 * FRAME);
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].in[0].size, 32);
	drop();
}

static void an_output_without_running_consumer_is_not_offered(void **state)
{
	build_and_run(&probe_stream_driver, 1, 1);
	behind[0]->state = COMP_STATE_PAUSED;
	graph_put(in_edge[0], 0, 64);
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].num_in, 1);
	assert_int_equal(probes[1].num_out, 0);
	assert_int_equal(out_edge[0]->stream.avail, 0);
	behind[0]->state = COMP_STATE_ACTIVE;
	graph_put(in_edge[0], 0, 64);
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].num_out, 1);
	assert_int_equal(out_edge[0]->stream.avail, 64);
	drop();
}

static void many_to_one_sees_each_input_against_the_output(void **state)
{
	build_and_run(&probe_stream_driver, 3, 1);
	graph_put(in_edge[0], 0, 10 * FRAME);
	graph_put(in_edge[1], 50, 30 * FRAME);
	graph_put(in_edge[2], 99, 80 * FRAME);
	fill(out_edge[0], 40 * FRAME);
	/* the state of a producer does not count */
	before[1]->state = COMP_STATE_PAUSED;
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].num_in, 3);
	assert_int_equal(probes[1].num_out, 1);
	assert_int_equal(probes[1].in[0].size, 10);
	assert_int_equal(probes[1].in[1].size, 30);
	assert_int_equal(probes[1].in[2].size, 40);
	for (unsigned int i = 0; i < 3; i++)
		assert_ptr_equal(probes[1].in[i].data, &in_edge[i]->stream);
	assert_int_equal(in_edge[2]->stream.avail, 40 * FRAME);
	/* the totals are those of the first pin */
	assert_int_equal(mid->mod->total_data_consumed, 10 * FRAME);
	assert_int_equal(mid->mod->total_data_produced, 10 * FRAME);
	drop();
}

static void one_to_many_takes_what_fits_everywhere(void **state)
{
	build_and_run(&probe_stream_driver, 1, 3);
	graph_put(in_edge[0], 3, 60 * FRAME);
	fill(out_edge[0], 50 * FRAME);
	fill(out_edge[1], 20 * FRAME);
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].num_in, 1);
	assert_int_equal(probes[1].num_out, 3);
	assert_int_equal(probes[1].in[0].size, 20);
	graph_take(out_edge[2], 3, 20 * FRAME);
	assert_int_equal(out_edge[1]->stream.free, 0);
	assert_int_equal(in_edge[0]->stream.avail, 40 * FRAME);
	/* an input without running producer is not offered */
	before[0]->state = COMP_STATE_PAUSED;
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].num_in, 0);
	assert_int_equal(probes[1].num_out, 3);
	drop();
}

static int generate(struct processing_module *mod, struct probe *self)
{
	struct audio_stream *s = mod->output_buffers[0].data;

	mod->output_buffers[0].size = MIN(s->free, PERIOD_BYTES);
	return 0;
}

static void a_generator_needs_no_source(void **state)
{
	build_and_run(&probe_stream_driver, 0, 1);
	probes[1].work = generate;
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].num_in, 0);
	assert_int_equal(probes[1].num_out, 1);
	assert_int_equal(out_edge[0]->stream.avail, PERIOD_BYTES);
	drop();
}

static void an_endpoint_needs_no_sink(void **state)
{
	probes[1].endpoint = COMP_ENDPOINT_DAI;
	build_and_run(&probe_stream_driver, 1, 0);
	graph_put(in_edge[0], 0, 30 * FRAME);
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].in[0].size, 30);
	assert_int_equal(in_edge[0]->stream.avail, 0);
	drop();
}

static int fail_after_claiming(struct processing_module *mod, struct probe *self)
{
	mod->input_buffers[0].consumed = 64;
	mod->output_buffers[0].size = 64;
	return self->process;
}

static void an_error_moves_nothing(void **state)
{
	const struct comp_driver *drivers[] = { &probe_stream_driver, &probe_raw_driver };
	static const int errors[] = { -EIO, -EINVAL };

	for (size_t d = 0; d < ARRAY_SIZE(drivers); d++) {
		for (size_t e = 0; e < ARRAY_SIZE(errors); e++) {
			build_and_run(drivers[d], 1, 1);
			probes[1].work = fail_after_claiming;
			probes[1].process = errors[e];
			graph_put(in_edge[0], 0, 100);
			assert_int_equal(module_adapter_copy(mid), errors[e]);
			assert_int_equal(in_edge[0]->stream.avail, 100);
			assert_int_equal(out_edge[0]->stream.avail, 0);
			assert_int_equal(mid->mod->total_data_consumed, 0);
			probes[1].work = NULL;
			probes[1].process = 0;
			drop();
		}
	}
}

/* ---- raw data ---- */

static uint32_t model_blocks(uint32_t x, uint32_t p)
{
	return x > p ? x / p + (x % p ? 2 : 1) : p / x + (p % x ? 2 : 1);
}

static void raw_buffers_bridge_blocks_of_other_sizes(void **state)
{
	static const uint32_t sizes[][2] = {
		{ 192, 192 }, { 192, 384 }, { 384, 192 }, { 640, 640 },   { 64, 64 },
		{ 100, 300 }, { 191, 193 }, { 1, 1 },     { 1920, 1920 }, { 4, 1920 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint32_t in = sizes[i][0], out = sizes[i][1], p = PERIOD_BYTES;

		probes[1].in_buff_size = in;
		probes[1].out_buff_size = out;
		build(&probe_raw_driver, 1, 2);
		assert_int_equal(module_adapter_prepare(mid), 0);
		assert_int_equal(mid->mod->deep_buff_bytes,
				 in != p ? MIN(p, in) * model_blocks(in, p) : 0);
		assert_int_equal(mid->mod->output_buffer_size, MAX(p, out) * model_blocks(out, p));
		assert_int_equal(mid->mod->num_raw_buffers, 2);
		drop();
	}
}

static void raw_block_sizes_come_from_the_base_config_by_default(void **state)
{
	build(&probe_raw_driver, 1, 1);
	assert_int_equal(module_adapter_prepare(mid), 0);
	assert_int_equal(mid->mod->priv.mpd.in_buff_size, PERIOD_BYTES);
	assert_int_equal(mid->mod->priv.mpd.out_buff_size, PERIOD_BYTES);
	assert_int_equal(mid->mod->deep_buff_bytes, 0);
	drop();
}

static void senseless_raw_blocks_are_refused(void **state)
{
	static const size_t bad[][2] = {
		{ (1u << 20) + 1, 192 }, { 192, 1u << 25 },      { UINT32_MAX, 4 },
		{ 4, UINT32_MAX },       { SIZE_MAX, SIZE_MAX },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct core_memory held;

		probes[1].in_buff_size = bad[i][0];
		probes[1].out_buff_size = bad[i][1];
		build(&probe_raw_driver, 1, 1);
		assert_true(module_adapter_prepare(mid) < 0);
		held = core_memory_now();
		assert_true(module_adapter_prepare(mid) < 0);
		core_memory_expect(&held);
		drop();
	}
}

/* ibs and obs of 0 divide nothing. */
static void raw_modules_without_block_size_are_refused(void **state)
{
	struct ipc4_base_module_cfg cfg = graph_base_config();

	cfg.ibs = cfg.obs = 0;
	probes[1].max_sources = probes[1].max_sinks = 1;
	assert_int_equal(graph_try(&probe_raw_driver, 1, 0, IPC4_PROC_DOMAIN_LL, &cfg, sizeof(cfg),
				   &mid),
			 0);
	before[0] = graph_ll(&probe_driver, 2, 0);
	behind[0] = graph_ll(&probe_driver, 8, 0);
	graph_connect(before[0], 0, mid, 0);
	graph_connect(mid, 0, behind[0], 0);
	inputs = outputs = 1;
	assert_int_equal(module_adapter_prepare(mid), -EINVAL);
	drop();
}

/* A period times its number of small blocks beyond 32 bits. */
static void raw_local_buffers_do_not_overflow(void **state)
{
	struct ipc4_base_module_cfg cfg = graph_base_config();

	cfg.audio_fmt.sampling_frequency = 50000000;
	cfg.ibs = cfg.obs = 4;
	assert_int_equal(graph_try(&probe_raw_driver, 1, 0, IPC4_PROC_DOMAIN_LL, &cfg, sizeof(cfg),
				   &mid),
			 0);
	before[0] = graph_ll(&probe_driver, 2, 0);
	behind[0] = graph_ll(&probe_driver, 8, 0);
	graph_connect(before[0], 0, mid, 0);
	graph_connect(mid, 0, behind[0], 0);
	inputs = outputs = 1;
	assert_int_equal(module_adapter_prepare(mid), -EINVAL);
	drop();
}

/* Blocks of `block` bytes out of periods: every byte comes out once, in order, after the announced silence. */
static void run_deep(uint32_t block, unsigned int periods)
{
	struct comp_buffer *in, *out;
	uint32_t silence = 0, seen = 0, sent = 0;
	bool in_data = false;

	probes[1].in_buff_size = block;
	probes[1].out_buff_size = block;
	build_and_run(&probe_raw_driver, 1, 1);
	in = in_edge[0];
	out = out_edge[0];
	for (unsigned int n = 0; n < periods; n++) {
		uint32_t bytes = MIN(PERIOD_BYTES, in->stream.free);

		for (uint32_t i = 0; i < bytes; i++)
			*(uint8_t *)audio_stream_wrap(&in->stream, in->stream.w_ptr + i) =
				(uint8_t)(1 + (sent + i) % 255);
		comp_update_buffer_produce(in, bytes);
		sent += bytes;
		assert_int_equal(module_adapter_copy(mid), 0);
		while (out->stream.avail) {
			uint8_t byte = *(uint8_t *)out->stream.r_ptr;

			if (byte)
				in_data = true;
			if (in_data)
				assert_int_equal(byte, 1 + seen++ % 255);
			else
				silence++;
			comp_update_buffer_consume(out, 1);
		}
	}
	/* what has been sent and not seen is in the local buffer and the input */
	assert_true(seen > 0);
	assert_true(sent - seen <= mid->mod->output_buffer_size + 2 * PERIOD_BYTES);
	assert_int_equal(silence % FRAME, 0);
	if (block == PERIOD_BYTES)
		assert_int_equal(silence, 0);
	drop();
}

static void deep_buffering_keeps_every_byte(void **state)
{
	static const uint32_t blocks[] = { 192, 64, 96, 48, 160, 188 };

	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
		run_deep(blocks[i], 60);
}

static void raw_inputs_of_stopped_producers_keep_their_place(void **state)
{
	build_and_run(&probe_raw_driver, 2, 1);
	graph_put(in_edge[0], 10, PERIOD_BYTES);
	graph_put(in_edge[1], 20, PERIOD_BYTES);
	before[0]->state = COMP_STATE_PAUSED;
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(probes[1].num_in, 2);
	assert_int_equal(probes[1].in[0].size, 0);
	assert_int_equal(probes[1].in[1].size, PERIOD_BYTES);
	assert_int_equal(in_edge[0]->stream.avail, PERIOD_BYTES);
	drop();
}

static int claim_too_much(struct processing_module *mod, struct probe *self)
{
	mod->input_buffers[0].consumed = UINT32_MAX;
	mod->output_buffers[0].size = UINT32_MAX;
	return 0;
}

static void a_raw_module_cannot_claim_more_than_it_got(void **state)
{
	build_and_run(&probe_raw_driver, 1, 1);
	probes[1].work = claim_too_much;
	graph_put(in_edge[0], 0, 2 * PERIOD_BYTES);
	assert_int_equal(module_adapter_copy(mid), 0);
	assert_int_equal(in_edge[0]->stream.avail, PERIOD_BYTES);
	assert_int_equal(mid->mod->total_data_consumed, PERIOD_BYTES);
	assert_int_equal(mid->mod->total_data_produced, PERIOD_BYTES);
	drop();
}

static void raw_blocks_are_linear_over_the_wrap(void **state)
{
	build_and_run(&probe_raw_driver, 1, 1);
	for (int n = 0; n < 50; n++) {
		uint32_t shift = (uint32_t)n % 7 * FRAME;

		buffer_reset(in_edge[0]);
		if (shift) {
			graph_put(in_edge[0], 0, 2 * PERIOD_BYTES - shift);
			graph_take(in_edge[0], 0, 2 * PERIOD_BYTES - shift);
		}
		graph_put(in_edge[0], (uint8_t)n, PERIOD_BYTES);
		assert_int_equal(module_adapter_copy(mid), 0);
		graph_take(out_edge[0], (uint8_t)n, PERIOD_BYTES);
	}
	drop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		graph_test(source_sink_modules_move_what_they_want),
		graph_test(nothing_to_do_is_no_error),
		graph_test(unbinding_a_running_module_is_survived),
		graph_test(one_to_one_gets_what_both_sides_can),
		graph_test(frames_are_rounded_to_the_sources_alignment),
		graph_test(an_output_without_running_consumer_is_not_offered),
		graph_test(many_to_one_sees_each_input_against_the_output),
		graph_test(one_to_many_takes_what_fits_everywhere),
		graph_test(a_generator_needs_no_source),
		graph_test(an_endpoint_needs_no_sink),
		graph_test(an_error_moves_nothing),
		graph_test(raw_buffers_bridge_blocks_of_other_sizes),
		graph_test(raw_block_sizes_come_from_the_base_config_by_default),
		graph_test(senseless_raw_blocks_are_refused),
		graph_test(raw_modules_without_block_size_are_refused),
		graph_test(raw_local_buffers_do_not_overflow),
		graph_test(deep_buffering_keeps_every_byte),
		graph_test(raw_inputs_of_stopped_producers_keep_their_place),
		graph_test(a_raw_module_cannot_claim_more_than_it_got),
		graph_test(raw_blocks_are_linear_over_the_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
