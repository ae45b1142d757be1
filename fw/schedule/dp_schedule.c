/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/common.h>
#include <sof/schedule/dp_schedule.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/logging/log.h>

#include "dp_private.h"

LOG_MODULE_REGISTER(dp_schedule);

#define US_PER_MS     1000ULL
#define US_PER_SECOND 1000000ULL

static struct list_item tasks = LIST_INIT(tasks); /* of all cores */
static uint32_t budget_us[CONFIG_CORE_COUNT];     /* left until the next tick */

static struct dp_task *dp_task_of(const struct processing_module *mod)
{
	const struct user_module *um = user_module_find(mod);

	return um ? um->dp : (struct dp_task *)mod->dev->task;
}

/* ---- readiness and deadlines ---- */

bool dp_has_data(struct processing_module *mod)
{
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

int64_t dp_module_period_us(const struct processing_module *mod)
{
	uint64_t period = DP_DEADLINE_NONE;

	for (uint32_t i = 0; i < mod->num_of_sinks; i++) {
		const struct sof_sink *sink = mod->sinks[i];
		uint64_t bytes_per_second =
			(uint64_t)sink_get_frame_bytes(sink) * sink_get_rate(sink);

		if (!bytes_per_second)
			return -EINVAL;
		period = MIN(period,
			     (uint64_t)sink->min_free_space * US_PER_SECOND / bytes_per_second);
	}
	if (period == DP_DEADLINE_NONE)
		return period;
	if (period < LL_TIMER_PERIOD_US)
		return -EINVAL;
	return (int64_t)(period - period % US_PER_MS);
}

uint32_t dp_module_deadline_us(struct processing_module *mod)
{
	uint32_t deadline = DP_DEADLINE_NONE;

	for (uint32_t i = 0; i < mod->num_of_sinks; i++) {
		struct sof_sink *sink = mod->sinks[i];
		size_t bytes_per_ms = ((uint64_t)sink_get_frame_bytes(sink) * sink_get_rate(sink) +
				       US_PER_MS - 1) /
				      US_PER_MS;
		size_t filled = sink->capacity - sink_get_free_size(sink);

		if (bytes_per_ms)
			deadline = MIN(deadline, (uint32_t)(US_PER_MS * filled / bytes_per_ms));
	}
	return deadline;
}

/* ---- the queue ---- */

static void count_down_hold(struct dp_task *dp)
{
	if (!dp->mod->dp_startup_delay || !dp->hold_ticks)
		return;
	if (--dp->hold_ticks == 0)
		dp->mod->dp_startup_delay = false;
}

/* Earliest deadline first; equal ones in the order they were scheduled. */
static struct dp_task *next_pending(unsigned int core)
{
	struct dp_task *next = NULL;
	struct list_item *pos;

	list_for_item(pos, &tasks) {
		struct dp_task *dp = list_item(pos, struct dp_task, task.list);

		if (dp->task.state != SOF_TASK_STATE_PENDING || dp->task.core != core ||
		    dp->mod->dev->state != COMP_STATE_ACTIVE)
			continue;
		if (!next || dp->deadline_us < next->deadline_us)
			next = dp;
	}
	return next;
}

/* Spend the core's time until the next tick. */
static void dispatch(unsigned int core)
{
	struct dp_task *dp;
	int64_t end_us;

	while ((dp = next_pending(core))) {
		if (dp->left_us > budget_us[core]) {
			dp->left_us -= budget_us[core];
			budget_us[core] = 0;
			return;
		}
		budget_us[core] -= dp->left_us;
		dp->left_us = 0;
		end_us = k_uptime_ticks() + (int64_t)(LL_TIMER_PERIOD_US - budget_us[core]);
		LOG_DBG("%s: job done at %lld us, deadline %lld us", dp->name, (long long)end_us,
			(long long)dp->deadline_us);
		platform_job_done(dp->name, end_us - dp->deadline_us);
		dp->task.state = SOF_TASK_STATE_RUNNING;
		dp_variant_run(dp, (uint32_t)k_us_to_cyc_ceil64((uint64_t)dp->deadline_us));
	}
}

/* It has what it needs: from now on its deadline counts. */
static void become_pending(struct dp_task *dp)
{
	uint32_t deadline_us = dp->triggered ? dp_module_deadline_us(dp->mod) :
					       dp->mod->dev->period;

	if (!dp->triggered) {
		dp->triggered = true;
		dp->hold_ticks = MAX(1u, dp->mod->dev->period / LL_TIMER_PERIOD_US);
	}
	dp->deadline_us = k_uptime_ticks() + deadline_us;
	dp->left_us = platform_job_cost_us(dp->name);
	dp->task.state = SOF_TASK_STATE_PENDING;
}

void dp_task_ready(struct dp_task *dp)
{
	if (dp->task.state != SOF_TASK_STATE_QUEUED || dp->mod->dev->state != COMP_STATE_ACTIVE)
		return;
	become_pending(dp);
	dispatch(dp->task.core);
}

/* Only a job that was handed out goes back to the queue: the task may have been cancelled meanwhile. */
void dp_task_done(struct dp_task *dp, int result)
{
	if (dp->task.state == SOF_TASK_STATE_RUNNING)
		dp->task.state = SOF_TASK_STATE_QUEUED;
	if (result < 0)
		dp->job.failed(dp->mod, result);
}

static void dp_tick(void)
{
	struct list_item *pos;

	list_for_item(pos, &tasks) {
		struct dp_task *dp = list_item(pos, struct dp_task, task.list);

		count_down_hold(dp);
		if (dp->task.state == SOF_TASK_STATE_QUEUED &&
		    dp->mod->dev->state == COMP_STATE_ACTIVE && dp_variant_is_ready(dp) > 0)
			become_pending(dp);
	}
	for (unsigned int core = 0; core < CONFIG_CORE_COUNT; core++) {
		budget_us[core] = LL_TIMER_PERIOD_US;
		dispatch(core);
	}
}

void dp_schedule_init(void)
{
	list_init(&tasks);
	user_module_init();
}

int dp_task_new(struct processing_module *mod, const struct dp_job *job)
{
	struct dp_task *dp = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*dp));
	int ret;

	if (!dp)
		return -ENOMEM;
	dp->task.name = "dp";
	dp->task.type = SOF_SCHEDULE_DP;
	dp->task.core = (uint16_t)mod->dev->ipc_config.core;
	list_init(&dp->task.list);
	dp->mod = mod;
	dp->job = *job;
	memcpy(dp->name, mod->dev->name, sizeof(dp->name));
	ret = dp_variant_new(dp);
	if (ret < 0) {
		rfree(dp);
		return ret;
	}
	mod->dev->task = &dp->task;
	return 0;
}

void dp_task_cancel(struct processing_module *mod)
{
	struct dp_task *dp = dp_task_of(mod);

	if (list_is_empty(&dp->task.list))
		return;
	list_item_del(&dp->task.list);
	dp->task.state = SOF_TASK_STATE_INIT;
	if (list_is_empty(&tasks))
		platform_tick_end_connect(NULL);
}

void dp_task_free(struct processing_module *mod)
{
	struct dp_task *dp = dp_task_of(mod);

	if (!dp)
		return;
	dp_task_cancel(mod);
	dp_variant_free(dp);
	mod->dev->task = NULL;
	rfree(dp);
}

int dp_task_schedule(struct processing_module *mod)
{
	struct dp_task *dp = dp_task_of(mod);

	if (!list_is_empty(&dp->task.list))
		return 0;
	dp->task.state = SOF_TASK_STATE_QUEUED;
	dp->triggered = false;
	dp->hold_ticks = 0;
	dp->left_us = 0;
	mod->dp_startup_delay = true;
	if (list_is_empty(&tasks))
		platform_tick_end_connect(dp_tick);
	list_item_append(&dp->task.list, &tasks);
	return 0;
}
