/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Data-processing scheduler: modules whose period is longer than a tick. A DP task becomes ready when each of
 * its sources and sinks has what the module needs; ready tasks run after the LL run, earliest deadline first.
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
#define DP_DEADLINE_NONE	UINT32_MAX

/** Called once at boot. */
void dp_schedule_init(void);

/** Make the task of a DP module, in the module's memory; run(mod) is one job. @return 0, -ENOMEM */
int dp_task_new(struct processing_module *mod, enum task_state (*run)(void *mod));

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

/** Time until the first of the module's consumers runs dry, in microseconds. */
uint32_t dp_module_deadline_us(struct processing_module *mod);

#endif
