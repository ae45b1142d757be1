/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SYSCALL_H
#define POSIX_SYSCALL_H

#include <zephyr/kernel.h>

#include "memory/process.h"

/** Run a function in user mode, wherever that is, and come back in kernel mode. @param self the running thread */
void syscall_run_user(struct k_thread *self, k_thread_entry_t entry, void *const args[3]);

/** Where the frames end that handle the running thread's system call; NULL: it is in none. */
const void *syscall_handler_frame(void);

/**
 * Who kills the running thread when its user code, in another process, has faulted or ended.
 * @param kill	does not return
 */
void syscall_on_fault(void (*kill)(const struct process_stop *stop));

#endif
