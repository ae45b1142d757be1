/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which context runs, in which mode, and what time it is. Everything in the machine may read this. It is written by the
 * scheduler (current, now_us, waits), the supervisor (in_call, calls), the MMU (user_mode) and the power switch (running)
 * alone.
 */
#ifndef POSIX_CONTEXT_H
#define POSIX_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct k_thread;

struct context {
	struct k_thread *_Atomic current; /* atomic, as are the next two: signal handlers read them */
	_Atomic bool user_mode;
	atomic_ulong
		waits; /* times a context has waited or ended: a thread that never yields adds none */
	int64_t now_us; /* virtual time */
	/* selector of the OS thread that runs, see linux_calls.h; in host memory */
	volatile char *linux_calls;
	uintptr_t storage; /* of the OS thread that runs, see cpu_state.h */
	bool running;      /* the machine is on */

	/* supervisor work of the firmware, see sched/supervisor.h */
	volatile bool in_call;         /* it is under way */
	unsigned long calls;           /* how often it began */
	volatile unsigned int in_host; /* it has called the host, which must not be given up */

	const char *halted; /* why the machine has given up; NULL: it has not */
};

extern struct context context;

/** The context of adsp_*() calls: message handlers, LL work, DMA. */
extern struct k_thread context_supervisor;

/** Virtual time since start, microseconds. */
static inline int64_t context_now(void)
{
	return context.now_us;
}

static inline bool context_in_supervisor(void)
{
	return context.current == &context_supervisor;
}

/** Name of the running context: a thread's, or "supervisor". */
const char *context_name(void);

#endif
