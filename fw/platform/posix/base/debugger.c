/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <platform/machine.h>

#include "base/debugger.h"

volatile bool debugger_present;

bool debugger_make_private(uintptr_t start, size_t bytes)
{
	void *pages = (void *)start, *copy = malloc(bytes);
	bool done;

	if (!copy)
		return false;
	memcpy(copy, pages, bytes);
	done = mmap(pages, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		    -1, 0) != MAP_FAILED;
	if (done)
		memcpy(pages, copy, bytes);
	free(copy);
	return done;
}

/* The arguments are there when the breakpoint is met. */
__attribute__((noinline)) void debugger_library(const char *path, uintptr_t start)
{
	__asm__ volatile("" : : "r"(path), "r"(start));
}

__attribute__((noinline)) void platform_debug_module(const char *name, const void *process)
{
	__asm__ volatile("" : : "r"(name), "r"(process));
}
