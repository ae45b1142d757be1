/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SYSCALL_H
#define POSIX_SYSCALL_H

#include <zephyr/kernel.h>

/** Run a function in user mode, wherever that is, and come back in kernel mode. @param self the running thread */
void syscall_run_user(struct k_thread *self, k_thread_entry_t entry, void *const args[3]);

#endif
