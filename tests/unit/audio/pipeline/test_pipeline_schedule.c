/* SPDX-License-Identifier: BSD-3-Clause */
/* Triggers and the two tasks of a pipeline. */
#include "line.h"

static void trigger(struct line *line, enum comp_trigger cmd)
{
	assert_int_equal(pipeline_trigger(line->p, line->host, cmd), PIPELINE_TRIGGER_SCHEDULED);
	adsp_tick();
}

static unsigned int copies(const struct line *line)
{
	return probes[line->first].calls;
}

static void the_first_copy_runs_in_the_tick_that_starts(void **state)
{
	for (int direction = 0; direction < 2; direction++) {
		struct line line;

		memset(probes, 0, sizeof(probes));
		memset(&done, 0, sizeof(done));
		line_new(&line, 1, 0, (enum sof_ipc_stream_direction)direction);
		assert_int_equal(pipeline_prepare(line.p, line.host), 0);
		assert_int_equal(pipeline_trigger(line.p, line.host, COMP_TRIGGER_PRE_START),
				 PIPELINE_TRIGGER_SCHEDULED);
		assert_int_equal(done.count, 0);
		line_expect_states(&line, COMP_STATE_PREPARE);
		trace[0] = '\0';
		adsp_tick();
		assert_string_equal(trace, "c0 c1 c2 ");
		assert_int_equal(done.count, 1);
		assert_ptr_equal(done.p, line.p);
		assert_int_equal(done.error, 0);
		line_expect_states(&line, COMP_STATE_ACTIVE);
		assert_int_equal(line.p->status, COMP_STATE_ACTIVE);
		adsp_tick();
		assert_string_equal(trace, "c0 c1 c2 c0 c1 c2 ");
		line_free(&line);
	}
}

static void stop_resets_and_ends_the_copies(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	for (int round = 0; round < 3; round++) {
		unsigned int before;

		line_run(&line);
		before = copies(&line);
		trigger(&line, COMP_TRIGGER_STOP);
		assert_int_equal(copies(&line), before);
		assert_int_equal(line.p->status, COMP_STATE_READY);
		line_expect_states(&line, COMP_STATE_READY);
		assert_int_equal(probes[1].resets, round + 1);
		adsp_tick();
		assert_int_equal(copies(&line), before);
		assert_int_equal(ll_schedule_task_count(0), 0);
	}
	assert_int_equal(done.count, 6);
	line_free(&line);
}

static void pause_keeps_everything_for_release(void **state)
{
	struct line line;
	unsigned int before;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_run(&line);
	graph_put(line.edges[0], 5, 50);
	probes[1].chunk = 10;
	before = copies(&line);
	trigger(&line, COMP_TRIGGER_PAUSE);
	assert_int_equal(line.p->status, COMP_STATE_PAUSED);
	line_expect_states(&line, COMP_STATE_PAUSED);
	adsp_tick();
	assert_int_equal(copies(&line), before);
	assert_int_equal(line.edges[0]->stream.avail, 50);
	trigger(&line, COMP_TRIGGER_PRE_RELEASE);
	assert_int_equal(line.p->status, COMP_STATE_ACTIVE);
	assert_int_equal(copies(&line), before + 1);
	assert_int_equal(line.edges[0]->stream.avail, 40);
	assert_int_equal(probes[1].resets, 0);
	assert_int_equal(probes[1].prepares, 1);
	line_free(&line);
}

static void a_paused_pipeline_stops_at_once(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_run(&line);
	trigger(&line, COMP_TRIGGER_PAUSE);
	assert_int_equal(pipeline_trigger(line.p, line.host, COMP_TRIGGER_PAUSE), 0);
	assert_int_equal(line.p->status, COMP_STATE_PAUSED);
	assert_int_equal(pipeline_trigger(line.p, line.host, COMP_TRIGGER_STOP), 0);
	assert_int_equal(line.p->status, COMP_STATE_READY);
	line_expect_states(&line, COMP_STATE_READY);
	assert_int_equal(done.count, 2); /* the scheduled ones only */
	line_free(&line);
}

static void one_trigger_at_a_time(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	assert_int_equal(pipeline_prepare(line.p, line.host), 0);
	assert_int_equal(pipeline_trigger(line.p, line.host, COMP_TRIGGER_PRE_START),
			 PIPELINE_TRIGGER_SCHEDULED);
	assert_int_equal(pipeline_trigger(line.p, line.host, COMP_TRIGGER_STOP), -EBUSY);
	assert_int_equal(pipeline_trigger(line.p, line.host, COMP_TRIGGER_PRE_START), -EBUSY);
	adsp_tick();
	assert_int_equal(line.p->status, COMP_STATE_ACTIVE);
	assert_int_equal(done.count, 1);
	line_free(&line);
}

/* In the order of the host, whatever the priorities of their copies, and before any copy. */
static void pipelines_start_in_the_order_of_their_triggers(void **state)
{
	struct line lines[3];
	static const int16_t priorities[] = { 5, 0, 3 };

	for (uint32_t i = 0; i < 3; i++) {
		line_new_with(&lines[i], i + 1, priorities[i], i * 4, 2, SOF_IPC_STREAM_PLAYBACK,
			      &probe_driver, IPC4_PROC_DOMAIN_LL);
		assert_int_equal(pipeline_prepare(lines[i].p, lines[i].host), 0);
	}
	trace[0] = '\0';
	for (int i = 2; i >= 0; i--)
		pipeline_trigger(lines[i].p, lines[i].host, COMP_TRIGGER_PRE_START);
	adsp_tick();
	assert_string_equal(done.order, "321");
	/* copies by priority */
	assert_string_equal(trace, "c4 c5 c8 c9 c0 c1 ");
	for (uint32_t i = 0; i < 3; i++)
		line_free(&lines[i]);
}

static void pipelines_of_one_priority_copy_in_the_order_of_their_start(void **state)
{
	struct line a, b;

	line_new_with(&a, 1, 0, 0, 2, SOF_IPC_STREAM_PLAYBACK, &probe_driver, IPC4_PROC_DOMAIN_LL);
	line_new_with(&b, 2, 0, 4, 2, SOF_IPC_STREAM_PLAYBACK, &probe_driver, IPC4_PROC_DOMAIN_LL);
	line_run(&b);
	line_run(&a);
	trace[0] = '\0';
	adsp_tick();
	assert_string_equal(trace, "c4 c5 c0 c1 ");
	/* a pipeline that starts again goes to the end */
	trigger(&b, COMP_TRIGGER_STOP);
	line_run(&b);
	trace[0] = '\0';
	adsp_tick();
	assert_string_equal(trace, "c0 c1 c4 c5 ");
	line_free(&a);
	line_free(&b);
}

/* Data cross a boundary in the same tick when the producer's pipeline runs first, else in the next. */
static void the_order_of_start_decides_the_latency_of_a_boundary(void **state)
{
	for (int consumer_first = 0; consumer_first < 2; consumer_first++) {
		struct line a, b;
		struct comp_buffer *boundary;

		memset(probes, 0, sizeof(probes));
		line_new_with(&a, 1, 0, 0, 2, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
			      IPC4_PROC_DOMAIN_LL);
		line_new_with(&b, 2, 0, 4, 2, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
			      IPC4_PROC_DOMAIN_LL);
		boundary = graph_connect(a.devs[1], 0, b.devs[0], 0);
		if (consumer_first)
			line_run(&b);
		line_run(&a);
		if (!consumer_first)
			line_run(&b);
		graph_put(a.edges[0], 9, 64);
		adsp_tick();
		assert_int_equal(boundary->stream.avail, consumer_first ? 64 : 0);
		if (consumer_first)
			adsp_tick();
		assert_int_equal(boundary->stream.avail, 0);
		line_free(&a);
		line_free(&b);
	}
}

static void a_failed_trigger_is_reported(void **state)
{
	static const enum comp_trigger cmds[] = { COMP_TRIGGER_PRE_START, COMP_TRIGGER_START };

	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++) {
		struct line line;

		memset(probes, 0, sizeof(probes));
		memset(&done, 0, sizeof(done));
		line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
		probes[1].trigger = -EPROTO;
		probes[1].trigger_on = cmds[i];
		assert_int_equal(pipeline_prepare(line.p, line.host), 0);
		trigger(&line, COMP_TRIGGER_PRE_START);
		assert_int_equal(done.count, 1);
		assert_int_equal(done.error, -EPROTO);
		assert_int_equal(copies(&line), 0);
		assert_false(line.p->trigger.pending);
		/* nothing is wedged: reset, then start again */
		assert_int_equal(pipeline_reset(line.p, line.host), 0);
		line_expect_states(&line, COMP_STATE_READY);
		probes[1].trigger = 0;
		line_run(&line);
		line_free(&line);
	}
}

/* One module refuses to pause: all of the pipeline runs on, those before it too. */
static void a_refused_pause_keeps_the_whole_pipeline_running(void **state)
{
	for (unsigned int stubborn = 0; stubborn < 3; stubborn++) {
		struct line line;

		memset(probes, 0, sizeof(probes));
		probes[stubborn].no_pause = true;
		line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
		line_run(&line);
		trigger(&line, COMP_TRIGGER_PAUSE);
		assert_int_equal(line.p->status, COMP_STATE_ACTIVE);
		line_expect_states(&line, COMP_STATE_ACTIVE);
		trace[0] = '\0';
		adsp_tick();
		assert_string_equal(trace, "c0 c1 c2 ");
		/* it stops all the same */
		trigger(&line, COMP_TRIGGER_STOP);
		line_expect_states(&line, COMP_STATE_READY);
		line_free(&line);
	}
}

static void a_copy_error_ends_the_copies_and_tells_the_host(void **state)
{
	struct line line;
	unsigned int before;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_run(&line);
	probes[1].process = -EIO;
	before = copies(&line);
	adsp_tick();
	graph_expect_error_event(1, 1);
	assert_int_equal(probes[2].calls, before); /* the walk ended at the error */
	before = copies(&line);
	for (int n = 0; n < 5; n++)
		adsp_tick();
	assert_int_equal(copies(&line), before);
	assert_int_equal(graph_events.count, 1);
	/* the host stops it and may start it again */
	probes[1].process = 0;
	trigger(&line, COMP_TRIGGER_STOP);
	line_expect_states(&line, COMP_STATE_READY);
	line_run(&line);
	assert_true(copies(&line) > before);
	line_free(&line);
}

static void another_pipeline_does_not_feel_the_error(void **state)
{
	struct line a, b;
	unsigned int before;

	line_new(&a, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_new(&b, 2, 4, SOF_IPC_STREAM_PLAYBACK);
	line_run(&a);
	line_run(&b);
	probes[0].process = -EIO;
	before = copies(&b);
	for (int n = 0; n < 5; n++)
		adsp_tick();
	assert_int_equal(copies(&b), before + 5);
	probes[0].process = 0;
	line_free(&a);
	line_free(&b);
}

static void pipelines_with_a_dp_module_start_stop_and_start(void **state)
{
	struct line line;
	struct core_memory idle = { 0 };

	line_new_with(&line, 1, 0, 0, 3, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
		      IPC4_PROC_DOMAIN_DP);
	for (int round = 0; round < 20; round++) {
		unsigned int calls = probes[1].calls;

		line_run(&line);
		for (int n = 0; n < 10; n++) {
			graph_put(line.edges[0], 0, MIN(PERIOD_BYTES, line.edges[0]->stream.free));
			adsp_tick();
		}
		assert_true(probes[1].calls > calls);
		if (round % 2) {
			trigger(&line, COMP_TRIGGER_PAUSE);
			trigger(&line, COMP_TRIGGER_PRE_RELEASE);
		}
		trigger(&line, COMP_TRIGGER_STOP);
		calls = probes[1].calls;
		adsp_tick();
		assert_int_equal(probes[1].calls, calls);
		if (!round)
			idle = core_memory_now();
		core_memory_expect(&idle);
	}
	line_free(&line);
}

/* ---- running allocates nothing ---- */

static void a_running_pipeline_allocates_nothing(void **state)
{
	const struct comp_driver *drivers[] = { &probe_driver, &probe_stream_driver };

	for (size_t d = 0; d < ARRAY_SIZE(drivers); d++) {
		struct line line;
		uint64_t before;

		memset(probes, 0, sizeof(probes));
		line_new_with(&line, 1, 0, 0, 3, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
			      IPC4_PROC_DOMAIN_LL);
		graph_free(line.devs[1]);
		line.devs[1] = graph_ll(drivers[d], 1, 1);
		line.devs[1]->direction_set = true;
		line.edges[0] = graph_connect(line.devs[0], 0, line.devs[1], 0);
		line.edges[1] = graph_connect(line.devs[1], 0, line.devs[2], 0);
		line_run(&line);
		before = adsp_inspect_alloc_count();
		for (int n = 0; n < 100; n++) {
			graph_put(line.edges[0], 0, MIN(PERIOD_BYTES, line.edges[0]->stream.free));
			adsp_tick();
		}
		assert_int_equal(adsp_inspect_alloc_count(), before);
		line_free(&line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		line_test(the_first_copy_runs_in_the_tick_that_starts),
		line_test(stop_resets_and_ends_the_copies),
		line_test(pause_keeps_everything_for_release),
		line_test(a_paused_pipeline_stops_at_once),
		line_test(one_trigger_at_a_time),
		line_test(pipelines_start_in_the_order_of_their_triggers),
		line_test(pipelines_of_one_priority_copy_in_the_order_of_their_start),
		line_test(the_order_of_start_decides_the_latency_of_a_boundary),
		line_test(a_failed_trigger_is_reported),
		line_test(a_refused_pause_keeps_the_whole_pipeline_running),
		line_test(a_copy_error_ends_the_copies_and_tells_the_host),
		line_test(another_pipeline_does_not_feel_the_error),
		line_test(pipelines_with_a_dp_module_start_stop_and_start),
		line_test(a_running_pipeline_allocates_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
