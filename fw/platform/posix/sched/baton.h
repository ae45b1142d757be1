/* SPDX-License-Identifier: BSD-3-Clause */
/* The baton's hand-over between OS threads. scheduler.c decides who gets it. */
#ifndef POSIX_BATON_H
#define POSIX_BATON_H

#include <zephyr/kernel.h>

void baton_start(struct k_thread *supervisor);
void baton_stop(struct k_thread *supervisor);

/** Make the OS thread of a new thread; it waits for the baton. @return 0, -ENOMEM */
int baton_create(struct k_thread *thread);

/** Give the baton to `to` and wait until it comes back to `from`, the caller. Does not return when from is aborted. */
void baton_pass(struct k_thread *from, struct k_thread *to);

/** Give the baton to `to`; the caller's OS thread ends. @param from a copy will do */
void baton_leave(struct k_thread *from, struct k_thread *to) __noreturn;

/** End the OS thread of another thread, which does not have the baton. A copy will do. */
void baton_end(struct k_thread *thread);

/** The running thread jumps to its first frame and dies there (fault_bury()). Callable from a signal handler. */
void baton_escape(struct k_thread *thread) __noreturn;

/** First frame of the thread's own code, for its stack figure; NULL when it never ran. */
const void *baton_entry_frame(const struct k_thread *thread);

/** Panics when the caller holds a spin lock. */
void baton_check_may_wait(const char *kind, const void *object);

#endif
