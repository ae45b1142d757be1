/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Supervisor work of the firmware (message handlers, LL tasks, boot) runs on a stack of its own, with a guard on both
 * sides, so that what overruns it cannot touch the host's frames. And it can be given up: when the firmware does not
 * come back, a signal handler returns to the caller in its place.
 *
 *   low | guard, no access | stack, grows down ... | guard, no access | high
 */
#ifndef POSIX_SUPERVISOR_H
#define POSIX_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/context.h"
#include "sched/stack_switch.h"

/** @return 0, -ENOMEM */
int supervisor_start(void);
void supervisor_stop(void);

/** What supervisor_call() runs on. */
extern struct stack_switch supervisor_stack;

/** What it does when a call was given up. @return -ETIME */
int supervisor_call_given_up(void);

/**
 * Run firmware code in supervisor context. Within such a call it is a plain call.
 * @return 0; -ETIME: it was given up, and its locks and structures are as they were then
 */
static inline int supervisor_call(void (*fn)(void *arg), void *arg)
{
	int given_up;

	if (context.in_call) {
		fn(arg);
		return 0;
	}
	context.calls++;
	context.in_call = true;
	given_up = stack_switch_call(&supervisor_stack, fn, arg);
	context.in_call = false;
	return given_up ? supervisor_call_given_up() : 0;
}

/** The call that is under way returns -ETIME. From a signal handler on the OS thread that made it. */
void supervisor_give_up(void) __attribute__((noreturn));

/** End of the stack when addr is on it; 0: it is not. */
uintptr_t supervisor_stack_end(const void *addr);

/** Is addr in a guard? "below" or "above" the stack; NULL: no. */
const char *supervisor_guard_of(const void *addr);

#endif
