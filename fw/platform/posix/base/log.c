/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <zephyr/internal/syscall_handler.h>
#include <zephyr/logging/log.h>

#include "base/log.h"
#include "sched/scheduler.h"
#include "kernel/syscall.h"

#define LINE_BYTES 1001
#define TAG_BYTES  256

int z_log_level;

static adsp_log_fn log_fn;
static void *log_ctx;

void log_start(enum adsp_log_level level, adsp_log_fn fn, void *ctx)
{
	log_fn = fn;
	log_ctx = ctx;
	adsp_machine_set_log_level(level);
}

void log_stop(void)
{
	log_start(ADSP_LOG_NONE, NULL, NULL);
}

void adsp_machine_set_log_level(enum adsp_log_level level)
{
	z_log_level = log_fn ? (int)level : ADSP_LOG_NONE;
}

/* A complete line goes out. */
static void z_impl_log_emit(int level, const char *tag, const char *line)
{
	if (log_fn)
		log_fn(log_ctx, (enum adsp_log_level)level, (uint64_t)sched_now(), tag, line);
}

/* Both texts must end, within memory that the caller may read. */
static bool is_text(const char *text, size_t max)
{
	size_t i;

	for (i = 0; i < max; i++) {
		if (!z_user_may_access(text + i, 1, false))
			return false;
		if (!text[i])
			return true;
	}
	return false;
}

static uintptr_t z_vrfy_log_emit(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_VERIFY_MSG(args[0] >= LOG_LEVEL_ERR && args[0] <= LOG_LEVEL_DBG,
				    "level %lu", (unsigned long)args[0]));
	K_OOPS(K_SYSCALL_VERIFY_MSG(is_text((const char *)args[1], TAG_BYTES), "no readable tag"));
	K_OOPS(K_SYSCALL_VERIFY_MSG(is_text((const char *)args[2], LINE_BYTES),
				    "no readable text"));
	z_impl_log_emit((int)args[0], (const char *)args[1], (const char *)args[2]);
	return 0;
}
Z_SYSCALL_DEFINE(log_emit);

/* The text is made in the caller's mode: what its arguments point to is read with the caller's rights. */
SYSCALL_TRAP static void emit(int level, const char *tag, const char *fmt, va_list ap)
{
	char line[LINE_BYTES];
	size_t length;

	if (!log_fn)
		return;
	vsnprintf(line, sizeof(line), fmt, ap);
	length = strlen(line);
	while (length && line[length - 1] == '\n')
		line[--length] = '\0';
	if (z_syscall_trap())
		z_syscall_invoke(log_emit, (uintptr_t)level, (uintptr_t)tag, (uintptr_t)line);
	else
		z_impl_log_emit(level, tag, line);
}

SYSCALL_TRAP void z_log_tagged(int level, const char *tag, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit(level, tag, fmt, ap);
	va_end(ap);
}

void log_line(enum adsp_log_level level, const char *tag, const char *fmt, ...)
{
	va_list ap;

	if ((int)level > z_log_level)
		return;
	va_start(ap, fmt);
	emit(level, tag, fmt, ap);
	va_end(ap);
}
