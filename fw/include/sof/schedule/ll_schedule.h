/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Low-latency scheduler: per core one list of tasks, ordered by priority, then by the time they were
 * scheduled. Every task runs once per tick until it returns COMPLETED or is cancelled. A task scheduled
 * during the tick runs in the same tick.
 */
#ifndef SOF_SCHEDULE_LL_SCHEDULE_H
#define SOF_SCHEDULE_LL_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>
#include <rtos/task.h>
#include <sof/platform.h>

/** Set up the lists of all cores. Called once at boot. */
void ll_schedule_init(void);

/**
 * Prepare a zeroed task.
 * @return 0, -EEXIST when it was initialised before, -EINVAL no run function or core out of range
 */
int schedule_task_init_ll(struct task *task, const char *name, int16_t priority,
			  enum task_state (*run)(void *data), void *data, uint16_t core);

/** Queue by priority. Active: nothing changes; cancelled but not yet off the list: queued again. @return 0, -EDEADLK */
int schedule_task(struct task *task);

/** Queue directly before or after a queued task, whatever the priorities. @return 0, -EINVAL ref is not queued */
int schedule_task_before(struct task *task, struct task *ref);
int schedule_task_after(struct task *task, struct task *ref);

/** Off the list at the next tick at the latest. @return 0 */
int schedule_task_cancel(struct task *task);

/**
 * Off the list now and back to its state before init. Callable from the LL run, not from the task itself.
 * @return 0, -EDEADLK the task is the one that runs now
 */
int schedule_task_free(struct task *task);

/** Number of tasks on a core's list. */
size_t ll_schedule_task_count(unsigned int core);

/** Call cb for each task of a core in list order (SCHEDULERS_INFO). */
void ll_schedule_for_each(unsigned int core, void (*cb)(const struct task *task, void *arg),
			  void *arg);

#endif
