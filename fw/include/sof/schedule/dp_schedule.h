/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Data-processing scheduler: tasks whose period is longer than a tick. A task that is ready runs after the LL run,
 * earliest deadline first.
 *
 * Each core has its own queue. A job may cost virtual time (platform_job_cost_us()): between two ticks a core has one
 * tick of it to spend, on the earliest deadlines first. A job runs, and its output appears, when its cost is paid.
 *
 * A task that finishes before its deadline must not have its first output drained early, because its next
 * job may take the whole period. So for one period after the first job became ready its output is held.
 *
 * States: INIT off the queue; QUEUED waits for data; PENDING ready, its cost is not paid; RUNNING the owner runs
 * the job.
 */
#ifndef SOF_SCHEDULE_DP_SCHEDULE_H
#define SOF_SCHEDULE_DP_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>
#include <rtos/task.h>

/** The task has no consumer. */
#define DP_DEADLINE_NONE UINT32_MAX

struct dp_task;

/** What the scheduler asks the owner of a task. */
struct dp_task_ops {
	/** May it run at all now? */
	bool (*is_active)(const struct dp_task *dp);
	/** @return 1 it has what a job needs, 0 not, -EINPROGRESS: dp_task_ready() is called if it has */
	int (*is_ready)(struct dp_task *dp);
	/** How long a job may take, in microseconds. */
	uint32_t (*period_us)(const struct dp_task *dp);
	/** Time until the first of its consumers runs dry, in microseconds. */
	uint32_t (*deadline_us)(struct dp_task *dp);
	/** Run a job; it ends in dp_task_done(). @param deadline cycles */
	void (*run)(struct dp_task *dp, uint32_t deadline);
	/** A job has failed. @param error -errno */
	void (*failed)(struct dp_task *dp, int error);
	/** A job has not ended for as long as the platform has patience. */
	void (*overdue)(struct dp_task *dp, uint32_t ms);
};

struct dp_task {
	struct task task; /* data: the owner */
	const struct dp_task_ops *ops;
	const char *name;    /* the owner's */
	bool is_output_held; /* for one period after the first job became ready */
	bool triggered;      /* has been ready since it was scheduled */
	uint32_t hold_ticks; /* left of the hold */
	uint32_t left_us;    /* of the job's cost */
	uint32_t running_ms; /* since the job began to run */
	int64_t deadline_us; /* of the job */
};

/** Called once at boot. */
void dp_schedule_init(void);

/**
 * Make a task, off the queue.
 * @param name	stays the caller's, as long as the task lives
 * @param data	the owner
 * @return NULL: no memory
 */
struct dp_task *dp_task_new(const struct dp_task_ops *ops, const char *name, uint32_t core,
			    void *data);

/** Take it off the queue and free it. NULL is a no-op. */
void dp_task_free(struct dp_task *dp);

/** Queue it (START). Already queued: no effect. */
void dp_task_schedule(struct dp_task *dp);

/** Take it off the queue (reset); it may be scheduled again. */
void dp_task_cancel(struct dp_task *dp);

/** The answer to an is_ready() that was in progress. */
void dp_task_ready(struct dp_task *dp);

/** The job has ended. @param result 0, -errno */
void dp_task_done(struct dp_task *dp, int result);

#endif
