/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The baton: exactly one context runs at a time. Contexts are the supervisor (the thread that calls adsp_*) and
 * the firmware's threads, each on an OS thread of its own. All kernel state is guarded by holding the baton, so it
 * needs no lock. The baton moves only in the functions below, to the best context that can run:
 *
 *   the supervisor, unless it waits or has nothing to do (end of a tick); then threads by priority, earlier
 *   deadline, FIFO; when nobody can run and the supervisor waits, virtual time jumps to the earliest time-out.
 */
#ifndef POSIX_SCHEDULER_H
#define POSIX_SCHEDULER_H

#include <stdbool.h>
#include <stdint.h>

#include <zephyr/kernel.h>

#include "base/context.h"

enum thread_state {
	THREAD_DEAD = 0, /* or never created */
	THREAD_NEW,      /* waits for k_thread_start(), perhaps with a time-out */
	THREAD_READY,    /* or running */
	THREAD_WAITING,  /* on an object or a time-out */
};

#define SUPERVISOR_PRIO (K_HIGHEST_THREAD_PRIO - 1)

/* ---- life ---- */

void sched_start(void);
/** Every thread has been aborted. */
void sched_stop(void);

/** Thread i of Z_MAX_THREADS, or NULL. */
struct k_thread *sched_thread(unsigned int i);

/** Enter a thread that is set up, in state THREAD_NEW. */
void sched_add(struct k_thread *thread);

/** Take a thread out of the machine for good; the caller removes its host thread, or is that thread. */
void sched_remove(struct k_thread *thread);

/** How many there are. */
extern unsigned int sched_num_threads;

/* ---- time, microseconds ---- */

/** What sched_advance() does when somebody may wait. */
void sched_advance_by_timeouts(int64_t until, bool run);

/** Absolute end of a time-out that begins now; -1: never. */
k_ticks_t sched_deadline(k_timeout_t timeout);

/**
 * Time passes up to `until`. Threads whose time-outs fall on the way run when they do, if the supervisor lets them
 * (`run`); it must be the caller.
 */
static inline void sched_advance(int64_t until, bool run)
{
	if (sched_num_threads || context_supervisor.wake_at >= 0)
		sched_advance_by_timeouts(until, run);
	else if (until > context.now_us)
		context.now_us = until;
}

/* ---- waiting and waking ---- */

/** A new thread, or one that sleeps, may run from now on. */
void sched_make_ready(struct k_thread *thread);

/**
 * Let the caller wait until `end`.
 * @param queue	NULL: only for the time-out
 * @param kind, object	what it waits for, named when it turns out to be a deadlock
 * @return what the waker gave; -EAGAIN timed out
 */
int sched_pend_until(_wait_q_t *queue, const char *kind, const void *object, k_ticks_t end);

/** Wake one waiter. The caller goes on with sched_reschedule(). */
void sched_wake(struct k_thread *thread, int result);

/** The waiter that comes first; NULL: none. */
struct k_thread *sched_best_waiter(const _wait_q_t *queue);

/** @return how many were woken */
unsigned int sched_wake_all(_wait_q_t *queue, int result);

/** Give the baton away if somebody better can run now. */
void sched_reschedule(void);

/** What sched_run_threads() does when there are some. */
void sched_run_ready(void);

/** The supervisor lets every thread run until none can. */
static inline void sched_run_threads(void)
{
	if (sched_num_threads)
		sched_run_ready();
}

/** Order among equals starts anew: k_yield(), a changed priority. */
void sched_requeue(struct k_thread *thread);

/** The caller passes the baton on for ever. @param self a copy of its thread, which sched_remove() has taken out */
void sched_leave(struct k_thread *self) __noreturn;

#endif
