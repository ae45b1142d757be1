/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <sof/common.h>
#include <sof/schedule/dp_schedule.h>
#include <sof/schedule/ll_schedule.h>

#define US_PER_MS	1000ULL
#define US_PER_SECOND	1000000ULL

struct dp_task {
	struct task task;
	struct processing_module *mod;
	uint32_t hold_ticks;	/* left of the first-start delay */
	bool triggered;		/* has run since it was scheduled */
	uint32_t deadline_us;	/* from now, while it is ready */
};

static struct list_item tasks = LIST_INIT(tasks);

static struct dp_task *dp_task_of(const struct processing_module *mod)
{
	return (struct dp_task *)mod->dev->task;
}

/* ---- readiness and deadlines ---- */

static bool is_ready(struct processing_module *mod)
{
	const struct module_interface *ops = mod->priv.ops;

	if (ops->is_ready_to_process)
		return ops->is_ready_to_process(mod, mod->sources, (int)mod->num_of_sources, mod->sinks,
						(int)mod->num_of_sinks);
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
		uint64_t bytes_per_second = (uint64_t)sink_get_frame_bytes(sink) * sink_get_rate(sink);

		if (!bytes_per_second)
			return -EINVAL;
		period = MIN(period, (uint64_t)sink->min_free_space * US_PER_SECOND / bytes_per_second);
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
		size_t bytes_per_ms =
			((uint64_t)sink_get_frame_bytes(sink) * sink_get_rate(sink) + US_PER_MS - 1) / US_PER_MS;
		size_t filled = sink->capacity - sink_get_free_size(sink);

		if (bytes_per_ms)
			deadline = MIN(deadline, (uint32_t)(US_PER_MS * filled / bytes_per_ms));
	}
	return deadline;
}

/* ---- the queue ---- */

static void run_job(struct dp_task *dp)
{
	dp->task.state = SOF_TASK_STATE_RUNNING;
	dp->task.run(dp->task.data);
	dp->task.state = SOF_TASK_STATE_QUEUED;
}

static void count_down_hold(struct dp_task *dp)
{
	if (!dp->mod->dp_startup_delay || !dp->hold_ticks)
		return;
	if (--dp->hold_ticks == 0)
		dp->mod->dp_startup_delay = false;
}

static void arm_hold(struct dp_task *dp)
{
	if (dp->triggered)
		return;
	dp->triggered = true;
	dp->hold_ticks = MAX(1u, dp->mod->dev->period / LL_TIMER_PERIOD_US);
}

/* Earliest deadline first; equal ones in the order they were scheduled. */
static struct dp_task *next_ready(void)
{
	struct dp_task *next = NULL;
	struct list_item *pos;

	list_for_item(pos, &tasks) {
		struct dp_task *dp = list_item(pos, struct dp_task, task.list);

		if (dp->task.state != SOF_TASK_STATE_PENDING)
			continue;
		if (!next || dp->deadline_us < next->deadline_us)
			next = dp;
	}
	return next;
}

static void dp_tick(void)
{
	struct list_item *pos;
	struct dp_task *dp;

	list_for_item(pos, &tasks) {
		dp = list_item(pos, struct dp_task, task.list);
		count_down_hold(dp);
		if (dp->mod->dev->state != COMP_STATE_ACTIVE || !is_ready(dp->mod))
			continue;
		dp->deadline_us = dp->triggered ? dp_module_deadline_us(dp->mod) : dp->mod->dev->period;
		dp->task.state = SOF_TASK_STATE_PENDING;
	}
	while ((dp = next_ready())) {
		arm_hold(dp);
		run_job(dp);
	}
}

void dp_schedule_init(void)
{
	list_init(&tasks);
}

int dp_task_new(struct processing_module *mod, enum task_state (*run)(void *mod))
{
	struct dp_task *dp = mod_alloc_ext(mod, SOF_MEM_FLAG_USER | SOF_MEM_FLAG_COHERENT, sizeof(*dp), 0);

	if (!dp)
		return -ENOMEM;
	memset(dp, 0, sizeof(*dp));
	dp->task.name = "dp";
	dp->task.type = SOF_SCHEDULE_DP;
	dp->task.core = (uint16_t)mod->dev->ipc_config.core;
	list_init(&dp->task.list);
	dp->task.run = run;
	dp->task.data = mod;
	dp->mod = mod;
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
	if (!mod->dev->task)
		return;
	dp_task_cancel(mod);
	mod_free(mod, mod->dev->task);
	mod->dev->task = NULL;
}

int dp_task_schedule(struct processing_module *mod)
{
	struct dp_task *dp = dp_task_of(mod);

	if (!list_is_empty(&dp->task.list))
		return 0;
	dp->task.state = SOF_TASK_STATE_QUEUED;
	dp->triggered = false;
	dp->hold_ticks = 0;
	mod->dp_startup_delay = true;
	if (list_is_empty(&tasks))
		platform_tick_end_connect(dp_tick);
	list_item_append(&dp->task.list, &tasks);
	return 0;
}
