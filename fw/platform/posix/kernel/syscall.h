/* SPDX-License-Identifier: BSD-3-Clause */
/* For kernel functions that user threads must not call. */
#ifndef POSIX_SYSCALL_H
#define POSIX_SYSCALL_H

#include <zephyr/toolchain.h>

#include "memory/mmu.h"

/** Code between a user and the kernel: faults in it, and calls through it, are those of whoever called it. */
#define SYSCALL_TRAP __attribute__((section("syscall_traps"), noinline))

/** The running user thread dies. */
void syscall_forbidden(const char *call) __attribute__((noreturn));

/** At the head of each of them. */
#define KERNEL_ONLY()                                \
	do {                                         \
		if (unlikely(mmu_user_mode))         \
			syscall_forbidden(__func__); \
	} while (0)

#endif
