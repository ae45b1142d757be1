/* SPDX-License-Identifier: BSD-3-Clause */
/* DP modules: what the scheduler asks about them, and the LL half of their copy. */
#include <errno.h>
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/common.h>
#include <sof/schedule/dp_schedule.h>
#include <sof/schedule/ll_schedule.h>

#include "module_adapter_private.h"

#define US_PER_MS     1000ULL
#define US_PER_SECOND 1000000ULL

/* ---- readiness, period and deadline ---- */

bool module_has_data(const struct module_instance *inst)
{
	const struct processing_module *mod = &inst->mod;

	for (uint32_t i = 0; i < mod->num_of_sources; i++) {
		if (source_get_data_available(mod->sources[i]) < mod->sources[i]->min_available)
			return false;
	}
	for (uint32_t i = 0; i < mod->num_of_sinks; i++) {
		if (sink_get_free_size(mod->sinks[i]) < mod->sinks[i]->min_free_space)
			return false;
	}
	return true;
}

int64_t module_dp_period_us(const struct module_instance *inst)
{
	uint64_t period = DP_DEADLINE_NONE;

	for (uint32_t i = 0; i < inst->mod.num_of_sinks; i++) {
		const struct sof_sink *sink = inst->mod.sinks[i];
		uint64_t bytes_per_second =
			(uint64_t)sink_get_frame_bytes(sink) * sink_get_rate(sink);

		if (!bytes_per_second)
			return -EINVAL;
		period = MIN(period,
			     (uint64_t)sink->min_free_space * US_PER_SECOND / bytes_per_second);
	}
	if (period == DP_DEADLINE_NONE)
		return (int64_t)period;
	if (period < LL_TIMER_PERIOD_US)
		return -EINVAL;
	return (int64_t)(period - period % US_PER_MS);
}

uint32_t module_dp_deadline_us(const struct module_instance *inst)
{
	uint32_t deadline = DP_DEADLINE_NONE;

	for (uint32_t i = 0; i < inst->mod.num_of_sinks; i++) {
		struct sof_sink *sink = inst->mod.sinks[i];
		size_t bytes_per_ms = ((uint64_t)sink_get_frame_bytes(sink) * sink_get_rate(sink) +
				       US_PER_MS - 1) /
				      US_PER_MS;
		size_t filled = sink->capacity - sink_get_free_size(sink);

		if (bytes_per_ms)
			deadline = MIN(deadline, (uint32_t)(US_PER_MS * filled / bytes_per_ms));
	}
	return deadline;
}

/* ---- the scheduler's questions ---- */

static struct module_instance *owner(const struct dp_task *dp)
{
	return dp->task.data;
}

static bool task_is_active_module(const struct dp_task *dp)
{
	return owner(dp)->mod.dev->state == COMP_STATE_ACTIVE;
}

static int task_is_ready(struct dp_task *dp)
{
	return owner(dp)->exec->is_ready(owner(dp));
}

static uint32_t task_period_us(const struct dp_task *dp)
{
	return owner(dp)->mod.dev->period;
}

static uint32_t task_deadline_us(struct dp_task *dp)
{
	return module_dp_deadline_us(owner(dp));
}

static void task_process(struct dp_task *dp, uint32_t deadline)
{
	owner(dp)->exec->process(owner(dp), deadline);
}

static void task_failed(struct dp_task *dp, int error)
{
	module_adapter_report_error(owner(dp), error);
}

static void task_overdue(struct dp_task *dp, uint32_t ms)
{
	if (owner(dp)->exec->overdue)
		owner(dp)->exec->overdue(owner(dp), ms);
}

static const struct dp_task_ops task_ops = {
	.is_active = task_is_active_module,
	.is_ready = task_is_ready,
	.period_us = task_period_us,
	.deadline_us = task_deadline_us,
	.run = task_process,
	.failed = task_failed,
	.overdue = task_overdue,
};

/* ---- life ---- */

int module_adapter_dp_init(struct module_instance *inst, uint32_t stack_bytes)
{
	struct comp_dev *dev = inst->mod.dev;
	int ret;

	if (!comp_is_dp(dev))
		return 0;
	inst->copy = module_adapter_dp_copy;
	inst->dp = dp_task_new(&task_ops, dev->name, dev->ipc_config.core, inst);
	if (!inst->dp)
		return -ENOMEM;
	dev->task = &inst->dp->task;
	ret = inst->exec->start(inst, stack_bytes);
	if (ret < 0)
		module_adapter_dp_free(inst);
	return ret;
}

void module_adapter_dp_free(struct module_instance *inst)
{
	inst->exec->stop(inst);
	dp_task_free(inst->dp);
	inst->dp = NULL;
	inst->mod.dev->task = NULL;
}

int module_adapter_dp_prepare(struct module_instance *inst)
{
	struct comp_dev *dev = inst->mod.dev;
	int64_t period;

	if (!inst->dp || dev->period)
		return 0;
	period = module_dp_period_us(inst);
	if (period < 0) {
		comp_err(dev, "output blocks shorter than one tick");
		return (int)period;
	}
	dev->period = (uint32_t)period;
	return 0;
}

void module_adapter_dp_trigger(struct module_instance *inst, enum comp_trigger cmd)
{
	/* PAUSE, RELEASE and STOP leave the task queued: it runs only while the module is ACTIVE */
	if (inst->dp && cmd == COMP_TRIGGER_START)
		dp_task_schedule(inst->dp);
}

void module_adapter_dp_reset(struct module_instance *inst)
{
	if (inst->dp)
		dp_task_cancel(inst->dp);
}

/* ---- the LL half ---- */

int module_adapter_dp_copy(struct module_instance *inst)
{
	struct comp_dev *dev = inst->mod.dev;
	struct list_item *pos;
	int ret;

	if (inst->is_dead)
		return -EFAULT;
	list_for_item(pos, &dev->bsource_list) {
		ret = buffer_fill_ring(list_item(pos, struct comp_buffer, sink_list));
		if (ret < 0)
			return ret;
	}
	if (inst->dp->is_output_held)
		return 0;
	list_for_item(pos, &dev->bsink_list) {
		struct comp_buffer *buffer = list_item(pos, struct comp_buffer, source_list);

		/* an LL consumer drains its input: no more than one of its blocks at once */
		ret = buffer_drain_ring(buffer, buffer->source_api.min_available);
		if (ret < 0)
			return ret;
	}
	return 0;
}
