/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_VALGRIND_H
#define POSIX_VALGRIND_H

#include <stdbool.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

/** Is the program run by Valgrind? It makes calls of Linux of its own, and each mprotect() costs milliseconds there. */
static inline bool under_valgrind(void)
{
#if defined(RUNNING_ON_VALGRIND)
	return RUNNING_ON_VALGRIND;
#else
	return false;
#endif
}

#endif
