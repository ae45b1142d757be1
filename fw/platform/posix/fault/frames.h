/* SPDX-License-Identifier: BSD-3-Clause */
/* Who called whom on a stack that may hold anything. */
#ifndef POSIX_FRAMES_H
#define POSIX_FRAMES_H

#define FRAMES_MAX 32

/** Nobody follows frames. */
void frames_start(void);

/**
 * Return addresses, innermost first, as far as they can be followed. From a signal handler, too: it takes neither memory
 * nor a lock.
 * @param registers	a ucontext_t to begin with, of user code elsewhere; NULL: the caller, and what a signal that it
 *			handles has interrupted
 * @return number of frames
 */
int frames_follow(void *frames[FRAMES_MAX], const void *registers);

/** First thing in a handler of faults. Does not return when it was frames_follow() that faulted. */
void frames_go_on(void);

#endif
