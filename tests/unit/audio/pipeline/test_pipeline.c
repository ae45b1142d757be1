/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipelines: registry, ends, directions, prepare and reset walks. */
#include "line.h"

static struct comp_dev *member(uint32_t instance, uint32_t pipeline)
{
	return graph_ll(&probe_driver, instance, pipeline);
}

/* ---- registry ---- */

static void pipelines_are_found_by_id(void **state)
{
	const struct core_memory before = core_memory_now();
	struct pipeline *a = pipeline_new(3, 0, 2, true, 0x55),
			*b = pipeline_new(0, 0, 0, false, 0);

	assert_ptr_equal(pipeline_find(3), a);
	assert_ptr_equal(pipeline_find(0), b);
	assert_null(pipeline_find(1));
	assert_int_equal(a->status, COMP_STATE_INIT);
	assert_int_equal(a->priority, 2);
	assert_int_equal(a->period, 1000);
	assert_int_equal(a->attributes, 0x55);
	assert_true(a->lp);
	assert_null(pipeline_get_host(a));
	assert_ptr_equal(list_first_item(pipeline_list(), struct pipeline, list), a);
	pipeline_free(a);
	assert_null(pipeline_find(3));
	pipeline_free(b);
	core_memory_expect(&before);
	/* a core that is not there */
	assert_null(pipeline_new(1, 7, 0, false, 0));
	adsp_inspect_fail_alloc(1);
	assert_null(pipeline_new(1, 0, 0, false, 0));
	core_memory_expect(&before);
	assert_null(pipeline_find(1));
}

/* ---- completion ---- */

static void the_ends_are_where_the_graph_ends(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	assert_int_equal(line.p->status, COMP_STATE_READY);
	assert_ptr_equal(line.p->source_comp, line.devs[0]);
	assert_ptr_equal(line.p->sink_comp, line.devs[2]);
	assert_ptr_equal(line.p->sched_comp, line.devs[2]);
	assert_ptr_equal(line.host, line.devs[0]);
	for (int i = 0; i < 3; i++)
		assert_ptr_equal(line.devs[i]->pipeline, line.p);
	/* once is enough */
	assert_int_equal(pipeline_complete(line.p), -EINVAL);
	assert_int_equal(line.p->status, COMP_STATE_READY);
	line_free(&line);

	line_new(&line, 1, 0, SOF_IPC_STREAM_CAPTURE);
	assert_ptr_equal(line.host, line.devs[2]);
	/* the DAI schedules, at whichever end it stands */
	assert_ptr_equal(line.p->sched_comp, line.devs[0]);
	line_free(&line);
}

static void completion_passes_priority_and_period_on(void **state)
{
	struct pipeline *p = pipeline_new(1, 0, 6, false, 0);
	struct comp_dev *a = member(0, 1), *b = graph_dp(&probe_driver, 1, 1), *c = member(2, 1);

	graph_connect(a, 0, b, 0);
	graph_connect(b, 0, c, 0);
	assert_int_equal(pipeline_complete(p), 0);
	assert_int_equal(a->priority, 6);
	assert_int_equal(b->priority, 6);
	assert_int_equal(a->period, 1000);
	/* a DP module's period comes with prepare */
	assert_int_equal(b->period, 0);
	/* without a DAI the sink schedules */
	assert_ptr_equal(p->sched_comp, c);
	graph_free(a);
	graph_free(b);
	graph_free(c);
	pipeline_free(p);
}

static void foreign_neighbours_end_a_pipeline(void **state)
{
	struct pipeline *p = pipeline_new(1, 0, 0, false, 0);
	struct comp_dev *foreign_in = member(0, 2), *a = member(1, 1), *b = member(2, 1),
			*foreign_out = member(3, 2);

	graph_connect(foreign_in, 0, a, 0);
	graph_connect(a, 0, b, 0);
	graph_connect(b, 0, foreign_out, 0);
	assert_int_equal(pipeline_complete(p), 0);
	assert_ptr_equal(p->source_comp, a);
	assert_ptr_equal(p->sink_comp, b);
	assert_null(foreign_in->pipeline);
	graph_free(foreign_in);
	graph_free(a);
	graph_free(b);
	graph_free(foreign_out);
	pipeline_free(p);
}

/* The first without any buffer wins at once; else the last whose neighbours are all foreign. */
static void an_open_end_goes_before_a_foreign_one(void **state)
{
	struct pipeline *p = pipeline_new(1, 0, 0, false, 0);
	/* in this order: the open one is neither first nor last */
	struct comp_dev *foreign = member(0, 2), *a = member(1, 1), *c = member(2, 1),
			*b = member(3, 1), *d = member(4, 1);

	graph_connect(foreign, 0, a, 0);
	graph_connect(foreign, 1, b, 0);
	graph_connect(a, 0, d, 0);
	graph_connect(b, 0, d, 1);
	graph_connect(c, 0, d, 2);
	assert_int_equal(pipeline_complete(p), 0);
	assert_ptr_equal(p->source_comp, c);
	graph_free(c);
	p->status = COMP_STATE_INIT;
	assert_int_equal(pipeline_complete(p), 0);
	assert_ptr_equal(p->source_comp, b);
	assert_ptr_equal(p->sink_comp, d);
	graph_free(foreign);
	graph_free(a);
	graph_free(b);
	graph_free(d);
	pipeline_free(p);
}

static void a_pipeline_without_ends_is_not_completed(void **state)
{
	struct pipeline *p = pipeline_new(1, 0, 0, false, 0);
	struct comp_dev *a, *b;

	assert_int_equal(pipeline_complete(p), -EINVAL);
	a = member(0, 1);
	b = member(1, 1);
	graph_connect(a, 0, b, 0);
	graph_connect(b, 0, a, 0);
	assert_int_equal(pipeline_complete(p), -EINVAL);
	assert_int_equal(p->status, COMP_STATE_INIT);
	assert_null(p->source_comp);
	graph_free(a);
	graph_free(b);
	pipeline_free(p);
}

static void the_scheduling_component_is_on_the_pipelines_core(void **state)
{
	struct pipeline *p = pipeline_new(1, 0, 0, false, 0);
	struct comp_dev *a = member(0, 1), *b = member(1, 1);

	graph_connect(a, 0, b, 0);
	b->ipc_config.core = 1;
	assert_int_equal(pipeline_complete(p), -EINVAL);
	assert_int_equal(p->status, COMP_STATE_INIT);
	a->endpoint = COMP_ENDPOINT_DAI;
	assert_int_equal(pipeline_complete(p), 0);
	b->ipc_config.core = 0;
	graph_free(a);
	graph_free(b);
	pipeline_free(p);
}

/* ---- directions ---- */

static void directions_pass_down_in_any_order_of_creation(void **state)
{
	for (int reversed = 0; reversed < 2; reversed++) {
		struct pipeline *p = pipeline_new(1, 0, 0, false, 0);
		struct comp_dev *devs[4];

		for (int i = 0; i < 4; i++)
			devs[reversed ? 3 - i : i] = member((uint32_t)(reversed ? 3 - i : i), 1);
		for (int i = 0; i < 3; i++)
			graph_connect(devs[i], 0, devs[i + 1], 0);
		assert_int_equal(pipeline_fix_directions(p), -EINVAL);
		devs[0]->direction = SOF_IPC_STREAM_CAPTURE;
		devs[0]->direction_set = true;
		assert_int_equal(pipeline_fix_directions(p), 0);
		for (int i = 0; i < 4; i++) {
			assert_true(devs[i]->direction_set);
			assert_int_equal(devs[i]->direction, SOF_IPC_STREAM_CAPTURE);
		}
		for (int i = 0; i < 4; i++)
			graph_free(devs[i]);
		pipeline_free(p);
	}
}

static void the_host_end_follows_the_direction_of_either_end(void **state)
{
	struct pipeline *p = pipeline_new(1, 0, 0, false, 0);
	struct comp_dev *a = member(0, 1), *b = member(1, 1);

	graph_connect(a, 0, b, 0);
	assert_int_equal(pipeline_complete(p), 0);
	b->direction = SOF_IPC_STREAM_CAPTURE;
	b->direction_set = true;
	assert_ptr_equal(pipeline_get_host(p), b);
	assert_int_equal(a->direction, SOF_IPC_STREAM_CAPTURE);
	a->direction = SOF_IPC_STREAM_PLAYBACK;
	b->direction_set = false;
	assert_ptr_equal(pipeline_get_host(p), a);
	assert_int_equal(b->direction, SOF_IPC_STREAM_PLAYBACK);
	graph_free(a);
	graph_free(b);
	pipeline_free(p);
}

/* ---- deletion ---- */

static void a_component_that_goes_is_forgotten(void **state)
{
	for (int gone = 0; gone < 3; gone++) {
		struct line line;

		line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
		graph_free(line.devs[gone]);
		line.devs[gone] = NULL;
		assert_int_equal(line.p->source_comp == NULL, gone == 0);
		assert_int_equal(line.p->sink_comp == NULL, gone == 2);
		assert_int_equal(line.p->sched_comp == NULL, gone == 2);
		assert_int_equal(pipeline_get_host(line.p) == NULL, gone != 1);
		/* its tasks run into nothing */
		line.p->status = COMP_STATE_ACTIVE;
		schedule_task(&line.p->copy_task);
		adsp_tick();
		line_free(&line);
	}
}

static void a_component_under_trigger_is_forgotten(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	assert_int_equal(pipeline_trigger(line.p, line.host, COMP_TRIGGER_PRE_START),
			 PIPELINE_TRIGGER_SCHEDULED);
	graph_free(line.devs[0]);
	line.devs[0] = NULL;
	adsp_tick();
	assert_int_equal(done.count, 0);
	line_free(&line);
	adsp_tick();
}

static void a_pipeline_goes_with_its_tasks(void **state)
{
	const struct core_memory before = core_memory_now();
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	assert_int_equal(pipeline_prepare(line.p, line.host), 0);
	pipeline_trigger(line.p, line.host, COMP_TRIGGER_PRE_START);
	assert_int_equal(ll_schedule_task_count(0), 2);
	line_free(&line);
	assert_int_equal(ll_schedule_task_count(0), 0);
	adsp_tick();
	core_memory_expect(&before);
}

/* ---- prepare and reset ---- */

static void prepare_walks_from_the_host(void **state)
{
	static const char *const orders[] = { "p0 p1 p2 ", "p2 p1 p0 " };

	for (int direction = 0; direction < 2; direction++) {
		struct line line;

		line_new(&line, 1, 0, (enum sof_ipc_stream_direction)direction);
		trace[0] = '\0';
		graph_put(line.edges[0], 1, 100);
		assert_int_equal(pipeline_prepare(line.p, line.host), 0);
		assert_string_equal(trace, orders[direction]);
		assert_int_equal(line.p->status, COMP_STATE_PREPARE);
		line_expect_states(&line, COMP_STATE_PREPARE);
		/* edges start empty and silent */
		assert_int_equal(line.edges[0]->stream.avail, 0);
		for (uint32_t i = 0; i < line.edges[0]->stream.size; i++)
			assert_int_equal(((const uint8_t *)line.edges[0]->stream.addr)[i], 0);
		line_free(&line);
	}
}

static void walks_stay_in_their_pipeline_and_clear_its_boundary(void **state)
{
	struct line a, b;
	struct comp_buffer *boundary;

	line_new(&a, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_new(&b, 2, 4, SOF_IPC_STREAM_PLAYBACK);
	probes[2].max_sinks = probes[4].max_sources = 1;
	boundary = graph_connect(a.devs[2], 0, b.devs[0], 0);
	graph_put(boundary, 1, 100);
	assert_int_equal(pipeline_prepare(a.p, a.host), 0);
	line_expect_states(&a, COMP_STATE_PREPARE);
	line_expect_states(&b, COMP_STATE_READY);
	assert_int_equal(boundary->stream.avail, 0);
	assert_int_equal(pipeline_prepare(b.p, b.host), 0);
	assert_int_equal(pipeline_reset(a.p, a.host), 0);
	line_expect_states(&a, COMP_STATE_READY);
	line_expect_states(&b, COMP_STATE_PREPARE);
	line_free(&a);
	line_free(&b);
}

static void a_failed_prepare_is_taken_back_by_reset(void **state)
{
	for (unsigned int bad = 0; bad < 3; bad++) {
		struct line line;

		memset(probes, 0, sizeof(probes));
		line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
		probes[bad].prepare = -ENXIO;
		assert_int_equal(pipeline_prepare(line.p, line.host), -ENXIO);
		assert_int_equal(line.p->status, COMP_STATE_READY);
		for (unsigned int i = 0; i < 3; i++) {
			assert_int_equal(probes[i].prepares, i <= bad);
			assert_int_equal(line.devs[i]->state,
					 i < bad ? COMP_STATE_PREPARE : COMP_STATE_READY);
		}
		assert_int_equal(pipeline_reset(line.p, line.host), 0);
		line_expect_states(&line, COMP_STATE_READY);
		probes[bad].prepare = 0;
		line_run(&line);
		line_free(&line);
	}
}

static struct line failing;

static int prepare_line(void *arg)
{
	int ret = pipeline_prepare(failing.p, failing.host);

	if (ret)
		pipeline_reset(failing.p, failing.host);
	return ret;
}

static void prepare_survives_every_failed_allocation(void **state)
{
	const struct core_memory before = core_memory_now();

	for (uint32_t i = 0; i < 4; i++)
		probes[i].in_buff_size = probes[i].out_buff_size = 100;
	line_new_with(&failing, 1, 0, 0, 4, SOF_IPC_STREAM_PLAYBACK, &probe_driver,
		      IPC4_PROC_DOMAIN_LL);
	/* two raw modules in the middle */
	for (uint32_t i = 1; i < 3; i++) {
		graph_free(failing.devs[i]);
		failing.devs[i] = graph_ll(&probe_raw_driver, i, 1);
		failing.devs[i]->direction_set = true;
	}
	for (int i = 0; i < 3; i++)
		graph_connect(failing.devs[i], 0, failing.devs[i + 1], 0);
	assert_int_equal(prepare_line(NULL), 0);
	assert_int_equal(pipeline_reset(failing.p, failing.host), 0);
	assert_true(core_fail_each(prepare_line, NULL) >= 12);
	line_expect_states(&failing, COMP_STATE_PREPARE);
	line_free(&failing);
	core_memory_expect(&before);
}

/* A mixer behind which others still run keeps itself and what is behind it from being reset. */
static void a_component_may_end_the_reset(void **state)
{
	struct line line;

	line_new(&line, 1, 0, SOF_IPC_STREAM_PLAYBACK);
	line_run(&line);
	probes[1].reset = PPL_STATUS_PATH_STOP;
	assert_int_equal(pipeline_reset(line.p, line.host), 0);
	assert_int_equal(line.p->status, COMP_STATE_READY);
	assert_int_equal(line.devs[0]->state, COMP_STATE_READY);
	assert_int_equal(line.devs[1]->state, COMP_STATE_PREPARE); /* stopped, not reset */
	assert_int_equal(line.devs[2]->state, COMP_STATE_ACTIVE);
	assert_int_equal(probes[2].resets, 0);
	probes[1].reset = -EIO;
	assert_int_equal(pipeline_reset(line.p, line.host), -EIO);
	line_free(&line);
}

/* A diamond is walked twice below its top, a loop once. */
static void walks_end_in_every_graph(void **state)
{
	struct pipeline *p = pipeline_new(1, 0, 0, false, 0);
	struct comp_dev *devs[5];

	for (uint32_t i = 0; i < 5; i++) {
		probes[i].max_sources = probes[i].max_sinks = 8;
		probes[i].endpoint = i == 4 ? COMP_ENDPOINT_DAI : COMP_ENDPOINT_NONE;
		devs[i] = member(i, 1);
		devs[i]->direction_set = true;
	}
	graph_connect(devs[0], 0, devs[1], 0);
	graph_connect(devs[0], 1, devs[2], 0);
	graph_connect(devs[1], 0, devs[3], 0);
	graph_connect(devs[2], 0, devs[3], 1);
	graph_connect(devs[3], 0, devs[4], 0);
	graph_connect(devs[3], 1, devs[1], 1); /* back */
	assert_int_equal(pipeline_complete(p), 0);
	assert_int_equal(pipeline_prepare(p, devs[0]), 0);
	for (uint32_t i = 0; i < 5; i++)
		assert_int_equal(devs[i]->state, COMP_STATE_PREPARE);
	pipeline_trigger(p, devs[0], COMP_TRIGGER_PRE_START);
	adsp_tick();
	adsp_tick();
	assert_int_equal(p->status, COMP_STATE_ACTIVE);
	for (uint32_t i = 0; i < 5; i++)
		assert_true(probes[i].calls >= 2);
	pipeline_trigger(p, devs[0], COMP_TRIGGER_STOP);
	adsp_tick();
	for (uint32_t i = 0; i < 5; i++)
		graph_free(devs[i]);
	pipeline_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		line_test(pipelines_are_found_by_id),
		line_test(the_ends_are_where_the_graph_ends),
		line_test(completion_passes_priority_and_period_on),
		line_test(foreign_neighbours_end_a_pipeline),
		line_test(an_open_end_goes_before_a_foreign_one),
		line_test(a_pipeline_without_ends_is_not_completed),
		line_test(the_scheduling_component_is_on_the_pipelines_core),
		line_test(directions_pass_down_in_any_order_of_creation),
		line_test(the_host_end_follows_the_direction_of_either_end),
		line_test(a_component_that_goes_is_forgotten),
		line_test(a_component_under_trigger_is_forgotten),
		line_test(a_pipeline_goes_with_its_tasks),
		line_test(prepare_walks_from_the_host),
		line_test(walks_stay_in_their_pipeline_and_clear_its_boundary),
		line_test(a_failed_prepare_is_taken_back_by_reset),
		line_test(prepare_survives_every_failed_allocation),
		line_test(a_component_may_end_the_reset),
		line_test(walks_end_in_every_graph),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
