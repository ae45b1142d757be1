/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pipeline states of a stream. A pipeline that several streams share runs when the first of them starts
 * and pauses when the last one stops.
 */
#include <ipc4/pipeline.h>

#include "internal.h"

struct list {
	struct drv_pipeline *pipelines[DRV_MAX_STREAM_PIPELINES];
	size_t count;
};

/* Keep the list sorted by priority number; equal ones stay in the order they came. */
static void insert(struct list *list, struct drv_pipeline *pipeline, bool descending)
{
	uint32_t priority = pipeline->tplg->priority;
	size_t at = list->count;

	while (at > 0) {
		uint32_t before = list->pipelines[at - 1]->tplg->priority;

		if (descending ? before >= priority : before <= priority)
			break;
		list->pipelines[at] = list->pipelines[at - 1];
		at--;
	}
	list->pipelines[at] = pipeline;
	list->count++;
}

/*
 * Pipelines of the stream that `wanted` selects, in the order of a state: RUNNING and RESET walk from
 * sink to source, PAUSED from source to sink; then RUNNING puts high priority numbers first, PAUSED and
 * RESET low ones.
 */
static void select_pipelines(const struct drv_stream *stream, enum ipc4_pipeline_state state,
			     bool (*wanted)(const struct drv_pipeline *pipeline), struct list *list)
{
	struct drv *drv = stream->drv;
	size_t count = stream->num_pipelines;

	list->count = 0;
	for (size_t i = 0; i < count; i++) {
		size_t at = state == IPC4_PIPELINE_STATE_PAUSED ? i : count - 1 - i;
		struct drv_pipeline *pipeline = &drv->pipelines[stream->pipelines[at]];

		if (wanted(pipeline))
			insert(list, pipeline, state == IPC4_PIPELINE_STATE_RUNNING);
	}
}

static int send_state(struct drv *drv, const struct list *list, enum ipc4_pipeline_state state)
{
	uint32_t ids[1 + DRV_MAX_STREAM_PIPELINES];
	struct ipc4_pipeline_set_state msg = { 0 };
	struct adsp_ipc_message request;
	char what[DRV_PIPELINE_BYTES];
	bool multi = list->count > 1;

	if (!list->count)
		return 0;
	msg.primary.r.ppl_state = state;
	msg.primary.r.ppl_id = multi ? 0 : list->pipelines[0]->id;
	msg.primary.r.type = IPC4_GLB_SET_PIPELINE_STATE;
	msg.extension.r.multi_ppl = multi;
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	if (!multi)
		return drv_ipc(drv, drv_pipeline_name(list->pipelines[0], what), &request, NULL, 0,
			       NULL);
	ids[0] = (uint32_t)list->count;
	for (size_t i = 0; i < list->count; i++)
		ids[1 + i] = list->pipelines[i]->id;
	return drv_ipc(drv, "pipelines of the stream", &request, ids,
		       (1 + list->count) * sizeof(ids[0]), NULL);
}

static bool not_running(const struct drv_pipeline *pipeline)
{
	return !pipeline->running;
}

static bool not_in_use(const struct drv_pipeline *pipeline)
{
	return !pipeline->running && !pipeline->paused;
}

static int set_state(struct drv_stream *stream, enum ipc4_pipeline_state state,
		     bool (*wanted)(const struct drv_pipeline *pipeline))
{
	struct list list;

	select_pipelines(stream, state, wanted, &list);
	return send_state(stream->drv, &list, state);
}

/* Add to the counts of every pipeline of the stream. */
static void count(struct drv_stream *stream, int running, int paused)
{
	for (size_t i = 0; i < stream->num_pipelines; i++) {
		struct drv_pipeline *pipeline = &stream->drv->pipelines[stream->pipelines[i]];

		pipeline->running += (unsigned int)running;
		pipeline->paused += (unsigned int)paused;
	}
}

int drv_trigger_run(struct drv_stream *stream, bool release)
{
	int ret = release ? 0 : set_state(stream, IPC4_PIPELINE_STATE_PAUSED, not_running);

	if (!ret)
		ret = set_state(stream, IPC4_PIPELINE_STATE_RUNNING, not_running);
	if (!ret) {
		count(stream, 1, stream->state == DRV_STREAM_PREPARED ? 0 : -1);
		stream->state = DRV_STREAM_RUNNING;
	} else if (stream->state == DRV_STREAM_PREPARED) {
		/* Some pipelines may have gone as far as running: to be reset before they go. */
		count(stream, 0, 1);
		stream->state = DRV_STREAM_STOPPED;
	}
	return ret;
}

int drv_trigger_pause(struct drv_stream *stream)
{
	count(stream, -1, 1);
	stream->state = DRV_STREAM_STOPPED;
	return set_state(stream, IPC4_PIPELINE_STATE_PAUSED, not_running);
}

int drv_trigger_reset(struct drv_stream *stream)
{
	if (stream->state != DRV_STREAM_PREPARED)
		count(stream, 0, -1);
	stream->state = DRV_STREAM_PREPARED;
	return set_state(stream, IPC4_PIPELINE_STATE_RESET, not_in_use);
}
