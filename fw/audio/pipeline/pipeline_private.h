/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared between the files of this folder only. */
#ifndef PIPELINE_PRIVATE_H
#define PIPELINE_PRIVATE_H

#include <sof/audio/buffer.h>
#include <sof/audio/pipeline.h>

/**
 * A walk over the components of one pipeline from its host endpoint along the host's direction: playback
 * downstream, capture upstream. It ends early on a visit that returns anything but 0. A component
 * reachable by two paths is visited on each.
 */
struct pipeline_walk {
	struct pipeline *p;
	struct comp_dev *host;
	int (*visit)(const struct pipeline_walk *walk, struct comp_dev *dev);
	void (*cross)(struct comp_buffer
			      *buffer); /* each buffer on the way, the boundary too; may be NULL */
	enum comp_trigger cmd;          /* for trigger walks */
};

/** @return what ended the walk: 0, PPL_STATUS_PATH_STOP, -errno */
int pipeline_walk(const struct pipeline_walk *walk, struct comp_dev *dev,
		  struct comp_buffer *incoming);

/** Initialise both tasks. */
int pipeline_init_tasks(struct pipeline *p);

/** LL task of a pipeline: one period of every component. */
enum task_state pipeline_copy_task(void *data);

/** Tell the owner of the registry how a scheduled trigger went. */
void pipeline_report_trigger(struct pipeline *p, int error);

#endif
