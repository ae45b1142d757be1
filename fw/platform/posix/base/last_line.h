/* SPDX-License-Identifier: BSD-3-Clause */
/* What the process says and how it ends when a report goes wrong. */
#ifndef POSIX_LAST_LINE_H
#define POSIX_LAST_LINE_H

#include <stdbool.h>

#define LAST_LINE_SECONDS 8 /* of the host, until a report that hangs is given up */

/**
 * A report begins, or knows more now. Callable from a signal handler.
 * @param status	ADSP_EXIT_*
 * @param text		one line or more, without newline at the end; copied, cut if need be
 */
void last_line_set(int status, const char *text);

/** It has come to its end. */
void last_line_drop(void);

/** Is a report under way? */
bool last_line_is_set(void);

/** Is one under way for too long? Callable from a signal handler. */
bool last_line_is_late(void);

/** Write the line to standard error and end the process, without the C library. From a signal handler. */
void last_line_end(void) __attribute__((noreturn));

#endif
