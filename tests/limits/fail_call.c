/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Preloaded into a program, it lets one call of the C library fail as it does when Linux has no more: FAIL_CALL=malloc:17
 * the 17th of malloc, calloc and realloc; also mmap, mprotect, memfd_create, timer_create, pthread_create and clone.
 * FAIL_CALL=malloc:-1 lets none fail, and says at the end how many there were. FAIL_CALL=proc:0 is a system without /proc.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static char name[32];
static long number;

__attribute__((constructor)) static void read_wish(void)
{
	const char *wish = getenv("FAIL_CALL");
	const char *colon = wish ? strchr(wish, ':') : NULL;

	if (!colon || (size_t)(colon - wish) >= sizeof(name))
		return;
	memcpy(name, wish, (size_t)(colon - wish));
	number = atol(colon + 1);
}

static long count;

static bool fails(const char *call)
{
	if (!name[0] || strcmp(name, call) != 0)
		return false;
	return ++count == number;
}

__attribute__((destructor)) static void tell(void)
{
	if (number < 0)
		dprintf(STDERR_FILENO, "%ld\n", count);
}

/* libsndfile's sf_open() uses memory that it did not get. */
static bool is_by_libsndfile(const void *caller)
{
	Dl_info info;

	return dladdr(caller, &info) && strstr(info.dli_fname, "/libsndfile.so");
}

static bool allocation_fails(const void *caller)
{
	return !strcmp(name, "malloc") && !is_by_libsndfile(caller) && fails("malloc");
}

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t number_of, size_t size);
void *__libc_realloc(void *ptr, size_t size);

void *malloc(size_t size)
{
	if (!allocation_fails(__builtin_return_address(0)))
		return __libc_malloc(size);
	errno = ENOMEM;
	return NULL;
}

void *calloc(size_t number_of, size_t size)
{
	if (!allocation_fails(__builtin_return_address(0)))
		return __libc_calloc(number_of, size);
	errno = ENOMEM;
	return NULL;
}

void *realloc(void *ptr, size_t size)
{
	if (!allocation_fails(__builtin_return_address(0)))
		return __libc_realloc(ptr, size);
	errno = ENOMEM;
	return NULL;
}

void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
{
	if (!fails("mmap"))
		return (void *)syscall(SYS_mmap, addr, length, prot, flags, fd, offset);
	errno = ENOMEM;
	return MAP_FAILED;
}

int mprotect(void *addr, size_t length, int prot)
{
	if (!fails("mprotect"))
		return (int)syscall(SYS_mprotect, addr, length, prot);
	errno = ENOMEM;
	return -1;
}

int memfd_create(const char *title, unsigned int flags)
{
	if (!fails("memfd_create"))
		return (int)syscall(SYS_memfd_create, title, flags);
	errno = EMFILE;
	return -1;
}

int timer_create(clockid_t clock, struct sigevent *event, timer_t *timer)
{
	int (*next)(clockid_t, struct sigevent *, timer_t *) =
		(int (*)(clockid_t, struct sigevent *, timer_t *))dlsym(RTLD_NEXT, "timer_create");

	if (!fails("timer_create"))
		return next(clock, event, timer);
	errno = EAGAIN;
	return -1;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *arg)
{
	int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
		(int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
			 void *))dlsym(RTLD_NEXT, "pthread_create");

	return fails("pthread_create") ? EAGAIN : next(thread, attr, start, arg);
}

int clone(int (*fn)(void *), void *stack, int flags, void *arg, ...)
{
	int (*next)(int (*)(void *), void *, int, void *, ...) =
		(int (*)(int (*)(void *), void *, int, void *, ...))dlsym(RTLD_NEXT, "clone");

	if (!fails("clone"))
		return next(fn, stack, flags, arg);
	errno = EAGAIN;
	return -1;
}

/* ---- /proc ---- */

static bool is_missing(const char *path)
{
	if (strcmp(name, "proc") != 0 || strncmp(path, "/proc/", 6) != 0)
		return false;
	errno = ENOENT;
	return true;
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if (flags & (O_CREAT | O_TMPFILE)) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return is_missing(path) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
	FILE *(*next)(const char *, const char *) = (FILE * (*)(const char *, const char *))
		dlsym(RTLD_NEXT, "fopen");

	return is_missing(path) ? NULL : next(path, mode);
}

ssize_t readlink(const char *path, char *out, size_t size)
{
	return is_missing(path) ? -1 : syscall(SYS_readlinkat, AT_FDCWD, path, out, size);
}
