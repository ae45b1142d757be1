/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The MMU: what memory the running code may touch.
 *
 * Kernel mode sees everything. In user mode all of emulated memory, through both aliases, and the firmware's own
 * .data and .bss are forbidden, except the thread's stack and what its memory domain grants. There is one view, that
 * of the running context: it changes in mmu_enter_user() and mmu_leave_user(). How, and what it costs, is the backend's
 * matter (isolation.h).
 *
 * Read-only grants are not opened when user mode begins. They come at the first touch, page by page (mmu_fill()), as
 * with a TLB that software fills; most activations touch none.
 */
#ifndef POSIX_MMU_H
#define POSIX_MMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/machine.h>

struct k_thread;
struct k_mem_domain;
struct k_mem_partition;

/**
 * After memory_map().
 * @param isolation	ADSP_ISOLATION_AUTO is resolved here
 * @return 0, -ENOTSUP with one line in err: it does not work here
 */
int mmu_start(enum adsp_isolation isolation, char *err, size_t err_size);
/** Before memory_unmap(). */
void mmu_stop(void);

/** A thread's domain, or what is mapped, is another one now: what was found out of a thread before counts no more. */
void mmu_changed(void);

/** A domain has got a partition, or is about to lose it. */
void mmu_grant(const struct k_mem_domain *domain, const struct k_mem_partition *part);
void mmu_revoke(const struct k_mem_domain *domain, const struct k_mem_partition *part);

/** The running thread goes on in user mode. No-op when it is. */
void mmu_enter_user(const struct k_thread *thread);

/** First thing in a signal handler that may look at emulated memory. */
void mmu_open_handler(void);

/** Whole pages, by their cached address, hold something from now on, or nothing: nobody has any business there. */
void mmu_use(void *cached, size_t bytes, bool used);

/** A thread has ended. */
void mmu_end(const struct k_thread *thread);

/** In user mode: are there so many bytes of the running thread's stack below that address? */
bool mmu_has_user_stack(const void *here, size_t bytes);

/** Back to kernel mode. No-op in kernel mode. Callable from a signal handler. */
void mmu_leave_user(void);

/** May a user thread touch every byte? Its grants, its stack, and for reading the program's constants and code. */
bool mmu_may_access(const struct k_thread *thread, uintptr_t start, size_t size, bool write);

/**
 * A page that user mode has touched and that was not there: bring it in if it is granted.
 * @return false: it is not; from a signal handler
 */
bool mmu_fill(uintptr_t addr, bool write);

/** Why Linux has refused to bring a granted page in: an errno, the fault is not the thread's; 0: it has not. */
int mmu_fill_error(void);

/**
 * Whole pages of emulated memory become code and constants: everybody may read and execute them, nobody writes them.
 * @return false: there are too many already
 */
bool mmu_open_code(uintptr_t start, size_t bytes);

/** They are memory like others again. */
void mmu_close_code(uintptr_t start, size_t bytes);

#endif
