/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What happens to the streams of a run, and when: by options (--start, --pause ...), by lines `pcm` of the script, and
 * for every other stream a start at 0. Time 0 is before the first tick. What is due at the same time is done in the
 * same tick, controls of the script before streams.
 */
#ifndef TESTBENCH_CLI_RUN_TIMELINE_H
#define TESTBENCH_CLI_RUN_TIMELINE_H

#include "cli/run_session.h"

#define RUN_NEVER UINT64_MAX

/** Make it of options and script, and check that each action is possible when it is due. */
int run_timeline_make(struct run_session *session);

void run_timeline_free(struct run_session *session);

/** For the next of several runs. */
void run_timeline_rewind(struct run_session *session);

/** Do what is due. A stream that the firmware refuses to start is an error of the run only when no other one plays. */
int run_timeline_step(struct run_session *session);

/** Ticks until something is due; RUN_NEVER: nothing more. */
uint64_t run_timeline_due(const struct run_session *session);

/** Will one of these streams (one bit each) start, or go on, later? */
bool run_timeline_comes(const struct run_session *session, uint32_t streams);

/** Are all of these streams stopped at some time? */
bool run_timeline_stops(const struct run_session *session, uint32_t streams);

/** Is any action of these streams still to be done? */
bool run_timeline_has_more(const struct run_session *session, uint32_t streams);

/**
 * Why a stream has not played to its end, after the actions that have been done.
 * @return "paused", "suspended", "not started", "stopped at once" (in the tick of its start); NULL: another thing
 */
const char *run_timeline_held(const struct run_session *session, size_t stream);

/** Warn of what the run has not reached. */
void run_timeline_warn(struct run_session *session);

#endif
