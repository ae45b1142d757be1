/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * AddressSanitizer. Its leak checker knows nothing but malloc, so each marked block has a host block of the same
 * size and call stack; the only pointer to it is hidden, so a block that is never unmarked shows up as a leak.
 */
#include "memory/shadow.h"

#if defined(SHADOW_ASAN)

#include <stdio.h>
#include <stdlib.h>

#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>

#include <rtos/cache.h>

#define HIDE (~(uintptr_t)0)

/* Host blocks that only emulated memory points to are no leaks. */
void shadow_start_bank(void *base, size_t bytes)
{
	__lsan_register_root_region(base, bytes);
}

/* Poison outlives the mapping. */
void shadow_stop_bank(void *base, size_t bytes)
{
	shadow_open(base, bytes);
	__lsan_unregister_root_region(base, bytes);
}

bool shadow_is_active(void)
{
	return true;
}

void shadow_close(void *ptr, size_t bytes)
{
	__asan_poison_memory_region(sys_cache_cached_ptr_get(ptr), bytes);
	__asan_poison_memory_region(sys_cache_uncached_ptr_get(ptr), bytes);
}

void shadow_open(void *ptr, size_t bytes)
{
	__asan_unpoison_memory_region(sys_cache_cached_ptr_get(ptr), bytes);
	__asan_unpoison_memory_region(sys_cache_uncached_ptr_get(ptr), bytes);
}

void shadow_blind_begin(void)
{
}

void shadow_blind_end(void)
{
}

uintptr_t shadow_mark(void *ptr, size_t bytes)
{
	return (uintptr_t)malloc(bytes) ^ HIDE;
}

void shadow_unmark(void *ptr, size_t bytes, uintptr_t marker)
{
	if (marker)
		free((void *)(marker ^ HIDE));
}

void shadow_note(const char *text)
{
	fprintf(stderr, "%s\n", text);
}

void shadow_leak_check(void)
{
	__lsan_do_recoverable_leak_check();
}

#endif
