/* SPDX-License-Identifier: BSD-3-Clause */
/* Log lines on their way to the host. */
#ifndef POSIX_LOG_H
#define POSIX_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <adsp/machine.h>

#define LOG_LINE_BYTES 1001
#define LOG_TAG_BYTES  256

/** @param fn NULL: no line goes out, whatever the level, and the first error is kept all the same */
void log_start(enum adsp_log_level level, adsp_log_fn fn, void *ctx);
void log_stop(void);

/** A line of the machine itself, if the level lets it pass. Kernel mode. */
void log_line(enum adsp_log_level level, const char *tag, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** Is there anybody for whom lines are made? */
bool log_is_on(void);

/** The text of a line, without newlines at its end. @param line LOG_LINE_BYTES */
void log_format(char *line, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/** A complete line goes out. Kernel mode. */
void log_write(int level, const char *tag, const char *line);

#endif
