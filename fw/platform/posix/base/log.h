/* SPDX-License-Identifier: BSD-3-Clause */
/* Firmware log lines on their way to the host. */
#ifndef POSIX_LOG_H
#define POSIX_LOG_H

#include <adsp/machine.h>

/** @param fn NULL: no line goes out, whatever the level */
void log_start(enum adsp_log_level level, adsp_log_fn fn, void *ctx);
void log_stop(void);

/** A line of the machine itself, if the level lets it pass. */
void log_line(enum adsp_log_level level, const char *tag, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
