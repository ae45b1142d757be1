/* SPDX-License-Identifier: BSD-3-Clause */
/* How far a run is, on a terminal. */
#ifndef TESTBENCH_CLI_RUN_PROGRESS_H
#define TESTBENCH_CLI_RUN_PROGRESS_H

#include "cli/run_session.h"

struct run_progress {
	struct run_session *session;
	bool shown;     /* standard error is a terminal, and --quiet was not given */
	uint64_t ticks; /* of the next look */
	int drawn;      /* percent */
};

void run_progress_begin(struct run_progress *progress, struct run_session *session);

/** Draw a bar, if there is something new. */
void run_progress_draw(struct run_progress *progress);

/** Take the bar away. */
void run_progress_end(struct run_progress *progress);

#endif
