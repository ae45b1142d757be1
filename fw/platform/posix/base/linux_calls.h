/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux calls in user mode are faults: Linux sends SIGSYS for each call that an OS thread makes while its selector says
 * so (syscall user dispatch, Linux 5.11, x86-64). Where Linux cannot, and under sanitizers and Valgrind, whose own calls
 * would be hit, such calls go through.
 */
#ifndef POSIX_LINUX_CALLS_H
#define POSIX_LINUX_CALLS_H

#include <stddef.h>

/* Values of a selector. */
#define LINUX_CALLS_PASS 0
#define LINUX_CALLS_TRAP 1

/** From now on the calling OS thread's calls go by that byte, for as long as it lives. After signals_start(). */
void linux_calls_watch(volatile char *selector);

/** "read", or "Linux call 250". */
void linux_calls_name(int number, char *out, size_t size);

#endif
