/* SPDX-License-Identifier: BSD-3-Clause */
/* DP scheduler: readiness, first-start delay, deadlines, periods and the LL half of a DP module's copy. */
#include "../audio/graph.h"

#include <sof/schedule/dp_schedule.h>

/* A DP module with an LL module on each side: producers[i] -> dps[i] -> consumers[i]. */
#define LANES 3

static struct comp_dev *producers[LANES], *dps[LANES], *consumers[LANES];
static struct comp_buffer *in_edge[LANES], *out_edge[LANES];
static unsigned int lanes;

/* The DP module works in blocks of `block` bytes; the LL modules in periods. Instances: 1, 2, 3 are DP. */
static void lane_new_with(const struct comp_driver *drv, uint32_t block)
{
	struct ipc4_base_module_cfg cfg = graph_base_config();
	unsigned int i = lanes++;

	cfg.ibs = cfg.obs = block;
	probes[1 + i].chunk = block;
	assert_int_equal(graph_try(drv, 1 + i, 0, IPC4_PROC_DOMAIN_DP, &cfg, sizeof(cfg), &dps[i]),
			 0);
	producers[i] = graph_ll(&probe_driver, 5 + i, 0);
	consumers[i] = graph_ll(&probe_driver, 10 + i, 0);
	in_edge[i] = graph_connect(producers[i], 0, dps[i], 0);
	out_edge[i] = graph_connect(dps[i], 0, consumers[i], 0);
}

static void lane_new(uint32_t block)
{
	lane_new_with(&probe_driver, block);
}

static int lanes_start(void **state)
{
	lanes = 0;
	return graph_start(state);
}

static int lanes_stop(void **state)
{
	for (unsigned int i = 0; i < lanes; i++) {
		graph_free(dps[i]);
		graph_free(producers[i]);
		graph_free(consumers[i]);
	}
	return core_stop(state);
}

/* One period in, the LL half, the DP run. */
static void tick(unsigned int lane, uint8_t first)
{
	graph_put(in_edge[lane], first, PERIOD_BYTES);
	assert_int_equal(module_adapter_copy(dps[lane]), 0);
	adsp_tick();
}

static void ring_put(struct comp_buffer *buffer, size_t bytes)
{
	struct sof_sink *sink = buffer_get_sink(buffer);
	void *ptr, *start;
	size_t size;

	assert_int_equal(sink_get_buffer(sink, bytes, &ptr, &start, &size), 0);
	sink_commit_buffer(sink, bytes);
}

/* ---- readiness ---- */

static void a_module_is_ready_with_a_block_on_each_side(void **state)
{
	lane_new(3 * PERIOD_BYTES);
	graph_run(dps[0]);
	graph_put(out_edge[0], 0, 2 * PERIOD_BYTES); /* LL can take nothing */
	for (unsigned int n = 1; n <= 15; n++) {
		tick(0, 0);
		/* the output ring holds three blocks */
		assert_int_equal(probes[1].calls, MIN(n / 3, 3));
	}
	graph_take(out_edge[0], 0, 2 * PERIOD_BYTES);
	for (unsigned int n = 0; n < 2; n++)
		assert_int_equal(module_adapter_copy(dps[0]), 0);
	graph_take(out_edge[0], 0, PERIOD_BYTES);
	graph_take(out_edge[0], 0, PERIOD_BYTES);
	adsp_tick();
	assert_int_equal(probes[1].calls, 3);
	assert_int_equal(module_adapter_copy(dps[0]), 0);
	adsp_tick();
	assert_int_equal(probes[1].calls, 4);
}

static void the_modules_own_judgement_overrides(void **state)
{
	lane_new_with(&probe_polite_driver, PERIOD_BYTES);
	graph_run(dps[0]);
	probes[1].never_ready = true;
	tick(0, 0);
	tick(0, 0);
	assert_int_equal(probes[1].calls, 0);
	/* ready without data as well */
	probes[1].never_ready = false;
	buffer_reset(in_edge[0]);
	adsp_tick();
	adsp_tick();
	assert_int_equal(probes[1].calls, 2);
}

static void only_active_modules_run(void **state)
{
	lane_new(PERIOD_BYTES);
	assert_int_equal(module_adapter_prepare(dps[0]), 0);
	tick(0, 0);
	assert_int_equal(probes[1].calls, 0);
	graph_trigger(dps[0], COMP_TRIGGER_PRE_START);
	adsp_tick();
	assert_int_equal(probes[1].calls, 0);
	graph_trigger(dps[0], COMP_TRIGGER_START);
	adsp_tick();
	assert_int_equal(probes[1].calls, 1);
	graph_trigger(dps[0], COMP_TRIGGER_PAUSE);
	tick(0, 0);
	assert_int_equal(probes[1].calls, 1);
	graph_trigger(dps[0], COMP_TRIGGER_PRE_RELEASE);
	graph_trigger(dps[0], COMP_TRIGGER_RELEASE);
	adsp_tick();
	assert_int_equal(probes[1].calls, 2);
	graph_trigger(dps[0], COMP_TRIGGER_STOP);
	tick(0, 0);
	assert_int_equal(probes[1].calls, 2);
}

/* ---- first-start delay ---- */

/* The tick of the first job, and the one in which LL takes the first output, counted from 1. */
static void run_until_output(unsigned int *job, unsigned int *output)
{
	unsigned int calls = probes[1].calls;

	*job = *output = 0;
	for (unsigned int n = 1; n <= 100 && !*output; n++) {
		graph_put(in_edge[0], 0, MIN(PERIOD_BYTES, in_edge[0]->stream.free));
		assert_int_equal(module_adapter_copy(dps[0]), 0);
		if (out_edge[0]->stream.avail)
			*output = n;
		adsp_tick();
		if (!*job && probes[1].calls > calls)
			*job = n;
	}
}

static void ll_waits_a_period_for_the_first_output(void **state)
{
	static const unsigned int periods[] = { 1, 2, 5 };

	for (size_t i = 0; i < ARRAY_SIZE(periods); i++) {
		unsigned int job, output;

		memset(probes, 0, sizeof(probes));
		lanes = 0;
		lane_new(periods[i] * PERIOD_BYTES);
		graph_run(dps[0]);
		assert_int_equal(dps[0]->period, periods[i] * 1000);
		run_until_output(&job, &output);
		assert_int_equal(job, periods[i]);
		/* one tick is taken off after each of the following ticks, LL takes in the run after the last */
		assert_int_equal(output, job + periods[i] + 1);
		graph_free(dps[0]);
		graph_free(producers[0]);
		graph_free(consumers[0]);
	}
	lanes = 0;
}

static void release_and_a_second_start_do_not_hold_again(void **state)
{
	unsigned int job, output;

	lane_new(2 * PERIOD_BYTES);
	graph_run(dps[0]);
	run_until_output(&job, &output);
	assert_false(comp_instance(dps[0])->dp->is_output_held);
	dp_task_schedule(comp_instance(dps[0])->dp);
	assert_false(comp_instance(dps[0])->dp->is_output_held);
	graph_trigger(dps[0], COMP_TRIGGER_PAUSE);
	graph_trigger(dps[0], COMP_TRIGGER_PRE_RELEASE);
	graph_trigger(dps[0], COMP_TRIGGER_RELEASE);
	assert_false(comp_instance(dps[0])->dp->is_output_held);
}

static void each_start_after_a_reset_holds_its_first_output(void **state)
{
	lane_new(2 * PERIOD_BYTES);
	for (int round = 0; round < 3; round++) {
		unsigned int job, output;

		graph_run(dps[0]);
		assert_true(comp_instance(dps[0])->dp->is_output_held);
		run_until_output(&job, &output);
		assert_int_equal(job, 2);
		assert_int_equal(output, 5);
		graph_trigger(dps[0], COMP_TRIGGER_STOP);
		assert_int_equal(module_adapter_reset(dps[0]), 0);
		buffer_reset(in_edge[0]);
		buffer_reset(out_edge[0]);
	}
}

static void a_period_that_the_module_sets_is_kept(void **state)
{
	unsigned int job, output;

	lane_new(PERIOD_BYTES);
	probes[1].period_us = 7000;
	graph_run(dps[0]);
	assert_int_equal(dps[0]->period, 7000);
	run_until_output(&job, &output);
	assert_int_equal(job, 1);
	assert_int_equal(output, 1 + 7 + 1);
	/* and forgotten when it does not set one the next time */
	graph_trigger(dps[0], COMP_TRIGGER_STOP);
	assert_int_equal(module_adapter_reset(dps[0]), 0);
	probes[1].period_us = 0;
	assert_int_equal(module_adapter_prepare(dps[0]), 0);
	assert_int_equal(dps[0]->period, 1000);
}

/* ---- period ---- */

static void the_period_is_the_smallest_output_block_in_whole_milliseconds(void **state)
{
	static const struct {
		uint32_t bytes, rate, channels;
		int64_t period;
	} cases[] = {
		{ 1920, 48000, 2, 10000 },       { 1764, 44100, 2, 10000 },
		{ 1900, 48000, 2, 9000 },        { 192, 48000, 2, 1000 },
		{ 191, 48000, 2, -EINVAL },      { 0, 48000, 2, -EINVAL },
		{ 192, 0, 2, -EINVAL },          { 192, 96000, 1, 1000 },
		{ 1u << 20, 8000, 1, 65536000 },
	};
	struct comp_dev *second;

	lane_new(PERIOD_BYTES);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sof_sink *sink = dps[0]->mod->sinks[0];

		sink->min_free_space = cases[i].bytes;
		sink->params->rate = cases[i].rate;
		sink->params->channels = cases[i].channels;
		assert_int_equal(module_dp_period_us(comp_instance(dps[0])), cases[i].period);
	}
	dps[0]->mod->sinks[0]->params->channels = 0;
	assert_int_equal(module_dp_period_us(comp_instance(dps[0])), -EINVAL);
	dps[0]->mod->num_of_sinks = 0;
	assert_int_equal(module_dp_period_us(comp_instance(dps[0])), DP_DEADLINE_NONE);
	assert_int_equal(module_dp_deadline_us(comp_instance(dps[0])), DP_DEADLINE_NONE);
	dps[0]->mod->num_of_sinks = 1;

	/* two sinks */
	dps[0]->mod->sinks[0]->params->channels = 2;
	second = graph_ll(&probe_driver, 9, 0);
	graph_connect(dps[0], 1, second, 0);
	dps[0]->mod->sinks[0]->min_free_space = 5 * PERIOD_BYTES;
	dps[0]->mod->sinks[1]->min_free_space = 3 * PERIOD_BYTES;
	dps[0]->mod->sinks[1]->params->rate = 48000;
	assert_int_equal(module_dp_period_us(comp_instance(dps[0])), 3000);
	graph_free(second);
}

static void each_prepare_computes_the_period_anew(void **state)
{
	lane_new(6 * PERIOD_BYTES);
	assert_int_equal(module_adapter_prepare(dps[0]), 0);
	assert_int_equal(dps[0]->period, 6000);
	assert_int_equal(module_adapter_reset(dps[0]), 0);
	out_edge[0]->stream.params.rate = 96000;
	assert_int_equal(module_adapter_prepare(dps[0]), 0);
	assert_int_equal(dps[0]->period, 3000);
	assert_int_equal(module_adapter_reset(dps[0]), 0);
	/* shorter than a tick: refused and undone */
	out_edge[0]->stream.params.rate = 8 * 96000;
	assert_int_equal(module_adapter_prepare(dps[0]), -EINVAL);
	assert_int_equal(dps[0]->state, COMP_STATE_READY);
	out_edge[0]->stream.params.rate = 0;
	assert_int_equal(module_adapter_prepare(dps[0]), -EINVAL);
	assert_int_equal(probes[1].resets, 4);
}

/* ---- deadlines ---- */

static void the_deadline_is_how_long_the_output_lasts(void **state)
{
	static const uint32_t rates[] = { 8000, 11025, 44100, 48000, 96000 };

	for (size_t r = 0; r < ARRAY_SIZE(rates); r++) {
		for (uint32_t channels = 1; channels <= 8; channels++) {
			size_t filled = 0, bytes_per_ms = (2 * channels * rates[r] + 999) / 1000;

			lane_new(PERIOD_BYTES);
			out_edge[0]->stream.params.rate = rates[r];
			out_edge[0]->stream.params.channels = channels;
			while (filled + 37 <= out_edge[0]->ring->capacity) {
				assert_int_equal(module_dp_deadline_us(comp_instance(dps[0])),
						 1000 * filled / bytes_per_ms);
				ring_put(out_edge[0], 37);
				filled += 37;
			}
			graph_free(dps[0]);
			graph_free(producers[0]);
			graph_free(consumers[0]);
			lanes = 0;
		}
	}
}

static void first_jobs_run_in_the_order_of_their_periods(void **state)
{
	lane_new(3 * PERIOD_BYTES);
	lane_new(PERIOD_BYTES);
	lane_new(2 * PERIOD_BYTES);
	for (unsigned int i = 0; i < 3; i++)
		graph_run(dps[i]);
	trace[0] = '\0';
	for (unsigned int i = 0; i < 3; i++) {
		for (int n = 0; n < 3; n++)
			graph_put(in_edge[i], 0, i == 1 && n ? 0 : PERIOD_BYTES);
		assert_int_equal(module_adapter_copy(dps[i]), 0);
	}
	adsp_tick();
	assert_string_equal(trace, "c2 c3 c1 ");
}

static void later_jobs_run_earliest_deadline_first(void **state)
{
	static const unsigned int fills[][3] = {
		{ 2, 1, 0 }, { 0, 1, 2 }, { 1, 2, 0 }, { 1, 1, 1 }
	};
	static const char *const orders[] = { "c3 c2 c1 ", "c1 c2 c3 ", "c3 c1 c2 ", "c1 c2 c3 " };

	for (unsigned int i = 0; i < 3; i++) {
		lane_new(PERIOD_BYTES);
		graph_run(dps[i]);
		graph_put(in_edge[i], 0, PERIOD_BYTES);
		assert_int_equal(module_adapter_copy(dps[i]), 0);
	}
	adsp_tick();
	for (size_t f = 0; f < ARRAY_SIZE(fills); f++) {
		for (unsigned int i = 0; i < 3; i++) {
			buffer_reset(in_edge[i]);
			buffer_reset(out_edge[i]);
			if (fills[f][i])
				ring_put(out_edge[i], fills[f][i] * PERIOD_BYTES);
			comp_instance(dps[i])->dp->is_output_held =
				true; /* LL takes nothing away */
			graph_put(in_edge[i], 0, PERIOD_BYTES);
			assert_int_equal(module_adapter_copy(dps[i]), 0);
		}
		trace[0] = '\0';
		adsp_tick();
		assert_string_equal(trace, orders[f]);
	}
}

/* ---- the LL half ---- */

static void data_pass_in_order_through_uneven_blocks(void **state)
{
	struct core_random random = core_random_new(10);
	uint8_t in = 0, out = 0;

	lane_new(2 * PERIOD_BYTES);
	probes[1].chunk = 0;
	graph_run(dps[0]);
	for (unsigned int n = 0; n < 2000; n++) {
		uint32_t bytes =
			core_random(&random, MIN(in_edge[0]->stream.free, 2 * PERIOD_BYTES) + 1);

		probes[1].chunk = 1 + core_random(&random, 3 * PERIOD_BYTES);
		graph_put(in_edge[0], in, bytes);
		in = (uint8_t)(in + bytes);
		assert_int_equal(module_adapter_copy(dps[0]), 0);
		bytes = core_random(&random, out_edge[0]->stream.avail + 1);
		graph_take(out_edge[0], out, bytes);
		out = (uint8_t)(out + bytes);
		adsp_tick();
	}
	assert_true(probes[1].calls > 100);
}

static void ll_takes_no_more_than_one_of_its_blocks(void **state)
{
	lane_new(4 * PERIOD_BYTES);
	graph_run(dps[0]);
	ring_put(out_edge[0], 6 * PERIOD_BYTES);
	assert_int_equal(module_adapter_copy(dps[0]), 0);
	assert_int_equal(out_edge[0]->stream.avail, 0); /* held */
	comp_instance(dps[0])->dp->is_output_held = false;
	assert_int_equal(module_adapter_copy(dps[0]), 0);
	assert_int_equal(out_edge[0]->stream.avail, PERIOD_BYTES);
	assert_int_equal(module_adapter_copy(dps[0]), 0);
	assert_int_equal(out_edge[0]->stream.avail, 2 * PERIOD_BYTES);
	/* the primary is full */
	assert_int_equal(module_adapter_copy(dps[0]), 0);
	assert_int_equal(out_edge[0]->stream.avail, 2 * PERIOD_BYTES);
}

static void a_fragment_left_open_is_reported_and_ended_by_reset(void **state)
{
	const void *ptr, *start;
	size_t size;

	lane_new(PERIOD_BYTES);
	graph_run(dps[0]);
	graph_put(in_edge[0], 0, PERIOD_BYTES);
	assert_int_equal(source_get_data(&in_edge[0]->source_api, 4, &ptr, &start, &size), 0);
	assert_int_equal(module_adapter_copy(dps[0]), -EBUSY);
	buffer_reset(in_edge[0]);
	graph_put(in_edge[0], 0, PERIOD_BYTES);
	assert_int_equal(module_adapter_copy(dps[0]), 0);
}

/* ---- edges ---- */

static void edges_to_dp_modules_have_their_rings(void **state)
{
	struct comp_dev *other;

	lane_new(4 * PERIOD_BYTES);
	assert_int_equal(in_edge[0]->stream.size, 8 * PERIOD_BYTES);
	assert_int_equal(in_edge[0]->ring->capacity, ALIGN_UP(12 * PERIOD_BYTES, 64u));
	assert_ptr_equal(dps[0]->mod->sources[0], &in_edge[0]->ring->source_api);
	assert_ptr_equal(producers[0]->mod->sinks[0], &in_edge[0]->sink_api);
	/* towards LL the primary is sized by LL alone */
	assert_int_equal(out_edge[0]->stream.size, 2 * PERIOD_BYTES);
	assert_int_equal(out_edge[0]->ring->capacity, ALIGN_UP(12 * PERIOD_BYTES, 64u));
	assert_ptr_equal(dps[0]->mod->sinks[0], &out_edge[0]->ring->sink_api);
	assert_ptr_equal(consumers[0]->mod->sources[0], &out_edge[0]->source_api);
	/* between two DP modules there is none */
	lane_new(PERIOD_BYTES);
	assert_int_equal(ipc_comp_connect(dps[0], 1, dps[1], 1), IPC4_INVALID_REQUEST);

	/* a ring holds what the module says that it works in */
	probes[9].in_buff_size = 4000;
	other = graph_dp(&probe_driver, 9, 0);
	assert_int_equal(graph_connect(producers[0], 1, other, 0)->ring->capacity,
			 ALIGN_UP(12000, 64));
	graph_free(other);
}

/* ---- life ---- */

static void the_task_belongs_to_the_module(void **state)
{
	const struct core_memory before = core_memory_now();

	lane_new(PERIOD_BYTES);
	dp_task_cancel(comp_instance(dps[0])->dp); /* not queued: nothing */
	dp_task_schedule(comp_instance(dps[0])->dp);
	dp_task_schedule(comp_instance(dps[0])->dp);
	dp_task_cancel(comp_instance(dps[0])->dp);
	dp_task_schedule(comp_instance(dps[0])->dp);
	/* freed while it is queued */
	graph_free(dps[0]);
	graph_free(producers[0]);
	graph_free(consumers[0]);
	lanes = 0;
	adsp_tick();
	core_memory_expect(&before);
}

static void an_error_is_reported_once_and_the_task_goes_on(void **state)
{
	lane_new(PERIOD_BYTES);
	graph_run(dps[0]);
	probes[1].process = -ENODATA;
	tick(0, 0);
	assert_int_equal(graph_events.count, 0);
	probes[1].process = -EILSEQ;
	tick(0, 0);
	graph_expect_error_event(1, 1);
	probes[1].process = 0;
	adsp_tick();
	assert_int_equal(probes[1].calls, 3);
	assert_int_equal(graph_events.count, 1);
	/* again and again: counted, and told at the end */
	probes[1].process = -EILSEQ;
	core_log.errors = 0;
	for (int i = 0; i < 20; i++)
		adsp_tick();
	assert_int_equal(probes[1].calls, 23);
	assert_int_equal(graph_events.count, 1);
	assert_int_equal(core_log.errors, 0);
	graph_trigger(dps[0], COMP_TRIGGER_STOP);
	assert_int_equal(module_adapter_reset(dps[0]), 0);
	assert_string_equal(core_log.line, "probe.0.1: processing failed 21 times");
	/* the next stream begins anew */
	graph_run(dps[0]);
	tick(0, 0);
	graph_expect_error_event(2, 1);
}

#define lane_test(fn) cmocka_unit_test_setup_teardown(fn, lanes_start, lanes_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		lane_test(a_module_is_ready_with_a_block_on_each_side),
		lane_test(the_modules_own_judgement_overrides),
		lane_test(only_active_modules_run),
		lane_test(ll_waits_a_period_for_the_first_output),
		lane_test(release_and_a_second_start_do_not_hold_again),
		lane_test(each_start_after_a_reset_holds_its_first_output),
		lane_test(a_period_that_the_module_sets_is_kept),
		lane_test(the_period_is_the_smallest_output_block_in_whole_milliseconds),
		lane_test(each_prepare_computes_the_period_anew),
		lane_test(the_deadline_is_how_long_the_output_lasts),
		lane_test(first_jobs_run_in_the_order_of_their_periods),
		lane_test(later_jobs_run_earliest_deadline_first),
		lane_test(data_pass_in_order_through_uneven_blocks),
		lane_test(ll_takes_no_more_than_one_of_its_blocks),
		lane_test(a_fragment_left_open_is_reported_and_ended_by_reset),
		lane_test(edges_to_dp_modules_have_their_rings),
		lane_test(the_task_belongs_to_the_module),
		lane_test(an_error_is_reported_once_and_the_task_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
