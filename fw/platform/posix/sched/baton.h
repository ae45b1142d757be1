/* SPDX-License-Identifier: BSD-3-Clause */
/* The baton's hand-over between threads. scheduler.c decides who gets it. */
#ifndef POSIX_BATON_H
#define POSIX_BATON_H

#include <zephyr/kernel.h>

/** context.linux_calls is the selector of whoever has the baton. */
void baton_start(struct k_thread *supervisor);
void baton_stop(struct k_thread *supervisor);

/** What a thread runs. Kept by reference. */
struct baton_main {
	void (*run)(struct k_thread *thread); /* from its first baton on; ends with baton_leave() */
	void (*escaped)(
		struct k_thread
			*thread); /* after baton_escape(), on its stack anew; does not return */
};

/**
 * Make the OS thread of a new thread, which runs on the stack in its stack_info; it waits for the baton.
 * @return 0, -ENOMEM
 */
int baton_create(struct k_thread *thread, const struct baton_main *main);

/**
 * Run a function on the OS thread of a user thread whose code runs in another process, and wait for it: the process is a
 * copy of that OS thread, and ends with it.
 */
void baton_run_on_parent(const struct k_thread *thread, void (*errand)(void *arg), void *arg);

/** Memory of the OS thread of a user thread whose code runs in another process: to be kept there as a copy. */
struct baton_block {
	char *start, *end;
	char *signal_stack; /* of SIGNALS_STACK_BYTES, not used here */
};
void baton_block_of(const struct k_thread *thread, struct baton_block *block);

/** Give the baton to `to` and wait until it comes back to `from`, the caller. Does not return when from is aborted. */
void baton_pass(struct k_thread *from, struct k_thread *to);

/** Give the baton to `to`; the caller's OS thread ends. @param from a copy will do */
void baton_leave(struct k_thread *from, struct k_thread *to) __noreturn;

/** End the OS thread of another thread, which does not have the baton. A copy will do. */
void baton_end(struct k_thread *thread);

/** The running thread leaves its stack and goes on with main->escaped(). Callable from a signal handler. */
void baton_escape(struct k_thread *thread) __noreturn;

/*
 * The OS thread that has the baton, from a signal handler on any: kernel memory may be closed then.
 */

/** Send it a signal, unless it is the supervisor's. */
void baton_signal(int number);

/** Is it the calling one, by the stack it is on? The storage of the thread may not be there. */
bool baton_is_mine(void);

/** Linux's number of it; 0: it is the supervisor's, which gets the timer's signals. */
int baton_tid(void);

#endif
