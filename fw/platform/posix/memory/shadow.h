/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which bytes of emulated memory may be touched, reported to a checker that watches each access: AddressSanitizer
 * (shadow_asan.c) or Valgrind (shadow_valgrind.c). Without one it costs nothing, or a branch.
 * A checker knows virtual addresses, so everything is reported for both aliases.
 *
 * Blocks that the ledger knows are marked, so that the checker's leak report shows where a lost one was allocated.
 */
#ifndef POSIX_SHADOW_H
#define POSIX_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SANITIZE_ADDRESS__)
#define SHADOW_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SHADOW_ASAN 1
#endif
#endif

#if defined(SHADOW_ASAN)
/** For a function that looks at bytes nobody may touch, byte by byte. */
#define SHADOW_BLIND __attribute__((no_sanitize("address"), noinline))
#else
#define SHADOW_BLIND
#endif

#if defined(SHADOW_ASAN) || defined(ADSP_HAVE_MEMCHECK)

/** Watch a bank: cached alias; all of it may be touched. */
void shadow_start_bank(void *base, size_t bytes);
/** Before it is unmapped. */
void shadow_stop_bank(void *base, size_t bytes);

/** Does a checker watch this process? */
bool shadow_is_active(void);

/** Nobody may touch these bytes; either alias. */
void shadow_close(void *ptr, size_t bytes);
/** They may be read and written. */
void shadow_open(void *ptr, size_t bytes);

/** Between these two calls the machine touches closed bytes on purpose. */
void shadow_blind_begin(void);
void shadow_blind_end(void);

/** A block lives; ptr is the alias that its user has. @return what shadow_unmark() wants back */
uintptr_t shadow_mark(void *ptr, size_t bytes);
/** It is freed, or is no leak. Its bytes may be touched until somebody closes them. */
void shadow_unmark(void *ptr, size_t bytes, uintptr_t marker);
/** A line for the checker's report. */
void shadow_note(const char *text);
/** Every block that is still marked has leaked: report them. */
void shadow_leak_check(void);

#else

static inline void shadow_start_bank(void *base, size_t bytes)
{
}

static inline void shadow_stop_bank(void *base, size_t bytes)
{
}

static inline bool shadow_is_active(void)
{
	return false;
}

static inline void shadow_close(void *ptr, size_t bytes)
{
}

static inline void shadow_open(void *ptr, size_t bytes)
{
}

static inline void shadow_blind_begin(void)
{
}

static inline void shadow_blind_end(void)
{
}

static inline uintptr_t shadow_mark(void *ptr, size_t bytes)
{
	return 0;
}

static inline void shadow_unmark(void *ptr, size_t bytes, uintptr_t marker)
{
}

static inline void shadow_note(const char *text)
{
}

static inline void shadow_leak_check(void)
{
}

#endif
#endif
