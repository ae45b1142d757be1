/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memcheck. Definedness belongs to the virtual address too: what is written through one alias would be undefined
 * through the other, so bytes in use are defined through both.
 */
#include "memory/shadow.h"

#if !defined(SHADOW_ASAN) && defined(ADSP_HAVE_MEMCHECK)

#include <string.h>

#include <valgrind/memcheck.h>

#include <rtos/cache.h>

static bool watched; /* by memcheck */

void shadow_start_bank(void *base, size_t bytes)
{
	watched = RUNNING_ON_VALGRIND;
}

void shadow_stop_bank(void *base, size_t bytes)
{
}

bool shadow_is_active(void)
{
	return watched;
}

void shadow_close(void *ptr, size_t bytes)
{
	if (!watched)
		return;
	VALGRIND_MAKE_MEM_NOACCESS(sys_cache_cached_ptr_get(ptr), bytes);
	VALGRIND_MAKE_MEM_NOACCESS(sys_cache_uncached_ptr_get(ptr), bytes);
}

void shadow_open(void *ptr, size_t bytes)
{
	if (!watched)
		return;
	VALGRIND_MAKE_MEM_DEFINED(sys_cache_cached_ptr_get(ptr), bytes);
	VALGRIND_MAKE_MEM_DEFINED(sys_cache_uncached_ptr_get(ptr), bytes);
}

void shadow_blind_begin(void)
{
	if (watched)
		VALGRIND_DISABLE_ERROR_REPORTING;
}

void shadow_blind_end(void)
{
	if (watched)
		VALGRIND_ENABLE_ERROR_REPORTING;
}

uintptr_t shadow_mark(void *ptr, size_t bytes)
{
	if (watched)
		VALGRIND_MALLOCLIKE_BLOCK(ptr, bytes, 0, 1);
	return watched;
}

void shadow_unmark(void *ptr, size_t bytes, uintptr_t marker)
{
	if (!marker)
		return;
	VALGRIND_FREELIKE_BLOCK(ptr, 0);
	shadow_open(ptr, bytes);
}

void shadow_note(const char *text)
{
	VALGRIND_PRINTF("%s\n", text);
}

void shadow_leak_check(void)
{
	if (watched)
		VALGRIND_DO_LEAK_CHECK;
}

#endif
