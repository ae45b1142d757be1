/* SPDX-License-Identifier: BSD-3-Clause */
/* How a run ends by force: the firmware's own panic, or a fault that nobody can contain. */
#ifndef POSIX_PANIC_H
#define POSIX_PANIC_H

#include <adsp/machine.h>

/** Report with a printf-style text and end the process with ADSP_EXIT_FAULT. */
void panic_at(const char *file, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));

/** The same for what Linux has refused, with ADSP_EXIT_HOST. */
void panic_host(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/** Report this text and end the process with that status, ADSP_EXIT_*. */
void panic_end_run(int status, const char *text) __attribute__((noreturn));

/** A source path as it is in the project, wherever that was built. */
const char *panic_source_path(const char *file);

/** Remember who gets the report. @param fatal NULL: standard error */
void panic_start(adsp_fatal_fn fatal, void *ctx);
void panic_stop(void);

#endif
