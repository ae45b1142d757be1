/* SPDX-License-Identifier: BSD-3-Clause */
/* Tasks of the schedulers. */
#ifndef RTOS_TASK_H
#define RTOS_TASK_H

#include <stdbool.h>
#include <stdint.h>
#include <sof/list.h>

enum task_state {
	SOF_TASK_STATE_INIT,
	SOF_TASK_STATE_QUEUED,
	SOF_TASK_STATE_PENDING,
	SOF_TASK_STATE_RUNNING,
	SOF_TASK_STATE_PREEMPTED,
	SOF_TASK_STATE_COMPLETED,
	SOF_TASK_STATE_FREE,
	SOF_TASK_STATE_CANCEL,
	SOF_TASK_STATE_RESCHEDULE,
};

#define SOF_TASK_PRI_TRIGGER -1 /* trigger tasks run before every copy task */
#define SOF_TASK_PRI_HIGH    0
#define SOF_TASK_PRI_MED     4
#define SOF_TASK_PRI_LOW     9

/** Deadline of a task that runs when there is nothing else. */
#define SOF_TASK_DEADLINE_ALMOST_IDLE ((uint64_t)-2)

enum task_type {
	SOF_SCHEDULE_LL,
	SOF_SCHEDULE_DP,
};

struct task {
	const char *name;
	enum task_type type;
	enum task_state state;
	int16_t priority; /* smaller runs first */
	uint16_t core;
	enum task_state (*run)(void *data); /* COMPLETED or RESCHEDULE */
	void *data;
	void *priv_data;       /* of the scheduler; NULL before init */
	struct list_item list; /* in the scheduler's queue */
};

/** Operations of tasks with a deadline. */
struct task_ops {
	enum task_state (*run)(void *data);
	void (*complete)(void *data);
	uint64_t (*get_deadline)(void *data);
};

static inline bool task_is_active(const struct task *task)
{
	switch (task->state) {
	case SOF_TASK_STATE_QUEUED:
	case SOF_TASK_STATE_PENDING:
	case SOF_TASK_STATE_RUNNING:
	case SOF_TASK_STATE_PREEMPTED:
	case SOF_TASK_STATE_RESCHEDULE:
		return true;
	default:
		return false;
	}
}

#endif
