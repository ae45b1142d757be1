/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SET_PIPELINE_STATE. For all pipelines of the request, in the host's order: check, then prepare, then trigger.
 *
 * The two tables are the state machine. A request that fails before its first trigger leaves all its
 * pipelines as they were; a pipeline with a trigger under way refuses further requests.
 */
#include <string.h>

#include <ipc4/pipeline.h>
#include <sof/audio/pipeline.h>
#include <sof/common.h>
#include <zephyr/logging/log.h>

#include "handlers.h"
#include "request.h"

LOG_MODULE_REGISTER(ipc_state);

#define NUM_STATES   (COMP_STATE_PRE_ACTIVE + 1)
#define NUM_REQUESTS (IPC4_PIPELINE_STATE_EOS + 1)

enum prepare_action {
	PREPARE_REFUSE = 0, /* what the table does not name */
	PREPARE_NOTHING,
	PREPARE_COMPONENTS,      /* READY -> PREPARE */
	PREPARE_COMPLETE,        /* INIT -> READY */
	PREPARE_DIRECT_COMPLETE, /* the same after setting the directions that are open */
	PREPARE_EXPECT_EOS,
};

static const uint8_t prepare_table[NUM_REQUESTS][NUM_STATES] = {
	[IPC4_PIPELINE_STATE_RUNNING] = {
		[COMP_STATE_READY] = PREPARE_COMPONENTS,
		[COMP_STATE_PAUSED] = PREPARE_NOTHING,
		[COMP_STATE_ACTIVE] = PREPARE_NOTHING,
	},
	[IPC4_PIPELINE_STATE_RESET] = {
		[COMP_STATE_INIT] = PREPARE_COMPLETE,
		[COMP_STATE_READY] = PREPARE_NOTHING,
		[COMP_STATE_PAUSED] = PREPARE_NOTHING,
		[COMP_STATE_ACTIVE] = PREPARE_NOTHING,
	},
	[IPC4_PIPELINE_STATE_PAUSED] = {
		[COMP_STATE_INIT] = PREPARE_DIRECT_COMPLETE,
		[COMP_STATE_READY] = PREPARE_NOTHING,
		[COMP_STATE_PREPARE] = PREPARE_NOTHING,
		[COMP_STATE_PAUSED] = PREPARE_NOTHING,
		[COMP_STATE_ACTIVE] = PREPARE_NOTHING,
		[COMP_STATE_PRE_ACTIVE] = PREPARE_NOTHING,
	},
	[IPC4_PIPELINE_STATE_EOS] = {
		[COMP_STATE_ACTIVE] = PREPARE_EXPECT_EOS,
	},
};

/* Commands of the trigger phase. What the table does not name sends nothing. */
#define NO_TRIGGER   0
#define TRIGGER(cmd) ((cmd) + 1)

static const uint8_t trigger_table[NUM_REQUESTS][NUM_STATES] = {
	[IPC4_PIPELINE_STATE_RUNNING] = {
		[COMP_STATE_READY] = TRIGGER(COMP_TRIGGER_PRE_START),
		[COMP_STATE_PREPARE] = TRIGGER(COMP_TRIGGER_PRE_START),
		[COMP_STATE_PAUSED] = TRIGGER(COMP_TRIGGER_PRE_RELEASE),
	},
	[IPC4_PIPELINE_STATE_RESET] = {
		[COMP_STATE_PAUSED] = TRIGGER(COMP_TRIGGER_STOP),
		[COMP_STATE_ACTIVE] = TRIGGER(COMP_TRIGGER_STOP),
	},
	[IPC4_PIPELINE_STATE_PAUSED] = {
		[COMP_STATE_PREPARE] = TRIGGER(COMP_TRIGGER_PAUSE),
		[COMP_STATE_ACTIVE] = TRIGGER(COMP_TRIGGER_PAUSE),
		[COMP_STATE_PRE_ACTIVE] = TRIGGER(COMP_TRIGGER_PAUSE),
	},
};

/** One pipeline of the request. */
struct state_change {
	struct pipeline *p;
	enum ipc4_pipeline_state request;
	enum comp_state old_status;
};

static bool trigger_under_way(const struct pipeline *p)
{
	return p->trigger.pending || task_is_active(&p->trigger_task);
}

static int check(const struct pipeline *p, uint32_t request)
{
	if (request >= NUM_REQUESTS || prepare_table[request][p->status] == PREPARE_REFUSE) {
		LOG_ERR("pipeline %u: state %u is not legal in status %d", p->pipeline_id, request,
			p->status);
		return IPC4_INVALID_REQUEST;
	}
	if (trigger_under_way(p)) {
		LOG_ERR("pipeline %u: state %u while a trigger is under way", p->pipeline_id,
			request);
		return IPC4_INVALID_REQUEST;
	}
	if (request == IPC4_PIPELINE_STATE_RUNNING && p->expect_eos) {
		LOG_ERR("pipeline %u: RUNNING after EOS", p->pipeline_id);
		return IPC4_INVALID_REQUEST;
	}
	if (p->status != COMP_STATE_INIT && (!p->source_comp || !p->sink_comp || !p->sched_comp)) {
		LOG_ERR("pipeline %u: an end is missing", p->pipeline_id);
		return IPC4_INVALID_RESOURCE_ID;
	}
	return IPC4_SUCCESS;
}

/* Back to INIT: undo pipeline_complete(). */
static void uncomplete(struct pipeline *p)
{
	p->source_comp = NULL;
	p->sink_comp = NULL;
	p->sched_comp = NULL;
	comp_graph_changed = true;
	p->status = COMP_STATE_INIT;
}

static int prepare_on_core(void *arg)
{
	struct state_change *change = arg;
	struct pipeline *p = change->p;
	struct comp_dev *host;

	change->old_status = p->status;
	switch (prepare_table[change->request][p->status]) {
	case PREPARE_COMPONENTS:
		host = pipeline_get_host(p);
		if (!host)
			return IPC4_INVALID_RESOURCE_ID;
		if (pipeline_prepare(p, host) < 0) {
			pipeline_reset(p, host);
			return IPC4_INVALID_REQUEST;
		}
		return IPC4_SUCCESS;
	case PREPARE_DIRECT_COMPLETE:
		if (pipeline_fix_directions(p))
			return IPC4_INVALID_REQUEST;
		return pipeline_complete(p) ? IPC4_INVALID_REQUEST : IPC4_SUCCESS;
	case PREPARE_COMPLETE:
		return pipeline_complete(p) ? IPC4_INVALID_REQUEST : IPC4_SUCCESS;
	default:
		return IPC4_SUCCESS;
	}
}

/* Undo prepare_on_core(). */
static int unprepare_on_core(void *arg)
{
	struct state_change *change = arg;
	struct pipeline *p = change->p;

	if (change->old_status == COMP_STATE_READY && p->status == COMP_STATE_PREPARE)
		pipeline_reset(p, pipeline_get_host(p));
	else if (change->old_status == COMP_STATE_INIT && p->status == COMP_STATE_READY)
		uncomplete(p);
	return 0;
}

static int trigger_on_core(void *arg)
{
	struct state_change *change = arg;
	struct pipeline *p = change->p;
	unsigned int trigger = trigger_table[change->request][p->status];
	enum comp_trigger cmd;
	struct comp_dev *host;
	int ret;

	if (change->request == IPC4_PIPELINE_STATE_EOS) {
		p->expect_eos = true;
		return IPC4_SUCCESS;
	}
	if (trigger == NO_TRIGGER) {
		p->expect_eos = false;
		return IPC4_SUCCESS;
	}
	cmd = trigger - 1;

	host = pipeline_get_host(p);
	if (!host) {
		LOG_ERR("pipeline %u: no endpoint", p->pipeline_id);
		return IPC4_INVALID_RESOURCE_ID;
	}

	ret = pipeline_trigger(p, host, cmd);
	if (ret < 0) {
		LOG_ERR("pipeline %u: trigger %d failed with %d", p->pipeline_id, cmd, ret);
		pipeline_reset(p, host);
		return IPC4_PIPELINE_STATE_NOT_SET;
	}
	p->expect_eos = false;
	if (ret == PIPELINE_TRIGGER_SCHEDULED)
		ipc_trigger_pending(p);
	return IPC4_SUCCESS;
}

/* Read the ids of a request; each pipeline at most once. */
static int collect(const struct ipc4_pipeline_set_state *msg, uint32_t *ids, size_t *count)
{
	const struct ipc4_pipeline_set_state_data *data = ipc_hostbox();
	uint32_t seen[IPC4_PIPELINE_IDS / 32] = { 0 };
	uint32_t n, i;

	if (!msg->extension.r.multi_ppl) {
		ids[0] = msg->primary.r.ppl_id;
		*count = 1;
		return IPC4_SUCCESS;
	}

	n = data->pipelines_count;
	if (n > IPC4_MAILBOX_BYTES / sizeof(uint32_t) - 1) {
		LOG_ERR("%u pipeline ids do not fit the box", n);
		return IPC4_ERROR_INVALID_PARAM;
	}
	for (i = 0; i < n; i++) {
		uint32_t id = data->ppl_id[i];

		if (id >= IPC4_PIPELINE_IDS) {
			LOG_ERR("pipeline %u does not exist", id);
			return IPC4_INVALID_RESOURCE_ID;
		}
		if (seen[id / 32] & BIT(id % 32)) {
			LOG_ERR("pipeline %u is named twice", id);
			return IPC4_INVALID_REQUEST;
		}
		seen[id / 32] |= BIT(id % 32);
		ids[i] = id;
	}
	*count = n;
	return IPC4_SUCCESS;
}

int ipc_set_pipeline_state(const struct ipc4_message *request, struct ipc4_message *reply)
{
	const struct ipc4_pipeline_set_state msg = {
		.primary.dat = request->primary,
		.extension.dat = request->extension,
	};
	static struct state_change
		changes[IPC4_PIPELINE_IDS]; /* too large for a DSP stack; one request in hand */
	static uint32_t ids[IPC4_PIPELINE_IDS];
	size_t count, prepared, triggered, i;
	int status;

	(void)reply;
	status = collect(&msg, ids, &count);
	if (status)
		return status;

	for (i = 0; i < count; i++) {
		changes[i].p = pipeline_find(ids[i]);
		changes[i].request = msg.primary.r.ppl_state;
		if (!changes[i].p) {
			LOG_ERR("pipeline %u does not exist", ids[i]);
			return IPC4_INVALID_RESOURCE_ID;
		}
	}
	for (i = 0; i < count; i++) {
		status = check(changes[i].p, msg.primary.r.ppl_state);
		if (status)
			return status;
	}

	triggered = 0;
	for (prepared = 0; prepared < count && !status; prepared++)
		status = ipc_run_on_core(changes[prepared].p->core, prepare_on_core,
					 &changes[prepared]);
	if (status)
		prepared--; /* the one that failed has cleaned up after itself */

	for (; triggered < count && !status; triggered++)
		status = ipc_run_on_core(changes[triggered].p->core, trigger_on_core,
					 &changes[triggered]);
	if (!status)
		return IPC4_SUCCESS;
	if (triggered)
		triggered--; /* this one was refused */

	/* none of these is left behind in a state that no request can end */
	for (i = triggered; i < prepared; i++)
		ipc_run_on_core(changes[i].p->core, unprepare_on_core, &changes[i]);
	return status;
}
