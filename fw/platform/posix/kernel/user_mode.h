/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_USER_MODE_H
#define POSIX_USER_MODE_H

struct k_thread;

/** The running thread goes on in user mode, under the watchdog. The way back is mmu_leave_user(). */
void user_mode_enter(const struct k_thread *thread);

#endif
