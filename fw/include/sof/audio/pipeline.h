/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pipelines: life cycle, triggers, the copy walk.
 *
 * status: INIT (created) -> READY (complete or reset) -> PREPARE -> PRE_ACTIVE -> ACTIVE <-> PAUSED -> READY
 *
 * Each pipeline has two LL tasks: a one-shot trigger task (before all copy tasks, in the order in which
 * triggers were scheduled) and the copy task at the pipeline's priority. The first copy runs in the tick
 * that executes the start trigger.
 */
#ifndef SOF_AUDIO_PIPELINE_H
#define SOF_AUDIO_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>
#include <rtos/task.h>
#include <sof/audio/component.h>
#include <sof/list.h>

struct pipeline {
	uint32_t pipeline_id;
	uint32_t core;
	int16_t priority;
	uint32_t period; /* us */
	uint32_t attributes;
	bool lp;
	bool expect_eos;
	enum comp_state status;
	const struct pipeline_step *first_step; /* its copies in a tick, see pipeline_copy.c */
	const struct pipeline_step *end_step;
	bool steps_overflow; /* they did not fit */

	struct comp_dev *source_comp; /* NULL until complete */
	struct comp_dev *sink_comp;
	struct comp_dev *sched_comp;

	struct {
		enum comp_trigger cmd;
		struct comp_dev *host;
		bool pending;
		bool aborted; /* a component refused to pause */
	} trigger;

	struct task trigger_task;
	struct task copy_task;
	struct list_item list; /* in the pipeline registry, creation order */
};

/** Called once at boot. done(pipeline, error) reports each scheduled trigger when its task has run it. */
void pipeline_registry_init(void (*done)(struct pipeline *p, int error));

/** @return the pipeline, NULL when unknown */
struct pipeline *pipeline_find(uint32_t pipeline_id);

/** Head of the registry, for list_for_item() over pipeline.list. */
struct list_item *pipeline_list(void);

/** Make and register a pipeline: status INIT, timer driven, one LL period. @return NULL: no memory */
struct pipeline *pipeline_new(uint32_t pipeline_id, uint32_t core, int16_t priority, bool lp,
			      uint32_t attributes);

/** Free tasks and pipeline. All its components must be gone. */
void pipeline_free(struct pipeline *p);

/** Give components without direction that of their first producer. @return 0, -EINVAL one has none */
int pipeline_fix_directions(struct pipeline *p);

/** Find source, sink and scheduling component, adopt the components; INIT -> READY. @return 0, -EINVAL */
int pipeline_complete(struct pipeline *p);

/** Prepare from host along its direction; -> PREPARE. @return 0, or the first error */
int pipeline_prepare(struct pipeline *p, struct comp_dev *host);

/** Reset from host along its direction; -> READY. @return 0 or the first error */
int pipeline_reset(struct pipeline *p, struct comp_dev *host);

/**
 * Trigger a pipeline.
 * @return 1 the trigger is scheduled: done() reports it after the next tick; 0 done; -errno
 */
int pipeline_trigger(struct pipeline *p, struct comp_dev *host, enum comp_trigger cmd);
#define PIPELINE_TRIGGER_SCHEDULED 1

/** The endpoint a walk starts at: source for playback, sink for capture. @return NULL when not complete */
struct comp_dev *pipeline_get_host(struct pipeline *p);

/** Before a component is freed: the pipeline drops its references to it. */
void pipeline_forget_comp(struct comp_dev *dev);

#endif
