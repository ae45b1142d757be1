/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System calls: the only way in which a user thread enters the kernel.
 *
 * A call f() has up to three parts: f() itself, which traps when it runs in user mode; z_vrfy_f(), which only checks;
 * z_impl_f(), which works. The kernel and supervisor threads go straight to z_impl_f(). The verifier gets copies of
 * the arguments, so nothing changes between the check and the work; whatever a pointer argument points to is still
 * the caller's. A failed check kills the caller (K_OOPS()), never the kernel.
 */
#ifndef ZEPHYR_INTERNAL_SYSCALL_HANDLER_H
#define ZEPHYR_INTERNAL_SYSCALL_HANDLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zephyr/kernel.h>
#include <zephyr/toolchain.h>

#define Z_SYSCALL_ARGS 6

/** An entry of the system call table, which the linker collects. */
struct z_syscall {
	const char *name;
	uintptr_t (*verify)(const uintptr_t *args); /* checks, then works */
};

/** Put z_vrfy_<call>() into the table. */
#define Z_SYSCALL_DEFINE(call)                                                     \
	static const struct z_syscall z_syscall_##call = { #call, z_vrfy_##call }; \
	static const struct z_syscall *const z_syscall_ref_##call                  \
		__attribute__((used, section("z_syscalls"))) = &z_syscall_##call

/** True when the code that asks runs in user mode: it must trap. */
#define z_syscall_trap() unlikely(k_is_user_context())

/** Enter the kernel. @return what z_impl_<call>() returned */
#define z_syscall_invoke(call, ...) \
	z_syscall_enter(&z_syscall_##call, (const uintptr_t[Z_SYSCALL_ARGS]){ __VA_ARGS__ })

uintptr_t z_syscall_enter(const struct z_syscall *call, const uintptr_t *args);

/** True while a user thread's system call is being handled. */
bool k_is_in_user_syscall(void);

/** Kill the thread whose system call is being handled. Must not be called with a lock held. */
void z_syscall_oops(const char *check, const char *file, int line) __noreturn;

/**
 * Kill the running user thread for what it did in user mode. Must not be called with a lock held.
 * @param kind	of the fault, one word
 * @param fmt	what it did, in one line
 */
void z_user_oops(const char *kind, const char *fmt, ...) __noreturn __printf_like(2, 3);

/** Log a failed check. @return failed */
bool z_syscall_failed(bool failed, const char *fmt, ...) __printf_like(2, 3);

/** Kill the caller when expr, a failed check, is true. */
#define K_OOPS(expr)                                               \
	do {                                                       \
		if (unlikely(expr))                                \
			z_syscall_oops(#expr, __FILE__, __LINE__); \
	} while (0)

/** Each of these is true when the check fails, and then has said so in the log. */
#define K_SYSCALL_VERIFY_MSG(expr, fmt, ...) z_syscall_failed(!(expr), fmt, ##__VA_ARGS__)
#define K_SYSCALL_VERIFY(expr)               K_SYSCALL_VERIFY_MSG(expr, "%s", #expr)

/**
 * May the caller read (write) every page of [ptr, ptr + size) in user mode? 0 bytes are always his; a length that
 * wraps never is.
 */
bool z_user_may_access(const void *ptr, size_t size, bool write);

#define K_SYSCALL_MEMORY_READ(ptr, size)                                          \
	K_SYSCALL_VERIFY_MSG(z_user_may_access((const void *)(ptr), size, false), \
			     "%p, %zu bytes: not readable", (const void *)(ptr), (size_t)(size))
#define K_SYSCALL_MEMORY_WRITE(ptr, size)                                        \
	K_SYSCALL_VERIFY_MSG(z_user_may_access((const void *)(ptr), size, true), \
			     "%p, %zu bytes: not writable", (const void *)(ptr), (size_t)(size))

/** Known, of that type, granted to the caller, initialised (_INIT: or not; _NEVER_INIT: not). */
bool z_syscall_obj_failed(const void *obj, enum k_objects type, enum _obj_init_check init);
#define K_SYSCALL_OBJ(obj, type)            z_syscall_obj_failed(obj, type, _OBJ_INIT_TRUE)
#define K_SYSCALL_OBJ_INIT(obj, type)       z_syscall_obj_failed(obj, type, _OBJ_INIT_ANY)
#define K_SYSCALL_OBJ_NEVER_INIT(obj, type) z_syscall_obj_failed(obj, type, _OBJ_INIT_FALSE)

/* ---- fatal errors ---- */

#define K_ERR_CPU_EXCEPTION  0u
#define K_ERR_STACK_CHK_FAIL 2u
#define K_ERR_KERNEL_OOPS    3u
#define K_ERR_HUNG           16u /* never yields */

struct arch_esf;

/**
 * A user thread is about to die by force. Runs in kernel mode on that thread, the running one; must return. The
 * firmware defines it; the default does nothing.
 * @param reason	K_ERR_*
 * @param esf		NULL: the machine has reported the state of the processor
 */
void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf);

/**
 * A user thread has come into the kernel by a system call or at its end; it is about to go to user mode. Run in kernel
 * mode on that thread. The firmware defines them; the defaults do nothing.
 */
void k_sys_kernel_enter_handler(void);
void k_sys_kernel_exit_handler(void);

#endif
