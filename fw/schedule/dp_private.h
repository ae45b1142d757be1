/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the DP scheduler and the variant that runs its jobs: dp_supervisor.c or dp_application.c. */
#ifndef DP_PRIVATE_H
#define DP_PRIVATE_H

#include <sof/schedule/dp_schedule.h>

/*
 * States of the task: INIT off the queue; QUEUED waits for data; PENDING ready, its time is not paid; RUNNING the job
 * has been handed out. In kernel memory.
 */
struct dp_task {
	struct task task;
	struct processing_module *mod;
	struct dp_job job;
	char name[COMP_NAME_BYTES];
	uint32_t hold_ticks; /* left of the first-start delay */
	bool triggered;      /* has been ready since it was scheduled */
	uint32_t left_us;    /* of the job's cost */
	int64_t deadline_us; /* of the job */
	void *variant;
};

/* ---- by the variant ---- */

/** Set up what runs the jobs. @return 0, -ENOMEM, or the kernel's error */
int dp_variant_new(struct dp_task *dp);

/** Take it down; no job is run any more. */
void dp_variant_free(struct dp_task *dp);

/** Is the module ready? @return 1 yes, 0 no, -EINPROGRESS: dp_task_ready() will be called if it is */
int dp_variant_is_ready(struct dp_task *dp);

/** Run the job; it ends in dp_task_done(). @param deadline cycles */
void dp_variant_run(struct dp_task *dp, uint32_t deadline);

/* ---- by the scheduler ---- */

/** Each source has min_available, each sink min_free_space. */
bool dp_has_data(struct processing_module *mod);

void dp_task_ready(struct dp_task *dp);

/** The job has ended. @param result of the module's processing */
void dp_task_done(struct dp_task *dp, int result);

#endif
