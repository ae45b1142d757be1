/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions of the C library that end the program or the OS thread: in user mode they are faults of the caller. */
#include <zephyr/internal/syscall_handler.h>

#include "base/trap.h"

void __real_exit(int status) __noreturn;
void __wrap_exit(int status) __noreturn;
void __real__exit(int status) __noreturn;
void __wrap__exit(int status) __noreturn;
void __real_abort(void) __noreturn;
void __wrap_abort(void) __noreturn;
void __real___assert_fail(const char *test, const char *file, unsigned int line,
			  const char *function) __noreturn;
void __wrap___assert_fail(const char *test, const char *file, unsigned int line,
			  const char *function) __noreturn;
void __real_pthread_exit(void *result) __noreturn;
void __wrap_pthread_exit(void *result) __noreturn;

SYSCALL_TRAP void __wrap_exit(int status)
{
	if (context.user_mode)
		platform_forbidden("exit");
	__real_exit(status);
}

SYSCALL_TRAP void __wrap__exit(int status)
{
	if (context.user_mode)
		platform_forbidden("_exit");
	__real__exit(status);
}

SYSCALL_TRAP void __wrap_abort(void)
{
	if (context.user_mode)
		platform_forbidden("abort");
	__real_abort();
}

SYSCALL_TRAP void __wrap___assert_fail(const char *test, const char *file, unsigned int line,
				       const char *function)
{
	if (context.user_mode)
		trap_kill(K_ERR_KERNEL_OOPS, "oops", "an assertion failed", 0);
	__real___assert_fail(test, file, line, function);
}

SYSCALL_TRAP void __wrap_pthread_exit(void *result)
{
	if (context.user_mode)
		platform_forbidden("pthread_exit");
	__real_pthread_exit(result);
}
