/* SPDX-License-Identifier: BSD-3-Clause */
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <sof/common.h>
#include <sof/schedule/dp_schedule.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(dp_schedule);

static struct list_item tasks = LIST_INIT(tasks); /* of all cores */
static uint32_t budget_us[CONFIG_CORE_COUNT];     /* left until the next tick */

static void count_down_hold(struct dp_task *dp)
{
	if (!dp->is_output_held || !dp->hold_ticks)
		return;
	if (--dp->hold_ticks == 0)
		dp->is_output_held = false;
}

/* Earliest deadline first; equal ones in the order they were scheduled. */
static struct dp_task *next_pending(unsigned int core)
{
	struct dp_task *next = NULL;
	struct list_item *pos;

	list_for_item(pos, &tasks) {
		struct dp_task *dp = list_item(pos, struct dp_task, task.list);

		if (dp->task.state != SOF_TASK_STATE_PENDING || dp->task.core != core ||
		    !dp->ops->is_active(dp))
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
		platform_job_done(dp->name, end_us, (int64_t)dp->deadline_us);
		dp->task.state = SOF_TASK_STATE_RUNNING;
		dp->running_ms = 0;
		dp->ops->run(dp, (uint32_t)k_us_to_cyc_ceil64((uint64_t)dp->deadline_us));
	}
}

/* Ready: its deadline is set now. */
static void become_pending(struct dp_task *dp)
{
	uint32_t deadline_us;

	if (dp->triggered) {
		deadline_us = dp->ops->deadline_us(dp);
	} else {
		deadline_us = dp->ops->period_us(dp);
		dp->triggered = true;
		dp->hold_ticks = MAX(1u, deadline_us / LL_TIMER_PERIOD_US);
	}
	dp->deadline_us = k_uptime_ticks() + deadline_us;
	dp->left_us = platform_job_cost_us(dp->name);
	dp->task.state = SOF_TASK_STATE_PENDING;
}

void dp_task_ready(struct dp_task *dp)
{
	if (dp->task.state != SOF_TASK_STATE_QUEUED || !dp->ops->is_active(dp))
		return;
	become_pending(dp);
	dispatch(dp->task.core);
}

/* Only a running task goes back to the queue: it may have been cancelled meanwhile. */
void dp_task_done(struct dp_task *dp, int result)
{
	if (dp->task.state == SOF_TASK_STATE_RUNNING)
		dp->task.state = SOF_TASK_STATE_QUEUED;
	if (result < 0)
		dp->ops->failed(dp, result);
}

/* A job that sleeps for ever, or again and again, lets its stream starve. */
static void count_up_running(struct dp_task *dp)
{
	if (dp->task.state == SOF_TASK_STATE_RUNNING && ++dp->running_ms == platform_patience_ms())
		dp->ops->overdue(dp, dp->running_ms);
}

static void dp_tick(void)
{
	struct list_item *pos;

	list_for_item(pos, &tasks) {
		struct dp_task *dp = list_item(pos, struct dp_task, task.list);

		count_down_hold(dp);
		count_up_running(dp);
		if (dp->task.state == SOF_TASK_STATE_QUEUED && dp->ops->is_active(dp) &&
		    dp->ops->is_ready(dp) > 0)
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
}

struct dp_task *dp_task_new(const struct dp_task_ops *ops, const char *name, uint32_t core,
			    void *data)
{
	struct dp_task *dp = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*dp));

	if (!dp)
		return NULL;
	dp->task.name = "dp";
	dp->task.type = SOF_SCHEDULE_DP;
	dp->task.core = (uint16_t)core;
	dp->task.data = data;
	list_init(&dp->task.list);
	dp->ops = ops;
	dp->name = name;
	return dp;
}

void dp_task_free(struct dp_task *dp)
{
	if (!dp)
		return;
	dp_task_cancel(dp);
	rfree(dp);
}

void dp_task_schedule(struct dp_task *dp)
{
	if (!list_is_empty(&dp->task.list))
		return;
	dp->task.state = SOF_TASK_STATE_QUEUED;
	dp->triggered = false;
	dp->hold_ticks = 0;
	dp->left_us = 0;
	dp->is_output_held = true;
	if (list_is_empty(&tasks))
		platform_tick_end_connect(dp_tick);
	list_item_append(&dp->task.list, &tasks);
}

void dp_task_cancel(struct dp_task *dp)
{
	if (list_is_empty(&dp->task.list))
		return;
	list_item_del(&dp->task.list);
	dp->task.state = SOF_TASK_STATE_INIT;
	if (list_is_empty(&tasks))
		platform_tick_end_connect(NULL);
}
