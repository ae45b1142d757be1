/* SPDX-License-Identifier: BSD-3-Clause */
/* Triggers and the two LL tasks of a pipeline. */
#include <errno.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/logging/log.h>

#include "pipeline_private.h"

LOG_MODULE_DECLARE(pipe);

static int trigger_comp(const struct pipeline_walk *walk, struct comp_dev *dev)
{
	int ret = module_adapter_trigger(dev, walk->cmd);

	if (ret == PPL_STATUS_PATH_STOP)
		walk->p->trigger.aborted = true;
	return ret;
}

static int walk_trigger(struct pipeline *p, struct comp_dev *host, enum comp_trigger cmd)
{
	struct pipeline_walk walk = { .p = p, .host = host, .visit = trigger_comp, .cmd = cmd };
	int ret = pipeline_walk(&walk, host, NULL);

	return ret == PPL_STATUS_PATH_TERMINATE ? 0 : ret;
}

static int resume_comp(const struct pipeline_walk *walk, struct comp_dev *dev)
{
	int ret;

	if (dev->state != COMP_STATE_PAUSED)
		return 0;
	ret = module_adapter_trigger(dev, COMP_TRIGGER_PRE_RELEASE);
	return ret ? ret : module_adapter_trigger(dev, COMP_TRIGGER_RELEASE);
}

/* A component refused to pause: the pipeline runs on, with those that have paused before it. */
static int resume_paused(struct pipeline *p, struct comp_dev *host)
{
	struct pipeline_walk walk = { .p = p, .host = host, .visit = resume_comp };
	int ret = pipeline_walk(&walk, host, NULL);

	p->status = COMP_STATE_ACTIVE;
	return ret;
}

/* Run a trigger on all components and take the pipeline's status along. */
static int run_trigger(struct pipeline *p, struct comp_dev *host, enum comp_trigger cmd)
{
	int ret = walk_trigger(p, host, cmd);

	if (ret < 0)
		return ret;
	switch (cmd) {
	case COMP_TRIGGER_PRE_START:
	case COMP_TRIGGER_PRE_RELEASE:
		p->status = COMP_STATE_PRE_ACTIVE;
		return run_trigger(p, host,
				   cmd == COMP_TRIGGER_PRE_START ? COMP_TRIGGER_START :
								   COMP_TRIGGER_RELEASE);
	case COMP_TRIGGER_START:
	case COMP_TRIGGER_RELEASE:
		p->status = COMP_STATE_ACTIVE;
		return 0;
	case COMP_TRIGGER_PAUSE:
	case COMP_TRIGGER_STOP:
		if (p->trigger.aborted)
			return resume_paused(p, host);
		p->status = COMP_STATE_PAUSED;
		return cmd == COMP_TRIGGER_STOP ? pipeline_reset(p, host) : 0;
	default:
		return 0;
	}
}

static enum task_state trigger_task_run(void *data)
{
	struct pipeline *p = data;
	int ret;

	if (!p->trigger.pending)
		return SOF_TASK_STATE_COMPLETED;
	p->trigger.pending = false;
	ret = run_trigger(p, p->trigger.host, p->trigger.cmd);
	if (ret < 0)
		LOG_ERR("pipeline %u: trigger %d failed: %d", p->pipeline_id, p->trigger.cmd, ret);
	p->trigger.cmd = COMP_TRIGGER_NO_ACTION;
	pipeline_report_trigger(p, ret < 0 ? ret : 0);
	return SOF_TASK_STATE_COMPLETED;
}

int pipeline_init_tasks(struct pipeline *p)
{
	int ret = schedule_task_init_ll(&p->trigger_task, "trigger", SOF_TASK_PRI_TRIGGER,
					trigger_task_run, p, (uint16_t)p->core);

	if (ret < 0)
		return ret;
	return schedule_task_init_ll(&p->copy_task, "copy", p->priority, pipeline_copy_task, p,
				     (uint16_t)p->core);
}

int pipeline_trigger(struct pipeline *p, struct comp_dev *host, enum comp_trigger cmd)
{
	bool starts = cmd == COMP_TRIGGER_PRE_START || cmd == COMP_TRIGGER_PRE_RELEASE;

	if (p->trigger.pending)
		return -EBUSY;
	p->trigger.aborted = false;
	if (!starts && p->status == COMP_STATE_PAUSED)
		return run_trigger(p, host, cmd);

	p->trigger.cmd = cmd;
	p->trigger.host = host;
	p->trigger.pending = true;
	schedule_task(&p->trigger_task);
	if (starts)
		schedule_task(&p->copy_task);
	return PIPELINE_TRIGGER_SCHEDULED;
}
