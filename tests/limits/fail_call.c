/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Preloaded into a program, it lets one call of the C library fail as it does when Linux has no more: FAIL_CALL=malloc:17
 * the 17th of malloc, calloc and realloc; also mmap, memfd_create, timer_create, pthread_create and clone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
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

static bool fails(const char *call)
{
	static long count;

	if (!name[0] || strcmp(name, call) != 0)
		return false;
	return ++count == number;
}

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t number_of, size_t size);
void *__libc_realloc(void *ptr, size_t size);

void *malloc(size_t size)
{
	if (!fails("malloc"))
		return __libc_malloc(size);
	errno = ENOMEM;
	return NULL;
}

void *calloc(size_t number_of, size_t size)
{
	if (!fails("malloc"))
		return __libc_calloc(number_of, size);
	errno = ENOMEM;
	return NULL;
}

void *realloc(void *ptr, size_t size)
{
	if (!fails("malloc"))
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
