/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SPINLOCK_H
#define POSIX_SPINLOCK_H

/** No lock is held: at machine start. */
void spinlock_start(void);

/** Panics when the running context holds a spin lock: it must not wait for `object`. */
void spinlock_check_may_wait(const char *kind, const void *object);

#endif
