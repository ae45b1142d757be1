/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The copy walk: once per tick, producer before consumer. Playback walks from the sink component upstream,
 * capture from the source component downstream; a component reachable by two paths is copied on each.
 *
 * The order changes only with the graph and with the states of its components. It is compiled into one list of steps
 * for all pipelines, each of which has its part of it:
 *
 *	steps	| pipeline 1: copier gain mixin | pipeline 2: mixout gain copier | ...
 */
#include <errno.h>
#include <platform/machine.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/sink_source_utils.h>
#include <zephyr/logging/log.h>

#include "pipeline_private.h"

LOG_MODULE_DECLARE(pipe);

#define MAX_STEPS \
	4096 /* of all pipelines; only paths that branch and join again and again make more */

struct pipeline_step {
	struct module_instance *inst;
	const char *owner; /* of what is allocated meanwhile */
};

static struct pipeline_step steps[MAX_STEPS];
static size_t num_steps;

static void mark_outputs(struct comp_dev *dev, enum sof_audio_buffer_state state)
{
	struct list_item *pos;

	list_for_item(pos, &dev->bsink_list)
		list_item(pos, struct comp_buffer, source_list)->audio_buffer.state = state;
}

/* Of silence: one fills up what is left of the input, one comes out behind it and brings it through the LL modules there. */
#define FLUSH_BLOCKS 2

static void flush_dp(struct comp_dev *dev, struct comp_buffer *input)
{
	const size_t block = buffer_get_source(input)->min_available;

	/* a ring holds three, see ring_buffer_create() */
	if (sink_fill_zeros(&input->ring->sink_api, FLUSH_BLOCKS * block) < 0)
		return; /* no room: in a later tick */
	input->audio_buffer.state = AUDIOBUF_STATE_END_OF_STREAM_FLUSH;
	module_adapter_set_over(dev, true, dev->output_is_over);
	mark_outputs(dev, AUDIOBUF_STATE_END_OF_STREAM_FLUSH);
}

/*
 * Pass the end of the stream on: it begins at a host copier that finds no more data. An LL module stops at the mark. What
 * a DP module holds comes out; one that knows when it has written its last says so, and its outputs end.
 * @return true when the module must not be called
 */
static __attribute__((noinline)) bool pass_end_of_stream(struct pipeline *p, struct comp_dev *dev)
{
	struct list_item *pos;

	if (dev->output_is_over) {
		mark_outputs(dev, AUDIOBUF_STATE_END_OF_STREAM);
		return false;
	}
	list_for_item(pos, &dev->bsource_list) {
		struct comp_buffer *buffer = list_item(pos, struct comp_buffer, sink_list);
		struct sof_source *source = buffer_get_source(buffer);

		if (buffer->pipeline_id != p->pipeline_id)
			continue;
		if (buffer->audio_buffer.state == AUDIOBUF_STATE_END_OF_STREAM_FLUSH) {
			mark_outputs(dev, AUDIOBUF_STATE_END_OF_STREAM_FLUSH);
			return false;
		}
		if (buffer->audio_buffer.state != AUDIOBUF_STATE_END_OF_STREAM ||
		    source_get_data_available(source) >= source->min_available)
			continue;
		if (comp_is_dp(dev)) {
			flush_dp(dev, buffer);
			return false;
		}
		mark_outputs(dev, AUDIOBUF_STATE_END_OF_STREAM);
		return true;
	}
	return false;
}

/* ---- the list ---- */

static bool is_running(const struct pipeline *p, const struct comp_dev *dev)
{
	return dev && dev->pipeline == p && dev->state == COMP_STATE_ACTIVE;
}

static int add_step(struct comp_dev *dev)
{
	if (num_steps == MAX_STEPS)
		return -E2BIG;
	steps[num_steps++] = (struct pipeline_step){ comp_instance(dev), dev->name };
	return 0;
}

static int add_upstream(struct pipeline *p, struct comp_dev *dev)
{
	struct list_item *pos;
	int ret;

	list_for_item(pos, &dev->bsource_list) {
		struct comp_buffer *buffer = list_item(pos, struct comp_buffer, sink_list);

		if (buffer->walking || !is_running(p, buffer->source))
			continue;
		buffer->walking = true;
		ret = add_upstream(p, buffer->source);
		buffer->walking = false;
		if (ret)
			return ret;
	}
	return add_step(dev);
}

static int add_downstream(struct pipeline *p, struct comp_dev *dev)
{
	struct list_item *pos;
	int ret = add_step(dev);

	if (ret)
		return ret;
	list_for_item(pos, &dev->bsink_list) {
		struct comp_buffer *buffer = list_item(pos, struct comp_buffer, source_list);

		if (buffer->walking || !is_running(p, buffer->sink))
			continue;
		buffer->walking = true;
		ret = add_downstream(p, buffer->sink);
		buffer->walking = false;
		if (ret)
			return ret;
	}
	return 0;
}

static int add_pipeline(struct pipeline *p)
{
	if (!p->source_comp || !p->sink_comp)
		return 0;
	if (p->source_comp->direction == SOF_IPC_STREAM_PLAYBACK)
		return is_running(p, p->sink_comp) ? add_upstream(p, p->sink_comp) : 0;
	return is_running(p, p->source_comp) ? add_downstream(p, p->source_comp) : 0;
}

/* Each pipeline's part; that of one which does not fit is left empty, and its copy fails. */
static void compile_steps(void)
{
	struct list_item *pos;

	comp_graph_changed = false;
	num_steps = 0;
	list_for_item(pos, pipeline_list()) {
		struct pipeline *p = list_item(pos, struct pipeline, list);
		const size_t first = num_steps;

		p->steps_overflow = add_pipeline(p) < 0;
		if (p->steps_overflow)
			num_steps = first;
		p->first_step = steps + first;
		p->end_step = steps + num_steps;
	}
}

/* ---- a tick ---- */

/* A pipeline that has none, or so many that they did not fit. */
static __attribute__((noinline)) int copy_nothing(const struct pipeline *p)
{
	if (!p->steps_overflow)
		return 0;
	LOG_ERR("pipeline %u: its paths branch and join again to more than %d copies in a tick",
		p->pipeline_id, MAX_STEPS);
	return -E2BIG;
}

/* A module's copy that was not as usual. @return what ends the walk */
static __attribute__((noinline)) int end_walk(struct module_instance *inst, int result)
{
	if (result < 0)
		module_adapter_report_error(inst, result);
	return result;
}

/* The steps, in a pipeline whose host expects the end of a stream, and in others. */
static inline int copy_steps(struct pipeline *p, bool ends)
{
	const struct pipeline_step *step = p->first_step, *const end = p->end_step;

	if (step == end)
		return copy_nothing(p);
	do {
		int ret;

		platform_owner_set(step->owner);
		if (ends && pass_end_of_stream(p, step->inst->mod.dev))
			continue;
		ret = step->inst->copy(step->inst);
		if (ret)
			return end_walk(step->inst, ret);
	} while (++step != end);
	return 0;
}

static __attribute__((noinline)) int copy_steps_to_end(struct pipeline *p)
{
	return copy_steps(p, true);
}

/* One period of every component. @return 0, PPL_STATUS_PATH_STOP, -errno */
static inline int copy_all(struct pipeline *p)
{
	PLATFORM_OWNER(platform_owner);

	if (comp_graph_changed)
		compile_steps();
	return p->expect_eos ? copy_steps_to_end(p) : copy_steps(p, false);
}

/* The host has its notification; the pipeline waits for a stop or a reset. */
static __attribute__((noinline)) enum task_state give_up(const struct pipeline *p, int error)
{
	LOG_ERR("pipeline %u: copy failed: %d, no more copies", p->pipeline_id, error);
	return SOF_TASK_STATE_COMPLETED;
}

enum task_state pipeline_copy_task(void *data)
{
	struct pipeline *p = data;
	int ret;

	if (p->status != COMP_STATE_ACTIVE)
		return SOF_TASK_STATE_COMPLETED;
	ret = copy_all(p);
	return ret < 0 ? give_up(p, ret) : SOF_TASK_STATE_RESCHEDULE;
}
