/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Functions of the C library that a user thread must not call: they are faults of the caller. Some end the program or
 * the OS thread. Others make no call of Linux, or not always, but take locks of the library that the kernel needs when it
 * reports the fault, or tell what differs from run to run.
 */
#include <dlfcn.h>
#include <locale.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#include <zephyr/internal/syscall_handler.h>

#include <adsp/machine.h>

#include "base/cpu_state.h"
#include "base/text.h"
#include "base/trap.h"
#include "memory/mmu.h"
#include "sched/supervisor.h"

/* While user code runs, a signal handler of the host may do so on another OS thread. */
static bool is_by_user(void)
{
	return context.user_mode && mmu_has_user_stack(__builtin_frame_address(0), 0);
}

/*
 * Work of the firmware's own mode must not end the program behind everybody's back. Its host may, and so may who reports
 * a fault.
 */
static bool is_by_firmware(void)
{
	return context.in_call && !context.in_host && context_in_supervisor() &&
	       supervisor_stack_end(__builtin_frame_address(0));
}

static void no_end(const char *function)
{
	if (is_by_user() || is_by_firmware())
		platform_forbidden(function);
}

/* ---- the end of the program ---- */

void __real_exit(int status) __noreturn;
void __wrap_exit(int status) __noreturn;
void __real__exit(int status) __noreturn;
void __wrap__exit(int status) __noreturn;
void __wrap__Exit(int status) __noreturn;
void __real_quick_exit(int status) __noreturn;
void __wrap_quick_exit(int status) __noreturn;
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
	no_end("exit");
	__real_exit(status);
}

SYSCALL_TRAP void __wrap__exit(int status)
{
	no_end("_exit");
	__real__exit(status);
}

SYSCALL_TRAP void __wrap__Exit(int status)
{
	no_end("_Exit");
	__real__exit(status);
}

SYSCALL_TRAP void __wrap_quick_exit(int status)
{
	no_end("quick_exit");
	__real_quick_exit(status);
}

SYSCALL_TRAP void __wrap_abort(void)
{
	if (is_by_user())
		platform_forbidden("abort");
	__real_abort();
}

SYSCALL_TRAP void __wrap___assert_fail(const char *test, const char *file, unsigned int line,
				       const char *function)
{
	if (is_by_user())
		trap_kill(K_ERR_KERNEL_OOPS, "oops", "an assertion failed", 0);
	__real___assert_fail(test, file, line, function);
}

SYSCALL_TRAP void __wrap_pthread_exit(void *result)
{
	no_end("pthread_exit");
	__real_pthread_exit(result);
}

/* ---- memory, time, what surrounds the program ---- */

/* The machine's own code may call them at any time. */
static void check(const char *function, const void *caller)
{
	const uintptr_t at = (uintptr_t)caller;

	if (is_by_user() && adsp_machine_isolation() != ADSP_ISOLATION_NONE &&
	    (at < (uintptr_t)machine_text_start || at >= (uintptr_t)machine_text_end))
		platform_forbidden(function);
}

#define NOT_FOR_USERS(type, function, parameters, arguments)             \
	type __real_##function parameters;                               \
	type __wrap_##function parameters;                               \
	SYSCALL_TRAP CPU_STATE_UNKNOWN type __wrap_##function parameters \
	{                                                                \
		check(#function, __builtin_return_address(0));           \
		return __real_##function arguments;                      \
	}

NOT_FOR_USERS(void *, malloc, (size_t size), (size))
NOT_FOR_USERS(void *, calloc, (size_t count, size_t size), (count, size))
NOT_FOR_USERS(void *, realloc, (void *ptr, size_t size), (ptr, size))
NOT_FOR_USERS(char *, strdup, (const char *text), (text))
NOT_FOR_USERS(char *, strndup, (const char *text, size_t max), (text, max))
NOT_FOR_USERS(int, vasprintf, (char **out, const char *format, va_list ap), (out, format, ap))
NOT_FOR_USERS(FILE *, fopen, (const char *path, const char *mode), (path, mode))
NOT_FOR_USERS(int, fflush, (FILE * file), (file))
NOT_FOR_USERS(int, atexit, (void (*function)(void)), (function))
NOT_FOR_USERS(char *, getenv, (const char *name), (name))
NOT_FOR_USERS(time_t, time, (time_t * now), (now))
NOT_FOR_USERS(int, clock_gettime, (clockid_t clock, struct timespec *now), (clock, now))
NOT_FOR_USERS(int, gettimeofday, (struct timeval * now, void *zone), (now, zone))
NOT_FOR_USERS(int, rand, (void), ())
NOT_FOR_USERS(long, random, (void), ())
NOT_FOR_USERS(int, posix_memalign, (void **out, size_t align, size_t size), (out, align, size))
NOT_FOR_USERS(void *, aligned_alloc, (size_t align, size_t size), (align, size))
NOT_FOR_USERS(int, setenv, (const char *name, const char *value, int force), (name, value, force))
NOT_FOR_USERS(int, unsetenv, (const char *name), (name))
NOT_FOR_USERS(int, putenv, (char *text), (text))
NOT_FOR_USERS(char *, setlocale, (int category, const char *locale), (category, locale))
NOT_FOR_USERS(void, srand, (unsigned int seed), (seed))
NOT_FOR_USERS(void, srandom, (unsigned int seed), (seed))

/* ---- what stays with the OS thread, or with everybody ---- */

NOT_FOR_USERS(void, flockfile, (FILE * file), (file))
NOT_FOR_USERS(int, ftrylockfile, (FILE * file), (file))
NOT_FOR_USERS(int, fclose, (FILE * file), (file))
NOT_FOR_USERS(int, setvbuf, (FILE * file, char *buffer, int mode, size_t size),
	      (file, buffer, mode, size))
NOT_FOR_USERS(void, setbuf, (FILE * file, char *buffer), (file, buffer))
NOT_FOR_USERS(int, pthread_detach, (pthread_t thread), (thread))
NOT_FOR_USERS(int, pthread_join, (pthread_t thread, void **result), (thread, result))
NOT_FOR_USERS(int, pthread_cancel, (pthread_t thread), (thread))
NOT_FOR_USERS(int, pthread_key_create, (pthread_key_t * key, void (*end)(void *)), (key, end))
NOT_FOR_USERS(int, pthread_setspecific, (pthread_key_t key, const void *value), (key, value))
NOT_FOR_USERS(void *, dlopen, (const char *file, int mode), (file, mode))
NOT_FOR_USERS(void *, dlsym, (void *library, const char *symbol), (library, symbol))
NOT_FOR_USERS(int, dlclose, (void *library), (library))

void __real_free(void *ptr);
void __wrap_free(void *ptr);
int __wrap_asprintf(char **out, const char *format, ...);

SYSCALL_TRAP CPU_STATE_UNKNOWN void __wrap_free(void *ptr)
{
	check("free", __builtin_return_address(0));
	__real_free(ptr);
}

SYSCALL_TRAP CPU_STATE_UNKNOWN int __wrap_asprintf(char **out, const char *format, ...)
{
	va_list ap;
	int ret;

	check("asprintf", __builtin_return_address(0));
	va_start(ap, format);
	ret = __real_vasprintf(out, format, ap);
	va_end(ap);
	return ret;
}
