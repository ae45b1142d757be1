/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipelines of probes for the tests in this folder. */
#ifndef TESTS_PIPELINE_LINE_H
#define TESTS_PIPELINE_LINE_H

#include "../graph.h"

#include <sof/schedule/ll_schedule.h>

/* Triggers that were reported done. */
static struct {
	unsigned int count;
	struct pipeline *p;
	int error;
	char order[32]; /* pipeline ids */
} done CORE_UNUSED;

static inline void take_done(struct pipeline *p, int error)
{
	size_t length = strlen(done.order);

	done.count++;
	done.p = p;
	done.error = error;
	snprintf(done.order + length, sizeof(done.order) - length, "%u", p->pipeline_id);
}

static inline int line_start(void **state)
{
	graph_start(state);
	pipeline_registry_init(take_done);
	memset(&done, 0, sizeof(done));
	return 0;
}

#define line_test(fn) cmocka_unit_test_setup_teardown(fn, line_start, core_stop)

#define LINE_MAX 13

/* One pipeline of `count` modules in a row; instances first, first + 1, ... Both ends have a gateway. */
struct line {
	struct pipeline *p;
	struct comp_dev *devs[LINE_MAX];
	struct comp_buffer *edges[LINE_MAX - 1];
	unsigned int count;
	uint32_t first;
	struct comp_dev *host;
};

static inline void line_new_with(struct line *line, uint32_t pipeline_id, int16_t priority,
				 uint32_t first, unsigned int count,
				 enum sof_ipc_stream_direction direction,
				 const struct comp_driver *drv, enum ipc4_proc_domain middle)
{
	*line = (struct line){ .count = count, .first = first };
	line->p = pipeline_new(pipeline_id, 0, priority, false, 0);
	assert_non_null(line->p);
	probes[first].endpoint = direction ? COMP_ENDPOINT_DAI : COMP_ENDPOINT_HOST;
	probes[first + count - 1].endpoint = direction ? COMP_ENDPOINT_HOST : COMP_ENDPOINT_DAI;
	for (unsigned int i = 0; i < count; i++) {
		line->devs[i] = graph_new(drv, first + i, pipeline_id,
					  i && i < count - 1 ? middle : IPC4_PROC_DOMAIN_LL);
		line->devs[i]->direction = direction;
		line->devs[i]->direction_set = true;
	}
	for (unsigned int i = 0; i + 1 < count; i++)
		line->edges[i] = graph_connect(line->devs[i], 0, line->devs[i + 1], 0);
	assert_int_equal(pipeline_complete(line->p), 0);
	line->host = pipeline_get_host(line->p);
}

static inline void line_new(struct line *line, uint32_t pipeline_id, uint32_t first,
			    enum sof_ipc_stream_direction direction)
{
	line_new_with(line, pipeline_id, 0, first, 3, direction, &probe_driver,
		      IPC4_PROC_DOMAIN_LL);
}

static inline void line_free(struct line *line)
{
	for (unsigned int i = 0; i < line->count; i++) {
		if (line->devs[i])
			graph_free(line->devs[i]);
	}
	pipeline_free(line->p);
}

/* To ACTIVE; the tick that starts it has passed. */
static inline void line_run(struct line *line)
{
	assert_int_equal(pipeline_prepare(line->p, line->host), 0);
	assert_int_equal(pipeline_trigger(line->p, line->host, COMP_TRIGGER_PRE_START),
			 PIPELINE_TRIGGER_SCHEDULED);
	adsp_tick();
	assert_int_equal(line->p->status, COMP_STATE_ACTIVE);
}

static inline void line_expect_states(const struct line *line, enum comp_state state)
{
	for (unsigned int i = 0; i < line->count; i++)
		assert_int_equal(line->devs[i]->state, state);
}

#endif
