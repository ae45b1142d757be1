/* SPDX-License-Identifier: BSD-3-Clause */
/* Run-time assertions, always on: a failed one ends the run with the fault exit code. */
#ifndef ZEPHYR_SYS_ASSERT_H
#define ZEPHYR_SYS_ASSERT_H

#include <zephyr/toolchain.h>

/** Report a failed assertion with its printf-style message and panic. */
void z_assert_fail(const char *file, int line, const char *test, const char *fmt, ...) __noreturn
	__printf_like(4, 5);

#define __ASSERT(test, fmt, ...)                                                      \
	do {                                                                          \
		if (unlikely(!(test)))                                                \
			z_assert_fail(__FILE__, __LINE__, #test, fmt, ##__VA_ARGS__); \
	} while (0)

#define __ASSERT_NO_MSG(test) __ASSERT(test, "%s", "")

#endif
