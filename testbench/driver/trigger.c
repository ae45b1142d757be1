/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pipeline states of streams. A pipeline that several streams share runs when the first of them starts
 * and pauses when the last one stops. Streams that start together do so by one message, so that it is in
 * the same tick.
 */
#include <ipc4/pipeline.h>

#include "internal.h"

struct list {
	struct drv_pipeline *pipelines[DRV_MAX_IDS];
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

static bool is_listed(const struct list *list, const struct drv_pipeline *pipeline)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->pipelines[i] == pipeline)
			return true;
	return false;
}

/*
 * Add the pipelines of a stream that `wanted` selects, in the order of a state: RUNNING and RESET walk from
 * sink to source, PAUSED from source to sink; then RUNNING puts high priority numbers first, PAUSED and
 * RESET low ones.
 */
static void select_pipelines(const struct drv_stream *stream, enum ipc4_pipeline_state state,
			     bool (*wanted)(const struct drv_pipeline *pipeline), struct list *list)
{
	struct drv *drv = stream->drv;
	size_t count = stream->num_pipelines;

	for (size_t i = 0; i < count && list->count < DRV_MAX_IDS; i++) {
		size_t at = state == IPC4_PIPELINE_STATE_PAUSED ? i : count - 1 - i;
		struct drv_pipeline *pipeline = &drv->pipelines[stream->pipelines[at]];

		if (wanted(pipeline) && !is_listed(list, pipeline))
			insert(list, pipeline, state == IPC4_PIPELINE_STATE_RUNNING);
	}
}

static int send_one(struct drv *drv, const struct drv_pipeline *pipeline,
		    enum ipc4_pipeline_state state)
{
	struct ipc4_pipeline_set_state msg = { 0 };
	struct adsp_ipc_message request;
	char what[DRV_PIPELINE_BYTES];

	msg.primary.r.ppl_state = state;
	msg.primary.r.ppl_id = pipeline->id;
	msg.primary.r.type = IPC4_GLB_SET_PIPELINE_STATE;
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	return drv_ipc(drv, drv_pipeline_name(pipeline, what), &request, NULL, 0, NULL);
}

static int send_list(struct drv *drv, const struct list *list, enum ipc4_pipeline_state state)
{
	struct ipc4_pipeline_set_state msg = { 0 };
	uint32_t ids[1 + DRV_MAX_IDS];
	struct adsp_ipc_message request;
	int ret;

	msg.primary.r.ppl_state = state;
	msg.primary.r.type = IPC4_GLB_SET_PIPELINE_STATE;
	msg.extension.r.multi_ppl = 1;
	request = (struct adsp_ipc_message){ msg.primary.dat, msg.extension.dat };
	ids[0] = (uint32_t)list->count;
	for (size_t i = 0; i < list->count; i++)
		ids[1 + i] = list->pipelines[i]->id;
	ret = drv_ipc(drv, "pipelines of the stream", &request, ids,
		      (1 + list->count) * sizeof(ids[0]), NULL);
	/* triggers of those that stand before the one that was refused end with the tick */
	if (ret < 0 && drv->error.status)
		drv_tick(drv);
	return ret;
}

static int send_state(struct drv *drv, const struct list *list, enum ipc4_pipeline_state state)
{
	if (!list->count)
		return 0;
	if (list->count == 1)
		return send_one(drv, list->pipelines[0], state);
	return send_list(drv, list, state);
}

/* On the way down one that refuses must not keep the others from it. @return the first refusal all the same */
static int send_state_down(struct drv *drv, const struct list *list, enum ipc4_pipeline_state state)
{
	int ret = send_state(drv, list, state);
	struct drv_error cause = drv->error;

	if (!ret || list->count == 1 || !cause.status)
		return ret;
	for (size_t i = 0; i < list->count; i++)
		send_one(drv, list->pipelines[i], state);
	drv->error = cause;
	return ret;
}

static bool not_running(const struct drv_pipeline *pipeline)
{
	return !pipeline->running;
}

static bool not_in_use(const struct drv_pipeline *pipeline)
{
	return !pipeline->running && !pipeline->paused;
}

static int start_all(struct drv_stream *const *streams, size_t num_streams,
		     enum ipc4_pipeline_state state)
{
	struct list list = { .count = 0 };

	for (size_t i = 0; i < num_streams; i++)
		select_pipelines(streams[i], state, not_running, &list);
	return send_state(streams[0]->drv, &list, state);
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

/* Chained streams have no pipelines, so that the lists pass them by. */
static int start_chains(struct drv_stream *const *streams, size_t num_streams, bool release)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < num_streams; i++)
		if (streams[i]->chain.used)
			ret = drv_chain_run(streams[i], release);
	return ret;
}

int drv_trigger_run(struct drv_stream *const *streams, size_t num_streams, bool release)
{
	int ret = release ? 0 : start_all(streams, num_streams, IPC4_PIPELINE_STATE_PAUSED);

	if (!ret)
		ret = start_all(streams, num_streams, IPC4_PIPELINE_STATE_RUNNING);
	if (!ret)
		ret = start_chains(streams, num_streams, release);
	for (size_t i = 0; i < num_streams; i++) {
		struct drv_stream *stream = streams[i];
		bool prepared = stream->state == DRV_STREAM_PREPARED;

		if (!ret) {
			count(stream, 1, prepared ? 0 : -1);
			stream->state = DRV_STREAM_RUNNING;
		} else if (prepared) {
			/* Some pipelines may have gone as far as running: to be reset before they go. */
			count(stream, 0, 1);
			stream->state = DRV_STREAM_STOPPED;
		}
	}
	return ret;
}

static void keep_first(struct drv *drv, int *first, int ret, struct drv_error *cause)
{
	if (!ret || *first)
		return;
	*first = ret;
	*cause = drv->error;
}

int drv_trigger_pause(struct drv_stream *const *streams, size_t num_streams,
		      enum drv_stream_state state)
{
	struct drv_error cause = { .kind = DRV_ERROR_NONE };
	struct list list = { .count = 0 };
	int first = 0, ret;

	for (size_t i = 0; i < num_streams; i++) {
		/* also one that is paused: the firmware gets a stop */
		if (streams[i]->chain.used)
			keep_first(streams[0]->drv, &first, drv_chain_pause(streams[i]), &cause);
		if (streams[i]->state == DRV_STREAM_RUNNING)
			count(streams[i], -1, 1);
	}
	for (size_t i = 0; i < num_streams; i++) {
		if (streams[i]->state == DRV_STREAM_RUNNING)
			select_pipelines(streams[i], IPC4_PIPELINE_STATE_PAUSED, not_running,
					 &list);
		streams[i]->state = state;
	}
	ret = send_state_down(streams[0]->drv, &list, IPC4_PIPELINE_STATE_PAUSED);
	keep_first(streams[0]->drv, &first, ret, &cause);
	if (first)
		streams[0]->drv->error = cause;
	return first;
}

static bool runs_alone(const struct drv_pipeline *pipeline)
{
	return pipeline->running == 1;
}

int drv_trigger_end(struct drv_stream *stream)
{
	struct list list = { .count = 0 };

	select_pipelines(stream, IPC4_PIPELINE_STATE_EOS, runs_alone, &list);
	return send_state(stream->drv, &list, IPC4_PIPELINE_STATE_EOS);
}

int drv_trigger_reset(struct drv_stream *stream)
{
	struct list list = { .count = 0 };

	if (stream->state != DRV_STREAM_PREPARED)
		count(stream, 0, -1);
	stream->state = DRV_STREAM_PREPARED;
	if (stream->chain.used)
		return drv_chain_free(stream);
	select_pipelines(stream, IPC4_PIPELINE_STATE_RESET, not_in_use, &list);
	return send_state_down(stream->drv, &list, IPC4_PIPELINE_STATE_RESET);
}
