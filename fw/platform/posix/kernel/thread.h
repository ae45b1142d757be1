/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads, as the rest of the machine needs them. */
#ifndef POSIX_THREAD_H
#define POSIX_THREAD_H

#include <zephyr/kernel.h>

struct stack;

/** Body of a thread on its own OS thread; ends it when the entry function returns. */
void thread_run(struct k_thread *thread);

struct stack *thread_stack(const struct k_thread *thread);

/** Abort every thread, at power-off. */
void thread_end_all(void);

#endif
