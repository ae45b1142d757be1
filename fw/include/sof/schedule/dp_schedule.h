/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Data-processing scheduler: modules whose period is longer than a tick. A DP task becomes ready when each of
 * its sources and sinks has what the module needs; ready tasks run after the LL run, earliest deadline first.
 *
 * Each core has its own queue. A job may cost virtual time (platform_job_cost_us()): between two ticks a core has one
 * tick of it to spend, on the earliest deadlines first, and a job runs, and its output appears, when its cost is paid.
 *
 * A module that finishes before its deadline must not have its first output drained early, because its next
 * job may take the whole period. So for one period after the first trigger LL takes nothing from it.
 */
#ifndef SOF_SCHEDULE_DP_SCHEDULE_H
#define SOF_SCHEDULE_DP_SCHEDULE_H

#include <rtos/task.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/list.h>

/** No sink: nobody waits for the output. */
#define DP_DEADLINE_NONE UINT32_MAX

/** Called once at boot. */
void dp_schedule_init(void);

/** What a DP task does for its module. */
struct dp_job {
	int (*process)(struct processing_module *mod);            /* in the module's context */
	void (*failed)(struct processing_module *mod, int error); /* in the kernel's */
};

/** Make the task of a DP module, and what it runs in. @return 0, -ENOMEM, or the kernel's error */
int dp_task_new(struct processing_module *mod, const struct dp_job *job);

/** Take it off the queue and free it. */
void dp_task_free(struct processing_module *mod);

/** Queue it (START). Already queued: no effect. @return 0 */
int dp_task_schedule(struct processing_module *mod);

/** Take it off the queue (reset); it may be scheduled again. */
void dp_task_cancel(struct processing_module *mod);

/**
 * Period of a DP module: how long its smallest output block lasts, whole milliseconds.
 * @return microseconds, DP_DEADLINE_NONE without sinks, -EINVAL below one tick
 */
int64_t dp_module_period_us(const struct processing_module *mod);

/** Has the module been killed? Then it is not called any more. */
bool dp_module_is_dead(const struct processing_module *mod);

/** Time until the first of the module's consumers runs dry, in microseconds. */
uint32_t dp_module_deadline_us(struct processing_module *mod);

#endif
