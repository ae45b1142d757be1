/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long outputs are. Each is as long as what its inputs make at its rate, wherever their streams begin and however
 * long they are held, and --drain longer. As long as a stream may still start or go on, its outputs have no end.
 *
 * Positions are frames of audio: silence that a starved link has put in is not counted.
 */
#ifndef TESTBENCH_CLI_RUN_LENGTH_H
#define TESTBENCH_CLI_RUN_LENGTH_H

#include "cli/run_session.h"

/** Frames of audio that have passed an end. */
uint64_t run_length_position(struct run_end *end);

/** These streams (one bit each) start; or go on from where they were held. Call just before. */
void run_length_note_start(struct run_session *session, uint32_t streams, bool anew);

/** They are paused, suspended or stopped. Call just before. */
void run_length_note_hold(struct run_session *session, uint32_t streams);

/** It has been done: what a capture's link brought in the tick of it waits in the ring. */
void run_length_note_held(struct run_session *session, uint32_t streams);

/** Set the limits of all outputs. */
void run_length_update(struct run_session *session);

/**
 * Bytes that an encoder makes end when those of the last frame that its links have brought have come, whatever their number
 * is. Call in each turn of the loop. @return ticks until this may set a limit; RUN_NEVER (run_timeline.h)
 */
uint64_t run_length_end_encoded(struct run_session *session);

#endif
