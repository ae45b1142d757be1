/* SPDX-License-Identifier: BSD-3-Clause */
/* The copy walk: who is called in a tick, in which order, and how the end of a stream travels. */
#include "line.h"

static int return_path_stop(struct processing_module *mod, struct probe *self)
{
	return PPL_STATUS_PATH_STOP;
}

static void expect_tick(const char *calls)
{
	trace[0] = '\0';
	adsp_tick();
	assert_string_equal(trace, calls);
}

/* As a trigger would. */
static void set_state(struct comp_dev *dev, enum comp_state state)
{
	dev->state = state;
	comp_graph_changed = true;
}

static void data_reach_the_end_in_one_tick(void **state)
{
	for (int direction = 0; direction < 2; direction++) {
		struct line line;

		memset(probes, 0, sizeof(probes));
		line_new_with(&line, 1, 0, 0, 4, (enum sof_ipc_stream_direction)direction,
			      &probe_driver, IPC4_PROC_DOMAIN_LL);
		line_run(&line);
		graph_put(line.edges[0], 33, 100);
		expect_tick("c0 c1 c2 c3 ");
		graph_take(line.edges[2], 33, 100);
		line_free(&line);
	}
}

static void whoever_does_not_run_is_skipped_with_what_is_behind(void **state)
{
	struct line line;

	line_new_with(&line, 1, 0, 0, 4, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
		      IPC4_PROC_DOMAIN_LL);
	line_run(&line);
	set_state(line.devs[1], COMP_STATE_PAUSED);
	expect_tick("c2 c3 ");
	set_state(line.devs[1], COMP_STATE_ACTIVE);
	set_state(line.devs[3], COMP_STATE_PAUSED);
	expect_tick("");
	line_free(&line);

	memset(probes, 0, sizeof(probes));
	line_new_with(&line, 1, 0, 0, 4, SOF_IPC_STREAM_CAPTURE, &probe_driver,
		      IPC4_PROC_DOMAIN_LL);
	line_run(&line);
	set_state(line.devs[2], COMP_STATE_PAUSED);
	expect_tick("c0 c1 ");
	line_free(&line);
}

/* Each of two edges between the same modules is a path: the first of `count` modules is copied 2^(count - 1) times. */
static void line_double_edges(struct line *line, unsigned int count)
{
	line_new_with(line, 1, 0, 0, count, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
		      IPC4_PROC_DOMAIN_LL);
	for (unsigned int i = 0; i < count; i++) {
		line->devs[i]->mod->max_sources = 2;
		line->devs[i]->mod->max_sinks = 2;
	}
	for (unsigned int i = 0; i + 1 < count; i++)
		graph_connect(line->devs[i], 1, line->devs[i + 1], 1);
	line_run(line);
}

static void a_module_is_copied_on_each_path(void **state)
{
	struct line line;

	line_double_edges(&line, 3);
	expect_tick("c0 c0 c1 c0 c0 c1 c2 ");
	line_free(&line);
}

static void more_paths_than_a_tick_has_steps_are_an_error(void **state)
{
	struct line line;

	line_double_edges(&line, LINE_MAX);
	assert_int_equal(core_log.errors, 2);
	assert_non_null(strstr(core_log.line, "pipeline 1: copy failed: -7, no more copies"));
	expect_tick("");
	line_free(&line);
}

static void path_stop_ends_the_walk_without_error(void **state)
{
	struct line line;

	line_new_with(&line, 1, 0, 0, 4, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
		      IPC4_PROC_DOMAIN_LL);
	line_run(&line);
	probes[1].work = return_path_stop;
	expect_tick("c0 c1 ");
	probes[1].work = NULL;
	expect_tick("c0 c1 c2 c3 ");
	assert_int_equal(graph_events.count, 0);
	line_free(&line);

	memset(probes, 0, sizeof(probes));
	line_new_with(&line, 1, 0, 0, 4, SOF_IPC_STREAM_CAPTURE, &probe_driver,
		      IPC4_PROC_DOMAIN_LL);
	line_run(&line);
	probes[2].work = return_path_stop;
	expect_tick("c0 c1 c2 ");
	expect_tick("c0 c1 c2 ");
	line_free(&line);
}

/* Two branches of one pipeline into a mixer: 0 -> 2, 1 -> 2, 2 -> 3. The newest bind is walked first. */
static void branches_are_walked_newest_first(void **state)
{
	struct pipeline *p = pipeline_new(1, 0, 0, false, 0);
	struct comp_dev *devs[4];

	for (uint32_t i = 0; i < 4; i++) {
		probes[i].max_sources = 2;
		probes[i].endpoint = i == 3 ? COMP_ENDPOINT_DAI : COMP_ENDPOINT_NONE;
		devs[i] = graph_ll(&probe_driver, i, 1);
		devs[i]->direction_set = true;
	}
	graph_connect(devs[0], 0, devs[2], 0);
	graph_connect(devs[1], 0, devs[2], 1);
	graph_connect(devs[2], 0, devs[3], 0);
	assert_int_equal(pipeline_complete(p), 0);
	for (uint32_t i = 0; i < 4; i++)
		graph_run(devs[i]);
	p->status = COMP_STATE_ACTIVE;
	assert_int_equal(schedule_task(&p->copy_task), 0);
	expect_tick("c1 c0 c2 c3 ");
	/* an abandoned sibling */
	probes[1].work = return_path_stop;
	expect_tick("c1 ");
	for (uint32_t i = 0; i < 4; i++)
		graph_free(devs[i]);
	pipeline_free(p);
}

/* In playback a branch that does not lead to the sink is fed, but never called. */
static void only_the_way_to_the_sink_is_copied_in_playback(void **state)
{
	struct line line;
	struct comp_dev *side;

	probes[1].max_sinks = 2;
	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	side = graph_ll(&probe_driver, 7, 1);
	probes[7].endpoint = COMP_ENDPOINT_DAI;
	side->endpoint = COMP_ENDPOINT_DAI;
	graph_connect(line.devs[1], 1, side, 0);
	line_run(&line);
	assert_int_equal(side->state, COMP_STATE_ACTIVE);
	expect_tick("c0 c1 c2 ");
	graph_free(side);
	line_free(&line);
}

static void other_pipelines_are_not_entered(void **state)
{
	struct line a, b;

	line_new(&a, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_new(&b, 2, 4, SOF_IPC_STREAM_PLAYBACK);
	graph_connect(a.devs[2], 0, b.devs[0], 0);
	line_run(&a);
	line_run(&b);
	b.p->status = COMP_STATE_PAUSED;
	adsp_tick();
	expect_tick("c0 c1 c2 ");
	line_free(&a);
	line_free(&b);
}

/* ---- end of stream ---- */

static void the_end_of_a_stream_travels_module_by_module(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_run(&line);
	graph_put(line.edges[0], 0, PERIOD_BYTES + 60);
	probes[1].chunk = PERIOD_BYTES;
	/* not expected: nobody looks */
	line.edges[0]->audio_buffer.state = AUDIOBUF_STATE_END_OF_STREAM;
	expect_tick("c0 c1 c2 ");
	buffer_reset(line.edges[0]);
	graph_put(line.edges[0], 0, PERIOD_BYTES + 60);

	line.p->expect_eos = true;
	/* a whole period is there still */
	expect_tick("c0 c1 c2 ");
	assert_int_equal(line.edges[0]->stream.avail, 60);
	assert_int_equal(line.edges[1]->audio_buffer.state, AUDIOBUF_STATE_READY);
	/* no more: the module is not called, the mark goes on */
	buffer_reset(line.edges[1]);
	expect_tick("c0 ");
	assert_int_equal(line.edges[1]->audio_buffer.state, AUDIOBUF_STATE_END_OF_STREAM);
	assert_int_equal(line.edges[0]->stream.avail, 60);
	/* the marks go with a reset */
	pipeline_trigger(line.p, line.host, COMP_TRIGGER_STOP);
	adsp_tick();
	assert_int_equal(line.edges[0]->audio_buffer.state, AUDIOBUF_STATE_INITIAL);
	assert_int_equal(line.edges[1]->audio_buffer.state, AUDIOBUF_STATE_INITIAL);
	line_free(&line);
}

static void a_flush_calls_the_module_on(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_run(&line);
	line.p->expect_eos = true;
	line.edges[0]->audio_buffer.state = AUDIOBUF_STATE_END_OF_STREAM_FLUSH;
	expect_tick("c0 c1 c2 ");
	assert_int_equal(line.edges[1]->audio_buffer.state, AUDIOBUF_STATE_END_OF_STREAM_FLUSH);
	line_free(&line);
}

static void a_dp_module_gets_silence_at_the_end(void **state)
{
	struct line line;
	struct comp_buffer *in;

	line_new_with(&line, 1, 0, 0, 3, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
		      IPC4_PROC_DOMAIN_DP);
	in = line.edges[0];
	line_run(&line);
	line.p->expect_eos = true;
	graph_put(in, 1, 60);
	adsp_tick();
	assert_int_equal(probes[1].calls, 0); /* 60 bytes are no block */
	in->audio_buffer.state = AUDIOBUF_STATE_END_OF_STREAM;
	adsp_tick();
	assert_int_equal(probes[1].calls, 1);
	assert_int_equal(line.edges[1]->audio_buffer.state, AUDIOBUF_STATE_END_OF_STREAM_FLUSH);
	assert_int_equal(in->audio_buffer.state, AUDIOBUF_STATE_END_OF_STREAM_FLUSH);
	assert_true(line.devs[1]->input_is_over);
	/* what was left, then silence */
	set_state(line.devs[2], COMP_STATE_PAUSED); /* leaves its input alone */
	for (int n = 0; n < 3; n++)
		assert_int_equal(module_adapter_copy(line.devs[1]), 0);
	assert_int_equal(line.edges[1]->stream.avail, 0); /* the start is held */
	comp_instance(line.devs[1])->dp->is_output_held = false;
	assert_int_equal(module_adapter_copy(line.devs[1]), 0);
	graph_take(line.edges[1], 1, 60);
	for (uint32_t i = 0; i < PERIOD_BYTES - 60; i++)
		assert_int_equal(*(uint8_t *)audio_stream_wrap(&line.edges[1]->stream,
							       line.edges[1]->stream.r_ptr + i),
				 0);
	/* no more comes */
	for (int n = 0; n < 3; n++)
		adsp_tick();
	assert_true(source_get_data_available(buffer_get_source(in)) < 2 * PERIOD_BYTES);
	assert_in_range(probes[1].calls, 1, 2);
	line_free(&line);
}

/* A module that has written its last, a host copier or a codec. */
static void a_module_ends_its_outputs_by_itself(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_run(&line);
	module_adapter_set_over(line.devs[0], false, true);
	expect_tick("c0 c1 c2 "); /* not expected: nobody looks */
	assert_int_equal(line.edges[0]->audio_buffer.state, AUDIOBUF_STATE_READY);
	line.p->expect_eos = true;
	expect_tick("c0 ");
	assert_int_equal(line.edges[0]->audio_buffer.state, AUDIOBUF_STATE_END_OF_STREAM);
	assert_int_equal(line.edges[1]->audio_buffer.state, AUDIOBUF_STATE_END_OF_STREAM);
	/* with the next start nothing is over */
	pipeline_trigger(line.p, line.host, COMP_TRIGGER_STOP);
	adsp_tick();
	line_run(&line);
	assert_false(line.devs[0]->output_is_over);
	line_free(&line);
}

/* An edge that belongs to another pipeline says nothing about the end of this one. */
static void the_end_of_another_pipelines_stream_is_not_ours(void **state)
{
	struct line a, b;
	struct comp_buffer *boundary;

	line_new(&a, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_new(&b, 2, 4, SOF_IPC_STREAM_PLAYBACK);
	boundary = graph_connect(a.devs[2], 0, b.devs[0], 0);
	line_run(&b);
	b.p->expect_eos = true;
	boundary->audio_buffer.state = AUDIOBUF_STATE_END_OF_STREAM;
	expect_tick("c4 c5 c6 ");
	assert_int_equal(b.edges[0]->audio_buffer.state, AUDIOBUF_STATE_READY);
	line_free(&a);
	line_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		line_test(data_reach_the_end_in_one_tick),
		line_test(whoever_does_not_run_is_skipped_with_what_is_behind),
		line_test(a_module_is_copied_on_each_path),
		line_test(more_paths_than_a_tick_has_steps_are_an_error),
		line_test(path_stop_ends_the_walk_without_error),
		line_test(branches_are_walked_newest_first),
		line_test(only_the_way_to_the_sink_is_copied_in_playback),
		line_test(other_pipelines_are_not_entered),
		line_test(the_end_of_a_stream_travels_module_by_module),
		line_test(a_flush_calls_the_module_on),
		line_test(a_dp_module_gets_silence_at_the_end),
		line_test(a_module_ends_its_outputs_by_itself),
		line_test(the_end_of_another_pipelines_stream_is_not_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
